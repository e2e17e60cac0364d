"""Violations meet what the judgement of their pack says of them."""

from dataclasses import replace

from preflight.packs.diagnostics import Violation
from preflight.packs.judgement import Judged, Judgement
from preflight.report.finding import by_place, finding_of_violation

URN = "urn:pulumi:dev::shop::aws:apigateway/stage:Stage::v1"
CLOSED = Judged(
    policy="keys", fault="keys/none", level="mandatory", urn=URN, message="keys/none: a\nb", evidence=("e",)
)
UNKNOWN = replace(CLOSED, undecided=True, message="undecided: keys/none: a", evidence=("u",))


def found(message: str, *judged: Judged, pack: str = "p", urn: str = URN):
    violation = Violation("p", "keys", "mandatory", urn, message)
    return finding_of_violation(
        violation, ("", ""), by_place([Judgement(version=1, pack=pack, paths=(), findings=judged)])
    )


def test_a_violation_has_the_fault_whose_text_it_is() -> None:
    other = replace(CLOSED, message="keys/none: another", evidence=("o",))
    finding = found("keys/none: a\nb", CLOSED, other, UNKNOWN)
    assert (finding.fault, finding.evidence, finding.undecided) == ("keys/none", ("e",), False)
    assert found("undecided: keys/none: a", CLOSED, UNKNOWN).undecided


def test_one_line_for_many_findings_has_their_fault() -> None:
    assert found("keys/none: 7 more resources: a, b", CLOSED).fault == "keys/none"


def test_what_looks_like_a_fault_is_none_unless_the_pack_says_so() -> None:
    for finding in (
        found("keys/none: a\nb"),
        found("keys/none: a\nb", CLOSED, pack="another"),
        found("keys/none: a\nb", CLOSED, urn=""),
        found("keys/none-at-all: a", CLOSED),
        found("undecided: keys/none: a", CLOSED),
    ):
        assert (finding.fault, finding.evidence, finding.undecided) == (None, (), False)
        assert finding.name == "keys"
