"""Violations meet what the judgement of their pack says of them."""

import json
from dataclasses import replace
from pathlib import Path

from preflight.packs.diagnostics import Violation
from preflight.packs.judgement import Judged, Judgement, Waiver
from preflight.packs.pack_config import read
from preflight.report.finding import Finding, Settings, by_place, finding_of_judgement, finding_of_violation, placed

URN = "urn:pulumi:dev::shop::aws:apigateway/stage:Stage::v1"
CLOSED = Judged(
    policy="keys", fault="keys/none", level="mandatory", urn=URN, message="keys/none: a\nb", evidence=("e",)
)
UNKNOWN = replace(CLOSED, undecided=True, message="undecided: keys/none: a", evidence=("u",))


def found(message: str, *judged: Judged, pack: str = "p", urn: str = URN):
    violation = Violation("p", "keys", "mandatory", urn, message)
    return finding_of_violation(violation, by_place([Judgement(version=1, pack=pack, paths=(), findings=judged)]))


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


CONFIGURATION = {
    "keys": "advisory",
    "house": {"tags": ["team"]},
    "waivers": {"waivers": [{"fault": "keys/none", "reason": "soon"}, {"fault": "keys/*", "reason": "no keys in dev"}]},
}


def settings(folder: Path) -> Settings:
    file = folder / "policies.json"
    file.write_text(json.dumps(CONFIGURATION, indent=1))
    return {("p", name): given for name, given in read(file, name="policies.json").items()}


def test_a_finding_is_where_its_resource_is_made(tmp_path: Path) -> None:
    places = {URN: ("Pulumi.dev.yaml:3", "__main__.py:4")}
    finding = placed(found("keys/none: a\nb", CLOSED), places, settings(tmp_path))
    assert (finding.position, finding.made_at, finding.waived_at) == ("Pulumi.dev.yaml:3", "__main__.py:4", "")


def test_a_finding_of_no_resource_is_where_its_policy_is_given_properties(tmp_path: Path) -> None:
    def position(policy: str, pack: str = "p") -> str:
        return placed(Finding(pack, policy, None, "advisory", "", "", "a"), {}, settings(tmp_path)).position

    assert (position("house"), position("waivers")) == ("policies.json:3", "policies.json:8")
    assert (position("keys"), position("other"), position("house", pack="q")) == ("", "", "")


def test_a_waived_finding_has_the_level_that_its_policy_is_given(tmp_path: Path) -> None:
    judged = replace(CLOSED, waived=Waiver(reason="soon"))

    def waived(pack: str) -> Finding:
        return placed(finding_of_judgement(pack, judged), {URN: ("Pulumi.dev.yaml:3", "")}, settings(tmp_path))

    assert (waived("p").position, waived("p").level, waived("q").level) == (
        "Pulumi.dev.yaml:3",
        "advisory",
        "mandatory",
    )
