"""One report on several stacks."""

from dataclasses import replace

import jsonschema
import pytest

from preflight.report.comparison import compared
from preflight.report.formats import FORMATS
from preflight.report.several import merged
from preflight.report.told import told
from tests.preflight.report.reports import blocked, clean, failed
from tests.preflight.report.test_report import SCHEMA

BLOCKED, CLEAN = replace(blocked(), stack="dev"), replace(clean(), stack="prod")
WHOLE = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
FAILED = replace(failed(), stack="test")


def test_the_only_one_is_as_it_is():
    assert merged([BLOCKED]) is BLOCKED


def test_each_stack_keeps_its_verdict_and_nothing_is_lost():
    report = merged([CLEAN, BLOCKED])
    assert (report.project, report.stack, report.outcome) == ("shop", "prod, dev", "blocked")
    assert [(each.stack, each.outcome, each.mandatory, each.advisory) for each in report.stacks] == [
        ("prod", "clean", 0, 0),
        ("dev", "blocked", 1, 3),
    ]
    for part in ("paths", "resources", "waived", "presumptions"):
        assert set(getattr(report, part)) == {*getattr(BLOCKED, part), *getattr(CLEAN, part)}
    for part in ("findings", "aborted"):
        placed = {replace(each, urn=each.urn or WHOLE) for each in getattr(BLOCKED, part)}
        assert set(getattr(report, part)) == placed  # what is about all of a stack says of which
    jsonschema.validate(report.document(), SCHEMA)
    assert told(report) == told(told(report))


def test_a_stack_without_a_verdict_leaves_none():
    report = merged([CLEAN, FAILED])
    assert report.outcome == "failed"
    assert [error.message.partition(":")[0] for error in report.errors] == ["stack test"]
    twice = merged([CLEAN, FAILED, replace(FAILED, stack="prod")])
    assert [error.message.partition(":")[0] for error in twice.errors] == ["stacks test, prod"]


def test_what_changed_in_any_of_them_is_told():
    changed = [
        compared("main", FAILED, CLEAN, new_only=True),
        compared("main", CLEAN, BLOCKED, new_only=True),
    ]
    report = merged(changed)
    assert report.new_only
    assert report.comparison
    assert report.comparison.base == "main"
    assert report.comparison.note.startswith("stack prod: shop:size is")
    assert [each.name for each in report.new] == [each.name for each in BLOCKED.findings]


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_formats_for_people_have_a_line_a_stack_what_blocks_first(format_: str):
    text = FORMATS[format_](merged([CLEAN, BLOCKED, FAILED]))
    lines = ["dev: blocked, 1 mandatory finding, 3 advisory, 1 of 1 path closed", "test: failed", "prod: clean"]
    places = [text.index(line) for line in lines]
    assert places == sorted(places)
