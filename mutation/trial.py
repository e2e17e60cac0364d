"""One defect in a copy of the repository, and whether the tests that reach it notice."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from .order import ReachingTest, batches, within
from .running import PLAN_VARIABLE
from .tree import Tree

Outcome = Literal["noticed", "survived", "not reached", "not tried"]

# What fails soon is tried first: a start with few tests costs little, one with all of them some ten seconds.
_BATCHES = (5.0, 60.0, float("inf"))
# A start of Python, pytest and the pack, on a machine that has other work as well.
_START_SECONDS = 180.0
# The first test of a run waits for the pack's process, whatever it usually takes.
_LEAST_SECONDS = 60.0


@dataclass(frozen=True)
class Result:
    """What became of a defect: noticed by what; how many tests reach it and how many were to be tried; the seconds.

    `rests_on` is a digest of the tests that it was tried with, `file` one of the file that the defect was put into, and
    `code` one of all code.
    """

    outcome: Outcome
    by: str = ""
    reached: int = 0
    tried: int = 0
    seconds: float = 0.0
    output: str = ""
    rests_on: str = ""
    file: str = ""
    code: str = ""

    def as_json(self) -> str:
        """The result as it is kept."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Run:
    """One run of pytest: its exit status, `None` where it was ended, what it printed, and its events."""

    status: int | None
    output: str
    events: list[tuple[str, str]]

    def of(self, kind: str) -> list[str]:
        """The events of a kind."""
        return [which for what, which in self.events if what == kind]


def judged(run: Run, imported: Callable[[], str]) -> Result | None:
    """What a run says of a defect; `None` where nothing was noticed.

    A file of tests that can not be read is no test that fails: then it is asked what the import of the changed module
    raises.
    """
    failed, unfinished = run.of("failed"), sorted(set(run.of("begun")) - set(run.of("ended")))
    if failed:
        return Result("noticed", failed[0])
    if unfinished:
        why = "took too long" if run.status is None or "Timeout (" in run.output else "ended its process"
        return Result("noticed", f"{unfinished[0]} {why}")
    if run.status is None:
        return Result("noticed", "the tests took too long")
    # 5: no test is left to run, since the defect takes away what they were made from.
    if run.status in (0, 5):
        return None
    raised = imported()
    if raised:
        return Result("noticed", f"the import: {raised}")
    return Result("not tried", f"pytest ended with {run.status}", output=run.output[-2000:])


class Trial:
    """Tries defects in one copy, one after the other."""

    def __init__(self, tree: Tree, known: Iterable[str], *, patience: float, budget: float) -> None:
        """`known` are all tests there are: one that is not among them was made by the defect, and runs as well.

        A test may take `patience` times what it usually takes; those tried with a defect usually `budget` seconds.
        """
        self._tree = tree
        self._known = sorted(known)
        self._patience = patience
        self._budget = budget

    def outcome(self, file: str, text: str, tests: list[ReachingTest]) -> Result:
        """What becomes of a file with another text. `tests` are all that reach it, the likely ones first."""
        if not tests:
            return Result("not reached")
        tried = within(tests, self._budget)
        with self._tree.changed(file, text):
            for batch in batches(tried, _BATCHES):
                result = judged(self._run(batch), lambda: self._imported(file))
                if result is not None:
                    return replace(result, reached=len(tests), tried=len(tried))
        return Result("survived", reached=len(tests), tried=len(tried))

    def _imported(self, file: str) -> str:
        """What the import of a file raises, alone in a process; empty where it succeeds."""
        folder, name = PurePosixPath(file).parent, PurePosixPath(file).stem
        if (self._tree.root / folder / "__init__.py").exists():
            parts = folder.parts[1:] if folder.parts[0] == "policies" else folder.parts
            ask = f"import {'.'.join((*parts, name)).removesuffix('.__init__')}"
        else:  # what Lambda runs from its own folder
            ask = f"import sys; sys.path.insert(0, {str(self._tree.root / folder)!r}); import {name}"
        command = [sys.executable, "-B", "-c", ask]
        try:
            run = subprocess.run(  # noqa: S603 - the command is built here
                command, cwd=self._tree.root, env=self._tree.environment, check=False, capture_output=True, text=True,
                timeout=_START_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "it took too long"
        return run.stderr.strip().rpartition("\n")[2] if run.returncode else ""

    def _run(self, tests: list[ReachingTest]) -> Run:
        shutil.rmtree(self._tree.root / ".hypothesis", ignore_errors=True)
        plan, events = self._tree.root / ".mutation-plan", self._tree.root / ".mutation-events"
        allowed = {test.id: _LEAST_SECONDS + self._patience * test.seconds for test in tests}
        told = {"tests": allowed, "known": self._known, "events": str(events)}
        plan.write_text(json.dumps(told), "utf-8")
        events.unlink(missing_ok=True)
        environment = {**self._tree.environment, PLAN_VARIABLE: str(plan)}
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=line", "-p", "mutation.running"]
        command += ["-p", "no:cacheprovider", "--hypothesis-seed=0", *sorted({test.file for test in tests})]
        limit = _START_SECONDS + self._patience * sum(test.seconds for test in tests)
        output = self._tree.root / ".mutation-output"
        status = self._tree.run(command, environment, output, limit)
        return Run(status, output.read_text("utf-8", "replace"), list(_events(events)))


def _events(file: Path) -> Iterator[tuple[str, str]]:
    if file.is_file():
        for line in file.read_text("utf-8").splitlines():
            what, which = json.loads(line)
            yield what, str(which)
