"""Who may call how often: API keys, usage plans, and what ties them together."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions


class KeysArgs(TypedDict):
    """Arguments of Keys."""

    consumers: Mapping[str, Sequence[str]]
    """Who calls the API, and the labels of each one's keys: two while a key is changed."""

    values: NotRequired[Mapping[str, Input[str]]]
    """Values of keys, by `CONSUMER/LABEL`; AWS makes those that are not given."""

    parameters: NotRequired[str | None]
    """How the names of SSM parameters with copies of the values begin: `/dev/orders/keys`; none by default."""

    encryption_key: NotRequired[Input[str] | None]
    """The KMS key of the parameters; default: AWS's own."""


class Keys(pulumi.ComponentResource):
    """API keys of consumers, and copies of their values for those who have to check them."""

    key_ids: Mapping[str, Output[str]]
    """The ids of the keys, by `CONSUMER/LABEL`: `aws apigateway get-api-key --include-value --api-key ID` shows one."""

    def __init__(self, name: str, args: KeysArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Keys", name, None, opts)
        values = args.get("values", {})
        self.keys: dict[str, dict[str, aws.apigateway.ApiKey]] = {}
        self.parameters: dict[str, aws.ssm.Parameter] = {}
        for consumer, labels in args["consumers"].items():
            for label in labels:
                key = self._key(f"{name}-{consumer}-{label}", values.get(f"{consumer}/{label}"))
                self.keys.setdefault(consumer, {})[label] = key
                if prefix := args.get("parameters"):
                    self.parameters[f"{consumer}/{label}"] = self._copy(
                        f"{name}-{consumer}-{label}", f"{prefix}/{consumer}/{label}", key, args.get("encryption_key")
                    )
        self.key_ids = {
            f"{consumer}/{label}": key.id for consumer, keys in self.keys.items() for label, key in keys.items()
        }
        self.register_outputs({"keyIds": self.key_ids})

    def _key(self, name: str, value: Input[str] | None) -> aws.apigateway.ApiKey:
        return aws.apigateway.ApiKey(
            name,
            enabled=True,
            value=Output.secret(value) if value else None,
            tags={"Name": name},
            opts=ResourceOptions(parent=self, additional_secret_outputs=["value"]),
        )

    def _copy(
        self, name: str, called: str, key: aws.apigateway.ApiKey, encryption: Input[str] | None
    ) -> aws.ssm.Parameter:
        return aws.ssm.Parameter(
            name,
            name=called,
            type="SecureString",
            value=Output.secret(key.value),
            key_id=encryption,
            description="The value of an API key",
            opts=ResourceOptions(parent=self, additional_secret_outputs=["value"]),
        )


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

    keys: Mapping[str, Input[str]]
    """The ids of the keys that the plan is for, by the name that their link gets."""

    throttle: NotRequired[ThrottleArgs | None]
    """How fast each consumer may call."""

    quota: NotRequired[QuotaArgs | None]
    """How often each consumer may call in a period."""


class Plan(pulumi.ComponentResource):
    """A usage plan on a stage, and the links that tie keys to it."""

    plan_id: Output[str]
    """The id of the usage plan."""

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
        for key, key_id in args["keys"].items():
            aws.apigateway.UsagePlanKey(
                f"{name}-{key}", usage_plan_id=plan.id, key_id=key_id, key_type="API_KEY", opts=child
            )
        self.register_outputs({"planId": self.plan_id})


def _throttle(args: ThrottleArgs | None) -> aws.apigateway.UsagePlanThrottleSettingsArgsDict | None:
    return {"rate_limit": args["rate"], "burst_limit": args["burst"]} if args else None


def _quota(args: QuotaArgs | None) -> aws.apigateway.UsagePlanQuotaSettingsArgsDict | None:
    return {"limit": args["limit"], "period": args["period"]} if args else None
