"""Programs of any other runtime (YAML, .NET, Java, ...), run by the language host that Pulumi's CLI brings along.

Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/langruntime_plugin.go and
https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/#language-hosts.
"""

import contextlib
import difflib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from preflight.engine.loader import ATTACHED
from preflight.engine.monitor import Monitor
from preflight.errors import ProjectError
from preflight.processes.lifeline import tied
from preflight.processes.raised import Raised, bounded, position_in
from preflight.program.languages.language import UNHANDLED, Done, End, Program, Start, Starting
from preflight.protocol.stack_identity import StackIdentity

_CLIENT = Path(__file__).with_name("host_client.py")
_DONE = b"done"
_KNOWN = ("python", "nodejs", "go", "yaml", "dotnet", "java")
# Java's `at app.App.main(App.java:18)`, .NET's `at App.Main() in /src/App.cs:line 18`.
_FRAME = re.compile(r"^[ \t]+at .*?(?: in |\()(?P<file>[^()]+?):(?:line )?(?P<line>\d+)\)?$", re.MULTILINE)


@dataclass(frozen=True)
class Other:
    """The `Language` of a runtime by its name, with the options that its host understands."""

    runtime: str
    options: Mapping[str, Any] = field(default_factory=dict)
    warning: str = ""

    def environments(self, program: Program) -> Sequence[Path]:  # noqa: ARG002 - nobody knows
        """None that are known."""
        return []

    @contextlib.contextmanager
    def ready(self, program: Program, timeout: float) -> Iterator[Starting]:  # noqa: ARG002 - nothing is built
        """Raises `ProjectError` without the host."""
        host = _host(f"pulumi-language-{self.runtime}")
        if host is None:
            near = difflib.get_close_matches(self.runtime, _KNOWN, 1)
            meant = f"Did you mean {near[0]}? " if near and self.runtime not in _KNOWN else ""
            raise ProjectError(
                f"pulumi-language-{self.runtime}, which runs programs of `runtime: {self.runtime}`, is not on PATH",
                remedy=f"{meant}It comes with the Pulumi CLI, https://www.pulumi.com/docs/iac/download-install/. "
                "Without it preflight runs programs of the runtimes python, nodejs and go.",
            )

        def start(_: StackIdentity, address: str) -> Start:
            told = (host, address, program.root, program.folder, program.entry, json.dumps(dict(self.options)))
            command = [sys.executable, "-c", tied(_CLIENT), *map(str, told)]
            # Hosts that ask a plugin for its schema (YAML) find one that is served already, if no one else named one.
            attached = os.environ.get(ATTACHED) or f"aws:{address.rpartition(':')[2]}"
            return Start(command, {"PYTHONUNBUFFERED": "1", ATTACHED: attached})

        yield start

    def done(self, last_word: bytes, monitor: Monitor, program: Program) -> Done | None:  # noqa: ARG002 - nobody knows its files
        """What the host answered, beside the stack's outputs: a host that runs programs itself tells no end (YAML)."""
        return Done() if last_word == _DONE and monitor.gave_outputs else None

    def crash(self, end: End, program: Program) -> Raised | None:
        """The error that the host answered, or where it says that the engine has it, the one that was logged."""
        if UNHANDLED in end.logged:
            return _raised(end.logged.partition(UNHANDLED)[2].strip(), program)
        said = end.logged or end.last_word.decode("utf-8", "replace")
        return Raised("", f"the program failed: {bounded(said.strip(), program.repository)}", "") if said else None


def _raised(text: str, program: Program) -> Raised:
    """What an SDK logs of an exception: its type and message, then its frames, which Java tells without folders."""
    first = _FRAME.search(text)
    exception, _, message = text[: first.start() if first else None].strip().partition(": ")
    files = ((path, frame["line"]) for frame in _FRAME.finditer(text) for path in _files(frame["file"], program))
    places = (position_in(file, line, program.repository) for file, line in files)
    return Raised(exception, bounded(message, program.repository), next(filter(None, places), ""))


def _files(named: str, program: Program) -> Sequence[Path]:
    if Path(named).is_absolute():
        return [Path(named)]
    found = [file for file in program.folder.rglob("*") if file.name == named]
    return found if len(found) == 1 else []


def _host(name: str) -> str | None:
    """The host on PATH, or beside the CLI."""
    cli = shutil.which("pulumi")
    return shutil.which(name) or (shutil.which(name, path=str(Path(cli).resolve().parent)) if cli else None)
