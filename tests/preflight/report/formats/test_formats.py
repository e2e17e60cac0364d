"""Every format says the same, is well-formed whatever the text, and can be read by what it is for."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.packs.diagnostics import Aborted, Diagnostics
from preflight.packs.judgement import RequestPath, State, Waiver
from preflight.report.change import Comparison
from preflight.report.finding import Finding
from preflight.report.formats import FORMATS
from preflight.report.report import Report, ReportedError, of_diagnostics
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


LEVELS = st.sampled_from(["mandatory", "advisory", "remediate"])
FINDINGS = st.builds(
    Finding,
    pack=st.just("p"),
    policy=st.sampled_from("ab"),
    fault=st.sampled_from([None, "a/x", "b/y"]),
    level=LEVELS,
    urn=st.sampled_from(["", reports.PLAN]),
    position=st.sampled_from(["", "a.yaml:3"]),
    message=st.sampled_from(["a/x: m", "b/y: n", "other"]),
    undecided=st.booleans(),
)
PATHS = st.builds(RequestPath, api=st.just(reports.API), state=st.sampled_from(get_args(State)))


@st.composite
def drawn_reports(draw: st.DrawFn) -> Report:
    new, still, waived = (draw(st.lists(FINDINGS, max_size=3).map(tuple)) for _ in range(3))
    compared = draw(st.booleans())
    aborted = st.builds(Aborted, st.just("p"), st.just("a"), LEVELS, st.just(""), st.just("unknown"))
    return Report(
        "shop",
        "dev",
        "both",
        findings=(
            *(replace(each, new=True if compared else None) for each in new),
            *(replace(each, new=False if compared else None) for each in still),
        ),
        waived=tuple(replace(each, waived=Waiver(reason="r")) for each in waived),
        paths=draw(st.lists(PATHS, max_size=2).map(tuple)),
        aborted=draw(st.lists(aborted, max_size=2).map(tuple)),
        errors=draw(st.sampled_from([(), (ReportedError("program", "over", "", ""),)])),
        comparison=Comparison("main") if compared else None,
        new_only=compared and draw(st.booleans()),
    )


def verdicts(report: Report) -> dict[str, bool]:
    """Whether each format that build servers read says that there is something to stop for."""
    suite = ET.fromstring(FORMATS["junit"](report))[0]  # noqa: S314 - our own text
    run = json.loads(FORMATS["sarif"](report))["runs"][0]
    told = [*run["results"], *run["invocations"][0]["toolExecutionNotifications"]]
    return {
        "junit": any(suite.attrib[count] != "0" for count in ("failures", "errors")),
        "sarif": any(each["level"] == "error" for each in told),
        "sarif's status": run["invocations"][0]["exitCode"] != 0,
        "github": any(line.startswith("::error ") for line in FORMATS["github"](report).splitlines()),
        "gitlab": any(issue["severity"] == "blocker" for issue in json.loads(FORMATS["gitlab"](report))),
        "json": json.loads(FORMATS["json"](report))["outcome"] != "clean",
    }


@cases(60)
@given(drawn_reports())
def test_all_formats_that_build_servers_read_say_the_same_of_the_exit_status(report: Report) -> None:
    assert set(verdicts(report).values()) == {report.outcome != "clean"}


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "svg"])
def test_how_packs_are_configured_is_said_last(format_: str) -> None:
    note = "15 of 16 policies are disabled"
    made = FORMATS[format_](replace(reports.blocked(), notes=(note,)))
    assert note in made.replace("\\", "")
    if format_ == "text":
        assert made.endswith(f"\nNote\n  {note}\n")
    if format_ == "markdown":
        assert made.endswith(f"### Note\n\n- {note}\n")


def test_who_answers_for_a_waiver_is_told() -> None:
    (waived,) = reports.blocked().waived
    owned = replace(waived, waived=Waiver(reason="dev is cheap", expires="2027-01-01", owner="team-a"))
    assert "dev is cheap, until 2027-01-01 (team-a)" in FORMATS["text"](replace(reports.blocked(), waived=(owned,)))
