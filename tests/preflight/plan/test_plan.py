"""Counts, as `pulumi preview` prints them."""

import pytest

from preflight.plan.plan import count_lines, plan_of
from preflight.plan.step import Step

URN = "urn:pulumi:dev::p::a:b:C::n"
DEFAULT = "urn:pulumi:dev::p::pulumi:providers:aws::default_7_51_1"


@pytest.mark.parametrize(
    ("operations", "lines"),
    [
        (["same"], ["1 unchanged"]),
        (["create"], ["+ 1 to create"]),
        (["create", "same", "same"], ["+ 1 to create", "2 unchanged"]),
        (
            ["import", "delete", "replace", "update", "create", "create", "same", "read"],
            [
                "+ 2 to create",
                "~ 1 to update",
                "- 1 to delete",
                "+-1 to replace",
                "= 1 to import",
                "6 changes. 1 unchanged",
            ],
        ),
        ([], []),
    ],
)
def test_counts(operations, lines) -> None:
    steps = [*(Step(operation, URN) for operation in operations), Step("create", DEFAULT)]
    assert count_lines(plan_of(steps).counts) == lines


def test_a_plan_lists_what_changes_something() -> None:
    plan = plan_of([Step("same", URN), Step("read", URN), Step("update", URN)], ["so it is"])
    assert [each.operation for each in plan.steps] == ["update"]
    assert plan.notes == ("so it is",)
