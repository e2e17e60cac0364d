"""What all targets that run in a VPC have: a group of their own, and the ways that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

from .admission import admit
from .outbound import reach_aws

if TYPE_CHECKING:
    from pulumi import Output, ResourceOptions

    from ..database import Database
    from ..shapes import EndpointAccess, Intake, Subnets


@dataclass(frozen=True, kw_only=True)
class TargetsArgs:
    """Arguments of what is registered with a load balancer."""

    region: str
    """The AWS region."""

    subnets: Subnets
    """Where the targets stand."""

    intake: Intake
    """The load balancer that they are registered with; it decides their ports."""

    endpoints: EndpointAccess | None = None
    """How they reach AWS; without it through their subnets' way to the internet."""

    database: Database | None = None
    """The database that they use; they are told its address and how to log in."""


def group_of(name: str, kind: str, args: TargetsArgs, opts: ResourceOptions) -> Output[str]:
    """The security group of targets (`tasks`, `instances`): to AWS, to the database, from the balancer."""
    group = aws.ec2.SecurityGroup(
        f"{name}-{kind}",
        vpc_id=args.subnets.vpc_id,
        description=f"{kind.capitalize()} of {name}",
        tags={"Name": f"{name}-{kind}"},
        opts=opts,
    )
    reach_aws(name, group.id, args.endpoints, opts)
    admit(name, args.intake, group.id, opts)
    if args.database:
        args.database.admit(name, group.id, opts)
    return group.id
