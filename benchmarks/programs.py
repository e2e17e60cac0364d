"""What programs of other sizes and languages take: registrations beside the program's own work, `check` beside node."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from preflight.engine.engine import Engine
from preflight.engine.monitor import Monitor
from preflight.engine.server import serving
from preflight.engine.simulation import simulate
from preflight.program.program import Run, prepare, record

_ROOT = Path(__file__).parent.parent
_INSTALLED = _ROOT / "tests" / "typescript"
_FIXTURES = _ROOT / "tests" / "fixtures"
# What is installed for each program, the program, and its stack.
_TYPESCRIPT = (
    (_INSTALLED, _FIXTURES / "languages" / "typescript", "sound"),
    (_INSTALLED / "typed", _FIXTURES / "public" / "typescript-service", "dev"),
)
_PLAIN = {"NODE_DISABLE_COMPILE_CACHE": "1"}
_CHECK = [sys.executable, "-c", "from preflight.cli import main; main()", "check"]
_PROJECT = "name: benchmark\nruntime: python\n"
_PROGRAM = """
import pulumi
class Aws(pulumi.CustomResource):
    arn: pulumi.Output[str]
    def __init__(self, kind, name, **inputs):
        super().__init__(f"aws:{{kind}}", name, {{"arn": None, **inputs}})
vpc = Aws("ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16")
for number in range({pairs}):
    group = Aws("ec2/securityGroup:SecurityGroup", f"group-{{number}}", vpcId=vpc.id, tags={{"number": str(number)}})
    Aws("vpc/securityGroupIngressRule:SecurityGroupIngressRule", f"rule-{{number}}", securityGroupId=group.id,
        ipProtocol="tcp", fromPort=443, toPort=443, cidrIpv4="10.0.0.0/16")
"""
_SECONDS = 3000


def registrations(sizes: list[int]) -> Table:
    """Processor time that receiving and simulating so many resources takes, beside the program's own."""
    made = Table(title="registrations of a program in Python", title_justify="left")
    for heading in ("resources", "program", "received", "simulated", "a resource"):
        made.add_column(heading, justify="right")
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "Pulumi.yaml").write_text(_PROJECT)
            (folder / "Pulumi.dev.yaml").write_text("config: {aws:region: eu-west-1}\n")
            (folder / "__main__.py").write_text(_PROGRAM.format(pairs=size // 2 - 1))
            run = prepare(folder, "dev")
            begun, others = time.process_time(), _of_children()
            found = record(run, timeout=_SECONDS)
            received, program = time.process_time() - begun, _of_children() - others
            simulated = len(simulate(run.identity, found)) and time.process_time() - begun - received
        each = (received + simulated) / len(found) * 1000
        made.add_row(str(len(found)), f"{program:.1f} s", f"{received:.1f} s", f"{simulated:.1f} s", f"{each:.2f} ms")
    return made


def typescript(rounds: int) -> Iterator[Table]:
    """`check` of programs in TypeScript beside the runner alone, with types and without; a round in turn."""
    for installed, program, stack in _TYPESCRIPT:
        node = _output(["node", "--version"]).strip()
        title = f"{program.name} in TypeScript, Node.js {node}, median of {rounds}"
        made = Table(title=title, title_justify="left")
        for heading in ("command", "wall time", "to transpile only", "to types checked"):
            made.add_column(heading, justify="left" if heading == "command" else "right")
        if (installed / "node_modules").is_dir():
            _add_checks(made, installed / "node_modules", program, stack, rounds)
        else:
            made.add_row(f"needs what `npm ci --prefix {installed.relative_to(_ROOT)}` installs")
        yield made


def _add_checks(made: Table, modules: Path, program: Path, stack: str, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "program"
        shutil.copytree(program, folder)
        (folder / "node_modules").symlink_to(modules)
        run = prepare(folder, stack)
        check = [*_CHECK, str(folder), "--stack", stack, "--policy-pack", str(_ROOT / "policies")]
        kinds = {
            "node cmd/run, transpile only": lambda: _runner(run, _PLAIN),
            "node cmd/run, types checked": lambda: _runner(run, {**_PLAIN, "PULUMI_NODEJS_TRANSPILE_ONLY": "false"}),
            "under preflight's engine": lambda: _recorded(run),
            "check --preview": lambda: _seconds([*check, "--preview"], fails=True),
            "check": lambda: _seconds(check, fails=True),
        }
        taken = [{name: measure() for name, measure in kinds.items()} for _ in range(rounds)]
    plain, checked, *_ = kinds
    for name in kinds:
        made.add_row(
            name,
            f"{statistics.median(each[name] for each in taken):.2f} s",
            *(f"{statistics.median(each[name] / each[beside] for each in taken):.2f}" for beside in (plain, checked)),
        )


def _recorded(run: Run) -> float:
    """The wall time of a program that preflight starts, serves and ends, without what a command loads and judges."""
    begun = time.monotonic()
    record(run)
    return time.monotonic() - begun


def _runner(run: Run, environment: dict[str, str]) -> float:
    """The wall time of the runner's process alone, under a monitor that answers."""
    language, program = run.project.language, run.project.program
    monitor = Monitor(run.identity, run.project.repository)
    with language.ready(program, _SECONDS) as start, serving(monitor, Engine(lambda _: None)) as address:
        started = start(run.identity, address)
        command = list(started.command)[list(started.command).index("-r") - 1 :]  # without what keeps it to its owner
        return _seconds(command, {**run.identity.environment, **started.environment, **environment}, program.folder)


def _seconds(
    command: list[str], environment: dict[str, str] | None = None, folder: Path = _ROOT, *, fails: bool = False
) -> float:
    """How long a command takes; one that `fails` may end with 1, as a check that finds something does."""
    begun = time.monotonic()
    done = subprocess.run(  # noqa: S603 - the commands are built here
        command, check=False, capture_output=True, env={**os.environ, **(environment or {})}, cwd=folder
    )
    if done.returncode > int(fails):
        done.check_returncode()
    return time.monotonic() - begun


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - built here


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
