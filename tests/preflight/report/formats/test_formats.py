"""Every format says the same, is well-formed whatever the text, and can be read by what it is for."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.packs.diagnostics import Diagnostics
from preflight.report.formats import FORMATS
from preflight.report.report import of_diagnostics
from tests.drawn import cases
from tests.preflight.report import reports


class Page(HTMLParser):
    """Collects the text of a page and checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:  # noqa: ARG002 - the base class's
        if tag not in {"meta", "br", "link", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("outcome", reports.ALL)
def test_every_format_tells_the_outcome(format_: str, outcome: str) -> None:
    text = FORMATS[format_](reports.ALL[outcome]())
    assert text.endswith("\n")
    if format_ in {"text", "markdown", "html", "json", "svg"}:
        assert outcome in text
    if outcome == "blocked" and format_ != "svg":
        for word in ("usage-plan-key/no-key-in-plan", "plan has no UsagePlanKey", "403 Forbidden"):
            assert word.replace("_", r"\_") in text


SOURCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html#a"


@pytest.mark.parametrize(
    ("format_", "shown"),
    [("text", f"  source    {SOURCE}\n"), ("markdown", f"source: <{SOURCE}>"), ("html", f'<a href="{SOURCE}"')],
)
def test_the_page_that_says_so_is_linked_and_nothing_that_is_no_page(format_: str, shown: str) -> None:
    report = reports.blocked()
    found = [replace(report.findings[0], source=source) for source in (SOURCE, "javascript:alert(1)", f"{SOURCE} b")]
    text = FORMATS[format_](replace(report, findings=tuple(found)))
    assert text.count(shown) == 1
    assert len(re.findall(r"\bsource\b(?:: |    )", text)) == 1
    assert "javascript:" not in text


def test_html_is_whole_and_takes_no_markup_from_messages() -> None:
    page = Page()
    page.feed(FORMATS["html"](reports.blocked()))
    assert page.open == []
    assert any("<b>|`x`|</b>" in text for text in page.text)


def test_markdown_escapes_what_it_would_take_for_markup() -> None:
    text = re.sub(r"(?ms)^```mermaid\n.*?^```$", "", FORMATS["markdown"](reports.blocked()))
    assert "<b>" not in text.replace(r"\<b\>", "")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)


def test_sarif_points_at_the_line_and_the_resource() -> None:
    run = json.loads(FORMATS["sarif"](reports.blocked()))["runs"][0]
    result = run["results"][0]
    assert result["level"] == "error"
    assert (
        run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "usage-plan-key/no-key-in-plan"
    )
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "components/access.py"},
        "region": {"startLine": 52},
    }
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == reports.PLAN
    assert [entry["level"] for entry in run["results"]] == ["error", "warning", "warning", "warning", "warning"]


def test_sarif_of_a_failure_is_an_unsuccessful_invocation() -> None:
    run = json.loads(FORMATS["sarif"](reports.failed()))["runs"][0]
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "Pulumi.dev.yaml:3: shop:size" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        ("blocked", {"tests": "7", "failures": "2", "errors": "0", "skipped": "3"}),
        ("clean", {"tests": "1", "failures": "0", "errors": "0", "skipped": "0"}),
        ("failed", {"tests": "1", "failures": "0", "errors": "1", "skipped": "0"}),
    ],
)
def test_junit_counts_what_it_holds(outcome: str, counts: dict) -> None:
    suite = ET.fromstring(FORMATS["junit"](reports.ALL[outcome]()))[0]  # noqa: S314 - our own text
    assert {key: suite.get(key) for key in counts} == counts
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert len(suite.findall(f"testcase/{tag}")) == int(counts[key])


@cases(40)
@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_a_policy_says_is_well_formed_everywhere(message: str, urn: str) -> None:
    diagnostics = Diagnostics(violations=[reports.violation("p", "mandatory", urn, message)])
    report = of_diagnostics(diagnostics, [], project="a", stack="b", operation="preview")
    for name, format_ in FORMATS.items():
        text = format_(report)
        if name in {"json", "sarif"}:
            json.loads(text)
        elif name in {"junit", "svg"}:
            ET.fromstring(text)  # noqa: S314 - our own text
