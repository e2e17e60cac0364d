"""Records that lead a name to an API, also from several regions."""

from typing import NotRequired, TypedDict

import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions


class CheckArgs(TypedDict):
    """What Route 53 asks to see whether a region works."""

    host: Input[str]
    """The API's own host name: the shared name would lead to any of the regions."""

    path: str
    """The path, which answers from outside and without a key."""


class RoutingArgs(TypedDict):
    """How callers are spread over stacks in several regions that have the same name."""

    policy: str
    """`latency`: the nearest region; `primary` and `secondary`: the second when the first fails its check."""

    region: str
    """The region of this stack."""

    check: CheckArgs
    """What Route 53 asks."""


class RecordArgs(TypedDict):
    """A name and where it leads."""

    zone: Input[str]
    """The hosted zone."""

    name: Input[str]
    """The name."""

    target: Input[str]
    """The host name it leads to."""

    target_zone: Input[str]
    """The hosted zone of that host name."""

    routing: NotRequired[RoutingArgs | None]
    """How callers are spread over regions; without it all come here."""


def record(name: str, args: RecordArgs, opts: ResourceOptions) -> aws.route53.Record:
    """An alias record: it also resolves where private DNS hides the names of API Gateway."""
    routing = args.get("routing")
    policy = routing["policy"] if routing else None
    return aws.route53.Record(
        f"{name}-record",
        zone_id=args["zone"],
        name=args["name"],
        type="A",
        aliases=[{"name": args["target"], "zone_id": args["target_zone"], "evaluate_target_health": False}],
        set_identifier=f"{routing['region']}-{policy}" if routing else None,
        latency_routing_policies=[{"region": routing["region"]}] if routing and policy == "latency" else None,
        failover_routing_policies=[{"type": policy.upper()}] if policy in {"primary", "secondary"} else None,
        health_check_id=_check(name, routing["check"], opts) if routing else None,
        opts=opts,
    )


def _check(name: str, args: CheckArgs, opts: ResourceOptions) -> Output[str]:
    return aws.route53.HealthCheck(
        f"{name}-check",
        type="HTTPS",
        fqdn=args["host"],
        port=443,
        resource_path=args["path"],
        request_interval=30,
        failure_threshold=3,
        tags={"Name": f"{name}-check"},
        opts=opts,
    ).id
