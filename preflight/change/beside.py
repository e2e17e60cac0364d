"""The same check of another stack, or at another revision, in a process of its own beside this one."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.analysis import PackChoice
from preflight.change.deployed import NOTHING, Deployed
from preflight.errors import ProgramError, ReportError
from preflight.processes.process import Child, ended
from preflight.report.operations import BOTH
from preflight.report.reading import read_report
from preflight.report.report import Report, failure

_PREFLIGHT = (sys.executable, "-c", "from preflight.cli import main; main()")


@dataclass(frozen=True)
class Asked:
    """What a check is asked: the arguments of the command. `timeout` is in seconds, `prices` is a file for the cost.

    What is deployed concerns the check in this process alone.
    """

    program: Path
    project: str
    stack: str
    operation: str
    choices: Sequence[PackChoice]
    timeout: int
    config_file: Path | None = None
    lookups: Path | None = None
    prices: Path | None = None
    deployed: Deployed = NOTHING

    @property
    def is_of_any_stack(self) -> bool:
        """Whether nothing that is asked is of one stack alone."""
        return self.config_file is None and self.deployed == NOTHING

    @property
    def arguments(self) -> Iterator[str]:
        """The command line that asks the same, from any folder."""
        yield from ("check", str(self.program), "--stack", self.stack, "--timeout", str(self.timeout))
        if self.operation != BOTH:
            yield f"--{self.operation}"
        if self.config_file is not None:
            yield from ("--config-file", str(self.config_file.absolute()))
        if self.lookups is not None:
            yield from ("--lookups", str(self.lookups.absolute()))
        if self.prices is not None:
            yield from ("--prices", str(self.prices.absolute()))
        for choice in self.choices:
            yield from ("--policy-pack", str(choice.folder.absolute()))
            if choice.config is not None:
                yield from ("--policy-pack-config", str(choice.config.absolute()))


@dataclass(frozen=True)
class Beside:
    """A check that runs. `report` waits for it: what it wrote, a failure included; `said` are lines it said besides."""

    report: Callable[[], Report]
    said: Callable[[], list[str]]


@contextlib.contextmanager
def checking_beside(asked: Asked) -> Iterator[Beside]:
    """Begins a check in a process of its own, and ends it."""
    with tempfile.TemporaryDirectory(prefix="preflight-") as place:
        file = Path(place) / "report.json"
        command = [*_PREFLIGHT, *asked.arguments, "--format", "json", "--output", str(file)]
        with Child(command, folder=Path.cwd(), environment=os.environ) as child:
            yield Beside(lambda: _report(child, file, asked), lambda: _besides(child, file))


def _besides(child: Child, file: Path) -> list[str]:
    """What it said, but that it wrote the report that is read here."""
    return [line for line in child.last_words.splitlines() if not line.endswith(f"report in {file}")]


def _report(child: Child, file: Path, asked: Asked) -> Report:
    status = child.wait()
    child.finish_reading()
    try:
        return read_report(file)
    except ReportError:
        said = child.last_words.strip().rpartition("\n")[2]
        error = ProgramError(f"its check {ended(status)}" + (f": {said}" if said else ""))
        return failure(Report(asked.project, asked.stack, asked.operation), [error])
