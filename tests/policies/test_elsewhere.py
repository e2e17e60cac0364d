"""What others make: a trace of them keeps what a stack lacks from being a fault, and nothing else does."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from preflight.protocol.resource import Resource
from tests.policies import private_stacks
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import mandatory, undecided
from tests.policies.in_process import judged
from tests.policies.in_process import mandatory as mandatory_in_process
from tests.policies.in_process import undecided as undecided_in_process
from tests.policies.stacks import OPERATIONS, PREVIEW, Ref, Stack

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)

_EMPTY = {("targets/nothing-registered", "app-tg")}
_UNSHARED = {("endpoint-access/no-access-association", "name")}
_BARE = {("integration/method-without-integration", "list-orders")}
_GROUP = Ref("app-tg", "arn")


def _document(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]})


def _empty() -> Stack:
    return fargate_behind_nlb().drop("app")


def _filled_by(token: str, **inputs: object) -> Callable[[], Stack]:
    return lambda: _empty().also(token, "filling", **inputs)


@pytest.mark.parametrize(
    "make",
    [
        _filled_by("lambda.Function", runtime="python3.13", role="arn:aws:iam::111122223333:role/sync", handler="i.h",
                   environment={"variables": {"GROUP": _GROUP}}),
        _filled_by("ec2.SpotFleetRequest", targetGroupArns=[_GROUP], targetCapacity=1),
        _filled_by("ssm.Parameter", type="String", value=_GROUP),
        _filled_by("cloudformation.Stack", parameters={"Group": _GROUP}),
        _filled_by("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding", spec={"targetGroupARN": _GROUP}),
    ],
)  # fmt: skip
def test_what_was_given_the_group_may_fill_it(judge, operation, make):
    verdict = judge(make(), operation)
    assert mandatory(verdict) | undecided(verdict) == set()


@pytest.mark.parametrize(
    "make",
    [
        _empty,
        _filled_by("cloudwatch.MetricAlarm", dimensions={"TargetGroup": Ref("app-tg", "arnSuffix")}),
        _filled_by("lambda.Function", runtime="python3.13", role="arn:aws:iam::111122223333:role/x", handler="i.h"),
    ],
)
def test_what_was_not_given_the_group_does_not_fill_it(judge, operation, make):
    assert mandatory(judge(make(), operation)) >= _EMPTY


def test_a_cluster_of_kubernetes_may_fill_any_group(judge, operation):
    verdict = judge(_empty().also("eks.Cluster", "cluster-k8s"), operation)
    assert (_EMPTY & mandatory(verdict), _EMPTY & undecided(verdict)) == (set(), _EMPTY)


def test_a_stack_without_anything_that_runs_leaves_its_groups_to_others(judge, operation):
    verdict = judge(_empty().drop("cluster", "task"), operation)
    assert (_EMPTY & mandatory(verdict), _EMPTY & undecided(verdict)) == (set(), _EMPTY)


def test_a_private_name_that_is_shared_is_associated_by_whom_it_is_shared_with(judge, operation):
    alone = private_stacks.named().drop("name-access")
    assert mandatory(judge(alone, operation)) == _UNSHARED
    shared = alone.also("ram.ResourceAssociation", "share", resourceArn=Ref("name", "arn"), resourceShareArn="arn:x")
    assert mandatory(judge(shared, operation)) == set()


def test_a_command_may_put_an_integration(judge, operation):
    bare = fargate_behind_nlb().drop("list-orders-int", "app", "link", "front")
    assert mandatory(judge(bare, operation)) >= _BARE
    made = bare.also("null:index/resource:Resource", "put", depends_on=("list-orders",))
    assert (_BARE & mandatory(judge(made, operation)), _BARE & undecided(judge(made, operation))) == (set(), _BARE)
    given = bare.also("command:local:Command", "run", create=Ref("orders"), environment={"R": Ref("orders-r")})
    assert _BARE & mandatory(judge(given, operation)) == set()


def test_a_platform_with_a_link_and_no_api_is_for_others_to_use(judge, operation):
    kept = ("core-", "edge", "link")
    whole = fargate_behind_nlb()
    platform = whole.drop(*(label for label in whole.definitions if not label.startswith(kept)))
    verdict = judge(platform, operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def _exporting(stack: Stack, operation: str, *, made: bool, **exports: Ref) -> list[Resource]:
    """The resources of a stack that exports outputs; in a preview they are known of what is made already."""
    root, *others = stack.build(operation, len(stack.definitions) if made else 0)
    by_name = {each.name: each.outputs for each in others}
    shown = {key: {"nested": [by_name[ref.name][ref.key]]} for key, ref in exports.items()}
    return [replace(root, outputs=shown), *others]


@pytest.mark.parametrize("made", [False, True])
def test_a_known_export_is_a_trace(operation, made):
    verdict = judged(_exporting(_empty(), operation, made=made, group=_GROUP))
    unknown = operation == PREVIEW and not made
    assert mandatory_in_process(verdict) == (_EMPTY if unknown else set())
    assert undecided_in_process(verdict) == set()


def test_an_exported_cluster_may_run_what_others_register(operation):
    found = judged(_exporting(_empty(), operation, made=True, cluster=Ref("cluster", "arn")))
    assert (mandatory_in_process(found), undecided_in_process(found)) == (set(), _EMPTY)


def test_the_export_of_something_else_is_no_trace(operation):
    exports = {"log": Ref("access-logs", "arn"), "suffix": Ref("app-tg", "arnSuffix"), "api": Ref("orders")}
    assert mandatory_in_process(judged(_exporting(_empty(), operation, made=True, **exports))) == _EMPTY


def test_who_gets_an_api_does_not_put_its_stage(operation):
    bare = fargate_behind_nlb().drop("live", "gold", "partner", "partner-gold")
    found = judged(_exporting(bare, operation, made=True, api=Ref("orders")))
    assert ("deployment/no-stage", "orders") in mandatory_in_process(found)
