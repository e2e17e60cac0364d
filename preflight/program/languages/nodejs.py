"""Programs in TypeScript and JavaScript, run by the @pulumi/pulumi that they have installed.

Source: pulumi-language-nodejs, https://github.com/pulumi/pulumi/tree/master/sdk/nodejs/cmd/pulumi-language-nodejs.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from preflight.documents.document import PathText, Shape
from preflight.engine.monitor import Monitor
from preflight.errors import ProjectError
from preflight.processes.keeper import kept
from preflight.processes.raised import Raised, bounded, position_in
from preflight.program.languages.language import EARLY, UNHANDLED, Done, End, Program, Start, Starting
from preflight.protocol.stack_identity import StackIdentity

_MODULES = "node_modules"
_RUNNER = "@pulumi/pulumi/cmd/run/index.js"
# What makes them, by the lock file that names them.
_INSTALLS = {
    "package-lock.json": "npm ci",
    "pnpm-lock.yaml": "pnpm install",
    "yarn.lock": "yarn install",
    "bun.lock": "bun install",
    "bun.lockb": "bun install",
}
# Registrations that go on at once, as the CLI has it by default.
_PARALLEL = 16
_PRELOAD = Path(__file__).with_name("node_preload.cjs")
_UNHANDLED = re.compile(rf"^(?:Running program '[^\n]*'{UNHANDLED}\n)?(?:<ref \*\d+> )?")
_AT = re.compile(r"\n +at ")
_FRAME = re.compile(
    r"^ +at (?:.* \()?(?:file://)?(?P<file>/[^()\n]+?|[A-Za-z]:[^()\n]+?):(?P<line>\d+):\d+\)?", re.MULTILINE
)
# A file that can not be read as a program is named before, or with, what is wrong with it.
_SOURCE = re.compile(r"^(?P<file>[^\s():]+)(?::(?P<line>\d+)$|\((?P<compiled>\d+),\d+\): )", re.MULTILINE)
_ERROR = re.compile(
    r"^(?:Uncaught )?(?P<type>[A-Za-z_$][\w$.]*)(?: \[\w+\])?: (?P<message>.*)", re.DOTALL | re.MULTILINE
)
_REQUIRED = "\nRequire stack:"
# What the SDK says of a process that ends in the middle of something, and in newer releases of what that was.
_UNFINISHED = re.compile(
    r"^The Pulumi runtime detected that .*?(?:could complete:(?P<what>(?:\n  \* [^\n]*)+)|\n\n|\Z)",
    re.DOTALL | re.MULTILINE,
)

# What node says of an error that nobody caught: from the last paragraph that may begin one to its own version.
_UNCAUGHT = re.compile(
    r"(?:.*\n\n|\A)(?P<error>[A-Za-z_$][\w$.]*(?: \[\w+\])?: .*)\n\nNode\.js v[\d.]+\s*\Z", re.DOTALL
)


class Options(Shape):
    """Below `runtime.options`. The package manager is who installs, which is not done here."""

    typescript: bool = True
    tsconfig: PathText | None = None
    nodeargs: str = ""
    packagemanager: Literal["auto", "npm", "yarn", "pnpm", "bun"] = "auto"


@dataclass(frozen=True)
class Node:
    """The `Language` of Node.js."""

    options: Options
    warning: str = ""

    def environments(self, program: Program) -> Sequence[Path]:
        """Each `node_modules` of the repository: packages of a workspace have their own."""
        found = []
        for folder, below, _ in os.walk(program.repository):
            if _MODULES in below:
                found.append(Path(folder) / _MODULES)
            below[:] = [name for name in below if name not in {_MODULES, ".git"}]
        return found

    @contextlib.contextmanager
    def ready(self, program: Program, timeout: float) -> Iterator[Starting]:  # noqa: ARG002 - nothing is built
        """Raises `ProjectError` without a program, without node, and without the packages."""
        if not program.main.exists():
            raise ProjectError(
                f"{program.named(program.main)}, which `main` in Pulumi.yaml names, is not there",
                remedy="`main` names the folder or file of the program.",
            )
        node = shutil.which("node")
        if node is None:
            raise ProjectError(
                "node, which runs programs of `runtime: nodejs`, is not on PATH", remedy="Install Node.js 20 or newer."
            )
        runner = _runner(program.folder)
        if runner is None:
            raise ProjectError(
                f"@pulumi/pulumi is not installed in {program.named(program.folder)}",
                remedy=f"Run `{self._install(program)}` in {program.named(program.folder)} first.",
            )

        def start(identity: StackIdentity, address: str) -> Start:
            told = {
                "monitor": address,
                "engine": address,
                "organization": identity.organization,
                "project": identity.project,
                "root-directory": str(program.root),
                "stack": identity.stack,
                "pwd": str(program.folder),
                "parallel": str(_PARALLEL),
            }
            arguments = [part for name, value in told.items() for part in (f"--{name}", value)]
            dry = ["--dry-run"] if identity.preview else []
            command = [
                node,
                "-r",
                str(_PRELOAD),
                *shlex.split(self.options.nodeargs),
                str(runner),
                *arguments,
                *dry,
                program.entry,
            ]
            return Start(kept(command), self._environment(identity))

        yield start

    def _environment(self, identity: StackIdentity) -> dict[str, str]:
        config = {key.replace(":", ":config:", 1): value for key, value in identity.config.items()}
        typescript = {"PULUMI_NODEJS_TYPESCRIPT": "true"} if self.options.typescript else {}
        tsconfig = {"PULUMI_NODEJS_TSCONFIG_PATH": self.options.tsconfig} if self.options.tsconfig else {}
        return {
            "PULUMI_CONFIG": json.dumps(config),
            "PULUMI_NODEJS_TRANSPILE_ONLY": "true",  # to check types takes most of the time, and is the compiler's task
            "TS_NODE_CACHE": "false",  # nothing is left behind
            **typescript,
            **tsconfig,
        }

    def _install(self, program: Program) -> str:
        if self.options.packagemanager not in {"auto", "npm"}:
            return f"{self.options.packagemanager} install"
        for folder in (program.folder, *program.folder.parents):
            for lock, command in _INSTALLS.items():
                if (folder / lock).is_file():
                    return command
            if folder == program.repository:
                break
        return "npm install"

    def done(self, last_word: bytes, monitor: Monitor, program: Program) -> Done | None:  # noqa: ARG002 - it has none
        """The runner tells the engine once nothing is left to do; which modules it read is not known."""
        return Done() if monitor.finished else None

    def crash(self, end: End, program: Program) -> Raised | None:
        """The error that the runner logged or node said, else what `process.exit` or a wait left undone."""
        if end.logged:
            return _raised(end.logged, program)
        uncaught = _UNCAUGHT.search(end.words)
        if uncaught:
            return _raised(uncaught["error"], program)
        unfinished = _UNFINISHED.search(end.words)
        return Raised("", EARLY + bounded(unfinished["what"] or "", program.repository), "") if unfinished else None


def _runner(folder: Path) -> Path | None:
    """The runner of the SDK that node finds from a folder: in the nearest `node_modules`, or in NODE_PATH."""
    above = [place / _MODULES for place in (folder, *folder.parents)]
    places = [*above, *map(Path, filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep)))]
    return next((place / _RUNNER for place in places if (place / _RUNNER).is_file()), None)


def _raised(logged: str, program: Program) -> Raised:
    """The error in a text of the runner; what a program says to its user (`RunError`) has no stack."""
    text = _UNHANDLED.sub("", logged)
    at = _AT.search(text)
    said = text[: at.start() if at else None].partition(_REQUIRED)[0].strip()
    error = _ERROR.search(said) if at or text != logged else None
    frames = [*_SOURCE.finditer(said), *_FRAME.finditer(text)] if error else []
    places = (position_in(program.folder / each["file"], _line(each), program.repository) for each in frames)
    message = bounded((error["message"] if error else said).strip(), program.repository)
    return Raised(error["type"] if error else "", message, next(filter(None, places), ""))


def _line(frame: re.Match[str]) -> str:
    found = frame.groupdict()
    return found["line"] or found["compiled"]
