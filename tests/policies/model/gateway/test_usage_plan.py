"""Usage plans: the stages that they are on, and the keys that they have."""

import pytest

from private_api_guard.model.gateway.usage_plan import UsagePlans
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_OPEN, _CLOSED, _UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN
_ORDERS = made("apigateway/restApi:RestApi", "orders", outputs={"id": "o1"})
_SHOP = made("apigateway/restApi:RestApi", "shop")
_CART = made("apigateway/restApi:RestApi", "cart")
_WEB = made("apigatewayv2/api:Api", "web", protocolType="HTTP")


def _stage(api, name, **inputs):
    feeds = {"restApi": [api]} if api is not _ORDERS else {}
    rest_api = "o1" if api is _ORDERS else UNKNOWN
    return made("apigateway/stage:Stage", name, restApi=rest_api, feeds=feeds, **inputs)


_LIVE = _stage(_ORDERS, "live", stageName="live")
_NAMELESS = _stage(_ORDERS, "nameless", stageName=UNKNOWN)
_OPEN_SHOP = _stage(_SHOP, "open-shop", stageName="live")
_STAGES = (_LIVE, _NAMELESS, _OPEN_SHOP)


def _model(*resources):
    return Model(Stack([_ORDERS, _SHOP, _CART, _WEB, *_STAGES, *resources]))


def _plan(stages, *sources):
    feeds = {"apiStages": sources} if sources else {}
    return made("apigateway/usagePlan:UsagePlan", "gold", apiStages=stages, feeds=feeds)


@pytest.mark.parametrize(
    ("stages", "sources", "stage", "covers"),
    [
        ([{"apiId": "o1", "stage": "live"}], [], _LIVE, _OPEN),
        ([{"apiId": "o1", "stage": "test"}, {"apiId": "o1", "stage": "live"}], [], _LIVE, _OPEN),
        ([{"apiId": "o1", "stage": "test"}], [], _LIVE, _CLOSED),
        ([{"apiId": "o1"}], [], _LIVE, _CLOSED),
        ([{"apiId": "o2", "stage": "live"}], [], _LIVE, _CLOSED),
        ([{"apiId": "o2", "stage": "live"}, {"apiId": "o1", "stage": "test"}], [], _LIVE, _CLOSED),
        ([], [], _LIVE, _CLOSED),
        (None, [], _LIVE, _CLOSED),
        ([{"apiId": "o1", "stage": UNKNOWN}], [], _LIVE, _UNKNOWN),
        ([{"apiId": "o1", "stage": UNKNOWN}], [_LIVE], _LIVE, _OPEN),
        ([{"apiId": "o2", "stage": UNKNOWN}], [_LIVE], _LIVE, _CLOSED),
        ([{"apiId": "o1", "stage": "live"}], [], _NAMELESS, _UNKNOWN),
        ([{"apiId": "o1", "stage": UNKNOWN}], [_NAMELESS], _NAMELESS, _OPEN),
        # An API that is still to be made is known by what the plan is made from.
        ([{"apiId": UNKNOWN, "stage": "live"}], [_SHOP], _OPEN_SHOP, _OPEN),
        ([{"apiId": UNKNOWN, "stage": "test"}], [_SHOP], _OPEN_SHOP, _CLOSED),
        ([{"apiId": UNKNOWN, "stage": "live"}], [_CART], _OPEN_SHOP, _CLOSED),
        ([{"apiId": UNKNOWN, "stage": "live"}], [_SHOP, _CART], _OPEN_SHOP, _UNKNOWN),
        ([{"apiId": UNKNOWN, "stage": "live"}, {"apiId": UNKNOWN, "stage": "live"}], [_SHOP, _CART], _OPEN_SHOP, _OPEN),
        ([{"apiId": UNKNOWN, "stage": "live"}], [], _OPEN_SHOP, _UNKNOWN),
        ([{"apiId": UNKNOWN, "stage": "test"}], [], _OPEN_SHOP, _CLOSED),
        (UNKNOWN, [], _OPEN_SHOP, _UNKNOWN),
        (UNKNOWN, [_SHOP], _OPEN_SHOP, _UNKNOWN),
        (UNKNOWN, [_CART], _OPEN_SHOP, _CLOSED),
        (UNKNOWN, [_SHOP, _OPEN_SHOP], _OPEN_SHOP, _OPEN),
    ],
)
def test_a_plan_covers_the_stages_that_it_names(stages, sources, stage, covers):
    model = _model(_plan(stages, *sources))
    (plan,) = model.usage_plans.all
    found = next((api, each) for api in model.apis for each in api.stages if each.resource is stage)
    answer = plan.covers(*found)
    assert answer.state is covers
    assert answer.where in (("gold.apiStages", "gold.apiStages.stage") if answer.unknown else ("",))


@pytest.mark.parametrize(
    ("stages", "sources", "of_http_api"),
    [
        ([{"apiId": UNKNOWN, "stage": "live"}], [_WEB], True),
        ([{"apiId": UNKNOWN, "stage": "live"}], [_SHOP], False),
        ([{"apiId": UNKNOWN, "stage": "live"}], [_SHOP, _WEB], False),
        (UNKNOWN, [_WEB], True),
        (None, [], False),
    ],
)
def test_a_plan_that_names_an_http_api(stages, sources, of_http_api):
    (plan,) = _model(_plan(stages, *sources)).usage_plans.all
    assert plan.of_http_api is of_http_api


def _key(name, enabled=None):
    given = {} if enabled is None else {"enabled": enabled}
    return made("apigateway/apiKey:ApiKey", name, outputs={"id": name}, **given)


def _link(name, plan, key, *sources):
    feeds = {"keyId": sources} if sources else {}
    token = "apigateway/usagePlanKey:UsagePlanKey"
    return made(token, name, usagePlanId=plan, keyId=key, keyType="API_KEY", feeds=feeds)


_ON, _OFF, _MAYBE = _key("on"), _key("off", enabled=False), _key("maybe", enabled=UNKNOWN)


@pytest.mark.parametrize(
    ("keys", "links", "has_key", "enabled"),
    [
        ([], [], _CLOSED, _CLOSED),
        ([_ON], [], _CLOSED, _CLOSED),
        ([_ON], [("p1", "on")], _OPEN, _OPEN),
        ([_key("on", enabled="true")], [("p1", "on")], _OPEN, _OPEN),
        ([_ON], [("p2", "on")], _CLOSED, _CLOSED),
        ([_ON], [(UNKNOWN, "on")], _UNKNOWN, _UNKNOWN),
        ([_OFF], [("p1", "off")], _OPEN, _CLOSED),
        ([_MAYBE], [("p1", "maybe")], _OPEN, _UNKNOWN),
        ([_OFF, _ON], [("p1", "off"), ("p1", "on")], _OPEN, _OPEN),
        ([_OFF, _MAYBE], [("p1", "off"), ("p1", "maybe")], _OPEN, _UNKNOWN),
        ([_OFF, _ON], [("p1", "off"), (UNKNOWN, "on")], _OPEN, _UNKNOWN),
        ([_OFF], [("p1", "off"), (UNKNOWN, "off")], _OPEN, _CLOSED),
        # A key outside the stack is taken to work; one that can be any key may be a disabled one of the stack.
        ([_OFF], [("p1", "elsewhere")], _OPEN, _OPEN),
        ([_ON], [("p1", UNKNOWN)], _OPEN, _OPEN),
        ([_ON, _OFF], [("p1", UNKNOWN)], _OPEN, _UNKNOWN),
        ([_ON, _OFF], [("p1", UNKNOWN, _OFF)], _OPEN, _CLOSED),
        ([_ON, _OFF], [("p1", UNKNOWN, _ON, _OFF)], _OPEN, _UNKNOWN),
    ],
)
def test_a_plan_has_an_enabled_key(keys, links, has_key, enabled):
    plan = made("apigateway/usagePlan:UsagePlan", "gold", outputs={"id": "p1"}, apiStages=[])
    ties = [_link(f"link-{number}", *each) for number, each in enumerate(links)]
    (found,) = UsagePlans(Stack([plan, *keys, *ties])).all
    assert (found.has_key.state, found.has_enabled_key.state) == (has_key, enabled)


@pytest.mark.parametrize(
    ("key", "sources", "planned"),
    [
        ("on", [], {"on": _OPEN, "off": _CLOSED}),
        ("elsewhere", [], {"on": _CLOSED, "off": _CLOSED}),
        (UNKNOWN, [], {"on": _UNKNOWN, "off": _UNKNOWN}),
        (UNKNOWN, [_OFF], {"on": _CLOSED, "off": _OPEN}),
        (UNKNOWN, [_ON, _OFF], {"on": _UNKNOWN, "off": _UNKNOWN}),
    ],
)
def test_a_key_is_in_a_plan(key, sources, planned):
    plans = UsagePlans(Stack([_ON, _OFF, _link("link", "p1", key, *sources)]))
    assert {each.name: each.planned.state for each in plans.keys} == planned


@pytest.mark.parametrize(("plan", "state"), [("p1", _CLOSED), ("p2", _UNKNOWN), (UNKNOWN, _UNKNOWN)])
def test_a_plan_outside_the_stack_may_have_the_key(plan, state):
    gold = made("apigateway/usagePlan:UsagePlan", "gold", outputs={"id": "p1"})
    assert UsagePlans(Stack([gold, _ON, _link("link", plan, "on")])).outside.state is state
