"""Services on Fargate behind an Application Load Balancer, with or without a Network Load Balancer in front of it."""

from dataclasses import replace

import pulumi_aws as aws
from pulumi import ResourceOptions

from ...application_load_balancer import ALIVE, ApplicationLoadBalancer
from ...load_balancer import LoadBalancer
from ...settings.backends import AlbBackend
from ...shapes import Front
from ..admission import admit
from .fargate import service
from .site import Built, Site, health_args


def build(name: str, backend: AlbBackend, site: Site, opts: ResourceOptions) -> Built:
    """An Application Load Balancer and its services; for a VPC link of the first kind also what stands before it."""
    alb = ApplicationLoadBalancer(
        name,
        {
            "vpc_id": site.place.vpc_id,
            "subnets": site.place.subnets["balancer"],
            "listener_port": backend.listener.number,
            "certificate": backend.listener.certificate,
            "services": {
                key: {"port": each.port, "health": health_args(each.health)} for key, each in backend.services.items()
            },
            "rules": {
                key: {"priority": rule.priority, "paths": rule.paths, "hosts": rule.hosts, "weights": rule.weights}
                for key, rule in backend.rules.items()
            },
            "protected": site.operations.protected,
            "log_bucket": site.operations.log_bucket,
        },
        opts,
    )
    for key, container in backend.services.items():
        service(f"{name}-{key}", container, site, alb.intakes[key], opts)
    front = alb.front if backend.link == "v2" else _through_network_balancer(name, alb, site, opts)
    return Built(front, alb.observed)


def _through_network_balancer(name: str, alb: ApplicationLoadBalancer, site: Site, opts: ResourceOptions) -> Front:
    """A Network Load Balancer whose only target is the other one; its port leads to the same port there."""
    port, secure = alb.front.port, alb.front.secure
    network = LoadBalancer(
        name,
        {
            "vpc_id": site.place.vpc_id,
            "subnets": site.place.subnets["balancer"],
            "listener_port": port,
            "target_type": "alb",
            "target_port": port,
            "health": {"path": ALIVE, "secure": secure},
            "protected": site.operations.protected,
        },
        opts,
    )
    child = ResourceOptions(parent=network)
    admit(name, network.intake, alb.group_id, child)
    aws.lb.TargetGroupAttachment(
        f"{name}-alb",
        target_group_arn=network.target_group_arn,
        target_id=alb.arn,
        port=port,
        # A target group takes no balancer that does not listen yet.
        opts=ResourceOptions(parent=network, depends_on=[alb.listener]),
    )
    return replace(network.front, secure=secure)
