"""What a plan does to requests: a path of a few hops, and a step at each place."""

import dataclasses
from itertools import product

import pytest

from preflight.interruption.belonging import belonging
from preflight.interruption.effect import Around, Effect
from preflight.interruption.found import ROWS, interruptions
from preflight.packs.judgement import Hop, RequestPath, Route
from preflight.plan.interruption import Interruption
from preflight.plan.step import Operation, Planned, Step
from preflight.protocol.resource import Options, Resource

API, STAGE = "aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage"
HTTP = "aws:apigatewayv2/api:Api"
BALANCER, LISTENER = "aws:lb/loadBalancer:LoadBalancer", "aws:lb/listener:Listener"
GROUP, SERVICE = "aws:lb/targetGroup:TargetGroup", "aws:ecs/service:Service"
KEY, PLAN = "aws:apigateway/apiKey:ApiKey", "aws:apigateway/usagePlan:UsagePlan"
PLAN_KEY = "aws:apigateway/usagePlanKey:UsagePlanKey"
WAYS: dict[str, tuple[Operation, bool]] = {
    "create": ("create", False),
    "replace": ("replace", False),
    "old first": ("replace", True),
    "delete": ("delete", False),
    "update": ("update", False),
}


def urn(type_: str, name: str = "x") -> str:
    return f"urn:pulumi:dev::p::{type_}::{name}"


def planned(
    type_: str, way: str = "", *changed: str, of: dict | None = None, inputs: dict | None = None, **step
) -> Planned:
    """A step with a resource that refers to others: `of` has types by property."""
    refers = {key: (urn(each),) for key, each in (of or {}).items()}
    before = Resource(urn(type_), type_, "x", inputs=inputs or {}, property_dependencies=refers)
    operation, first = WAYS.get(way, ("same", False))
    after = None if operation == "delete" else before
    return Planned(Step(operation, before.urn, changed=changed, deletes_first=first, **step), before, after)


def path(*types: str, api: str = API, state: str = "open") -> RequestPath:
    hops = tuple(Hop(kind=each.rpartition(":")[2].lower(), name="x", urn=urn(each), state="open") for each in types)
    return RequestPath(api=urn(api), stage="v1", routes=(Route(method="GET", path="/a"),), state=state, hops=hops)


def found(plan: list[Planned], *types: str, **path_) -> list[Interruption]:
    return interruptions(plan, [path(*types, **path_)])


def test_what_goes_through_a_replaced_target_group_fails_until_targets_are_healthy() -> None:
    step = planned(GROUP, "replace", "port", inputs={"healthCheck": {"interval": 10, "healthyThreshold": 3}})
    listener = planned(LISTENER, of={"defaultActions": GROUP})
    (one,) = found([listener, step], API, GROUP)
    assert (one.notice, one.hop, one.place) == ("interrupts", "targetgroup", 2)
    assert (one.requests, one.stage) == (("GET /a",), "v1")
    assert one.seen.startswith('500 {"message":"Internal server error"}')
    assert one.until == "until its targets are registered and healthy, which takes 30 s of health checks"
    (other,) = found([listener, step], GROUP, api=HTTP)
    assert other.seen.startswith('503 {"message":"Service Unavailable"}')


def test_what_no_live_request_goes_through_is_not_told() -> None:
    step = planned(GROUP, "replace")
    assert found([step], LISTENER) == []
    assert found([step], GROUP, state="closed") == []
    assert found([planned(GROUP)], GROUP) == []
    assert found([Planned(Step("create", urn(GROUP)), None, step.after)], GROUP) == []


def test_a_name_given_by_hand_keeps_the_new_one_from_being_made_first() -> None:
    (one,) = found([planned(SERVICE, "old first", named="name")], SERVICE)
    assert one.notice == "interrupts"
    assert one.why == "the old one goes first, since somebody gave its name, and AWS has no two of one name"
    asked = planned(SERVICE, "old first")
    asked = dataclasses.replace(
        asked, after=dataclasses.replace(asked.after, options=Options(delete_before_replace=True))
    )
    assert found([asked], SERVICE)[0].why == "the old one goes first, as `delete_before_replace` asks"
    assert found([planned(SERVICE, "old first")], SERVICE)[0].why == "the old one goes first, as its provider does it"
    assert found([planned(SERVICE, "replace")], SERVICE)[0].notice == "survives"


@pytest.mark.parametrize(("way", "notice"), [("", "stops"), ("update", "stops"), ("replace", "survives")])
def test_a_target_group_that_stays_belongs_to_the_old_balancer(way: str, notice: str) -> None:
    of = {"loadBalancerArn": BALANCER, "defaultActions": GROUP}
    listener = planned(LISTENER, "replace", "loadBalancerArn", of=of)
    steps = found([planned(BALANCER, "replace"), planned(GROUP, way), listener], BALANCER, LISTENER)
    assert [each.notice for each in steps] == ["survives", notice]


def test_keys_belong_to_the_stage_that_their_plan_names() -> None:
    plan = [
        planned(STAGE),
        planned(PLAN, of={"apiStages": STAGE}),
        planned(KEY, "replace", "value"),
        planned(PLAN_KEY, "replace", "keyId", of={"keyId": KEY, "usagePlanId": PLAN}),
    ]
    told = found(plan, STAGE)
    assert [(each.urn, each.notice) for each in told] == [(urn(KEY), "moves"), (urn(PLAN_KEY), "survives")]
    before = {each.before.urn: each.before for each in plan if each.before}
    assert set(belonging([urn(STAGE)], before).values()) == {urn(STAGE)}


def test_what_several_paths_go_through_is_told_once_with_the_requests_of_all() -> None:
    paths = [path(GROUP), dataclasses.replace(path(GROUP), routes=(Route(method="PUT", path="/b"),))]
    (one,) = interruptions([planned(GROUP, "old first")], paths)
    assert one.requests == ("GET /a", "PUT /b")


def test_of_a_type_without_a_row_it_is_said_that_nobody_knows() -> None:
    assert [each.notice for each in found([planned("a:b:C", "replace")], "a:b:C")] == ["unknown"]
    assert found([planned("a:b:C", "update", "x")], "a:b:C") == []
    assert found([planned("a:b:C", "delete")], "a:b:C") == []


def steps_of(row: Effect) -> list[Planned]:
    """Steps that a row is about, of each of its types."""
    of = {"that": row.stays} if row.stays else {}
    inputs = {key: values[0] for key, values in row.where.items()}
    changes = sorted(row.changed) or [""]
    return [changed(type_, row.way, change, of, inputs) for type_, change in product(row.types, changes)]


def changed(type_: str, way: str, path: str, of: dict, inputs: dict) -> Planned:
    """A step that changes what stands at a path."""
    key, *below = path.split(".")
    step = planned(type_, way, *filter(None, [key]), of=of, inputs=inputs)
    if not below:
        return step
    assert step.after is not None
    return dataclasses.replace(step, after=dataclasses.replace(step.after, inputs={key: dict.fromkeys(below, "new")}))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.types[0].rpartition(':')[2]}-{row.way}-{row.notice}")
def test_each_row_is_about_something_and_says_by_what_page(row: Effect) -> None:
    assert row.source.startswith("https://docs.aws.amazon.com/")
    assert bool(row.until) == (row.notice == "interrupts")
    for step in steps_of(row):
        around = Around(frozenset([row.stays]), frozenset(row.used_by[:1]), frozenset([row.deployed]))
        first = next(each for each in ROWS if each.holds(step, around))
        assert first is row, f"{first} comes before"
        others = [planned(each) for each in [row.stays] if each]
        others += [planned(each, of={"this": step.step.type}) for each in row.used_by[:1]]
        others += [planned(API), planned(row.deployed, of={"restApi": API})] if row.deployed else []
        if row.way == "create":
            continue
        (one,) = found([*others, step], step.step.type)
        assert one.notice == row.notice
        assert "{" not in one.seen.replace('{"message"', "")


@pytest.mark.parametrize(
    "row", [each for each in ROWS if each.where or each.changed], ids=lambda row: row.types[0].rpartition(":")[2]
)
def test_a_row_with_a_condition_is_not_about_what_is_otherwise(row: Effect) -> None:
    around = Around(frozenset([row.stays]), frozenset(row.used_by[:1]), frozenset([row.deployed]))
    (step, *_) = steps_of(row)
    assert step.before is not None
    if row.where:
        other = dataclasses.replace(step.before, inputs=dict.fromkeys(row.where, "other"))
        assert not row.holds(dataclasses.replace(step, before=other), around)
    if row.changed:
        assert not row.holds(dataclasses.replace(step, step=dataclasses.replace(step.step, changed=("tags",))), around)


def test_a_security_group_is_missed_by_what_keeps_running_with_it() -> None:
    group = "aws:ec2/securityGroup:SecurityGroup"
    for way, notice in (("", "interrupts"), ("replace", "survives")):
        plan = [planned(BALANCER, way, of={"securityGroups": group}), planned(group, "replace", "vpcId")]
        assert [each.notice for each in found(plan, BALANCER) if each.urn == urn(group)] == [notice]


def test_what_goes_with_an_api_is_not_told_again() -> None:
    plan = [planned(API, "delete"), planned(STAGE, "delete", of={"restApi": API})]
    assert [each.urn for each in found(plan, API, STAGE)] == [urn(API)]
    assert [each.urn for each in found(plan[1:], API, STAGE)] == [urn(STAGE)]


def test_requests_that_are_led_to_a_group_that_nothing_waits_for_fail_until_it_is_healthy() -> None:
    new = Resource(urn(GROUP, "new"), GROUP, "new")
    group = Planned(Step("create", new.urn), None, new)
    then = dataclasses.replace(path(), hops=(Hop(kind="target-group", name="new", urn=new.urn, state="open"),))
    (one,) = interruptions([planned(GROUP, "delete"), group], [path(GROUP)], [then])
    assert (one.urn, one.notice, one.requests, one.place) == (new.urn, "interrupts", ("GET /a",), 2)
    other = dataclasses.replace(then, routes=(Route(method="GET", path="/new"),))
    assert interruptions([group], [path(GROUP)], [other]) == []
    service = Resource(urn(SERVICE), SERVICE, "x", {"waitForSteadyState": True})
    waits = dataclasses.replace(planned(SERVICE), after=service)
    hops = (*then.hops, Hop(kind="target", name="x", urn=urn(SERVICE), state="open"))
    assert interruptions([group, waits], [path(GROUP)], [dataclasses.replace(then, hops=hops)]) == []


@pytest.mark.parametrize(("way", "notice"), [("", "stops"), ("update", "stops"), ("replace", "survives")])
def test_a_link_goes_when_nothing_that_is_deployed_uses_it(way: str, notice: str) -> None:
    """A deployment is a copy: one that stays has the link that was there when it was made."""
    link, deployment = "aws:apigateway/vpcLink:VpcLink", "aws:apigateway/deployment:Deployment"
    plan = [planned(API), planned(link, "replace"), planned(deployment, way, of={"restApi": API})]
    assert [each.notice for each in found(plan, API, link) if each.urn == urn(link)] == [notice]
