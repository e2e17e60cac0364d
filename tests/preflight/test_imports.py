"""Imports between the packages of preflight run one way."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import preflight
from tests.recorded import ROOT

FOLDER = Path(preflight.__file__).parent
BASE = {"errors", "files", "repository", "version"}
"""What every package may use."""
TOP = {
    "analysis",
    "arguments",
    "audit",
    "change",
    "check",
    "ci",
    "cli",
    "commands",
    "configuration",
    "ending",
    "lookups",
    "rights",
    "streams",
    "upgrade",
}
"""What puts the packages together; none of them uses it."""
ALLOWED: dict[str, set[str]] = {
    "documents": set(),
    "protocol": set(),
    "processes": {"documents"},
    "provider": {"protocol"},
    "answers": {"documents", "protocol", "provider"},
    "plan": {"protocol"},
    "interruption": {"packs", "plan", "protocol"},
    "engine": {"documents", "protocol", "provider", "answers", "plan"},
    "program": {"documents", "protocol", "processes", "provider", "engine", "answers"},
    "packs": {"documents", "protocol", "processes"},
    "report": {"documents", "protocol", "packs", "plan"},
    "cost": {"documents", "protocol", "report"},
}


def module_of(file: Path) -> str:
    """The dotted name of a module below `preflight`, of a package that of its `__init__`."""
    parts = file.relative_to(FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in sorted(FOLDER.rglob("*.py"))}


def imports_of(file: Path) -> Iterator[str]:
    """The modules of preflight that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports here are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            below = name.removeprefix("preflight.")
            if name.startswith("preflight."):
                # A module of the package, or something in the module.
                yield below if below in MODULES else below.rpartition(".")[0]


GRAPH = {name: set(imports_of(file)) - {name} for name, file in MODULES.items()}


def package_of(module: str) -> str:
    return module.partition(".")[0]


def test_the_table_names_every_module_there_is() -> None:
    assert {package_of(module) for module in MODULES} - {""} == {*ALLOWED, *BASE, *TOP}


def test_no_package_imports_what_is_above_it() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, modules in GRAPH.items()
        for imported in modules
        if package_of(module) in ALLOWED
        and package_of(imported) not in {package_of(module), *ALLOWED[package_of(module)], *BASE}
    ]
    wrong += [f"{module} imports {sorted(GRAPH[module] - BASE)}" for module in BASE if GRAPH[module] - BASE]
    assert wrong == []


def test_the_table_allows_nothing_that_nobody_uses() -> None:
    used = {
        package: {
            package_of(imported) for module in GRAPH if package_of(module) == package for imported in GRAPH[module]
        }
        for package in ALLOWED
    }
    assert {package: used[package] - {package} - BASE for package in ALLOWED} == ALLOWED


def test_there_is_no_circle_of_packages_or_of_modules() -> None:
    packages: dict[str, set[str]] = {}
    for module, modules in GRAPH.items():
        mine = packages.setdefault(package_of(module), set())
        mine |= {package_of(imported) for imported in modules} - {package_of(module)}
    for graph in (packages, GRAPH):
        assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


def test_no_module_is_too_long_to_read():
    modules = [*FOLDER.rglob("*.py"), *(ROOT / "components").rglob("*.py")]
    assert [file.name for file in modules if len(file.read_text("utf-8").splitlines()) > 300] == []
