"""Of how much there may be: what a report says in bounds is what it says without."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from preflight.report.comparison import compared
from preflight.report.finding import Finding
from preflight.report.formats import FORMATS, changes, words
from preflight.report.formats.verdict import summary
from preflight.report.report import Report
from preflight.report.told import ENTRIES, told
from tests.preflight.report.test_comparison import path
from tests.preflight.report.test_same import listed


def findings(number: int, level: str = "mandatory") -> tuple[Finding, ...]:
    return tuple(
        Finding("guard", "keys", "keys/none", level, listed("t:A", f"a{each}").urn, "", "keys/none: no")  # pyrefly: ignore
        for each in range(number)
    )


@pytest.mark.parametrize("old", [0, ENTRIES + 40])
@pytest.mark.parametrize("new", [0, 1, 250, ENTRIES + 250])
def test_what_is_new_decides_however_much_was_there_before(old: int, new: int) -> None:
    before, added = findings(old), findings(old + new)[old:]
    was, now = Report("s", "dev", "both", findings=before), Report("s", "dev", "both", findings=before + added)
    report = compared("main", was, now, new_only=True)
    assert (report.outcome, len(report.new), len(report.still)) == ("blocked" if new else "clean", new, old)
    bounded = told(report)
    assert bounded.outcome == report.outcome
    assert summary(bounded) == summary(report)
    said = [line.partition(":")[0] for line in changes.lines(bounded)]
    assert said == [line.partition(":")[0] for line in changes.lines(report)]
    assert len(bounded.new) == min(new, ENTRIES)
    levels = [each["level"] for each in json.loads(FORMATS["sarif"](report))["runs"][0]["results"]]
    assert levels.count("error") == min(new, ENTRIES)
    suite = ET.fromstring(FORMATS["junit"](report))[0]  # noqa: S314 - our own text
    assert suite.attrib["failures"] == str(min(new, ENTRIES))
    assert json.loads(FORMATS["json"](report))["outcome"] == report.outcome
    assert FORMATS["github"](report).count("::error ") == min(new, 10)


def test_many_changes_are_counted_whole_and_told_in_a_few_lines() -> None:
    resources = tuple(listed("t:A", f"a{number}") for number in range(ENTRIES + 5))
    before = Report("s", "dev", "both", paths=tuple(path("open", "/a", api=each.urn) for each in resources))
    after = Report(
        "s", "dev", "both", resources=resources, findings=findings(ENTRIES + 5),
        paths=tuple(path("closed", "/a", api=each.urn, key="closed") for each in resources),
    )  # fmt: skip
    report = told(compared("main", before, after))
    lines = changes.lines(report)
    assert len(lines) == 6
    assert lines[0].startswith("✗ GET /a of a0 stage v1, GET /a of a1 stage v1, ")
    assert ", and 995 more: open -> closed at key (403)" in lines[0]
    assert "and 5 more" in lines[1]
    assert lines[-2].startswith("1005 findings new: keys/none at a0, ")
    assert lines[-1].startswith("1005 resources added: a0, ")


def test_a_part_of_another_kind_is_not_counted_twice_in_what_is_left_out() -> None:
    report = Report("s", "dev", "both", findings=tuple(replace(each, undecided=True) for each in findings(ENTRIES + 2)))
    bounded = told(compared("main", Report("s", "dev", "both"), report))
    assert bounded.left_out == {"mandatory": 2, "undecided": 2, "new": 2}
    assert words.left_out(bounded) == "too much to tell, left out: 2 mandatory"
