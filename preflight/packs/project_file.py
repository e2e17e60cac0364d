"""PulumiPolicy.yaml: what it says of how a pack is run."""

from pathlib import Path

from preflight.documents.document import Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import PackError
from preflight.processes.interpreter import Interpreter, Runtime, interpreter_of


class _ProjectFile(Shape):
    runtime: Runtime


def pack_interpreter(folder: Path) -> Interpreter:
    """The pack's Python: of the virtual environment that PulumiPolicy.yaml names if it exists, else ours."""
    description = folder / "PulumiPolicy.yaml"
    if not folder.is_dir() or not description.is_file():
        raise PackError(
            f"{folder} is not a policy pack: it has no PulumiPolicy.yaml",
            remedy="--policy-pack takes the folder that holds PulumiPolicy.yaml and __main__.py.",
        )
    content = read_yaml(description, PackError).fit(_ProjectFile, what="policy pack that preflight runs")
    if not (folder / "__main__.py").is_file():
        raise PackError(
            f"policy pack {folder.name!r} has no __main__.py",
            remedy="It constructs the pack's PolicyPack when it is run.",
        )
    return interpreter_of(folder, content.runtime.virtualenv)
