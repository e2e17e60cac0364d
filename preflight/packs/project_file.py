"""PulumiPolicy.yaml: what it says of how a pack is run."""

from pathlib import Path

from preflight.documents.document import Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import PackError
from preflight.processes.interpreter import Interpreter, Runtime, interpreter_of
from preflight.repository import path_in, repository_of


class _ProjectFile(Shape):
    runtime: Runtime
    version: str | None = None


def pack_repository(folder: Path) -> Path:
    """The top of the repository that a pack is in; the folder above it where the pack is one by itself, or in none."""
    top = repository_of(folder)
    return folder.parent if top == folder else top


def pack_version(folder: Path) -> str:
    """The version that PulumiPolicy.yaml states; empty where it states none. Raises `PackError`."""
    return _project_file(folder).version or ""


def pack_interpreter(folder: Path) -> Interpreter:
    """The pack's Python: of the virtual environment that PulumiPolicy.yaml names if it exists, else ours."""
    content = _project_file(folder)
    if not (folder / "__main__.py").is_file():
        raise PackError(
            f"policy pack {folder.name!r} has no __main__.py",
            remedy="It constructs the pack's PolicyPack when it is run.",
        )
    return interpreter_of(folder, content.runtime.virtualenv)


def _project_file(folder: Path) -> _ProjectFile:
    description = folder / "PulumiPolicy.yaml"
    if not folder.is_dir() or not description.is_file():
        raise PackError(
            f"{path_in(pack_repository(folder), folder)} is not a policy pack: it has no PulumiPolicy.yaml",
            remedy="--policy-pack takes the folder that holds PulumiPolicy.yaml and __main__.py.",
        )
    name = path_in(pack_repository(folder), description)
    return read_yaml(description, PackError, name=name).fit(_ProjectFile, what="policy pack that preflight runs")
