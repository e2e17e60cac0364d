"""What a change does, in words."""

from dataclasses import replace

from preflight.report.change import Comparison
from preflight.report.comparison import compared
from preflight.report.formats import changes
from preflight.report.formats.text import to_text
from preflight.report.path_changes import HopChange
from tests.preflight.report.reports import blocked
from tests.preflight.report.test_comparison import API, finding, path, report
from tests.preflight.report.test_same import listed


def test_requests_of_one_kind_of_change_are_one_line_and_what_closes_comes_first():
    before = report(path("open", "/a", "/b"), path("closed", "/c", key="closed"), path("open", "/d"))
    after = report(path("closed", "/a", "/b", key="closed"), path("open", "/c", "/e"))
    assert changes.lines(compared("main", before, after)) == [
        "✗ GET /a, GET /b of orders stage v1: open -> closed at key (403)",
        "- GET /d of orders stage v1: open -> gone",
        "✓ GET /c of orders stage v1: closed at key (403) -> open",
        "✓ GET /e of orders stage v1: not there -> open",
    ]


def test_many_are_counted():
    routes = [f"/{number}" for number in range(9)]
    (line,) = changes.lines(compared("main", report(path("open", *routes)), report(path("unknown", *routes))))
    assert line == (
        "? GET /0, GET /1, GET /2, GET /3, GET /4, and 4 more of orders stage v1: open -> can not be decided"
    )


def test_findings_and_resources_are_named():
    before = report(findings=(finding("a/x"), finding("a/y", "")))
    after = report(findings=(finding("a/x"), finding("a/z")), resources=(API, listed("t:V", "vpc")))
    assert changes.lines(compared("main", before, after)) == [
        "1 finding new: a/z at orders",
        "1 finding gone: a/y at the stack",
        "1 finding still there: a/x at orders",
        "1 resource added: vpc",
    ]


def test_a_hop_that_closes_no_request_is_told():
    closed = HopChange(API.urn, "v1", "network", "nlb -> tasks", "open", "closed")
    opened = replace(closed, before="closed", after="open")
    assert changes.lines(replace(report(), comparison=Comparison("main", hops=(closed, opened)))) == [
        "✗ network nlb -> tasks: open -> closed",
        "✓ network nlb -> tasks: closed -> open",
    ]


def test_nothing_and_no_base_are_said():
    assert changes.lines(replace(report(), comparison=Comparison("main"))) == ["nothing that is judged"]
    assert changes.lines(replace(report(), comparison=Comparison("main", note="no such module"))) == [
        "main came to no verdict, so everything counts as new: no such module"
    ]


def test_the_text_has_them_before_the_findings():
    report_ = blocked()
    text = to_text(compared("main", report_, report_))
    assert "\n\nChanged since main\n  4 findings still there: usage-plan-key/no-key-in-plan at plan," in text
    assert text.index("Changed since main") < text.index("✗ The plan has no key")
