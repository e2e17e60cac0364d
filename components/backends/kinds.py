"""The kinds of backends: for each class of settings the function that builds it, from load balancer to targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..settings.backends import AddressesBackend, AlbBackend, Backend, FargateBackend, InstancesBackend
from . import addresses, alb, fargate, instances

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi import ResourceOptions

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
