"""Addresses on premises behind a Network Load Balancer."""

from pulumi import ResourceOptions

from ...settings.backends import AddressesBackend
from ..addresses import Addresses
from .site import Built, Site, balancer


def build(name: str, backend: AddressesBackend, site: Site, opts: ResourceOptions) -> Built:
    """A load balancer and the addresses that are registered with it."""
    front = balancer(name, backend, site, ("ip", backend.port, backend.health), opts)
    Addresses(name, {"intake": front.intake, "addresses": backend.addresses}, opts)
    return Built(front.front, {"": front.observed})
