"""Who may know what in the pack: values are read in the model, unknown values stay with their readers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.policies.test_property_names import READERS

PACK = Path(__file__).parents[2] / "policies" / "private_api_guard"
FILES = {path.relative_to(PACK).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(PACK.rglob("*.py"))}
# Where a plain unknown value may be seen: its readers, and what decodes the wire.
MAY_SEE_UNKNOWN = ("model/values/", "reading.py", "sharing.py")


def imported(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Modules as they are written, the names imported from them, and lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{'.' * node.level}{node.module or ''}", alias.name, node.lineno


def test_unknown_values_do_not_leave_their_readers():
    found = [
        f"{file}:{line}"
        for file, tree in FILES.items()
        if not file.startswith(MAY_SEE_UNKNOWN)
        for _, name, line in imported(tree)
        if name in ("UNKNOWN", "Unknown", "has_unknown")
    ]
    assert not found, found


def test_faults_read_no_property():
    found = [
        f"{file}:{node.lineno} {node.func.attr}({ast.unparse(node.args[place])})"
        for file, tree in FILES.items()
        if file.startswith("faults/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if (place := READERS.get(node.func.attr)) is not None and len(node.args) > place
        if isinstance(node.args[place], ast.Constant) and isinstance(node.args[place].value, str)
    ]
    assert not found, found


def test_the_model_knows_no_faults():
    found = [
        f"{file}:{line}"
        for file, tree in FILES.items()
        if file.startswith("model/")
        for module, name, line in imported(tree)
        if "faults" in module.split(".") or name == "faults"
    ]
    assert not found, found


@pytest.mark.parametrize("file", FILES)
def test_no_module_is_too_long_to_read(file):
    assert len((PACK / file).read_text("utf-8").splitlines()) <= 300
