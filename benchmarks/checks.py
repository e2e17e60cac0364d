"""What `preflight check` takes beside the program alone: wall time of whole commands, as who waits for them sees it."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.table import Table

from tests.exported import deployed, exported

_ROOT = Path(__file__).parent.parent
_RECORD = "from preflight.program.program import prepare, record; record(prepare(Path(sys.argv[1]), sys.argv[2]))"
_ALONE = [sys.executable, "-c", f"import sys; from pathlib import Path; {_RECORD}"]
_STATE = "check --state"
_CHECK = [sys.executable, "-c", "from preflight.cli import main; main()", "check"]


def table(stack: str, rounds: int, folder: Path) -> Table:
    """Medians of so many rounds of a stack of this repository. The commands of a round run one after the other.

    The program alone is its preview under the engine of preflight, without a pack. The state, in `folder`, is what an
    update of the stack leaves; `more than check` is what it costs to plan over it, and to judge it as well.
    """
    state = folder / "state.json"
    state.write_text(exported(deployed(_ROOT, stack)), encoding="utf-8")
    commands = {
        "program alone": [*_ALONE, str(_ROOT), stack],
        "check --preview": [*_CHECK, str(_ROOT), "--stack", stack, "--preview"],
        "check": [*_CHECK, str(_ROOT), "--stack", stack],
        _STATE: [*_CHECK, str(_ROOT), "--stack", stack, "--state", str(state)],
        "check --against HEAD": [*_CHECK, str(_ROOT), "--stack", stack, "--against", "HEAD"],
    }
    for command in commands.values():
        _seconds(command)
    taken = [{name: _seconds(command) for name, command in commands.items()} for _ in range(rounds)]
    made = Table(title=f"{stack}, median of {rounds}", title_justify="left")
    for heading in ("command", "wall time", "more", "ratio", "more than check"):
        made.add_column(heading, justify="left" if heading == "command" else "right")
    for name in commands:
        seconds = statistics.median(each[name] for each in taken)
        more = statistics.median(each[name] - each["program alone"] for each in taken)
        ratio = statistics.median(each[name] / each["program alone"] for each in taken)
        than_check = statistics.median(each[name] - each["check"] for each in taken)
        told = f"{than_check:.2f} s" if name == _STATE else ""
        made.add_row(name, f"{seconds:.2f} s", f"{more:.2f} s", f"{ratio:.2f}", told)
    return made


def _seconds(command: list[str]) -> float:
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - the commands are built here
    return time.monotonic() - begun
