"""The file that a pack writes, read."""

import json
from pathlib import Path

import pytest

from preflight.errors import ReportError
from preflight.packs.judgement import read_judgement
from tests.preflight.report import reports

FINDING = reports.JUDGEMENT["findings"][0]


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
    assert reports.judgement(paths=[path], added=3).paths[0].hops[0].kind == "client"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", ":1: it is not JSON"),
        ("[" * 100_000, "is not JSON: it is nested deeper"),
        ([], "this is no judgement of a policy pack"),
        ({"version": 1}, "paths is missing"),
        ({"version": 2, "paths": []}, "version is 2\nAllowed: 1"),
        ({"version": 1, "paths": [{"api": "a", "state": "shut"}]}, r"paths\[0\]\.state is \"shut\"\nAllowed: 'open'"),
        ({"version": 1, "paths": ["x"]}, r'paths\[0\] is "x"\nAllowed: keys and values'),
        ({"version": 1, "paths": [], "presumptions": 5}, "presumptions is 5\nAllowed: a list"),
        ({"version": 1, "paths": [{"api": "a", "state": "open", "hops": [1]}]}, r"paths\[0\]\.hops\[0\] is 1"),
        ({"version": 1, "paths": [], "findings": [{"policy": "p"}]}, r"findings\[0\]\.fault is missing"),
        ({"version": 1, "paths": [], "findings": "none"}, 'findings is "none"\nAllowed: a list'),
        ({"version": 1, "paths": [], "findings": [FINDING | {"evidence": 5}]}, r"findings\[0\]\.evidence is 5"),
        ({"version": 1, "paths": [], "findings": [FINDING | {"undecided": "no"}]}, 'undecided is "no"\nAllowed: true'),
    ],
)
def test_what_is_no_judgement_is_said_with_its_place(tmp_path: Path, content: object, message: str) -> None:
    file = written(tmp_path, content)
    with pytest.raises(ReportError, match=message) as raised:
        read_judgement(file)
    assert str(file) in raised.value.position
