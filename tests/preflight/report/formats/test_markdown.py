"""Markdown: the verdict, what to change with links to its lines, the picture, and never more than a comment takes."""

import re
from dataclasses import replace

import pytest

from preflight.report.comparison import compared
from preflight.report.finding import Finding
from preflight.report.formats import FORMATS
from preflight.report.formats.markdown import MOST_CHARACTERS
from preflight.report.report import Report
from preflight.report.told import told
from tests.preflight.report import reports
from tests.preflight.report.formats.readers import read_markdown
from tests.preflight.report.formats.test_hostile import many
from tests.preflight.report.paths import HOSTILE, broken, hop, hostile, large, path, report

markdown = FORMATS["markdown"]


def test_the_first_line_is_the_verdict_with_project_and_stack() -> None:
    assert markdown(reports.blocked()).startswith("## ❌ blocked: shop dev · 1 mandatory finding, 3 advisory, ")
    assert markdown(reports.failed()).startswith("## ❌ failed: shop dev · 1 error, no verdict\n")
    assert markdown(reports.clean()).startswith("## ✅ clean: shop dev · 0 mandatory findings")


def test_findings_come_before_the_picture_and_hops_are_folded() -> None:
    text = markdown(replace(report(*broken()), findings=reports.blocked().findings))
    parts = ("### Mandatory", "- **✗ The plan has no key", "### Advisory", "```mermaid", "<details>")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "✗ target group **orders-targets**" not in text[: places[-1]]


def test_what_was_presumed_and_what_was_not_judged_is_told() -> None:
    made = replace(reports.blocked(), disabled=("exposure",), stand_ins=("shop:key",))
    text = markdown(made)
    assert "<details><summary>Presumed: 1</summary>\n\n- its port is 80\n" in text
    for line in (
        "policy careless \\(advisory\\) gave up: ".replace("\\", ""),
        "- policy exposure is disabled\n",
        "- the secret value of shop:key, for which a stand-in was taken\n",
        "- waived: robustness/one-zone at v1: dev is cheap, until 2027-01-01\n",
    ):
        assert line in text.partition("### Not judged\n")[2]


def test_places_are_links_where_a_code_host_shows_the_files() -> None:
    made = replace(reports.blocked(), files_at="https://github.com/acme/shop/blob/0a1b")
    link = "[`components/access.py:52`](https://github.com/acme/shop/blob/0a1b/components/access.py#L52)"
    assert link in markdown(made)
    assert "](" not in markdown(reports.blocked())


@pytest.mark.parametrize("position", ["a) b](c.py:3", "<d>/e f.py:3", HOSTILE + ":3"])
def test_a_link_leads_to_a_file_of_the_commit_whatever_it_is_called(position: str) -> None:
    finding = replace(reports.blocked().findings[0], position=position)
    made = replace(report(), findings=(finding,), files_at="https://github.com/acme/shop/blob/0a1b")
    shown = [
        attributes["href"] for type_, _, attributes in read_markdown(markdown(made)).structure if type_ == "link_open"
    ]
    assert len(shown) == 2
    assert re.fullmatch(r"https://github\.com/acme/shop/blob/0a1b/[\w%/.~-]+#L3", shown[0])
    assert shown[1] == finding.source


def test_a_hop_refers_to_the_finding_that_tells_of_it() -> None:
    text = markdown(reports.blocked())
    assert "- ✗ key **plan**\n  - see usage-plan-key/no-key-in-plan\n- ✓ listener" in text
    assert text.count("plan has no UsagePlanKey") == 1


def test_findings_that_were_there_before_are_folded() -> None:
    before = replace(report(), findings=findings(4, 3)[:3])
    after = replace(report(*broken()), findings=findings(4, 3))
    text = markdown(compared("main", before, after))
    shown, _, folded = text.partition("<details><summary>Findings that were there before: 3</summary>\n\n")
    assert re.findall(r"^- \*\*(. t\d)", shown, re.MULTILINE) == ["✗ t3"]
    assert re.findall(r"^- \*\*(. t\d)", folded.partition("</details>")[0], re.MULTILINE) == ["✗ t0", "! t1", "! t2"]
    assert read_markdown(text).links == []


def findings(number: int, length: int) -> tuple[Finding, ...]:
    """So many, every third of which blocks, with so long a remedy."""
    return tuple(
        Finding("p", "q", f"q/{place}", "mandatory" if place % 3 == 0 else "advisory", "", "", f"q/{place}: t{place}.",
                remedy="r*" * length)
        for place in range(number)
    )  # fmt: skip


TOO_MUCH: dict[str, Report] = {
    "findings": replace(report(), findings=findings(900, 40)),
    "long findings": replace(report(*broken()), findings=findings(12, 4_000)),
    "paths": report(*large(20, 20, 3)),
    "both": replace(report(*large(9, 9, 30)), findings=findings(500, 100), presumptions=("p" * 900,) * 90),
    "hostile": report(*(hostile() for _ in range(200))),
    "bounds": many(12_000),
    "long": many(100, "*:x" * 20_000),
    "errors": replace(reports.failed(), errors=reports.failed().errors * 900),
    "changes": compared("*" * 9_000, report(), replace(report(*large(9, 9, 30)), findings=findings(300, 30))),
    "names": replace(reports.failed(), project="*" * 9_000, stack="::" * 9_000, packs=("#" * 9_000,) * 90),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_comment_takes_it_whatever_the_stack(name: str) -> None:
    text = markdown(TOO_MUCH[name])
    assert len(text) <= MOST_CHARACTERS
    assert text.count("```") % 2 == 0
    assert text.count("<details>") == text.count("</details>")
    assert read_markdown(text).links == []


def test_what_there_is_no_room_for_is_left_out_whole_and_counted() -> None:
    made = TOO_MUCH["both"]
    text = markdown(made)
    assert len(text) > MOST_CHARACTERS * 3 // 4, "there was room for more"
    (cut,) = re.findall(r"^Longer than a comment may be; left out here: (.*)\.$", text, re.MULTILINE)
    left = {kind: int(number) for number, kind in re.findall(r"(\d+) ([a-z ]+)", cut)}
    entries = re.findall(
        r"^- \*\*([✗!]) t(\d+)\.\*\*\n(?:  - .*\n)*?  - q/\2, (mandatory|advisory)$", text, re.MULTILINE
    )
    assert len(entries) == len(re.findall(r"^- \*\*[✗!]", text, re.MULTILINE)), "each is whole"
    for level, all_of_them in (("mandatory", made.mandatory), ("advisory", made.advisory)):
        assert left.get(level, 0) + [level for *_, level in entries].count(level) == len(all_of_them)
    assert left["paths"] + text.count("<details><summary>✓") == len(made.paths)
    assert "```mermaid" in text


def test_what_blocks_and_what_is_closed_is_left_out_last() -> None:
    closed = [path("shut", "items", listener=hop("listener", "shut", "closed"))]
    made = replace(report(*large(9, 9, 30), *closed), findings=findings(300, 30))
    text = markdown(made)
    assert "left out here: " in text
    assert text.count("\n- **✗ ") == len(made.mandatory)
    assert "<details><summary>✗ shut, stage v1" in text


def test_nothing_is_left_out_of_what_a_comment_takes() -> None:
    made = broken()
    text = markdown(replace(report(*made), findings=findings(20, 10)))
    assert "left out" not in text
    assert text.count("<details><summary>") == len(made)
    assert told(report(*made)).left_out == {}
