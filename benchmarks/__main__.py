"""`make benchmark`: `check` beside the program alone, and the pack beside packs of empty policies, one and as many."""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import checks, kinds, programs
from benchmarks.measure import Sample, measured
from benchmarks.packs import empty_pack
from benchmarks.scaled import scaled
from preflight.packs.pack import Pack
from preflight.protocol.stack_identity import StackIdentity
from tests.policies.stacks import OPERATIONS, PREVIEW

_PACK = Path(__file__).parent.parent / "policies"
_SIZES = (62, 500, 1900, 10000)
# Of larger stacks, one round is enough: what varies is small beside them.
_LARGE = 5000


def main() -> None:
    """Prints a table of commands, then one for each size: a line a pack, the whole and its ratios first, then parts."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(_SIZES), help="resources of the stacks")
    parser.add_argument("--rounds", type=int, default=5, help="new processes of each pack, for each size")
    parser.add_argument("--operation", choices=OPERATIONS, default=PREVIEW)
    parser.add_argument("--kinds", type=int, metavar="NUMBER", help="only: NUMBER resources of each type alone, and 4x")
    options = parser.parse_args()
    if options.kinds:
        Console(width=120).print(kinds.table(options.kinds))
        return
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as folder:
        _keep_bytecode(Path(folder))
        console.print(checks.table("dev", options.rounds, Path(folder)))
        console.print(*programs.typescript(options.rounds))
        console.print(programs.registrations(options.sizes))
        packs = _packs(Path(folder))
        measured(list(packs.values()), scaled(options.sizes[0]).build(options.operation))
        for size in options.sizes:
            resources = scaled(size).build(options.operation)
            times = options.rounds if size < _LARGE else 1
            rounds = [measured(list(packs.values()), resources) for _ in range(times)]
            console.print(_table(f"{size} resources, {options.operation}", list(packs), rounds))
    console.print(
        "whole: processor time of the pack's process, from its start to the end of AnalyzeStack; then its parts"
    )


def _keep_bytecode(folder: Path) -> None:
    """Lets packs find their compiled modules, as anywhere after a first preview, whatever this environment says."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")


def _packs(folder: Path) -> dict[str, Path]:
    with Pack.start(_PACK, StackIdentity("benchmark", "dev")) as pack:
        policies = len(pack.policies)
    environment = Path(sys.prefix)
    return {
        "private-api": _PACK,
        "1 empty": empty_pack(folder, environment, 1),
        f"{policies} empty": empty_pack(folder, environment, policies),
    }


def _table(title: str, names: list[str], rounds: list[list[Sample]]) -> Table:
    """Medians, and the median of the ratios that were taken side by side."""
    table = Table(title=title, title_justify="left")
    table.add_column("pack")
    others = dict(enumerate(names[1:], start=1))
    parts = ("start", "all resources", "AnalyzeStack", "peak memory")
    for heading in ("whole", *(f"to {name}" for name in others.values()), *parts):
        table.add_column(heading, justify="right")
    for number, name in enumerate(names):
        mine = [samples[number] for samples in rounds]
        table.add_row(
            name,
            f"{_median(mine, lambda sample: sample.whole):.2f} s",
            *(f"{_ratio(mine, [samples[other] for samples in rounds]):.2f}" for other in others),
            f"{_median(mine, lambda sample: sample.start):.2f} s",
            f"{_median(mine, lambda sample: sample.resources):.2f} s",
            f"{_median(mine, lambda sample: sample.stack):.2f} s",
            f"{_median(mine, lambda sample: sample.memory):.0f} MiB",
        )
    return table


def _median(samples: list[Sample], of: Callable[[Sample], float]) -> float:
    return statistics.median(of(sample) for sample in samples)


def _ratio(samples: list[Sample], others: list[Sample]) -> float:
    return statistics.median(mine.whole / other.whole for mine, other in zip(samples, others, strict=True))


if __name__ == "__main__":
    main()
