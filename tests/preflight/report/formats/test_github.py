"""Annotations of GitHub Actions: each at its line, as many as are shown, escaped as GitHub reads it."""

from dataclasses import replace

import pytest

from preflight.errors import ConfigError, ProgramError
from preflight.packs.diagnostics import Aborted
from preflight.report.change import Comparison
from preflight.report.formats import FORMATS
from preflight.report.report import Report, failure
from tests.preflight.report.formats.test_hostile import many
from tests.preflight.report.formats.test_sarif import FINDING, SOURCE, WAIVED, report


def commands(report: Report) -> list[str]:
    return FORMATS["github"](report).splitlines()


def kinds(report: Report) -> list[str]:
    return [line.split()[0].strip(":") for line in commands(report)]


def test_a_finding_is_an_annotation_of_its_line() -> None:
    first, last = commands(report(FINDING, presumptions=("its port is 80",)))
    assert first == (
        "::error file=stacks/Pulumi.dev.yaml,line=21,title=The plan has no key::usage-plan-key/no-key%0A"
        "at plan (aws:apigateway/usagePlan:UsagePlan)%0Aplan has no [key](x)%0ASymptom: 403 Forbidden%0A"
        f"Remedy: Add a *key*.%0ASource: {SOURCE}"
    )
    assert last == (
        "::notice title=preflight::blocked: shop dev · 1 mandatory finding, 0 advisory; no request path%0A"
        "preview and update%0Apresumed: its port is 80"
    )


def test_what_github_reads_as_its_own_is_escaped() -> None:
    odd = replace(FINDING, position="a:b, c%.yaml:3", message="usage-plan-key/no-key: 5%: a, b\n::error::c", fault=None)
    odd = replace(odd, evidence=(), symptom="", remedy="", source="")
    assert commands(report(odd))[0] == (
        "::error file=a%3Ab%2C c%25.yaml,line=3,title=usage-plan-key/no-key%3A 5%25%3A a%2C b::usage-plan-key%0A"
        "at plan (aws:apigateway/usagePlan:UsagePlan)%0A\u200b::error::c"
    ).replace("\u200b::", ":\u200b:")


def test_kinds_are_what_blocks_what_does_not_and_what_is_not_known_or_waived() -> None:
    advisory = replace(FINDING, level="advisory")
    undecided = replace(advisory, undecided=True)
    assert kinds(report(FINDING, advisory, undecided, waived=(WAIVED,))) == [
        "error", "warning", "notice", "notice", "notice",
    ]  # fmt: skip
    old = report(replace(FINDING, new=False), comparison=Comparison("main"), new_only=True)
    assert kinds(old) == ["warning", "notice"]
    waived = commands(report(waived=(WAIVED,)))[0]
    assert "waived: usage-plan-key/no-key at plan: a key comes later, until 2027-01-01" in waived


@pytest.mark.parametrize(("level", "kind"), [("mandatory", "error"), ("advisory", "warning")])
def test_a_policy_that_gave_up_is_told_at_what_was_judged(level: str, kind: str) -> None:
    told = commands(report(aborted=(Aborted("p", "careless", level, "", "unknown"),)))  # pyrefly: ignore
    assert told[0] == (
        f"::{kind} file=stacks/Pulumi.dev.yaml,line=1,title=policy careless of p gave up::careless%0Aunknown"
    )


def test_a_failed_run_is_told_at_its_place_if_it_has_one() -> None:
    errors = [
        ConfigError("No:\n  - size\n  - port", remedy="Mend it.", position="stacks/Pulumi.dev.yaml:3"),
        ProgramError("the program was not done after 1 s"),
    ]
    assert commands(failure(report(), errors)) == [
        "::error file=stacks/Pulumi.dev.yaml,line=3,title=No%3A::config%0A  - size%0A  - port%0AMend it.",
        "::error title=the program was not done after 1 s::program",
        "::notice title=preflight::failed: shop dev · 2 errors, no verdict%0Apreview and update",
    ]


def test_as_many_of_a_kind_as_github_shows_and_the_last_line_counts_the_rest() -> None:
    told = many(2_000)
    shown = kinds(replace(told, findings=(*told.mandatory[:13], *told.advisory[:11])))
    assert [shown.count(kind) for kind in ("error", "warning", "notice")] == [10, 10, 1]
    last = commands(replace(told, findings=(*told.mandatory[:13], *told.advisory[:11])))[-1]
    assert last.endswith("%0Anot shown here: 3 more errors, 1 more warning; --format text has all")
    waived = report(waived=tuple(replace(WAIVED, urn=str(number)) for number in range(12)))
    assert kinds(waived) == ["notice"] * 10
    assert commands(waived)[-1].endswith("%0Anot shown here: 3 more notices; --format text has all")


def test_what_the_verdict_leaves_out_is_told() -> None:
    (last,) = commands(report(disabled=("house",), stand_ins=("shop:key",)))
    for told in ("no request path", "policy house is disabled", "the secret value of shop:key"):
        assert told in last
