"""Who may call how often: API keys, usage plans, and what ties them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..origins import made_from
from ..settings.plans import LimitSettings, QuotaSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..settings.apis import RestSettings
    from ..settings.stages import ThrottleSettings
    from .site import ApiSite


@dataclass(frozen=True, kw_only=True)
class KeysArgs:
    """Arguments of Keys."""

    consumers: Mapping[str, Sequence[str]]
    """Who calls the API, and the labels of each one's keys: two while a key is changed."""

    values: Mapping[str, Input[str]] = field(default_factory=dict)
    """Values of keys, by `CONSUMER/LABEL`; AWS makes those that are not given."""

    parameters: str | None = None
    """How the names of SSM parameters with copies of the values begin: `/dev/orders/keys`; none by default."""

    key: Input[str] | None = None
    """The ARN of the KMS key that encrypts the parameters; without it AWS's own does."""


class Keys(pulumi.ComponentResource):
    """API keys of consumers, and copies of their values for those who have to check them."""

    key_ids: Mapping[str, Output[str]]
    """The ids of the keys, by `CONSUMER/LABEL`: `aws apigateway get-api-key --include-value --api-key ID` shows one."""

    def __init__(self, name: str, args: KeysArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Keys", name, None, opts)
        self.keys: dict[str, aws.apigateway.ApiKey] = {}
        self.parameters: dict[str, aws.ssm.Parameter] = {}
        for consumer, labels in args.consumers.items():
            for label in labels:
                each = f"{consumer}/{label}"
                self.keys[each] = self._key(f"{name}-{consumer}-{label}", args.values.get(each))
                if args.parameters:
                    self.parameters[each] = self._copy(
                        f"{name}-{consumer}-{label}", f"{args.parameters}/{each}", self.keys[each], args.key
                    )
        self.key_ids = {each: key.id for each, key in self.keys.items()}
        self.register_outputs({"keyIds": self.key_ids})

    def _key(self, name: str, value: Input[str] | None) -> aws.apigateway.ApiKey:
        return aws.apigateway.ApiKey(
            name,
            enabled=True,
            value=None if value is None else Output.secret(value),
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


@dataclass(frozen=True, kw_only=True)
class PlanArgs:
    """Arguments of Plan."""

    settings: LimitSettings = field(default_factory=LimitSettings)
    """How much each consumer may ask for."""

    api_id: Input[str]
    """The REST API."""

    stage: Input[str]
    """The name of its stage."""

    keys: Mapping[str, Input[str]]
    """The ids of the keys that the plan is for, by the name that their link gets."""


class Plan(pulumi.ComponentResource):
    """A usage plan on a stage, and the links that tie keys to it."""

    plan_id: Output[str]
    """The id of the usage plan."""

    def __init__(self, name: str, args: PlanArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Plan", name, None, opts)
        child = ResourceOptions(parent=self)
        plan = aws.apigateway.UsagePlan(
            f"{name}-plan",
            api_stages=[{"api_id": args.api_id, "stage": args.stage}],
            throttle_settings=_throttle(args.settings.throttle),
            quota_settings=_quota(args.settings.quota),
            tags={"Name": f"{name}-plan"},
            opts=child,
        )
        self.plan_id = plan.id
        for key, key_id in args.keys.items():
            aws.apigateway.UsagePlanKey(
                f"{name}-{key}", usage_plan_id=plan.id, key_id=key_id, key_type="API_KEY", opts=child
            )
        self.register_outputs({"planId": self.plan_id})


def _throttle(settings: ThrottleSettings | None) -> aws.apigateway.UsagePlanThrottleSettingsArgsDict | None:
    return {"rate_limit": settings.rate, "burst_limit": settings.burst} if settings else None


def _quota(settings: QuotaSettings | None) -> aws.apigateway.UsagePlanQuotaSettingsArgsDict | None:
    return {"limit": settings.limit, "period": settings.period} if settings else None


def keys_of(key: str, settings: RestSettings, site: ApiSite, opts: ResourceOptions) -> Keys | None:
    """The keys of an API's consumers, and copies of them for those who check or use them."""
    if not settings.consumers:
        return None
    prefix = f"{key}/"
    given = site.settings.secrets.api_keys
    return Keys(
        f"{site.environment}-{key}",
        KeysArgs(
            consumers=settings.consumers,
            values={
                name.removeprefix(prefix): Output.secret(value.get_secret_value())
                for name, value in given.items()
                if name.startswith(prefix)
            },
            parameters=f"/{site.environment}/{key}/keys" if settings.authorizer or settings.probe else None,
            key=site.settings.operations.key,
        ),
        opts,
    )


def plans_of(
    name: str,
    settings: RestSettings,
    api_id: Input[str],
    stage: Input[str],
    keys: Keys,
    opts: ResourceOptions,
) -> None:
    """The plans on an API's stage, each tied to its consumers' keys."""
    for plan, each in settings.plans.items():
        tied = {
            f"{consumer}-{label}": keys.key_ids[f"{consumer}/{label}"]
            for consumer, labels in each.keys.items()
            for label in labels
        }
        with made_from("plans", plan):
            Plan(f"{name}-{plan}", PlanArgs(settings=each, api_id=api_id, stage=stage, keys=tied), opts)
