"""Keys: does every method that asks for one have a plan on its stage, and an enabled key in that plan?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from ..model.gateway.api import Api
from ..model.gateway.families import HTTP_API, REST_API
from ..model.gateway.method import Method
from ..model.gateway.stage import Stage
from ..model.hop import Hop
from ..model.model import Model
from ..model.values.resource import Resource
from ..model.values.unknown import UNKNOWN
from ..model.verdict import closed, opened, unknown
from .fault import Fault, Judge

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
_FORBIDDEN = '403 {"message":"Forbidden"} (ForbiddenException) for every request, also with a valid x-api-key'
_PLAN = "apigateway.UsagePlan"
_KEY = "apigateway.ApiKey"

NO_PLAN = Fault(
    id="usage-plan-key/no-plan-on-stage",
    hop=Hop.KEY,
    title="A method asks for an API key, and no usage plan is on its stage",
    symptom=_FORBIDDEN,
    remedy="Add {apiId, stage} of this stage to the apiStages of a usage plan.",
    source=_GUIDE,
)
OTHER_STAGE = Fault(
    id="usage-plan-key/plan-of-other-stage",
    hop=Hop.KEY,
    title="A method asks for an API key, and the usage plans name another API or another stage",
    symptom=_FORBIDDEN,
    remedy="Name this API and this stage in the plan's apiStages.",
    source=_GUIDE,
)
NO_KEY = Fault(
    id="usage-plan-key/no-key-in-plan",
    hop=Hop.KEY,
    title="The usage plan has no key",
    symptom=_FORBIDDEN,
    remedy="Add an aws:apigateway/usagePlanKey:UsagePlanKey that ties an API key to this plan.",
    source=_GUIDE,
    covers=("usage-plan-key/key-in-no-plan",),
)
ORPHAN_KEY = Fault(
    id="usage-plan-key/key-in-no-plan",
    hop=Hop.KEY,
    title="The API key is in no usage plan",
    symptom='403 {"message":"Forbidden"} (ForbiddenException) for whoever sends this key',
    remedy="Add an aws:apigateway/usagePlanKey:UsagePlanKey that ties this key to a plan, or remove the key.",
    source=_GUIDE,
)
DISABLED = Fault(
    id="usage-plan-key/key-disabled",
    hop=Hop.KEY,
    title="Every key of the usage plan is disabled",
    symptom=_FORBIDDEN,
    remedy="Set enabled to true on the key, or give the plan another one.",
    source=_GUIDE,
)
KEY_TYPE = Fault(
    id="usage-plan-key/wrong-key-type",
    hop=Hop.KEY,
    title="The usage plan key has a type that API Gateway does not know",
    symptom="The apply fails: BadRequestException, the key type is invalid",
    remedy='Set keyType to "API_KEY".',
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlanKey.html",
)
NO_AUTHORIZER = Fault(
    id="usage-plan-key/source-without-authorizer",
    hop=Hop.KEY,
    title="The API takes its keys from an authorizer, and a method that asks for a key has none",
    symptom='403 {"message":"Forbidden"} (ForbiddenException): the x-api-key header is ignored',
    remedy="Give the method a Lambda authorizer that returns usageIdentifierKey, or set apiKeySource to HEADER.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html",
)
HTTP_KEYS = Fault(
    id="usage-plan-key/keys-on-http-api",
    hop=Hop.KEY,
    title="An API key or usage plan is asked of an HTTP API, which has none",
    symptom="Keys are not checked on a route; a usage plan that names an HTTP API fails to apply (NotFoundException)",
    remedy="Use a REST API, or protect the route with a JWT or Lambda authorizer.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html",
)
FAULTS = (NO_PLAN, OTHER_STAGE, NO_KEY, ORPHAN_KEY, DISABLED, KEY_TYPE, NO_AUTHORIZER, HTTP_KEYS)


def check(model: Model, judge: Judge) -> None:
    """Follows every method that asks for a key to its stage, plan and key."""
    plans = _Plans(model)
    asking = False
    for api in model.apis:
        if api.http:
            _http(api, judge)
            continue
        keyed = [method for method in api.methods if method.key_required.known]
        vague = [method for method in api.methods if method.key_required.unknown]
        asking = asking or bool(keyed)
        for method in keyed:
            _source(api, method, judge)
        for stage in api.stages if keyed else ():
            _stage(plans, api, stage, keyed, judge)
        for method in vague if not keyed else ():
            judge.report(NO_PLAN, method.resource.urn, unknown(f"{method.resource.name}.apiKeyRequired"))
    for resource in plans.of_http_apis():
        judge.report(HTTP_KEYS, resource.urn, closed(f"{resource.name} names an HTTP API in apiStages"))
    for link in model.stack.of("apigateway.UsagePlanKey"):
        _type(link, judge)
    if asking:
        _orphans(plans, judge)


def _http(api: Api, judge: Judge) -> None:
    for method in api.methods:
        if method.key_required.known:
            judge.report(HTTP_KEYS, method.resource.urn, closed(f"{method.name} sets apiKeyRequired"))


def _source(api: Api, method: Method, judge: Judge) -> None:
    """With keys from the authorizer, the method needs one."""
    if api.key_source.is_("AUTHORIZER").open and method.authorization.is_("CUSTOM").closed:
        judge.report(
            NO_AUTHORIZER,
            method.resource.urn,
            closed(f"{api.name} has apiKeySource AUTHORIZER, {method.name} has authorization {method.authorization}"),
        )


def _stage(plans: "_Plans", api: Api, stage: Stage, keyed: list[Method], judge: Judge) -> None:
    subjects = [stage.resource.urn]
    on_stage, maybe = plans.on(api, stage)
    names = ", ".join(method.name for method in keyed[:5])
    if not on_stage:
        _no_plan(plans, api, stage, maybe, names, judge)
        return
    answers = [_keys(plans, plan, subjects, judge) for plan in on_stage]
    if any(answers):
        listing = ", ".join(plan.name for plan in on_stage)
        line = f"usage plan {listing} is on stage {stage.label} and has an enabled key"
        judge.report(NO_PLAN, stage.resource.urn, opened(line))


def _no_plan(plans: "_Plans", api: Api, stage: Stage, maybe: str, names: str, judge: Judge) -> None:
    urn = stage.resource.urn
    evidence = f"{names} of {api.name} ask for a key"
    if maybe or plans.outside:
        judge.report(NO_PLAN, urn, unknown(maybe or plans.outside, evidence))
    elif plans.plans:
        listing = [f"{plan.name} names {plans.describe(plan)}" for plan in plans.plans[:4]]
        judge.report(OTHER_STAGE, urn, closed(evidence, *listing))
    else:
        judge.report(NO_PLAN, urn, closed(evidence, f"no usage plan names stage {stage.label}"))


def _keys(plans: "_Plans", plan: Resource, subjects: list[str], judge: Judge) -> bool:
    """Whether a plan has a key that works."""
    links, maybe = plans.links(plan)
    if not links and maybe:
        judge.report(NO_KEY, plan.urn, unknown(maybe), subjects=subjects)
        return False
    if not links:
        spare = [key.name for key in plans.unused][:4]
        evidence = [f"{plan.name} has no UsagePlanKey", *(f"API key {name} is in no plan" for name in spare)]
        judge.report(NO_KEY, plan.urn, closed(*evidence), subjects=subjects)
        return False
    keys = [plans.key(link) for link in links]
    if all(key is not None and key.raw_flag("enabled") is False for key in keys):
        for key in {key.urn: key for key in keys if key is not None}.values():
            judge.report(DISABLED, key.urn, closed(f"{key.name} of {plan.name} is disabled"), subjects=subjects)
        return False
    return True


def _type(link: Resource, judge: Judge) -> None:
    kind = link.raw_text("keyType")
    if kind is UNKNOWN:
        judge.report(KEY_TYPE, link.urn, unknown(f"{link.name}.keyType"))
    elif kind is not None and kind != "API_KEY":
        judge.report(KEY_TYPE, link.urn, closed(f"{link.name} has keyType {kind}"))


def _orphans(plans: "_Plans", judge: Judge) -> None:
    """Keys in no plan, unless the plans themselves are what lacks a key: then that was said."""
    if not plans.plans:
        return
    subjects = [plan.urn for plan in plans.plans]
    for key in plans.unused:
        if plans.vague_key:
            judge.report(ORPHAN_KEY, key.urn, unknown(plans.vague_key), subjects=subjects)
        else:
            judge.report(ORPHAN_KEY, key.urn, closed(f"no UsagePlanKey names {key.name}"), subjects=subjects)


class _Plans:
    """Usage plans, and the keys tied to them."""

    def __init__(self, model: Model) -> None:
        self._stack = model.stack
        self.plans = model.stack.of(_PLAN)
        self._links = model.stack.of("apigateway.UsagePlanKey")

    @cached_property
    def outside(self) -> str:
        """A usage plan key whose plan is not in the stack: that plan may be on the stage."""
        references = [self._stack.refer(link, "usagePlanId", _PLAN) for link in self._links]
        return next((reference.where for reference in references if reference.literals or reference.unknown), "")

    def on(self, api: Api, stage: Stage) -> tuple[list[Resource], str]:
        """The plans that are on a stage, and the property that keeps another from being known."""
        found, maybe = [], ""
        for plan in self.plans:
            answer = self._covers(plan, api, stage)
            if answer:
                found.append(plan)
            elif answer is None:
                maybe = maybe or f"{plan.name}.apiStages"
        return found, maybe

    def _covers(self, plan: Resource, api: Api, stage: Stage) -> bool | None:
        blocks = plan.raw_blocks("apiStages")
        if blocks is UNKNOWN:
            if stage.resource.urn in plan.feeds("apiStages"):
                return True
            fed = self._stack.refer_value(plan, "apiStages", UNKNOWN, REST_API)
            return None if fed.may_mean(api.key) else False
        named = self._stack.refer_value(
            plan, "apiStages", [block.get("apiId") for block in blocks], REST_API, repeated=True
        )
        if not named.may_mean(api.key):
            return False
        stages = [block.raw_text("stage") for block in blocks if self._may_name(plan, block.get("apiId"), api)]
        fed = stage.resource.urn in plan.feeds("apiStages")
        if any(isinstance(name, str) and name == stage.name.known for name in stages):
            return True if named.means(api.key) else None
        if any(name is UNKNOWN for name in stages) or stage.name.known is None:
            return True if fed and named.means(api.key) else None
        return False

    def _may_name(self, plan: Resource, value: object, api: Api) -> bool:
        return self._stack.refer_value(plan, "apiStages", value, REST_API).may_mean(api.key)

    def links(self, plan: Resource) -> tuple[list[Resource], str]:
        """The usage plan keys of a plan, and the property that keeps another from being known."""
        return self._by_plan[0].get(plan.urn, []), self._by_plan[1]

    @cached_property
    def _by_plan(self) -> tuple[dict[str, list[Resource]], str]:
        found: dict[str, list[Resource]] = defaultdict(list)
        maybe = ""
        for link in self._links:
            reference = self._stack.refer(link, "usagePlanId", _PLAN)
            if reference.one:
                found[reference.one.urn].append(link)
            elif reference.unknown or reference.resources:
                maybe = maybe or reference.where
        return found, maybe

    def key(self, link: Resource) -> Resource | None:
        """The key of a usage plan key, if it is in the stack."""
        return self._stack.refer(link, "keyId", _KEY).one

    @cached_property
    def _named_keys(self) -> tuple[set[str], str]:
        references = [self._stack.refer(link, "keyId", _KEY) for link in self._links]
        named = {key for reference in references for key in reference.keys if reference.decided}
        return named, next((reference.where for reference in references if not reference.decided), "")

    @property
    def vague_key(self) -> str:
        """The property of a usage plan key whose key can not be known."""
        return self._named_keys[1]

    @property
    def unused(self) -> list[Resource]:
        """Keys of the stack that are in no plan."""
        return [key for key in self._stack.of(_KEY) if key.urn not in self._named_keys[0]]

    def of_http_apis(self) -> Iterable[Resource]:
        """Plans that name an HTTP API."""
        for plan in self.plans:
            blocks = plan.raw_blocks("apiStages")
            values = UNKNOWN if blocks is UNKNOWN else [block.get("apiId") for block in blocks]
            found = self._stack.refer_value(plan, "apiStages", values, HTTP_API, REST_API)
            if any(resource.family == HTTP_API for resource in found.resources) and found.decided:
                yield plan

    def describe(self, plan: Resource) -> str:
        """What a plan names, for evidence."""
        blocks = plan.raw_blocks("apiStages")
        stages = [] if blocks is UNKNOWN else [str(block.raw_text("stage")) for block in blocks]
        return f"stage {', '.join(stages)} of another API or stage" if stages else "no stage"
