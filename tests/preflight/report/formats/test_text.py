"""The text: the verdict, what to change, the paths; each fact once, at any width, and no word broken."""

import re
from dataclasses import replace

import pytest

from preflight.report.formats.text import to_text
from preflight.report.report import Report
from tests.preflight.report import reports
from tests.preflight.report.paths import SYMPTOM, broken, hop, large, path, report

BLOCKED = """\
blocked: shop dev · 1 mandatory finding, 3 advisory, 1 of them undecided, 1 policy aborted; waived: 0
mandatory, 1 advisory
preview · 2 resources · pack private-api · 1.5 s (program 1.0 s)

✗ The plan has no key <b>|`x`|</b> & \x1b[31m]]> é
  components/access.py:52
  plan (aws:apigateway/usagePlan:UsagePlan)
  symptom   403 Forbidden
  remedy    Add a UsagePlanKey.
  evidence  plan has no UsagePlanKey
            <b>|`x`|</b> & \x1b[31m]]> é
  source    https://docs.aws.amazon.com/apigateway/
  fault     usage-plan-key/no-key-in-plan, mandatory

! Stacks need a tag
  the stack
  fault     house-rule, advisory

! No access log
  v1 (aws:apigateway/stage:Stage)
  evidence  Turn it on.
  fault     observability/no-log, advisory

? The port is unknown
  v1 (aws:apigateway/stage:Stage)
  fault     integration/port, undecided

? policy careless gave up (advisory, private-api)
  <b>|`x`|</b> & \x1b[31m]]> é can't be known

orders, stage v1  GET /orders
  requests closed
    ✓ client
    ✗ key            plan
        see usage-plan-key/no-key-in-plan
    ✓ listener       http
        presumed: its port is 80
  health checks can not be decided
    ? network        tasks

Waived
  robustness/one-zone at v1: dev is cheap, until 2027-01-01

blocked by 1 mandatory finding; more about the first:
  preflight explain usage-plan-key/no-key-in-plan
"""


def test_the_verdict_comes_first_then_what_to_change_then_the_paths() -> None:
    assert to_text(reports.blocked(), width=110) == BLOCKED


def test_a_path_that_lets_all_through_is_a_line_unless_all_are_asked_for() -> None:
    drawn = report(path("shop", "items", 5), path("shop", "orders", target=hop("target", "t", presumed=("a", "b"))))
    lines = (
        "\n✓ shop, stage v1  GET /items/0, GET /items/1, and 3 more  requests open, health checks open\n"
        "✓ shop, stage v1  GET /orders/0  requests open, health checks open, 2 presumed\n"
    )
    assert to_text(drawn).endswith(lines)
    whole = to_text(drawn, paths=True)
    assert "✓ shop" not in whole
    assert whole.count("  requests open\n    ✓ client\n") == 2
    assert "GET /items/3, GET /items/4\n" in whole


@pytest.mark.parametrize("health", ["closed", "unknown"])
def test_a_path_whose_health_checks_do_not_arrive_is_drawn(health: str) -> None:
    drawn = replace(path("shop", "items"), health=health)
    assert "    ✓ client\n" in to_text(report(drawn))


def test_a_hop_that_is_closed_beside_an_open_path_is_drawn_and_told() -> None:
    drawn = path("shop", "items")
    closed = replace(drawn, hops=(*drawn.hops, hop("database", "items-data", "closed")))
    text = to_text(report(replace(closed, state="open")))
    assert text.startswith(
        "clean: shop dev · 0 mandatory findings, 0 advisory; 1 hop closed by what does not block (database)\n"
    )
    assert "  requests open\n    ✓ client\n" in text
    assert "    ✗ database       items-data\n        items-data is in the way\n" in text


def test_what_is_not_open_is_drawn_before_what_is() -> None:
    text = to_text(report(path("shop", "items"), *broken()))
    assert text.rindex("  requests closed") < text.index("✓ shop, stage v1  GET /items/0")
    assert text.rindex("  requests can not be decided") < text.index("✓ shop, stage v1  GET /items/0")


def test_a_hop_without_a_finding_tells_itself_why() -> None:
    text = to_text(report(*broken()))
    told = f"    ✗ target group   orders-targets\n        orders-targets is in the way\n        symptom: {SYMPTOM}\n"
    assert f"{told}        remedy: Mend orders-targets.\n" in text
    assert "    ? listener       stock-80\n        not known: x\n" in text


def test_each_fact_is_told_once() -> None:
    text = to_text(reports.blocked())
    for fact in ("Add a UsagePlanKey.", "plan has no UsagePlanKey", "403 Forbidden", "The plan has no key"):
        assert text.count(fact) == 1
    twice = replace(hop("target", "t"), evidence=("a fact", "a fact"))
    assert to_text(report(path("shop", "items", target=twice)), paths=True).count("a fact") == 1


def test_what_was_there_before_blocks_nothing_where_only_what_is_new_does() -> None:
    told = reports.blocked()
    old = replace(told, findings=[replace(each, new=False) for each in told.findings], new_only=True)
    assert to_text(old).rstrip().splitlines()[-2] == "More about the first:"


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(
    "told",
    [reports.blocked(), reports.clean(), reports.failed(), report(*broken(), *large(2, 2, 40))],
    ids=["blocked", "clean", "failed", "paths"],
)
def test_no_line_is_wider_than_asked_for_but_by_a_word_that_is_longer(told: Report, width: int) -> None:
    narrow, wide = to_text(told, width=width, paths=True), to_text(told, width=10_000, paths=True)
    assert narrow.split() == wide.split(), "words are broken nowhere"
    for line in narrow.splitlines():
        assert len(line) <= width or len(line.split()) == 1 or re.match(r"  \w+ +\S+$", line), line
        assert line == line.rstrip()
    assert narrow.endswith("\n")
    assert not narrow.endswith("\n\n")


def test_nothing_is_explained_that_is_no_fault() -> None:
    assert "preflight explain" not in to_text(reports.clean())
    strangers = [replace(each, fault=None) for each in reports.blocked().findings]
    assert "preflight explain" not in to_text(replace(reports.blocked(), findings=tuple(strangers)))
