"""What programs register, recorded once per test process."""

from functools import cache
from pathlib import Path

from preflight.engine.monitor import Monitor
from preflight.program.program import prepare, record
from preflight.protocol.registration import Registrations

ROOT = Path(__file__).parent.parent
PROGRAMS = ROOT / "tests" / "fixtures" / "programs"
# Every stack and example.
COMPOSITIONS = sorted([*(ROOT / "stacks").glob("Pulumi.*.yaml"), *(ROOT / "examples").glob("Pulumi.*.yaml")])
CHAIN = ROOT / "tests" / "fixtures" / "real-engine" / "program"


@cache
def recorded(
    program: Path = ROOT,
    stack: str = "dev",
    *,
    update: bool = False,
    config_file: Path | None = None,
    monitor_type: type[Monitor] = Monitor,
) -> Registrations:
    """The registrations of a program, by default of this repository's; `tests.registrations` changes them."""
    run = prepare(program, stack, update=update, config_file=config_file)
    return record(run, timeout=60, monitor_type=monitor_type)
