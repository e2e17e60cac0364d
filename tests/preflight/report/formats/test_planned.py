"""A plan, and what requests see of it, in words."""

import json
from dataclasses import replace

import jsonschema

from preflight.plan.interruption import Interruption
from preflight.plan.plan import Plan, plan_of
from preflight.plan.step import Step
from preflight.report.formats import FORMATS
from preflight.report.told import told
from tests.preflight.report.reports import blocked
from tests.preflight.report.test_report import SCHEMA

API = "urn:pulumi:dev::p::aws:apigateway/restApi:RestApi::orders"
GROUP = "urn:pulumi:dev::p::aws:lb/targetGroup:TargetGroup::tasks"
FAILS = Interruption(
    "interrupts",
    GROUP,
    "replace",
    "target group",
    API,
    "v1",
    ("GET /a", "PUT /a"),
    "500",
    "until it is back",
    "since so",
    place=1,
)
KEPT = replace(FAILS, notice="survives", seen="no one sees it", until="", why="")
STEPS = [
    Step("replace", GROUP, changed=("port",), forcing=("port",), deletes_first=True, named="name"),
    Step("update", API, changed=("description", "tags")),
    Step("delete", f"{API}-old", kept=True),
    Step("create", f"{API}-new", was=f"{API}-before"),
    Step("same", f"{API}-same"),
]


def lines(plan: Plan, format_: str = "text") -> str:
    return FORMATS[format_](replace(blocked(), plan=plan))


def test_steps_and_counts_are_told_as_the_cli_tells_them() -> None:
    text = lines(plan_of(STEPS, ["a note"]))
    assert (
        "\nResources:\n  + 1 to create\n  ~ 1 to update\n  - 1 to delete\n  +-1 to replace\n  4 changes. 1 unchanged\n"
        in text
    )
    assert (
        "+- tasks (aws:lb/targetGroup:TargetGroup): replaced, the old one goes first; for port, whose name somebody"
        in text
    )
    assert "~  orders (aws:apigateway/restApi:RestApi): updated; description, tags" in text
    assert "-  orders-old (aws:apigateway/restApi:RestApi): deleted from the state, and kept" in text
    assert "it was orders-before" in text
    assert "\n  a note\n" in text
    assert "While it is applied" not in text


def test_what_requests_see_stands_in_every_format_for_people() -> None:
    plan = replace(plan_of(STEPS), interruptions=(FAILS, KEPT))
    for format_ in ("text", "markdown", "html"):
        said = lines(plan, format_)
        assert "While it is applied" in said
        assert "tasks (TargetGroup, replaced)" in said.replace("\\", "")
        assert "until it is back" in said
        assert "goes on: tasks" in said.replace("\\", "")
        assert "no request notices" not in said


def test_a_change_that_no_request_notices_says_so_in_a_line() -> None:
    for kept in ((), (KEPT,)):
        text = lines(replace(plan_of(STEPS), interruptions=kept))
        assert "\n  ✓ no request notices this change\n" in text


def test_a_plan_fits_the_schema_and_is_read_again() -> None:
    whole = replace(blocked(), plan=replace(plan_of(STEPS), interruptions=(FAILS,)))
    document = json.loads(FORMATS["json"](whole))
    jsonschema.validate(document, SCHEMA)
    assert document["plan"]["counts"] == {"replace": 1, "update": 1, "delete": 1, "create": 1, "same": 1}
    steps = document["plan"]["steps"]
    assert {each["operation"]: each["deletesFirst"] for each in steps} == {
        "create": False,
        "update": False,
        "replace": True,
        "delete": False,
    }
    assert [each["operation"] for each in steps] == ["create", "delete", "replace", "update"]


def test_of_a_plan_that_is_too_long_what_goes_is_told_first() -> None:
    many = plan_of([*(Step("create", f"{API}-{number}") for number in range(1_500)), *STEPS])
    kept = told(replace(blocked(), plan=replace(many, interruptions=(KEPT,) * 1_500)))
    assert kept.plan is not None
    assert kept.left_out == {"steps": 504, "interruptions": 500}
    assert {"delete", "replace"} <= {step.operation for step in kept.plan.steps}
    assert kept.plan.counts["create"] == 1_501
