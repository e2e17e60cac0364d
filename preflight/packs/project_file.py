"""PulumiPolicy.yaml: what it says of how a pack is run."""

from dataclasses import dataclass
from pathlib import Path

from preflight.documents.document import Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import PackError
from preflight.processes.interpreter import Interpreter, Runtime, interpreter_of
from preflight.repository import path_in, repository_of


class _ProjectFile(Shape):
    runtime: Runtime
    version: str | int | float = ""


@dataclass(frozen=True)
class PackProject:
    """A pack's folder, the Python that runs it, and the version it is published under, empty where it has none."""

    folder: Path
    interpreter: Interpreter
    version: str


def pack_repository(folder: Path) -> Path:
    """The top of the repository that a pack is in; the folder above it where the pack is one by itself, or in none."""
    top = repository_of(folder)
    return folder.parent if top == folder else top


def pack_project(folder: Path) -> PackProject:
    """A pack's Python is that of the virtual environment that PulumiPolicy.yaml names if it exists, else ours.

    Raises `PackError`.
    """
    description = folder / "PulumiPolicy.yaml"
    if not folder.is_dir() or not description.is_file():
        raise PackError(
            f"{path_in(pack_repository(folder), folder)} is not a policy pack: it has no PulumiPolicy.yaml",
            remedy="--policy-pack takes the folder that holds PulumiPolicy.yaml and __main__.py.",
        )
    name = path_in(pack_repository(folder), description)
    content = read_yaml(description, PackError, name=name).fit(_ProjectFile, what="policy pack that preflight runs")
    if not (folder / "__main__.py").is_file():
        raise PackError(
            f"policy pack {folder.name!r} has no __main__.py",
            remedy="It constructs the pack's PolicyPack when it is run.",
        )
    return PackProject(folder, interpreter_of(folder, content.runtime.virtualenv), str(content.version))
