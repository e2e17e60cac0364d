"""Names that Windows has not are taken away, from the command and from all processes that it starts."""

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.preflight.report import reports
from tests.preflight.test_cli import COMMAND
from tests.preflight.watcher import WATCHER
from tests.recorded import CHAIN, ROOT

# What Python says of each: "Availability: Unix", https://docs.python.org/3/library/os.html and .../signal.html.
_OF_OS = ("chown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getpgid", "getpgrp", "getuid", "killpg",
          "mkfifo", "nice", "setpgid", "setsid", "sysconf")  # fmt: skip
_OF_SIGNAL = ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "setitimer")
_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
_IMITATION = f"""
import os, signal, subprocess
for module, names in ((os, {_OF_OS}), (signal, {_OF_SIGNAL})):
    for name in names:
        delattr(module, name)
made = subprocess.Popen.__init__
def init(self, *arguments, **options):
    if options.get("pass_fds") or options.get("preexec_fn"):
        raise ValueError("pass_fds and preexec_fn are not supported on Windows platforms")
    made(self, *arguments, **options)
subprocess.Popen.__init__ = init
"""


@pytest.fixture
def imitation(tmp_path: Path) -> dict[str, str]:
    """The environment of a command that finds nothing of what Windows has not."""
    (tmp_path / "sitecustomize.py").write_text(_IMITATION)
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(tmp_path)}
    gone = subprocess.run(
        [sys.executable, "-c", "import os; os.killpg"], env=environment, check=False, capture_output=True, text=True
    )
    assert "has no attribute 'killpg'" in gone.stderr
    return environment


def told(environment: dict[str, str], *arguments: object) -> str:
    done = subprocess.run(
        [str(COMMAND), *map(str, arguments)], env=environment, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_it_helps_and_renders(imitation: dict[str, str], tmp_path: Path) -> None:
    assert "--policy-pack-config" in told(imitation, "check", "--help")
    file = tmp_path / "judgement.json"
    file.write_text(json.dumps({**reports.JUDGEMENT, "findings": []}), "utf-8")
    assert told(imitation, "render", file).startswith("clean: ")


def test_it_checks_and_leaves_nothing(imitation: dict[str, str], tmp_path: Path) -> None:
    said = told(imitation, "check", CHAIN, "--policy-pack", WATCHER, "--preview")
    assert said.startswith("clean: chain dev · 0 mandatory findings, ")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("preflight-")] == []


def test_a_child_ends_with_its_owner(imitation: dict[str, str]) -> None:
    owner = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from preflight.processes.lifeline import LIFELINE\nfrom preflight.processes.process import Child\n"
        "code = LIFELINE + 'import time; print(1, flush=True); time.sleep(99)'\n"
        "child = Child([sys.executable, '-c', code], folder=Path.cwd(), environment=os.environ)\n"
        "child.read_line(20); print(child.pid, flush=True); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", owner], env=imitation, check=True, capture_output=True, timeout=60)
    child = Path(f"/proc/{int(done.stdout)}/stat")
    for _ in range(200):
        if not child.exists() or ") Z " in child.read_text():
            return
        time.sleep(0.05)
    pytest.fail("it is still there")


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [] if node.level or not node.module else [node.module]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("package", ["components", "policies/private_api_guard", "preflight"])
def test_no_module_that_windows_has_not_is_imported(package: str) -> None:
    imported = {
        (file.name, name.partition(".")[0])
        for file in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in _imported(node)
    }
    assert [pair for pair in imported if pair[1] in _MODULES] == []
