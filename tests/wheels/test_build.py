"""What is built: the same bytes each time, with all that belongs in it, said to need what it needs."""

import re
import shutil
import tarfile
import tomllib
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.recorded import ROOT
from tests.wheels.conftest import build

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# The wheels, with the folder of the checkout that each has, and what that is called there.
CODE = {
    "private_api_guard": ("policies/private_api_guard", "private_api_guard"),
    "private_api_preflight": ("preflight", "preflight"),
    "private_api_components": ("components", "private_api"),
}
DESCRIPTION = "PulumiPolicy.yaml"
FOLDER = {file.name for file in (ROOT / "policies").iterdir() if file.is_file()} - {"requirements.in"}
PINS = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))


def wheel(dist: Path, name: str) -> ZipFile:
    return ZipFile(dist / f"{name}-{PROJECT['version']}-py3-none-any.whl")


def metadata(dist: Path, name: str) -> Message:
    with wheel(dist, name) as content:
        return Parser().parsestr(content.read(f"{name}-{PROJECT['version']}.dist-info/METADATA").decode())


def files_of(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_another_checkout_gives_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    """Elsewhere, with files of another moment that others may not read."""
    checkout = tmp_path / "checkout"
    for name in ("components", "policies", "preflight", "wheels"):
        shutil.copytree(
            ROOT / name,
            checkout / name,
            symlinks=True,
            ignore=shutil.ignore_patterns("venv", "__pycache__"),
            copy_function=shutil.copyfile,
        )
    for name in ("LICENSE", "Makefile", "pyproject.toml"):
        shutil.copyfile(ROOT / name, checkout / name)
    (checkout / "components" / "stack.py").chmod(0o600)
    assert files_of(build(checkout, tmp_path / "dist")) == files_of(dist)


@pytest.mark.parametrize("name", CODE)
def test_a_wheel_has_all_of_its_code_and_data(name: str, dist: Path) -> None:
    folder, called = CODE[name]
    with wheel(dist, name) as content:
        inside = {each: content.read(each) for each in content.namelist()}
    own = f"{name}-{PROJECT['version']}"
    share = f"{own}.data/data/share/private-api-guard/"
    assert {
        each.removeprefix(f"{called}/"): data
        for each, data in inside.items()
        if not each.startswith((f"{own}.dist-info/", share))
    } == files_of(ROOT / folder)
    if name == "private_api_guard":
        assert {each.removeprefix(share) for each in inside if each.startswith(share)} == FOLDER
        for each in FOLDER - {DESCRIPTION}:
            assert inside[f"{share}{each}"] == (ROOT / "policies" / each).read_bytes()
    assert inside[f"{own}.dist-info/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_the_archive_is_the_checkouts_folder(dist: Path) -> None:
    with tarfile.open(dist / "private-api-guard.tar.gz") as archive:
        inside = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]
    top = f"private-api-guard-{PROJECT['version']}/"
    expected = {each: (ROOT / "policies" / each).read_bytes() for each in FOLDER}
    code = files_of(ROOT / "policies" / "private_api_guard")
    expected |= {f"private_api_guard/{each}": data for each, data in code.items()}
    assert {each.removeprefix(top): data for each, data in inside.items()} == expected


@pytest.mark.parametrize("name", CODE)
def test_a_wheel_says_what_it_is(name: str, dist: Path) -> None:
    told = metadata(dist, name)
    assert (told["Name"], told["Version"]) == (name.replace("_", "-"), PROJECT["version"])
    assert told["License-Expression"] == PROJECT["license"]
    assert {*told["Requires-Python"].split(",")} == {*PROJECT["requires-python"].split(",")}
    assert told.get_all("Project-URL") == [f"{kind}, {url}" for kind, url in PROJECT["urls"].items()]
    assert told["Summary"]
    assert f"# {told['Name']}" in str(told.get_payload())


@pytest.mark.parametrize("name", CODE)
def test_a_wheel_needs_ranges_in_which_our_pins_lie(name: str, dist: Path) -> None:
    needed = [Requirement(text) for text in metadata(dist, name).get_all("Requires-Dist") or ()]
    of_ours = [each for each in needed if each.name.startswith("private-api-")]
    assert [str(each.specifier) for each in of_ours] == [f"=={PROJECT['version']}"] * len(of_ours)
    assert len(of_ours) == (name == "private_api_preflight")
    for each in needed:
        assert each in of_ours or (PINS[each.name] in each.specifier and "==" not in str(each.specifier)), each
    (pulumi,) = (each for each in needed if each.name == "pulumi")
    assert "4.0.0" not in pulumi.specifier
    if name == "private_api_guard":
        assert "1.18.0" in next(each for each in needed if each.name == "pulumi-policy").specifier
