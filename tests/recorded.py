"""What programs register, recorded once per test process."""

from functools import cache
from pathlib import Path

from preflight.program.program import prepare, record
from preflight.protocol.registration import Registrations

ROOT = Path(__file__).parent.parent
PROGRAMS = ROOT / "tests" / "fixtures" / "programs"
CHAIN = ROOT / "tests" / "fixtures" / "real-engine" / "program"


@cache
def recorded(
    program: Path = ROOT,
    stack: str = "dev",
    *,
    update: bool = False,
    config_file: Path | None = None,
    read_ids: bool = True,
) -> Registrations:
    """The registrations of a program, by default of this repository's; change them with their own methods."""
    run = prepare(program, stack, update=update, config_file=config_file)
    return record(run, read_ids=read_ids, timeout=60)
