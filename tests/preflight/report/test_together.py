"""What several stacks share is told once, with their names."""

from dataclasses import fields, replace

import pytest

from preflight.report.comparison import compared
from preflight.report.formats import FORMATS, changes
from preflight.report.report import Report
from preflight.report.several import merged
from preflight.report.together import stacks_of, together
from tests.preflight.report import reports

STACKS = ("dev", "prod-eu", "prod-us")


def of(stack: str, report: Report) -> Report:
    """A report as another stack has it: its name stands in every URN."""

    def named(part):
        if isinstance(part, str):
            return part.replace("urn:pulumi:dev::", f"urn:pulumi:{stack}::")
        if isinstance(part, tuple):
            return tuple(map(named, part))
        if hasattr(part, "__dataclass_fields__"):
            return replace(part, **{each.name: named(getattr(part, each.name)) for each in fields(part)})
        return part

    parts = ("findings", "paths", "waived", "aborted", "resources")
    return replace(report, stack=stack, **{part: named(getattr(report, part)) for part in parts})


def several(*names: str) -> Report:
    blocked = reports.blocked()
    return merged([compared("main", Report("shop", name, "both"), of(name, blocked)) for name in names])


def test_a_report_on_one_stack_is_as_it_is() -> None:
    assert together(reports.blocked()) == reports.blocked()
    assert "(dev)" not in FORMATS["text"](several("dev"))


def test_equal_entries_are_one_that_names_its_stacks_and_counts_are_of_all() -> None:
    one, all_ = together(several(*STACKS)), several(*STACKS)
    for part in ("findings", "paths", "waived", "aborted"):
        assert len(getattr(one, part)) * 3 == len(getattr(all_, part)), part
    assert {stacks_of(each.urn) for each in one.findings} == {"dev, prod-eu, prod-us"}
    assert FORMATS["text"](all_).startswith("blocked: shop dev, prod-eu, prod-us · 3 mandatory findings, 9 advisory")


def test_what_one_stack_has_alone_names_that_stack() -> None:
    blocked = reports.blocked()
    other = of("prod-eu", replace(blocked, findings=tuple(replace(each, message="other") for each in blocked.findings)))
    assert [stacks_of(each.urn) for each in together(merged([blocked, other])).findings[:2]] == ["dev", "prod-eu"]


def test_as_often_as_a_stack_has_it() -> None:
    blocked = reports.blocked()
    twice = replace(blocked, findings=blocked.findings[:1] * 2)
    told = together(merged([twice, of("prod-eu", blocked)])).findings
    assert [stacks_of(each.urn) for each in told if each.mandatory] == ["dev, prod-eu", "dev"]


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_people_read_each_thing_once(format_: str) -> None:
    one, three = FORMATS[format_](several("dev")), FORMATS[format_](several(*STACKS))
    for told in ("The plan has no key", "403 Forbidden", "No access log", "dev is cheap"):
        assert three.count(told) == one.count(told)
    assert "in dev, prod-eu, prod-us" in three


@pytest.mark.parametrize("format_", ["markdown", "svg"])
def test_the_picture_is_drawn_once(format_: str) -> None:
    one, three = FORMATS[format_](several("dev")), FORMATS[format_](several(*STACKS))
    assert three.count("closed") - one.count("closed") == (3 if format_ == "markdown" else 0)  # the lines on each stack


@pytest.mark.parametrize("format_", ["junit", "sarif", "gitlab", "github"])
def test_what_build_servers_show_says_of_which_stack_it_is(format_: str) -> None:
    text = FORMATS[format_](several(*STACKS))
    assert all(f"in {stack}" in text for stack in STACKS) or "in dev, prod-eu, prod-us" in text


def test_a_change_of_several_stacks_is_one_line_and_one_of_a_single_stack_names_it() -> None:
    lines = changes.lines(several("dev", "prod-eu"))
    assert lines[0] == "✗ GET /orders of orders stage v1: not there -> closed at key (403 Forbidden) (dev, prod-eu)"
    assert lines[1] == (
        "8 findings new: usage-plan-key/no-key-in-plan at plan (dev, prod-eu), house-rule at the stack (dev, prod-eu), "
        "observability/no-log at v1 (dev, prod-eu), integration/port at v1 (dev, prod-eu)"
    )
    blocked = reports.blocked()
    mixed = merged(
        [compared("main", blocked, blocked), compared("main", Report("shop", "x", "both"), of("x", blocked))]
    )
    assert "4 findings new: usage-plan-key/no-key-in-plan at plan (x), " in changes.lines(mixed)[1]


def test_many_stacks_are_counted() -> None:
    names = [f"s{number:02}" for number in range(60)]
    assert {stacks_of(each.urn) for each in together(several(*names)).findings} == {"s00, s01, s02, s03, s04, 55 more"}


def test_a_path_fails_in_junit_where_its_own_stack_is_blocked() -> None:
    blocked = reports.blocked()
    advised = of("prod-eu", replace(blocked, findings=()))
    text = FORMATS["junit"](merged([blocked, advised]))
    assert text.count('<failure message="the path is closed"') == 1
    assert text.count('<skipped message="the path is closed by what does not block"') == 1
