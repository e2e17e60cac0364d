"""Whatever things are called, and however many there are: no format gets markup, links, rows, commands, or too much."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.errors import ConfigError
from preflight.packs.diagnostics import Aborted, Diagnostics, Violation
from preflight.packs.judgement import Hop, Judged, Judgement, RequestPath, Route, Waiver
from preflight.protocol.resource import Resource
from preflight.report.formats import FORMATS
from preflight.report.plain import LONGEST, SILENT, plain
from preflight.report.report import Report, failure, of_diagnostics
from preflight.report.told import CHARACTERS, ENTRIES, PARTS, told
from tests.drawn import cases
from tests.preflight.report.formats.readers import COMMAND, READERS
from tests.preflight.report.test_report import SCHEMA

NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</article></body><h1>a</h1>",
    "<!-- a",
    "--><b>",
    "]]>",
    "&lt;b&gt; &amp; &#60;b>",
    "a|b|c",
    "``a|b<script>``",
    "`",
    "``` a",
    "a`b``c```d",
    "~~~ a",
    "~~struck~~",
    "*a* **b** _c_ __d__",
    "# a",
    "- a",
    "+ a",
    "1. a",
    "12) a",
    "> a",
    "===",
    "---",
    "    a",
    "a\n\n# FORGED\n\n- row",
    "a\n✗ targets/forged  row\n    at b",
    "a\r\n| b | c |",
    "a\r::error::b",
    "[a](https://example.com)",
    "[a](javascript:alert(1))",
    "![a](https://example.com/a.png)",
    r"\[a\](https://example.com)",
    "[a]: https://example.com",
    "[^1]",
    "<https://example.com>",
    "https://example.com/a_b",
    "www.example.com",
    "someone@example.com",
    "mailto:someone",
    "@octocat and @acme/team",
    "#123 GH-123 acme/shop#1",
    ":tada: a",
    "$x$ $$y$$",
    "\\",
    "a\\",
    "::error file=a,line=1::b",
    "::add-mask::a",
    "##[error]a",
    "##vso[task.setvariable variable=a]b",
    "##teamcity[testFailed]",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://example.com\x07a\x1b]8;;\x07",
    "\x9b31m",
    "\x00\x07\x08\x0b\x0c\x7f",
    "\u202egnp.a",
    "a\u2028b\u2029c\x85d",
    "\ufeffa",
    "\ud800a",
    "{{ 7 * 7 }} {% raw %} {0}",
    "%0A::error::a",
    "[bold red]a[/]",
    "",
    " ",
]
"""What a resource, a route, a file or a policy may be called by somebody who means no good."""

PLAIN = "a name"


def report_of(name: str) -> Report:
    """A report in which everything that somebody chose is the name, beside what failed."""
    urn = f"urn:pulumi:{name}::{name}::{name}::{name}"
    line = " ".join(name.split())  # messages may have several lines
    hop = Hop(
        kind=name, name=name, urn=urn, state="closed", evidence=(name,), symptom=name, remedy=name, presumed=(name,)
    )
    path = RequestPath(
        api=urn,
        stage=name,
        state="closed",
        health="unknown",
        routes=(Route(method=name, path=name, urn=urn),),
        hops=(hop, replace(hop, check="health", state="unknown")),
    )
    judged = Judged(
        policy=name,
        fault=f"{name}/{name}",
        level="mandatory",
        urn=urn,
        message=f"{name}/{name}: {line}",
        evidence=(name,),
        symptom=f"{name} symptom",
        remedy=f"{name} remedy",
    )
    waived = replace(judged, waived=Waiver(reason=name, expires=name))
    judgement = Judgement(
        version=1, pack=name, project=name, stack=name, paths=(path,), findings=(judged, waived), presumptions=(name,)
    )
    diagnostics = Diagnostics(
        packs=[name],
        violations=[
            Violation(name, name, "mandatory", urn, judged.message),
            Violation(name, name, "advisory", "", f"{line}\nmore"),
        ],
        aborted=[Aborted(name, name, "mandatory", urn, name), Aborted(name, name, "advisory", urn, name)],
        judgements=[judgement],
    )
    resource = Resource(urn=urn, type=name, name=name, position=f"{name}:3", made_at=f"{name}:4")
    made = of_diagnostics(diagnostics, [resource], project=name, stack=name, operation="preview", file=name)
    failed = failure(
        Report(name, name, "preview"), [ConfigError(line, remedy=name, position=f"{name}:3", details=line)]
    )
    return replace(made, errors=failed.errors)


def squeezed(text: str) -> str:
    return "".join(text.replace(SILENT, "").split())


def test_there_is_a_reader_of_each_format() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", NAMES, ids=[ascii(name) for name in NAMES])
def test_no_name_is_more_than_a_text(format_: str, name: str) -> None:
    text = FORMATS[format_](report_of(name))
    seen = READERS[format_](text)
    if format_ == "text":
        flat = " ".join(re.split(r"[\r\n]", name))
        assert seen.structure == READERS[format_](FORMATS[format_](report_of(flat))).structure
    elif name.strip():
        assert seen.structure == READERS[format_](FORMATS[format_](report_of(PLAIN))).structure
    assert seen.links == []
    assert squeezed(plain(name)) in squeezed("\n".join(seen.texts))
    does_nothing(format_, text)


def does_nothing(format_: str, text: str) -> None:
    """The text, wherever it is shown or logged, makes nothing happen, save what GitHub's format is for."""
    text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    commands = re.findall(r"^\s*::.*", text, re.MULTILINE)
    assert commands == (text.splitlines() if format_ == "github" else [])
    assert all(COMMAND.fullmatch(command) for command in commands)
    assert not re.search(r"##(?:vso|teamcity)?\[", text)


@cases(25)
@given(st.text("a `*_~[]()<>|#@:/\\&!\n\r\t-+=1.$\x1b", min_size=1, max_size=12))
def test_no_drawn_name_is_more_than_a_text(name: str) -> None:
    for format_, written in FORMATS.items():
        text = written(report_of(f"n{name}n"))
        seen = READERS[format_](text)
        assert seen.links == []
        assert format_ == "text" or seen.structure == READERS[format_](written(report_of(PLAIN))).structure
        does_nothing(format_, text)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_legible_report_stays_legible(format_: str) -> None:
    seen = READERS[format_](FORMATS[format_](report_of("GET /orders/{id} é 漢字 + 1")))
    assert squeezed("GET /orders/{id} é 漢字 + 1") in squeezed("".join(seen.texts))


def many(number: int, text: str = "a") -> Report:
    """So many findings at one resource, paths of so many hops, all of them with the text."""
    urn = f"urn:pulumi:dev::shop::t::{text}"
    hops = tuple(
        Hop(kind="listener", name=f"{text}{place}", state="open", evidence=(text,) * 3) for place in range(300)
    )
    paths = tuple(
        RequestPath(api=urn, stage=str(place), state="open" if place % 2 else "closed", hops=hops)
        for place in range(number // 10)
    )
    violations = [
        Violation("p", "policy", "advisory" if place % 4 else "mandatory", urn, f"policy/fault: {place}\n{text}")
        for place in range(number)
    ]
    findings = tuple(
        Judged(
            policy="policy", fault="policy/fault", level="mandatory", urn=urn, message=each.message, evidence=(text,)
        )
        for each in violations
    )
    judgement = Judgement(version=1, pack="p", paths=paths, findings=findings)
    return of_diagnostics(
        Diagnostics(packs=["p"], violations=violations, judgements=[judgement]),
        [Resource(urn=f"{urn}{place}", type="t", name=text) for place in range(number)],
        project="shop",
        stack="dev",
        operation="preview",
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_too_much_is_told_in_bounds_and_what_is_left_out_is_counted(format_: str) -> None:
    text = FORMATS[format_](many(12_000))
    assert len(text) < 4 * CHARACTERS
    shown = squeezed("".join(READERS[format_](text).texts))
    assert "9000advisory" in shown or '"advisory": 9000' in text


def test_what_blocks_and_what_is_closed_comes_first() -> None:
    whole = many(12_000)
    bounded = told(whole)
    assert len(bounded.findings) == ENTRIES
    assert all(finding.mandatory for finding in bounded.findings)
    assert bounded.findings == tuple(finding for finding in whole.findings if finding.mandatory)[:ENTRIES]
    assert {path.state for path in bounded.paths} == {"closed"}
    assert bounded.left_out["mandatory"] + ENTRIES == len(whole.mandatory)
    assert bounded.left_out["advisory"] == len(whole.advisory)
    assert bounded.left_out["paths"] + len(bounded.paths) == len(whole.paths)
    assert bounded.left_out["hops"] == (300 - PARTS) * len(bounded.paths)
    assert bounded.left_out["resources"] + len(bounded.resources) == len(whole.resources)
    assert told(bounded) == bounded
    jsonschema.validate(json.loads(FORMATS["json"](whole)), SCHEMA)


@pytest.mark.parametrize("format_", FORMATS)
def test_texts_without_end_are_cut_with_their_length(format_: str) -> None:
    text = FORMATS[format_](many(100, "x" * 50_000))
    assert len(text) < 4 * CHARACTERS
    assert "x" * (10 * LONGEST) not in text
    assert format_ in {"text", "svg"} or "… (500" in text
