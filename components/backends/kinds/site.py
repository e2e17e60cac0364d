"""Where a backend is built, and what comes of it: the contract between an environment and the kinds of backends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Resource, ResourceOptions

from ...database import Database
from ...load_balancer import LoadBalancer
from ...settings.backends import Linked
from ...settings.containers import HealthSettings
from ...settings.operations import OperationsSettings
from ...shapes import EndpointAccessArgs, Front, HealthArgs, LogArgs, Observed, Place


@dataclass(frozen=True)
class Site:
    """What is there when a backend is built."""

    region: str
    place: Place
    endpoints: EndpointAccessArgs | None
    """How targets reach AWS; None where they have a way to the internet."""
    ready: Sequence[Resource]
    """What targets need before they start."""
    databases: Mapping[str, Database]
    operations: OperationsSettings

    @property
    def logs(self) -> LogArgs:
        """How logs are kept."""
        return {"retention": self.operations.retention, "key": self.operations.key}

    def database(self, name: str | None) -> Database | None:
        """The database of a backend that may use none."""
        return self.databases[name] if name else None


@dataclass(frozen=True)
class Built:
    """What a backend is to the rest of the environment."""

    front: Front
    observed: Mapping[str, Observed]
    """What to watch, by the name of the service; an empty one for the only one."""


def health_args(settings: HealthSettings) -> HealthArgs:
    """Health settings as arguments."""
    return {"path": settings.path, "port": settings.port, "interval": settings.interval}


def balancer(
    name: str, backend: Linked, site: Site, targets: tuple[str, int, HealthSettings], opts: ResourceOptions
) -> LoadBalancer:
    """The Network Load Balancer of a backend; `targets` are their type (`ip`, `instance`), port and health."""
    kind, port, health = targets
    return LoadBalancer(
        name,
        {
            "vpc_id": site.place.vpc_id,
            "subnets": site.place.subnets["balancer"],
            "listener_port": backend.listener.number,
            "certificate": backend.listener.certificate,
            "target_type": kind,
            "target_port": port,
            "health": health_args(health),
            "protected": site.operations.protected,
            "log_bucket": site.operations.log_bucket,
        },
        opts,
    )
