"""EC2 instances behind a Network Load Balancer."""

from pulumi import ResourceOptions

from ...settings.backends import InstancesBackend
from ..instances import Instances
from .site import Built, Site, balancer


def build(name: str, backend: InstancesBackend, site: Site, opts: ResourceOptions) -> Built:
    """A load balancer and an Auto Scaling group."""
    front = balancer(name, backend, site, ("instance", backend.port, backend.health), opts)
    Instances(
        name,
        {
            "region": site.region,
            "vpc_id": site.place.vpc_id,
            "subnets": site.place.subnets["application"],
            "intake": front.intake,
            "image": backend.image,
            "type": backend.type,
            "user_data": backend.user_data,
            "scaling": {
                "minimum": backend.scaling.minimum,
                "maximum": backend.scaling.maximum,
                "cpu": backend.scaling.cpu,
            },
            "database": site.database(backend.database),
            "endpoints": site.endpoints,
        },
        ResourceOptions(parent=opts.parent, depends_on=list(site.ready)),
    )
    return Built(front.front, {"": front.observed})
