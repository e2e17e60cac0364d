"""Containers on Fargate behind a Network Load Balancer."""

from pulumi import ResourceOptions

from ...settings.backends import FargateBackend
from ...settings.containers import ContainerSettings
from ...shapes import Intake
from ..fargate import Fargate
from .site import Built, Site, balancer


def build(name: str, backend: FargateBackend, site: Site, opts: ResourceOptions) -> Built:
    """A load balancer and a service."""
    front = balancer(name, backend, site, ("ip", backend.port, backend.health), opts)
    service(name, backend, site, front.intake, opts)
    return Built(front.front, {"": front.observed})


def service(name: str, container: ContainerSettings, site: Site, intake: Intake, opts: ResourceOptions) -> Fargate:
    """A service on Fargate that registers with a load balancer's intake."""
    scaling = container.scaling
    return Fargate(
        name,
        {
            "region": site.region,
            "vpc_id": site.place.vpc_id,
            "subnets": site.place.subnets["application"],
            "intake": intake,
            "image": container.image,
            "cpu": container.cpu,
            "memory": container.memory,
            "tasks": container.tasks,
            "scaling": {"minimum": scaling.minimum, "maximum": scaling.maximum, "cpu": scaling.cpu}
            if scaling
            else None,
            "environment": container.environment,
            "database": site.database(container.database),
            "endpoints": site.endpoints,
            "logs": site.logs,
        },
        ResourceOptions(parent=opts.parent, depends_on=list(site.ready)),
    )
