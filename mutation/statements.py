"""Where a line stands: in which statement, whether that runs while a module is imported, and who imports it."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

_COMPOUND = (ast.stmt, ast.excepthandler, ast.match_case)


def lines_of(tree: ast.Module, line: int) -> range:
    """The lines of the innermost statement around a line; of one with a body, only those before the body."""
    found = range(line, line + 1)
    for node in ast.walk(tree):  # outer ones come first
        if isinstance(node, ast.stmt | ast.excepthandler) and node.lineno <= line <= (node.end_lineno or line):
            body = [part for part in _parts(node) if isinstance(part, _COMPOUND)]
            begin = min((_begin(part) for part in body), default=(node.end_lineno or line) + 1)
            if line < begin or not body:
                found = range(node.lineno, max(begin, node.lineno + 1))
    return found


def runs_on_import(tree: ast.Module, line: int) -> bool:
    """Whether a line runs while its module is imported: it stands in no function's body."""
    return not any(
        node.body[0].lineno <= line <= (node.end_lineno or line)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def importers(root: Path, files: Iterable[str]) -> dict[str, set[str]]:
    """For each file those that import it, by the names that their import statements give."""
    known = {_module(file): file for file in files}
    found: dict[str, set[str]] = {file: set() for file in known.values()}
    for module, file in known.items():
        package = module if file.endswith("__init__.py") else module.rpartition(".")[0]
        for name in _imported(ast.parse((root / file).read_text("utf-8")), package):
            if name in known and known[name] != file:
                found[known[name]].add(file)
    return found


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _module(file: str) -> str:
    path = PurePosixPath(file).with_suffix("")
    parts = path.parts[1:] if path.parts[0] == "policies" else path.parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("body", "orelse", "handlers", "finalbody", "cases"):
        yield from getattr(node, name, None) or ()


def _begin(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", [])
    line = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno  # type: ignore[attr-defined]
    return min([line, *(each.lineno for each in decorators)])
