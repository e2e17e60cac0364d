"""What a change does to requests, hops, findings and resources."""

from dataclasses import replace

import pytest

from preflight.errors import ProgramError
from preflight.packs.judgement import RequestPath, Route, State
from preflight.plan.plan import Plan
from preflight.report.change import Comparison
from preflight.report.comparison import compared
from preflight.report.finding import Finding
from preflight.report.path_changes import HopChange, RequestChange
from preflight.report.report import Report, failure
from tests.preflight.report.paths import hop
from tests.preflight.report.test_same import STACK, listed

API = listed("aws:apigateway/restApi:RestApi", "orders")
OTHER = listed("aws:apigateway/restApi:RestApi", "sales", digest=API.digest)


def path(state: State, *routes: str, api: str = API.urn, key: State = "open") -> RequestPath:
    return RequestPath(
        api=api,
        stage="v1",
        state=state,
        routes=tuple(Route(method="GET", path=route) for route in routes),
        hops=(hop("client", "client"), hop("key", "keys", key, symptom="403" if key == "closed" else None)),
    )


def finding(fault: str, urn: str = API.urn, message: str = "", **fields: object) -> Finding:
    policy = fault.partition("/")[0]
    return Finding("guard", policy, fault, "mandatory", urn, "", message or f"{fault}: no", **fields)  # pyrefly: ignore


def report(*paths: RequestPath, findings: tuple[Finding, ...] = (), resources: tuple = (API,)) -> Report:
    return Report("shop", "dev", "both", resources=resources, paths=paths, findings=findings)


def changed(report: Report) -> Comparison:
    assert report.comparison
    return report.comparison


def test_what_changed_in_resources_is_told_where_both_or_none_is_planned_over_a_state():
    before, after = report(), report(resources=(replace(API, digest="other"),))
    planned = replace(after, plan=Plan())
    assert len(changed(compared("a.json", before, after)).changed) == 1
    assert len(changed(compared("a.json", replace(before, plan=Plan()), planned)).changed) == 1
    change = changed(compared("a.json", before, planned))
    assert change.changed == ()
    assert change.notes[0].startswith("which resources changed is not told: of a.json and this, one alone is planned")


def test_a_request_that_closes_is_told_with_the_hop_and_the_symptom():
    now = compared("main", report(path("open", "/a")), report(path("closed", "/a", key="closed")))
    change = changed(now)
    assert change.requests == (RequestChange(API.urn, "v1", "GET /a", "open", "closed", "key", "403"),)
    assert change.hops == (HopChange(API.urn, "v1", "key", "keys", "open", "closed"),)


def test_a_request_that_opens_is_told_with_the_hop_that_closed_it():
    now = compared("main", report(path("closed", "/a", key="closed")), report(path("open", "/a")))
    change = changed(now)
    assert change.requests == (RequestChange(API.urn, "v1", "GET /a", "closed", "open", "key", "403"),)


def test_requests_come_and_go_and_what_stays_is_not_told():
    now = compared("main", report(path("open", "/a", "/b")), report(path("open", "/b", "/c")))
    change = changed(now)
    assert [(each.request, each.before, each.after) for each in change.requests] == [
        ("GET /c", None, "open"),
        ("GET /a", "open", None),
    ]
    assert not change.hops


@pytest.mark.parametrize("order", [1, -1])
def test_a_request_on_several_paths_is_as_the_worst_of_them(order: int):
    paths = (path("closed", "/a", key="closed"), path("open", "/a"))[::order]
    assert [each.after for each in changed(compared("main", report(path("open", "/a")), report(*paths))).requests] == [
        "closed"
    ]
    assert not changed(compared("main", report(*paths), report(*paths[::-1]))).requests


def test_what_is_renamed_is_the_same():
    before = report(path("open", "/a"), findings=(finding("key/none"),))
    after = report(path("open", "/a", api=OTHER.urn), findings=(finding("key/none", OTHER.urn),), resources=(OTHER,))
    now = compared("main", before, after)
    change = changed(now)
    assert [each.new for each in now.findings] == [False]
    assert change == Comparison("main")


def test_findings_are_new_gone_or_still_there_in_whatever_words():
    before = report(findings=(finding("a/x", message="a/x: old words"), finding("a/y"), finding("a/z", undecided=True)))
    after = report(findings=(finding("a/x", message="a/x: new words"), finding("a/z"), finding("a/w")))
    now = compared("main", before, after)
    change = changed(now)
    assert [each.fault for each in now.still] == ["a/x"]
    assert [each.fault for each in now.new] == ["a/z", "a/w"]
    assert [(each.fault, each.undecided) for each in change.gone] == [("a/y", False), ("a/z", True)]


def test_of_equal_findings_as_many_are_still_there_as_were():
    one, three = report(findings=(finding("a/x"),)), report(findings=(finding("a/x"),) * 3)
    assert [len(each) for each in (compared("b", one, three).still, compared("b", one, three).new)] == [1, 2]
    assert [len(each) for each in (compared("b", three, one).still, changed(compared("b", three, one)).gone)] == [1, 2]


def test_what_a_pack_without_judgement_says_is_known_by_its_words():
    plain = replace(finding("house"), fault=None)
    before, after = report(findings=(plain,)), report(findings=(replace(plain, message="other"),))
    assert [each.message for each in compared("b", before, after).new] == ["other"]


def test_resources_are_added_changed_and_removed():
    vpc, was = listed("t:V", "vpc", digest="1"), listed("t:A", "old-one")
    before = report(resources=(API, vpc, was))
    new = listed("t:B", "new", STACK)
    now = compared("main", before, report(resources=(API, replace(vpc, digest="2"), new)))
    change = changed(now)
    assert [each.name for each in change.added] == ["new"]
    assert [each.name for each in change.changed] == ["vpc"]
    assert [each.name for each in change.removed] == ["old-one"]


def test_where_the_base_came_to_no_verdict_all_is_new_and_it_is_said():
    base = failure(Report("shop", "dev", "both"), [ProgramError("no such module")])
    after = report(path("open", "/a"), findings=(finding("a/x"),))
    now = compared("main", base, after)
    change = changed(now)
    assert change.note == "no such module"
    assert [each.new for each in now.findings] == [True]
    assert [each.before for each in change.requests] == [None]
