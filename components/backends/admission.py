"""The way from a load balancer to its targets, told to both of their security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rules import Traffic, let_in, let_out

if TYPE_CHECKING:
    from pulumi import Input, ResourceOptions

    from ..shapes import Intake


def purposes(intake: Intake) -> list[Traffic]:
    """What a load balancer opens connections to its targets for; the same port is told once."""
    ports = {intake.health_port: "Health checks of the balancer", intake.port: "Requests of the balancer"}
    return [Traffic(port, why) for port, why in ports.items()]


def admit(name: str, intake: Intake, targets: Input[str], opts: ResourceOptions) -> None:
    """Requests and health checks of the balancer may reach the group of its targets.

    By group and by the addresses of the balancer's nodes: with PrivateLink enforcement off AWS documents the addresses,
    not the group.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
    """
    for traffic in purposes(intake):
        port = traffic.port
        let_out(f"{name}-to-targets-{port}", intake.group_id, {"referenced_security_group_id": targets}, traffic, opts)
        let_in(
            f"{name}-from-balancer-{port}", targets, {"referenced_security_group_id": intake.group_id}, traffic, opts
        )
        for zone, cidr in intake.source_cidrs.items():
            let_in(f"{name}-from-{zone}-{port}", targets, {"cidr_ipv4": cidr}, traffic, opts)
