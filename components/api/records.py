"""Records that lead a name to an API, also from several regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi import Input, Output, ResourceOptions

    from ..settings.domains import RoutingSettings


@dataclass(frozen=True, kw_only=True)
class RoutingArgs:
    """How callers are spread over stacks in several regions that have the same name."""

    settings: RoutingSettings
    """Who is asked first."""

    region: str
    """The region of this stack."""

    alarms: Mapping[str, Input[str]]
    """Alarms, by a name for each: the region works while none is raised."""


@dataclass(frozen=True, kw_only=True)
class RecordArgs:
    """A name and where it leads."""

    zone: Input[str]
    """The hosted zone."""

    name: Input[str]
    """The name."""

    target: Input[str]
    """The host name it leads to."""

    target_zone: Input[str]
    """The hosted zone of that host name."""

    routing: RoutingArgs | None = None
    """How callers are spread over regions; without it all come here."""


def record(name: str, args: RecordArgs, opts: ResourceOptions) -> aws.route53.Record:
    """An alias record: it also resolves where private DNS hides the names of API Gateway."""
    routing = args.routing
    policy = routing.settings.policy if routing else None
    return aws.route53.Record(
        f"{name}-record",
        zone_id=args.zone,
        name=args.name,
        type="A",
        aliases=[{"name": args.target, "zone_id": args.target_zone, "evaluate_target_health": False}],
        set_identifier=f"{routing.region}-{policy}" if routing else None,
        latency_routing_policies=[{"region": routing.region}] if routing and policy == "latency" else None,
        failover_routing_policies=[{"type": policy.upper()}] if policy and policy != "latency" else None,
        health_check_id=_check(name, routing, opts) if routing else None,
        opts=opts,
    )


def _check(name: str, args: RoutingArgs, opts: ResourceOptions) -> Output[str]:
    """A health check that passes while no alarm is raised. It needs no address of the API that anybody may call."""
    checks = [
        aws.route53.HealthCheck(
            f"{name}-check-{key}",
            type="CLOUDWATCH_METRIC",
            cloudwatch_alarm_name=alarm,
            cloudwatch_alarm_region=args.region,
            insufficient_data_health_status="Unhealthy",
            tags={"Name": f"{name}-check-{key}"},
            opts=opts,
        ).id
        for key, alarm in args.alarms.items()
    ]
    if len(checks) == 1:
        return checks[0]
    return aws.route53.HealthCheck(
        f"{name}-check",
        type="CALCULATED",
        child_healthchecks=checks,
        child_health_threshold=len(checks),
        tags={"Name": f"{name}-check"},
        opts=opts,
    ).id
