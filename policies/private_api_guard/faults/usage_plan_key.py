"""Keys: does every method that asks for one have a plan on its stage, and an enabled key in that plan?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from functools import partial

from ..model.gateway.api import Api
from ..model.gateway.method import Method
from ..model.gateway.stage import Stage
from ..model.gateway.usage_plan import UsagePlan, UsagePlans
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed, opened, some, unknown
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, FORBIDDEN, THROTTLED, WORKS

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
_MOST_METHODS = 5
_MOST_NAMED = 4

_REFUSED = FORBIDDEN.told("(ForbiddenException) for every request, also with a valid x-api-key")
_fault = partial(Fault, hop=Hop.KEY, symptom=_REFUSED, source=_GUIDE)
NO_PLAN = _fault(
    id="usage-plan-key/no-plan-on-stage",
    title="A method asks for an API key, and no usage plan is on its stage",
    remedy="Add {apiId, stage} of this stage to the apiStages of a usage plan.",
)
OTHER_STAGE = _fault(
    id="usage-plan-key/plan-of-other-stage",
    title="A method asks for an API key, and the usage plans name another API or another stage",
    remedy="Name this API and this stage in the plan's apiStages.",
)
NO_KEY = _fault(
    id="usage-plan-key/no-key-in-plan",
    title="The usage plan has no key",
    remedy="Add an aws:apigateway/usagePlanKey:UsagePlanKey that ties an API key to this plan.",
    covers=("usage-plan-key/key-in-no-plan",),
)
NO_KEY_YET = _fault(
    id="robustness/no-key-in-plan",
    title="The usage plan has no key, beside a plan of the same stage that has one",
    symptom=WORKS.says("403 for customers of this plan, of whom there are none yet; the other plan's keys work"),
    remedy="Add an aws:apigateway/usagePlanKey:UsagePlanKey for the plan's first customer, or waive it until then.",
    covers=("usage-plan-key/key-in-no-plan",),
    milder="usage-plan-key/no-key-in-plan",
)
ORPHAN_KEY = _fault(
    id="usage-plan-key/key-in-no-plan",
    title="The API key is in no usage plan",
    symptom=FORBIDDEN.told("(ForbiddenException) for whoever sends this key"),
    remedy="Add an aws:apigateway/usagePlanKey:UsagePlanKey that ties this key to a plan, or remove the key.",
)
DISABLED = _fault(
    id="usage-plan-key/key-disabled",
    title="Every key of the usage plan is disabled",
    remedy="Set enabled to true on the key, or give the plan another one.",
)
TWO_PLANS = _fault(
    id="usage-plan-key/key-in-two-plans",
    title="A key is in two usage plans of one stage",
    symptom=APPLY_FAILS.told(": ConflictException, a key is in one usage plan of a stage only"),
    remedy="Tie the key to one of the plans, or give the other plan a key of its own.",
    not_modelled="plans of other stacks",
)
KEY_TYPE = _fault(
    id="usage-plan-key/wrong-key-type",
    title="The usage plan key has a type that API Gateway does not know",
    symptom=APPLY_FAILS.told(": BadRequestException, the key type is invalid"),
    remedy='Set keyType to "API_KEY".',
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlanKey.html",
)
NO_AUTHORIZER = _fault(
    id="usage-plan-key/source-without-authorizer",
    title="The API takes its keys from an authorizer, and a method that asks for a key has none",
    symptom=FORBIDDEN.told("(ForbiddenException): the x-api-key header is ignored"),
    remedy="Give the method a Lambda authorizer that returns usageIdentifierKey, or set apiKeySource to HEADER.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html",
)
HTTP_KEYS = _fault(
    id="usage-plan-key/keys-on-http-api",
    title="An API key or usage plan is asked of an HTTP API, which has none",
    symptom=WORKS.says(
        "Keys are not checked on a route; a usage plan that names an HTTP API fails to apply (NotFoundException)"
    ),
    remedy="Use a REST API, or protect the route with a JWT or Lambda authorizer.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html",
)
THROTTLES = _fault(
    id="usage-plan-key/method-throttle-without-plan-throttle",
    title="The usage plan throttles single methods and has no throttle of its own",
    symptom=APPLY_FAILS.told(
        ": BadRequestException, can not define fine grain throttling if usage plan throttle is not defined"
    ),
    remedy="Set throttleSettings of the plan beside the throttles of its stages.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html",
)
ZERO = _fault(
    id="usage-plan-key/limit-of-zero",
    title="The usage plan lets no request through, or none to a method that it throttles",
    symptom=THROTTLED.told("for every request with a key of the plan"),
    remedy="Give rateLimit, burstLimit and the quota's limit a number above 0, or leave them out.",
)


def check(model: Model, judge: Judge) -> None:
    """Follows every method that asks for a key to its stage, plan and key."""
    plans, asked = model.usage_plans, False
    for plan in plans.all:
        if plan.of_http_api:
            judge.report(HTTP_KEYS, plan.key, closed(f"{plan.name} names an HTTP API in apiStages"))
        _limits(model, plan, judge)
    for link in plans.links:
        right = link.kind.or_else("API_KEY").is_("API_KEY")
        judge.report(KEY_TYPE, link.resource.urn, right, told=f"{link.resource.name} has keyType {link.kind}")
    for link, other, stage in plans.twice_on_stage():
        line = f"{link.resource.name} and {other.resource.name} tie one key to two plans of stage {stage}"
        judge.report(TWO_PLANS, link.resource.urn, closed(line))
    for api in model.apis:
        keyed = [method for method in api.methods if method.key_required.known]
        asked = asked or bool(keyed and not api.http)
        if not api.http:
            _rest(plans, api, keyed, judge)
        for method in keyed if api.http else ():
            judge.report(HTTP_KEYS, method.resource.urn, closed(f"{method.name} sets apiKeyRequired"))
    subjects = [plan.key for plan in plans.all]
    for key in plans.keys if asked and subjects else ():
        if not key.planned.open:
            judge.report(ORPHAN_KEY, key.resource.urn, key.planned, subjects=subjects)


def _limits(model: Model, plan: UsagePlan, judge: Judge) -> None:
    """A plan that AWS refuses, and one that lets nothing through where no other one of its stages does."""
    served = [(api, stage) for api in model.apis for stage in api.stages if plan.covers(api, stage).open]
    subjects = [stage.key for _, stage in served]
    if plan.throttles.closed:
        judge.report(THROTTLES, plan.key, plan.throttles, subjects=subjects)
    if plan.lets_through.open:
        return
    others = [each for each in model.usage_plans.all if each.lets_through.open]
    if not any(each.covers(api, stage).open for each in others for api, stage in served):
        judge.report(ZERO, plan.key, plan.lets_through, subjects=subjects)


def _rest(plans: UsagePlans, api: Api, keyed: list[Method], judge: Judge) -> None:
    for method in keyed if api.key_source.is_("AUTHORIZER").open else ():
        if method.authorization.is_("CUSTOM").closed:
            line = f"{api.name} has apiKeySource AUTHORIZER, {method.name} has authorization {method.authorization}"
            judge.report(NO_AUTHORIZER, method.resource.urn, closed(line))
    for stage in api.stages if keyed else ():
        _stage(plans, api, stage, keyed, judge)
    for method in api.methods if not keyed else ():
        if method.key_required.unknown:
            judge.report(NO_PLAN, method.resource.urn, unknown(method.key_required.where))


def _stage(plans: UsagePlans, api: Api, stage: Stage, keyed: list[Method], judge: Judge) -> None:
    covering = [(plan, plan.covers(api, stage)) for plan in plans.all]
    on_stage = [plan for plan, covers in covering if covers.open]
    if on_stage:
        listing = ", ".join(plan.name for plan in on_stage)
        served = any(plan.has_enabled_key.open for plan in on_stage)
        for plan in on_stage:
            _keys(plans, plan, stage, judge, NO_KEY_YET if served else NO_KEY)
        if served:
            line = f"usage plan {listing} is on stage {stage.label} and has an enabled key"
            judge.report(NO_PLAN, stage.key, opened(line))
        return
    evidence = f"{', '.join(method.name for method in keyed[:_MOST_METHODS])} of {api.name} ask for a key"
    covered = some([*(covers for _, covers in covering), plans.outside])
    if covered.unknown:
        judge.report(NO_PLAN, stage.key, covered.because(evidence))
    elif plans.all:
        listing = [f"{plan.name} names {_told(plan)}" for plan in plans.all[:_MOST_NAMED]]
        judge.report(OTHER_STAGE, stage.key, closed(evidence, *listing))
    else:
        judge.report(NO_PLAN, stage.key, closed(evidence, f"no usage plan names stage {stage.label}"))


def _keys(plans: UsagePlans, plan: UsagePlan, stage: Stage, judge: Judge, lacking: Fault) -> None:
    """Whether a plan has a key, and one that works."""
    subjects, has_key, works = [stage.key], plan.has_key, plan.has_enabled_key
    if not has_key.open:
        spare = [f"API key {key.name} is in no plan" for key in plans.keys if not key.planned.open][:_MOST_NAMED]
        lacks = has_key.because(*has_key.evidence, *spare) if has_key.closed else has_key
        judge.report(lacking, plan.key, lacks, subjects=subjects)
    elif works.unknown:
        judge.report(DISABLED, plan.key, works, subjects=subjects)
    for key in dict.fromkeys(key for link in plan.links for key in link.key) if works.closed else ():
        judge.report(DISABLED, key.urn, closed(f"{key.name} of {plan.name} is disabled"), subjects=subjects)


def _told(plan: UsagePlan) -> str:
    """What a plan names, for evidence."""
    stages = ", ".join(str(each.stage) for each in plan.stages.known or ())
    return f"stage {stages} of another API or stage" if stages else "no stage"
