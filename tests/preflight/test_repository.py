"""What files are called: the same on every machine that has the repository, from wherever preflight is run."""

from collections.abc import Callable
from pathlib import Path

import pytest

import preflight
from preflight.errors import PreflightError
from preflight.program.program import prepare, record
from preflight.repository import own_path_in, path_in, place_for, project_file, repository_of, without_top
from tests.recorded import ROOT

PULUMI_YAML = "name: shop\nruntime: python\n"
PROGRAM = "from parts import made\nmade.vpc()\n"
PART = "import pulumi_aws as aws\n\n\ndef vpc():\n    aws.ec2.Vpc('vpc', cidr_block='10.0.0.0/16')\n"
REFUSES = """\
class Refused(Exception):
    configuration = ("No.", [(["shop:sizes", "small"], "it is too small")])
raise Refused
"""


def tree(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("-", "__")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def test_the_top_is_where_git_is_as_a_folder_or_a_file_and_else_the_folder_itself(tmp_path: Path) -> None:
    inside = tmp_path / "infra" / "shop"
    inside.mkdir(parents=True)
    assert repository_of(inside) == inside
    (tmp_path / "infra" / ".git").write_text("gitdir: elsewhere")
    assert repository_of(inside) == tmp_path / "infra"
    (inside / ".git").mkdir()
    assert repository_of(inside) == inside


def test_a_file_is_called_by_its_path_below_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = tmp_path / "a repository"
    (top / "infra").mkdir(parents=True)
    (top / "infra" / "Pulumi.yaml").touch()
    (tmp_path / "link").symlink_to(top)
    (top / "inside").symlink_to("infra")
    (tmp_path / "elsewhere.yaml").touch()
    (top / "outside.yaml").symlink_to("../elsewhere.yaml")
    (top / "loop").symlink_to("loop")
    monkeypatch.chdir(tmp_path)
    for file in ("a repository/infra/Pulumi.yaml", "link/infra/Pulumi.yaml", "link/inside/../infra/Pulumi.yaml"):
        assert path_in(top, Path(file)) == "infra/Pulumi.yaml"
    assert path_in(top, top / "inside" / "Pulumi.yaml") == "infra/Pulumi.yaml"
    assert path_in(top, top / "outside.yaml") == "outside.yaml"
    assert path_in(top, top / "loop") == "loop"
    assert path_in(top, top) == "a repository"
    assert path_in(top, Path("elsewhere.yaml")) == str(tmp_path / "elsewhere.yaml")
    assert path_in(top, top / ".." / "elsewhere.yaml") == str(tmp_path / "elsewhere.yaml")


def test_what_is_installed_and_preflight_itself_is_nobodys_own(tmp_path: Path) -> None:
    assert own_path_in(tmp_path, tmp_path / "lib" / "net.py") == "lib/net.py"
    assert own_path_in(tmp_path, tmp_path / ".venv" / "lib" / "site-packages" / "x.py") == ""
    assert own_path_in(tmp_path, Path("/usr/lib/python3/runpy.py")) == ""
    assert own_path_in(ROOT, Path(preflight.__file__)) == ""


@pytest.fixture(params=["git", "none", "linked"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A project in a folder with a space, and what its places begin with."""
    folder = tmp_path / "team one" / "shop"
    folder.mkdir(parents=True)
    if request.param == "none":
        return folder, ""
    (tmp_path / ".git").mkdir()
    if request.param == "git":
        return folder, "team one/shop/"
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(folder)
    return link, "team one/shop/"


def test_where_a_resource_is_made(shop: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, above = shop
    monkeypatch.chdir("/")
    tree(folder, **{"Pulumi.yaml": PULUMI_YAML, "Pulumi.dev.yaml": "", "-main-.py": PROGRAM, "parts__made.py": PART})
    made = record(prepare(folder, "dev")).items
    assert [each.position for each in made if each.name == "vpc"] == [f"{above}parts/made.py:5"]


@pytest.mark.parametrize(
    ("files", "position"),
    [
        ({"Pulumi.yaml": "name: shop\nruntime: 3\n"}, "Pulumi.yaml:2"),
        ({"Pulumi.dev.yaml": "config:\n  - a\n"}, "Pulumi.dev.yaml:1"),
        ({"Pulumi.dev.yaml": "config:\n  a: [\n"}, "Pulumi.dev.yaml:2"),
        ({"-main-.py": "import parts.made\n", "parts__made.py": "\nraise ValueError(1)\n"}, "parts/made.py:2"),
        ({"-main-.py": REFUSES, "Pulumi.dev.yaml": "config:\n  shop:sizes:\n    small: 0\n"}, "Pulumi.dev.yaml:3"),
    ],
)
def test_where_something_is_wrong(shop: tuple[Path, str], files: dict[str, str], position: str) -> None:
    folder, above = shop
    tree(folder, **{"Pulumi.yaml": PULUMI_YAML, "Pulumi.dev.yaml": "", "-main-.py": PROGRAM, **files})
    with pytest.raises(PreflightError) as raised:
        record(prepare(folder, "dev"))
    assert raised.value.position == above + position
    assert str(folder.resolve().parent) not in str(raised.value)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            "open(__file__ + '.txt')\n",
            "FileNotFoundError: [Errno 2] No such file or directory: 'team one/__main__.py.txt'",
        ),
        (
            "import os, sys\nsys.stderr.write(__file__)\nsys.stderr.flush()\nos._exit(3)\n",
            "exit status 3: team one/__main__.py",
        ),
    ],
)
def test_what_a_program_says_of_its_files_is_no_path_of_the_machine(tmp_path: Path, program: str, said: str) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "team one"
    folder.mkdir()
    tree(folder, **{"Pulumi.yaml": PULUMI_YAML, "Pulumi.dev.yaml": "", "-main-.py": program})
    with pytest.raises(PreflightError) as raised:
        record(prepare(folder, "dev"))
    assert raised.value.message.endswith(said)


def test_a_text_is_left_where_there_is_no_repository_above_it() -> None:
    assert without_top(Path("/"), "https://example.com") == "https://example.com"


MISSING: list[tuple[str, Callable[[Path], object]]] = [
    ("no Pulumi.yaml in team one/shop", lambda folder: prepare(folder, "dev")),
    (
        "there is no team one/shop/Pulumi.dev.yaml",
        lambda folder: prepare(tree(folder, **{"Pulumi.yaml": PULUMI_YAML}), "dev"),
    ),
]


@pytest.mark.parametrize(("said", "do"), MISSING)
def test_what_is_missing_is_called_so_too(tmp_path: Path, said: str, do: Callable[[Path], object]) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "team one" / "shop"
    folder.mkdir(parents=True)
    with pytest.raises(PreflightError) as raised:
        do(folder)
    assert raised.value.message.endswith(said)


def test_a_configuration_file_elsewhere_keeps_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "shop" / ".git").mkdir(parents=True)
    file = tmp_path / "other.yaml"
    file.write_text("config:\n  - a\n")
    folder = tree(tmp_path / "shop", **{"Pulumi.yaml": PULUMI_YAML})
    with pytest.raises(PreflightError) as raised:
        prepare(folder, "dev", config_file=file)
    assert raised.value.position == f"{file}:1"


def test_what_has_no_place_is_told_in_the_projects_file_else_in_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert project_file(folder) is None
    assert place_for(Path("state.json")) == "shop/state.json"
    (folder / "Pulumi.yml").touch()
    assert place_for(Path("state.json")) == "shop/Pulumi.yml"
