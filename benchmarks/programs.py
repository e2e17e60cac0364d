"""What programs of other sizes and languages take: registrations beside the program's own work, `check` beside node."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.table import Table

from preflight.engine.engine import Engine
from preflight.engine.monitor import Monitor
from preflight.engine.server import serving
from preflight.engine.simulation import simulate
from preflight.program.program import Run, prepare, record

_ROOT = Path(__file__).parent.parent
_MODULES = _ROOT / "tests" / "typescript" / "node_modules"
_TYPESCRIPT = _ROOT / "tests" / "fixtures" / "languages" / "typescript"
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


def typescript(rounds: int) -> Table:
    """`check` of a program in TypeScript beside the runner alone, with types and without; a round in turn."""
    made = Table(title=f"TypeScript, median of {rounds}", title_justify="left")
    for heading in ("command", "wall time", "to transpile only", "to types checked"):
        made.add_column(heading, justify="left" if heading == "command" else "right")
    if not _MODULES.is_dir():
        made.add_row("needs what `npm ci --prefix tests/typescript` installs")
        return made
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "program"
        shutil.copytree(_TYPESCRIPT, folder)
        (folder / "node_modules").symlink_to(_MODULES)
        run = prepare(folder, "sound")
        check = [*_CHECK, str(folder), "--stack", "sound", "--policy-pack", str(_ROOT / "policies")]
        kinds = {
            "node cmd/run, transpile only": lambda: _runner(run, {}),
            "node cmd/run, types checked": lambda: _runner(run, {"PULUMI_NODEJS_TRANSPILE_ONLY": "false"}),
            "check --preview": lambda: _seconds([*check, "--preview"]),
            "check": lambda: _seconds(check),
        }
        taken = [{name: measure() for name, measure in kinds.items()} for _ in range(rounds)]
    plain, checked, *_ = kinds
    for name in kinds:
        made.add_row(
            name,
            f"{statistics.median(each[name] for each in taken):.2f} s",
            *(f"{statistics.median(each[name] / each[beside] for each in taken):.2f}" for beside in (plain, checked)),
        )
    return made


def _runner(run: Run, environment: dict[str, str]) -> float:
    """The wall time of the runner's process alone, under a monitor that answers."""
    language, program = run.project.language, run.project.program
    monitor = Monitor(run.identity, run.project.repository)
    with language.ready(program, _SECONDS) as start, serving(monitor, Engine(lambda _: None)) as address:
        started = start(run.identity, address)
        command = list(started.command)[list(started.command).index("-r") - 1 :]  # without what keeps it to its owner
        return _seconds(command, {**run.identity.environment, **started.environment, **environment}, program.folder)


def _seconds(command: list[str], environment: dict[str, str] | None = None, folder: Path = _ROOT) -> float:
    begun = time.monotonic()
    subprocess.run(  # noqa: S603 - the commands are built here
        command, check=True, capture_output=True, env={**os.environ, **(environment or {})}, cwd=folder
    )
    return time.monotonic() - begun


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
