"""Programs in YAML: the lines that their host does not tell."""

from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.processes.raised import Raised
from preflight.program.languages.language import End, Program
from preflight.program.languages.pulumiyaml import Yaml
from preflight.program.program import prepare, record
from preflight.protocol.urn import ROOT_TYPE


def positions(folder: Path, options: str = "") -> dict[str, str]:
    """Those of a program's resources by name, run by a host that tells none."""
    host = folder.parents[1] / "bin" / "pulumi-language-standin"
    host.with_name("pulumi-language-yaml").write_text(host.read_text())
    host.with_name("pulumi-language-yaml").chmod(0o755)
    project = (folder / "Pulumi.yaml").read_text()
    runtime = f"{{name: yaml, options: {{does: places nothing{options}}}}}"
    (folder / "Pulumi.yaml").write_text(project.replace("runtime: standin", f"runtime: {runtime}"))
    return {each.name: each.position for each in record(prepare(folder, "sound")) if each.type != ROOT_TYPE}


def test_a_resource_is_where_its_name_stands(program: Callable[[str], Path]) -> None:
    folder = program("standin")
    lines = (folder / "Main.yaml").read_text().splitlines()
    found = positions(folder)
    assert "edge" in found
    assert found == {name: f"Main.yaml:{lines.index(f'  {name}:') + 1}" for name in found}


def test_what_a_compiler_writes_has_no_lines(program: Callable[[str], Path]) -> None:
    assert set(positions(program("standin"), ", compiler: cue export").values()) == {""}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("resources:\n  vpc: {type: aws:ec2:Vpc, name: main}\n", {"main": "Pulumi.yaml:2"}),
        ("resources: [vpc]\n", {}),
        ("resources: {vpc: 3}\n", {"vpc": "Pulumi.yaml:1"}),
        ("variables: {a: !!binary b}\n", {}),
        ("", {}),
    ],
)
def test_what_can_not_be_read_has_no_lines(tmp_path: Path, text: str, found: dict[str, str]) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    assert Yaml("yaml").positions(Program(tmp_path, tmp_path, tmp_path)) == found


MISSPELT = (
    "Error: Property vpcID does not exist\n\n  on Pulumi.yaml line 32:\n"
    "  32:     properties: {vpcID: a}\n\nCannot assign it:\n  Existing properties are: vpcId, port\n"
)
NOWHERE = "Warning: it is old\n\n  on Pulumi.yaml line 3:\n  3: a: b\n\nError: there is no program\n"


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (End(b"", MISSPELT), Raised("", "the program failed: Property vpcID does not exist", "Pulumi.yaml:32")),
        (End(b"", NOWHERE), Raised("", "the program failed: there is no program", "")),
        (End(b"", MISSPELT, logged="no such variable"), Raised("", "the program failed: no such variable", "")),
        (End(b"it is too short", ""), Raised("", "the program failed: it is too short", "")),
        (End(b"", "killed"), None),
    ],
)  # fmt: skip
def test_the_first_error_is_told_at_its_line(tmp_path: Path, end: End, told: Raised | None) -> None:
    (tmp_path / "Pulumi.yaml").write_text("")
    assert Yaml("yaml").crash(end, Program(tmp_path, tmp_path, tmp_path)) == told
