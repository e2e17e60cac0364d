"""The file that a pack writes, read."""

import json
from pathlib import Path

import pytest

from preflight.errors import ReportError
from preflight.packs.judgement import Judgement, read_judgement
from tests.preflight.report import reports


def written(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "judgement.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_a_judgement_has_paths_hops_findings_and_waivers(tmp_path: Path) -> None:
    judgement = read_judgement(written(tmp_path, reports.JUDGEMENT))
    assert (judgement.pack, judgement.project, judgement.stack) == ("private-api", "shop", "dev")
    path = judgement.paths[0]
    assert (path.stage, path.state, path.health) == ("v1", "closed", "unknown")
    assert [(route.method, route.path) for route in path.routes] == [("GET", "/orders")]
    assert [(hop.kind, hop.state, hop.check) for hop in path.hops] == [
        ("client", "open", "request"),
        ("key", "closed", "request"),
        ("listener", "open", "request"),
        ("network", "unknown", "health"),
    ]
    fault, waived = judgement.findings
    assert (fault.fault, fault.level, fault.waived) == ("usage-plan-key/no-key-in-plan", "mandatory", None)
    assert waived.waived is not None
    assert (waived.waived.reason, waived.waived.expires) == ("dev is cheap", "2027-01-01")


def test_what_a_later_version_of_the_pack_adds_is_left_out() -> None:
    hop = {**reports.PATH["hops"][0], "added": 1}
    path = {**reports.PATH, "hops": [hop], "added": 2}
    assert Judgement.from_json({**reports.JUDGEMENT, "paths": [path], "added": 3}).paths[0].hops[0].kind == "client"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ([], "is no judgement of a policy pack"),
        ({"version": 1}, "is no judgement of a policy pack"),
        ({"version": 2, "paths": []}, "has version 2"),
        ({"version": 1, "paths": [{"api": "a", "state": "shut"}]}, r"paths\.0\.state: Input should be 'open'"),
        ({"version": 1, "paths": ["x"]}, r"paths\.0: "),
        ({"version": 1, "paths": [], "findings": [{"policy": "p"}]}, r"findings\.0\.fault: "),
        ({"version": 1, "paths": [], "findings": "none"}, "findings: "),
    ],
)
def test_what_is_no_judgement_is_said_with_its_place(tmp_path: Path, content: object, message: str) -> None:
    file = written(tmp_path, content)
    with pytest.raises(ReportError, match=message) as raised:
        read_judgement(file)
    assert str(file) in raised.value.message
