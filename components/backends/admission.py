"""The way from a load balancer to its targets, told to both of their security groups."""

from pulumi import Input, ResourceOptions

from ..load_balancer import LoadBalancer
from ..rules import Traffic, let_in, let_out


def admit(name: str, balancer: LoadBalancer, targets: Input[str], opts: ResourceOptions) -> None:
    """Requests and health checks of the balancer may reach the group of its targets.

    By group and by the addresses of the balancer's nodes: with PrivateLink enforcement off AWS documents the addresses,
    not the group.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
    """
    purposes = {balancer.health_port: "Health checks", balancer.target_port: "Requests"}
    for port, what in purposes.items():
        traffic = Traffic(port, f"{what} of the balancer")
        let_out(
            f"{name}-to-targets-{port}", balancer.group_id, {"referenced_security_group_id": targets}, traffic, opts
        )
        let_in(
            f"{name}-from-balancer-{port}", targets, {"referenced_security_group_id": balancer.group_id}, traffic, opts
        )
        for zone, cidr in balancer.source_cidrs.items():
            let_in(f"{name}-from-{zone}-{port}", targets, {"cidr_ipv4": cidr}, traffic, opts)
