"""Methods that are less protected than others of the same API."""

from collections.abc import Iterable

from ...model.gateway.api import Api
from ...model.gateway.method import Method
from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Key, Reference
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import WORKS

NO_KEY = Fault(
    id="exposure/method-without-key",
    hop=Hop.KEY,
    title="A method asks for no API key, beside a usage plan or methods that do",
    symptom=WORKS.told(
        "for callers with a key; those without one are served as well, and no quota or throttle of a plan holds them"
    ),
    remedy="Set apiKeyRequired to true on the method.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html",
    not_modelled="OPTIONS, which browsers send without keys (CORS). A method with an authorizer beside methods that"
    " have only keys counts as protected in another way.",
)
NO_AUTHORIZER = Fault(
    id="exposure/method-without-authorizer",
    hop=Hop.AUTHORIZER,
    title="A method has no authorizer, beside methods that do, or beside an authorizer that nobody uses",
    symptom=WORKS.told("for authorized callers; everybody else is served as well"),
    remedy="Set authorization and authorizerId on the method as on the others.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
    not_modelled="OPTIONS, which browsers send without credentials (CORS). A method with a key beside methods that"
    " have only an authorizer counts as protected in another way.",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every API with more than one kind of method."""
    planned = _named(plan.apis for plan in model.usage_plans.all)
    authorized = _named(authorizer.api for authorizer in model.authorizers.all)
    for api in model.apis:
        methods = [method for method in api.methods if method.verb != "OPTIONS"]
        if not api.http:
            _keys(api, methods, judge, planned=api.key in planned)
        _authorizers(api, methods, judge, idle=api.key in authorized)


def _named(references: Iterable[Reference]) -> set[Key]:
    """APIs that are meant for certain."""
    return {key for each in references if each.decided for key in each.keys}


def _guarded(method: Method) -> bool:
    """Whether somebody is asked who they are."""
    return method.authorization.is_("NONE", "").closed


def _keys(api: Api, methods: list[Method], judge: Judge, *, planned: bool) -> None:
    keyed = [method for method in methods if method.key_required.known]
    keyless = [method for method in methods if method.key_required.is_(False).open]
    if not keyed and planned and not any(method.key_required.unknown for method in methods):
        for method in keyless:
            evidence = f"{method.name} of {api.name} sets no apiKeyRequired, and a usage plan is on the API"
            judge.report(NO_KEY, method.resource.urn, closed(evidence))
        return
    # One that has an authorizer is weaker only than those that have a key as well.
    for method in keyless:
        stronger = next((each for each in keyed if _guarded(method) <= _guarded(each)), None)
        if stronger:
            evidence = f"{method.name} of {api.name} sets no apiKeyRequired, {stronger.name} does"
            judge.report(NO_KEY, method.resource.urn, closed(evidence))


def _authorizers(api: Api, methods: list[Method], judge: Judge, *, idle: bool) -> None:
    guarded = [method for method in methods if _guarded(method)]
    open_to_all = [method for method in methods if method.authorization.is_("NONE", "").open]
    if idle and not guarded and len(open_to_all) == len(methods):
        for method in open_to_all:
            evidence = f"{method.name} of {api.name} has authorization NONE, and no method uses the API's authorizer"
            judge.report(NO_AUTHORIZER, method.resource.urn, closed(evidence))
        return
    for method in open_to_all:
        keyed = method.key_required.known
        stronger = next((each for each in guarded if not keyed or each.key_required.known), None)
        if stronger:
            evidence = f"{method.name} of {api.name} has no authorizer, {stronger.name} has {stronger.authorization}"
            judge.report(NO_AUTHORIZER, method.resource.urn, closed(evidence))
