"""Which tests reach a line: collected once, by running all of them under coverage."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from coverage import CoverageData

from .collecting import FOLDER_VARIABLE
from .contexts import ELSEWHERE, SHARED
from .defect import Defect
from .order import ReachingTest, alike, ordered
from .statements import importers, lines_of, runs_on_import
from .tree import Tree

_SETTINGS = """\
[run]
core = ctrace
parallel = true
sigterm = true
data_file = {data}
plugins = mutation.contexts
source =
    {sources}
"""
_DATA, _USUAL = "coverage", "usual.jsonl"


def collect(tree: Tree, folder: Path, sources: Sequence[str], tests: dict[str, str]) -> None:
    """Runs files of tests in a copy, two at once, and leaves in `folder` what they reach and how long they took.

    `tests` are files with digests of what is in them; those that the folder knows are not run again. Raises
    `RuntimeError` where no test ran. A test that fails is only noted.
    """
    known = {(each["test"].partition("::")[0], each["of"]) for each in _told(folder)}
    new = {file: digest for file, digest in tests.items() if (file, digest) not in known}
    if not new:
        return
    parts = folder / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    settings = folder / "coverage.ini"
    listed = "\n    ".join(str(tree.root / each) for each in sources)
    settings.write_text(_SETTINGS.format(data=parts / _DATA, sources=listed), "utf-8")
    environment = {**tree.environment, "COVERAGE_PROCESS_START": str(settings), FOLDER_VARIABLE: str(parts)}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "mutation.collecting"]
    command += ["-p", "no:cacheprovider", "--hypothesis-seed=0", "--no-header", *new]
    tree.run(command, environment, folder / "output.txt", None)
    usual = [json.loads(line) for part in parts.glob("usual-*") for line in part.read_text("utf-8").splitlines()]
    if not usual:
        raise RuntimeError(f"no test ran; {folder / 'output.txt'} tells why")
    combine = [
        sys.executable,
        "-m",
        "coverage",
        "combine",
        "-q",
        "--append",
        f"--data-file={folder / _DATA}",
        str(parts),
    ]
    subprocess.run(combine, cwd=tree.root, env=tree.environment, check=True)  # noqa: S603
    shutil.rmtree(parts)
    # Written last: with it the tests are known.
    with (folder / _USUAL).open("a", encoding="utf-8") as file:
        for each in usual:
            file.write(json.dumps({**each, "of": new[each["test"].partition("::")[0]]}) + "\n")


def _told(folder: Path) -> list[dict[str, Any]]:
    file = folder / _USUAL
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


class Reach:
    """What each test reaches, read from a folder that `collect` has filled from a copy."""

    def __init__(self, folder: Path, tree: Tree, sources: Sequence[str], tests: dict[str, str]) -> None:
        """`tests` are the files to use, with digests of what is in them."""
        self._data = CoverageData(str(folder / _DATA))
        self._data.read()
        self._tree = tree
        self._files = [
            f"{path.relative_to(tree.root)}" for each in sources for path in (tree.root / each).rglob("*.py")
        ]
        told = [each for each in _told(folder) if tests.get(each["test"].partition("::")[0]) == each["of"]]
        self.usual: dict[str, float] = {each["test"]: each["seconds"] for each in told if each["passed"]}
        self._fixtures: dict[str, list[str]] = {each["test"]: each["fixtures"] for each in told}
        self.failed = sorted(each["test"] for each in told if not each["passed"])
        self._by_file: dict[str, dict[int, list[str]]] = {}

    def tests(self, defect: Defect) -> list[ReachingTest]:
        """The tests that reach a defect, those first that are likely to notice it soon.

        What runs while a module is imported reaches every test that runs anything of that module, or of one that
        imports it, directly or not: those come first whose files have names like the defect's, then the nearest.
        """
        syntax = ast.parse(self.source(defect.file))
        contexts = self._contexts(defect.file)
        found = {each for line in lines_of(syntax, defect.line) for each in contexts.get(line, ())}
        if not runs_on_import(syntax, defect.line) and "" not in found:
            return self._ordered(found, defect.file)
        tests: dict[str, ReachingTest] = {each.id: each for each in self._ordered(found, defect.file)}
        for file in self._importing(defect.file):
            reached = {each for contexts in self._contexts(file).values() for each in contexts}
            for test in self._ordered(reached, file):
                tests.setdefault(test.id, test)
        return sorted(tests.values(), key=lambda test: -alike(test.file, defect.file))

    def source(self, file: str) -> str:
        """The text of a file as it is without a defect."""
        return (self._tree.root / file).read_text("utf-8")

    def _importing(self, file: str) -> list[str]:
        """A file, those that import it, those that import them, and so on."""
        found = [file]
        for each in found:
            found.extend(sorted(self._importers.get(each, set()).difference(found)))
        return found

    @cached_property
    def _importers(self) -> dict[str, set[str]]:
        return importers(self._tree.root, self._files)

    def _contexts(self, file: str) -> dict[int, list[str]]:
        if file not in self._by_file:
            self._by_file[file] = self._data.contexts_by_lineno(str(self._tree.root / file))
        return self._by_file[file]

    def _ordered(self, contexts: Iterable[str], file: str) -> list[ReachingTest]:
        found: dict[str, ReachingTest] = {}
        for context in sorted(contexts, key=lambda each: each.startswith(ELSEWHERE)):
            name, elsewhere = context.removeprefix(ELSEWHERE), context.startswith(ELSEWHERE)
            for test in self._sharing(name.removeprefix(SHARED)) if name.startswith(SHARED) else [name]:
                if test in self.usual:
                    found.setdefault(test, ReachingTest(test, self.usual[test], elsewhere))
        return ordered(found.values(), file)

    def _sharing(self, fixture: str) -> list[str]:
        """The tests that use a shared fixture."""
        where, _, name = fixture.rpartition("|")
        return [test for test, fixtures in self._fixtures.items() if name in fixtures and test.startswith(where)]
