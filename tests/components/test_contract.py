"""What every component promises, read from its source: typed arguments, a text for each, outputs registered last."""

import ast
from pathlib import Path

import pytest

from tests.engine import ROOT

LAMBDAS = {"authorizer_lambda", "probe_lambda"}
SOURCES = [path for path in sorted((ROOT / "components").rglob("*.py")) if not LAMBDAS & set(path.parts)]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
CLASSES = {
    node.name: (path, node) for path, tree in TREES.items() for node in tree.body if isinstance(node, ast.ClassDef)
}
COMPONENTS = {
    name: found
    for name, found in CLASSES.items()
    if any(ast.unparse(base) == "pulumi.ComponentResource" for base in found[1].bases)
}
BY_SETTINGS = {"PrivateApi"}  # takes the settings of a whole environment


def constructor(node: ast.ClassDef) -> ast.FunctionDef:
    return next(each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__")


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_takes_name_arguments_and_options(name: str) -> None:
    arguments = constructor(COMPONENTS[name][1]).args.args
    args = "settings" if name in BY_SETTINGS else "args"
    assert [each.arg for each in arguments] == ["self", "name", args, "opts"]
    if name not in BY_SETTINGS:
        assert ast.unparse(arguments[2].annotation) == f"{name}Args"


@pytest.mark.parametrize("name", COMPONENTS)
def test_its_type_is_its_name_in_the_package(name: str) -> None:
    begin = "".join(map(ast.unparse, constructor(COMPONENTS[name][1]).body[:3]))
    assert f"super().__init__('private-api:index:{name}', name, None" in begin


@pytest.mark.parametrize("name", COMPONENTS)
def test_it_registers_its_outputs_last(name: str) -> None:
    assert ast.unparse(constructor(COMPONENTS[name][1]).body[-1]).startswith("self.register_outputs(")


@pytest.mark.parametrize("name", COMPONENTS)
def test_its_outputs_are_explained(name: str) -> None:
    assert_fields_explained(COMPONENTS[name][1])


@pytest.mark.parametrize("name", [name for name in CLASSES if name.endswith("Args")])
def test_arguments_are_typed_dicts_with_a_text_for_each(name: str) -> None:
    bases = [ast.unparse(base) for base in CLASSES[name][1].bases]
    assert all(base == "TypedDict" or base.endswith("Args") for base in bases)
    assert_fields_explained(CLASSES[name][1])


def assert_fields_explained(node: ast.ClassDef) -> None:
    for field, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            explained = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
            assert explained, f"{node.name}.{ast.unparse(field.target)} says nothing"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_region_account_or_provider_is_baked_in(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "aws.Provider(" not in text
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("arn:"):
            assert ":123456789012:" not in node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_annotations_can_be_read_at_run_time(path: Path) -> None:
    assert "from __future__ import annotations" not in path.read_text(encoding="utf-8")
