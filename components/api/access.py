"""Who may call how often: API keys, usage plans, and what ties them together."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions


class ThrottleArgs(TypedDict):
    """How fast requests may come."""

    rate: float
    """Requests a second, on average."""

    burst: int
    """Requests at once."""


class QuotaArgs(TypedDict):
    """How many requests may come."""

    limit: int
    """Requests in each period."""

    period: str
    """`DAY`, `WEEK` or `MONTH`."""


class PlanArgs(TypedDict):
    """Arguments of Plan."""

    api_id: Input[str]
    """The REST API."""

    stage: Input[str]
    """The name of its stage."""

    consumers: Sequence[str]
    """Who calls the API; each gets a key."""

    throttle: NotRequired[ThrottleArgs | None]
    """How fast each consumer may call."""

    quota: NotRequired[QuotaArgs | None]
    """How often each consumer may call in a period."""


class Plan(pulumi.ComponentResource):
    """A usage plan on a stage, and an API key for each consumer, tied to the plan. AWS makes the keys' values."""

    plan_id: Output[str]
    """The id of the usage plan."""

    key_ids: Mapping[str, Output[str]]
    """The ids of the keys, by consumer. Their values: `aws apigateway get-api-key --include-value --api-key ID`."""

    def __init__(self, name: str, args: PlanArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Plan", name, None, opts)
        child = ResourceOptions(parent=self)
        plan = aws.apigateway.UsagePlan(
            f"{name}-plan",
            api_stages=[{"api_id": args["api_id"], "stage": args["stage"]}],
            throttle_settings=_throttle(args.get("throttle")),
            quota_settings=_quota(args.get("quota")),
            tags={"Name": f"{name}-plan"},
            opts=child,
        )
        self.plan_id = plan.id
        self.key_ids = {consumer: self._key(f"{name}-{consumer}", plan) for consumer in args["consumers"]}
        self.register_outputs({"planId": self.plan_id, "keyIds": self.key_ids})

    def _key(self, name: str, plan: aws.apigateway.UsagePlan) -> Output[str]:
        key = aws.apigateway.ApiKey(
            name,
            enabled=True,
            tags={"Name": name},
            opts=ResourceOptions(parent=self, additional_secret_outputs=["value"]),
        )
        aws.apigateway.UsagePlanKey(
            name,
            usage_plan_id=plan.id,
            key_id=key.id,
            key_type="API_KEY",
            opts=ResourceOptions(parent=self),
        )
        return key.id


def _throttle(args: ThrottleArgs | None) -> aws.apigateway.UsagePlanThrottleSettingsArgsDict | None:
    return {"rate_limit": args["rate"], "burst_limit": args["burst"]} if args else None


def _quota(args: QuotaArgs | None) -> aws.apigateway.UsagePlanQuotaSettingsArgsDict | None:
    return {"limit": args["limit"], "period": args["period"]} if args else None
