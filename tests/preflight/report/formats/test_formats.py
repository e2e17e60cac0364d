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
