"""Where a backend is built, and what comes of it: the contract between an environment and the kinds of backends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..load_balancer import LoadBalancer, LoadBalancerArgs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi import Resource, ResourceOptions

    from ..database import Database
    from ..settings.backends import Linked
    from ..settings.containers import TargetSettings
    from ..settings.operations import OperationsSettings
    from ..shapes import EndpointAccess, Front, Observed, Place


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is there when a backend is built."""

    region: str
    place: Place
    endpoints: EndpointAccess | None
    """How targets reach AWS; None where they have a way to the internet."""
    ready: Sequence[Resource]
    """What targets need before they start."""
    databases: Mapping[str, Database]
    operations: OperationsSettings

    def database(self, name: str | None) -> Database | None:
        """The database of a backend that may use none."""
        return self.databases[name] if name else None


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a backend is to the rest of the environment."""

    front: Front
    observed: Mapping[str, Observed]
    """What to watch, by the name of the service; an empty one for the only one."""


def balancer(
    name: str,
    backend: Linked,
    target_type: Literal["ip", "instance"],
    targets: TargetSettings,
    site: Site,
    opts: ResourceOptions,
) -> LoadBalancer:
    """The Network Load Balancer of a backend."""
    through = backend.listener.pass_through
    return LoadBalancer(
        name,
        LoadBalancerArgs(
            subnets=site.place.tier("balancer"),
            listener_port=backend.listener.number,
            certificate=backend.listener.certificate,
            target_type=target_type,
            targets=targets,
            tls_through=through,
            # A port of its own for health checks is as a rule a plain one.
            secure_health=through and targets.health_port == targets.port,
            protection=site.operations,
            log_bucket=site.operations.log_bucket,
        ),
        opts,
    )
