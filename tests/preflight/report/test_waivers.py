"""Waivers in a report: where each stands, and what several judgements say of the same one."""

import json
from dataclasses import replace
from pathlib import Path

from preflight.packs.diagnostics import Diagnostics
from preflight.packs.judgement import Judged, Judgement, ListedWaiver, Waiver
from preflight.packs.pack_config import read
from preflight.report.report import of_diagnostics, of_judgement
from preflight.report.waivers import united, with_places

PLAN = "urn:pulumi:dev::shop::aws:apigateway/usagePlan:UsagePlan::plan"
BESIDE = "urn:pulumi:dev::shop::private-api:index:Waiver::until-spring"
IN_FORCE = ListedWaiver(fault="keys/none", reason="soon", state="in-force", findings=("keys/none",))
UNUSED = ListedWaiver(fault="keys/*", reason="soon", state="unused")
HERE = replace(UNUSED, urn=BESIDE)
JUDGED = Judged(
    policy="keys", fault="keys/none", level="mandatory", urn=PLAN, waived=Waiver(reason="soon"), waived_by=1
)
JUDGEMENT = Judgement(version=1, pack="p", paths=(), findings=(JUDGED,), waivers=(UNUSED, IN_FORCE, HERE))


def settings(folder: Path):
    file = folder / "policies.json"
    waivers = [{"fault": "keys/*", "reason": "soon"}, {"fault": "keys/none", "reason": "soon"}]
    file.write_text(json.dumps({"waivers": {"waivers": waivers}}, indent=1))
    return {("p", name): given for name, given in read(file, name="policies.json").items()}


def test_each_has_its_line_in_the_file_or_where_its_component_is_made(tmp_path: Path) -> None:
    made = {BESIDE: ("__main__.py:7", "")}
    placed = with_places(JUDGEMENT, settings(tmp_path), made)
    assert [each.position for each in placed.waivers] == ["policies.json:4", "policies.json:8", "__main__.py:7"]
    assert [each.position for each in with_places(JUDGEMENT, {}, {}).waivers] == ["", "", ""]


def test_a_waived_finding_has_the_line_of_the_waiver_that_covers_it(tmp_path: Path) -> None:
    """Several may have the same reason."""
    diagnostics = Diagnostics(packs=["p"], judgements=[JUDGEMENT], settings=settings(tmp_path))
    report = of_diagnostics(diagnostics, [], project="shop", stack="dev", operation="update")
    assert [finding.waived_at for finding in report.waived] == ["policies.json:8"]


def test_one_that_waives_something_in_any_judgement_is_in_force() -> None:
    before = replace(UNUSED, state="in-force", findings=("keys/old",))
    other = replace(UNUSED, state="in-force", findings=("keys/new",))
    assert united([before, UNUSED]) == united([UNUSED, before]) == (before,)
    assert united([before, other]) == (replace(before, findings=("keys/new", "keys/old")),)


def test_what_the_update_knows_counts() -> None:
    unknown = replace(HERE, state="unknown", problem="until-spring.expires is not known")
    assert united([unknown, HERE]) == (HERE,)


def test_what_a_disabled_policy_would_find_is_no_finding_of_a_judgement() -> None:
    off = replace(JUDGED, level="disabled", waived=None)
    assert of_judgement(replace(JUDGEMENT, findings=(off,))).findings == ()
