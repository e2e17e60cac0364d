"""Usage plans of REST APIs, API keys, and what ties a key to a plan.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import API, HTTP_API
from ..values import Block, Entity, Key, Reader, Reference, Resource, Value
from ..verdict import Verdict, across, agreed, closed, every, opened, some, unknown
from .api import Api
from .stage import Stage

_PLAN: Final = "apigateway.UsagePlan"
_KEY: Final = "apigateway.ApiKey"
_STAGES: Final = "apiStages"
_THROTTLE: Final = ("rateLimit", "burstLimit")


@dataclass(frozen=True)
class ApiKey(Entity):
    """An API key. `planned` tells whether it is in a plan."""

    enabled: Verdict
    planned: Verdict


@dataclass(frozen=True)
class UsagePlanKey:
    """What ties an API key to a plan. `enabled` tells whether the key works; one outside the stack does."""

    resource: Resource
    kind: Value[str]
    plan: Reference
    key: Reference
    enabled: Verdict


@dataclass(frozen=True)
class ApiStage:
    """A stage of an API that a plan names."""

    api: Reference
    stage: Value[str]


@dataclass(frozen=True)
class UsagePlan(Entity):
    """A usage plan. `apis` are those of all its `stages`, and `links` what ties keys to it, or may."""

    apis: Reference
    stages: Value[tuple[ApiStage, ...]]
    links: tuple[UsagePlanKey, ...]

    @property
    def of_http_api(self) -> bool:
        """Whether it is known to name an HTTP API, which has no plans."""
        return self.apis.decided and any(api.family == HTTP_API for api in self.apis)

    @property
    def places(self) -> tuple[tuple[Key, str], ...]:
        """The API and the name of each of its stages, as far as both are known."""
        listed = ((each.api.key, each.stage.known) for each in self.stages.known or ())
        return tuple((api, stage) for api, stage in listed if api and stage)

    def covers(self, api: Api, stage: Stage) -> Verdict:
        """Whether it is on a stage of an API. A stage that its stages are made from is one of them."""
        made_from_it = stage.key in self.resource.feeds(_STAGES)
        listed = self.stages.known
        if listed is None and made_from_it:
            return opened()
        named = unknown(self.stages.where)
        if listed is not None and stage.name.known is not None:
            named = some(each.stage.is_(stage.name.known) for each in listed if each.api.may_mean(api.key))
        return every([self.apis.meaning(api.key), opened() if named.unknown and made_from_it else named])

    @property
    def throttles(self) -> Verdict:
        """Whether it has a throttle of its own where it throttles methods of its stages."""
        own = self.resource.block("throttleSettings")
        single = [each for each in self.resource.blocks(_STAGES).known or () if each.blocks("throttles").known]
        lacks = closed(f"{self.name} throttles methods in {_STAGES} and has no throttleSettings")
        return lacks if single and own.absent else opened()

    @cached_property
    def lets_through(self) -> Verdict:
        """Whether its throttles and quota let any request through: those of the plan, and those of single methods."""
        limits = {"throttleSettings": _THROTTLE, "quotaSettings": ("limit",)}
        found = [self.resource.block(block).text(key) for block, keys in limits.items() for key in keys]
        single = [
            each
            for stage in self.resource.blocks(_STAGES).known or ()
            for each in stage.blocks("throttles").known or ()
        ]
        found += [each.text(key) for each in single for key in _THROTTLE]
        zero = [each for each in found if each.is_("0").open]
        return closed(*(f"{each.where} is 0" for each in zero)) if zero else opened()

    @property
    def has_key(self) -> Verdict:
        """Whether any key is in it."""
        tied = [each.plan.meaning(self.key) for each in self.links]
        return some([*tied, closed(f"{self.name} has no UsagePlanKey")])

    @property
    def has_enabled_key(self) -> Verdict:
        """Whether a key is in it that is enabled."""
        return some(every([each.plan.meaning(self.key), each.enabled]) for each in self.links)


class UsagePlans(Reader):
    """The usage plans of a stack, its API keys, and what ties them together."""

    @cached_property
    def all(self) -> tuple[UsagePlan, ...]:
        """Plans in order of URN."""
        return tuple(self._plan(each) for each in self._stack.of(_PLAN))

    @cached_property
    def keys(self) -> tuple[ApiKey, ...]:
        """API keys in order of URN."""
        return tuple(self._key(each) for each in self._stack.of(_KEY))

    @cached_property
    def links(self) -> tuple[UsagePlanKey, ...]:
        """What ties keys to plans, in order of URN."""
        return tuple(self._link(each) for each in self._stack.of("apigateway.UsagePlanKey"))

    @cached_property
    def outside(self) -> Verdict:
        """Whether a plan that is not in the stack has a key: then it may be on any stage."""
        return some(unknown(each.plan.where) for each in self.links if each.plan.literals or each.plan.unknown)

    def twice_on_stage(self) -> Iterator[tuple[UsagePlanKey, UsagePlanKey, str]]:
        """What ties a key to one more plan of a stage: that, what ties it to the first one, and the stage's name."""
        plans, first = {plan.key: plan for plan in self.all}, dict[tuple[Key, Key, str], UsagePlanKey]()
        for link in self.links:
            plan, key = plans.get(link.plan.key or ""), link.key.key
            for api, stage in plan.places if plan and key and not link.resource.silent else ():
                other = first.setdefault((key or "", api, stage), link)
                if other.plan.key != link.plan.key:
                    yield link, other, stage
                    break

    def _plan(self, resource: Resource) -> UsagePlan:
        blocks = resource.blocks(_STAGES)

        def stage(block: Block) -> ApiStage:
            return ApiStage(self._stack.refer_value(resource, _STAGES, block.text("apiId"), *API), block.text("stage"))

        ids = blocks.map(lambda listed: tuple(each.text("apiId") for each in listed))
        return UsagePlan(
            resource,
            self._stack.refer_value(resource, _STAGES, ids, *API, repeated=True),
            blocks.map(lambda listed: tuple(map(stage, listed))),
            tuple(each for each in self.links if each.plan.may_mean(resource.urn)),
        )

    def _link(self, resource: Resource) -> UsagePlanKey:
        key = self._stack.refer(resource, "keyId", _KEY)
        return UsagePlanKey(
            resource, resource.text("keyType"), self._stack.refer(resource, "usagePlanId", _PLAN), key, self._works(key)
        )

    def _works(self, key: Reference) -> Verdict:
        """Whether the key that is meant is enabled. What may be any key may be any of the stack, or one outside."""
        if key.unknown:
            return agreed([*map(_enabled, self._stack.of(_KEY)), opened()], key.where)
        return across(key, lambda each: _enabled(self._stack.by_urn[each]) if each in self._stack.by_urn else opened())

    def _key(self, resource: Resource) -> ApiKey:
        named = [each.key.meaning(resource.urn) for each in self.links]
        return ApiKey(resource, _enabled(resource), some([*named, closed(f"no UsagePlanKey names {resource.name}")]))


def _enabled(key: Resource) -> Verdict:
    return key.flag("enabled").or_else(True).is_(True)
