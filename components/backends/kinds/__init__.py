"""The kinds of backends: for each class of settings the function that builds it, from load balancer to targets."""

from collections.abc import Callable, Mapping
from typing import Any

from pulumi import ResourceOptions

from ...settings.backends import AddressesBackend, AlbBackend, Backend, FargateBackend, InstancesBackend
from . import addresses, alb, fargate, instances
from .site import Built, Site

KINDS: Mapping[type[Any], Callable[[str, Any, Site, ResourceOptions], Built]] = {
    FargateBackend: fargate.build,
    InstancesBackend: instances.build,
    AlbBackend: alb.build,
    AddressesBackend: addresses.build,
}


def build(name: str, backend: Backend, site: Site, opts: ResourceOptions) -> Built:
    """A backend of whichever kind."""
    return KINDS[type(backend)](name, backend, site, opts)
