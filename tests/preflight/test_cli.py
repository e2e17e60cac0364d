"""The command, as people and pipelines use it: statuses, messages, files, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from preflight.errors import STATUSES
from preflight.report.formats import FORMATS
from tests.captures import FIXTURES
from tests.preflight.odd_packs import pack_of
from tests.preflight.report import reports
from tests.preflight.watcher import WATCHER
from tests.recorded import CHAIN, PROGRAMS, ROOT

COMMAND = Path(sys.executable).with_name("preflight")
STATE = FIXTURES / "real-engine" / "state.json"


def run(*arguments: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_of_connections_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRPC_VERBOSITY", raising=False)
    monkeypatch.setenv("GRPC_TRACE", "http")  # tells on every run, in the same way, what it tells of some ends only
    assert run("check", CHAIN, "--policy-pack", WATCHER, "--preview").stderr == ""


def left_behind(mark: str) -> list[str]:
    """Command lines of processes that mention a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_text(errors="replace").replace("\0", " ")
            except OSError:
                continue
            if mark in line:
                found.append(line)
    return found


def test_a_clean_stack_from_any_folder(tmp_path: Path) -> None:
    done = run("check", CHAIN, "--policy-pack", WATCHER, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("clean: chain dev · 0 mandatory findings, 0 advisory, 1 policy aborted; ")
    assert "\npreview and update · 27 resources · pack watcher · " in done.stdout
    assert "Steps" not in done.stdout  # what a new stack makes is all that there is
    assert done.stderr == ""


def test_a_blocked_stack_writes_its_report_whole_and_ends_with_1(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"count": {"limit": 3}}')
    output = tmp_path / "report.json"
    done = run(
        "check", CHAIN, "--stack", "dev", "--policy-pack", WATCHER, "--policy-pack-config", config,
        "--format", "json", "--output", output, "--update",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr == (
        "blocked: chain dev · 1 mandatory finding, 0 advisory; "
        f"no request path: 2 load balancers and 1 target group judged; report in {output}\n"
    )
    report = json.loads(output.read_text())
    assert (report["operation"], report["outcome"]) == ("update", "blocked")
    assert report["findings"][0]["fault"] == "count/too-many"
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "report.json"}


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["check", CHAIN, "--stack", "dve"],
            2,
            "stack 'dve' does not exist: there is no tests/fixtures/real-engine/program/stacks/Pulumi.dve.yaml",
        ),
        (["check", ROOT], 3, "--stack is missing\n  Stacks here: dev, prod, staging."),
        (["check", ROOT / "tests" / "fixtures" / "real-engine"], 2, "holds Pulumi.yaml, such as program.\n"),
        (["check", "/"], 2, "no Pulumi.yaml in /\n  PROGRAM is the folder that holds Pulumi.yaml"),
        (["check", ROOT / "nowhere"], 2, "no Pulumi.yaml in nowhere\n  There is no such folder."),
        (["check", CHAIN, "--stack", "dev", "--format", "xml"], 3, "'xml' is not one of"),
        (
            ["check", CHAIN, "--stack", "dev", "--nonsense"],
            3,
            "No such option: --nonsense\n  `preflight check --help` shows what is possible.",
        ),
        (["check", CHAIN, "--against", ""], 3, "Invalid value for '--against': it is empty; leave the option out, or"),
        (["check", CHAIN, "--stack="], 3, "Invalid value for '--stack' / '-s': it is empty"),
        (["chekc"], 3, "No such command 'chekc'"),
        (["render", STATE], 2, "is no judgement of a policy pack"),
        (["render"], 3, "Missing argument 'JUDGEMENT.json'"),
        (["audit", WATCHER / "PulumiPolicy.yaml", "--policy-pack", WATCHER], 2, "is not JSON"),
        (["rules", "--policy-pack", WATCHER], 2, "rules.json: it can not be read: No such file"),
        (
            ["check", CHAIN, "--policy-pack-config", STATE, "--policy-pack-config", STATE],
            3,
            "2 --policy-pack-config for 1 policy pack(s)",
        ),
    ],
)
def test_bad_input_is_one_clear_error_and_a_status(arguments: list, status: int, message: str) -> None:
    done = run(*arguments)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_configuration_key_is_named_with_what_is_allowed(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("config: {chain:linkde: true}\n")
    done = run("check", CHAIN, "--stack", "any", "--config-file", config)
    assert done.returncode == 2
    assert (
        "unknown configuration key chain:linkde\n  Did you mean chain:linked? Pulumi.yaml declares: linked.\n"
        in done.stderr
    )


def test_a_program_that_raises_gives_its_line_and_a_failed_report() -> None:
    done = run("check", PROGRAMS / "raises", "--stack", "dev", "--policy-pack", WATCHER, "--format", "json")
    assert done.returncode == 2
    assert (
        done.stderr
        == "error: tests/fixtures/programs/raises/helper.py:2: the program raised ValueError: the CIDR is wrong\n"
    )
    report = json.loads(done.stdout)
    assert (report["project"], report["stack"], report["file"]) == (
        "raises",
        "dev",
        "tests/fixtures/programs/raises/Pulumi.dev.yaml",
    )
    assert (report["outcome"], report["errors"][0]["position"]) == (
        "failed",
        "tests/fixtures/programs/raises/helper.py:2",
    )


def test_debug_shows_the_traceback() -> None:
    done = run("check", PROGRAMS / "raises", "--stack", "dev", "--debug")
    assert done.returncode == 2
    assert "Traceback (most recent call last):" in done.stderr
    assert "helper.py" in done.stderr


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import nothing_of_that_name\n", "odd-pack/__main__.py:1: policy pack 'odd-pack' ended before it served"),
        (
            """from pulumi_policy import *
def wrong(args, report): raise KeyError('vpcId')
PolicyPack('odd', [StackValidationPolicy('wrong', 'd', wrong)])
""",
            "odd-pack/__main__.py:2: policy pack 'odd-pack' raised KeyError: 'vpcId'",
        ),
    ],
)
def test_a_pack_that_does_not_start_or_raises(tmp_path: Path, code: str, message: str) -> None:
    pack = pack_of(tmp_path, code)
    done = run("check", CHAIN, "--stack", "dev", "--policy-pack", pack)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("error: ") == 1
    assert "Traceback" not in done.stderr
    assert left_behind(str(pack)) == []


def test_a_report_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    judgement = tmp_path / "judgement.json"
    judgement.write_text(json.dumps(reports.JUDGEMENT))
    done = run("render", judgement, "--format", "html", "--output", tmp_path / "missing" / "report.html")
    assert done.returncode == 2
    assert "can not be written: No such file" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["judgement.json"]


def test_a_judgement_is_rendered_in_any_format(tmp_path: Path) -> None:
    judgement = tmp_path / "judgement.json"
    judgement.write_text(json.dumps(reports.JUDGEMENT))
    done = run("render", judgement, "--format", "markdown")
    assert done.returncode == 1
    assert "usage-plan-key/no-key-in-plan" in done.stdout


def test_two_reports_are_compared_and_only_what_is_new_blocks_where_that_is_asked(tmp_path: Path) -> None:
    files = [tmp_path / "before.json", tmp_path / "after.json"]
    for file, report in zip(files, (reports.clean(), reports.blocked()), strict=True):
        file.write_text(FORMATS["json"](report))
    opened = run("diff", *files)
    assert opened.returncode == 1, opened.stderr
    assert "Changed since before.json" in opened.stdout
    assert "findings new: usage-plan-key/no-key-in-plan at plan" in opened.stdout
    same = run("diff", files[1], files[1], "--new-only", "--format", "json")
    assert same.returncode == 0, same.stderr
    assert not json.loads(same.stdout)["comparison"]["new"]
    wrong = run("diff", files[0], STATE)
    assert wrong.returncode == 2
    assert "this is no report of preflight" in wrong.stderr


def test_an_audit_of_a_state() -> None:
    done = run("audit", STATE, "--policy-pack", WATCHER, "--format", "junit")
    assert done.returncode == 0, done.stderr
    assert "<testsuite " in done.stdout


def test_rules_and_their_explanation(tmp_path: Path) -> None:
    rules = {
        "version": 1,
        "pack": "shop",
        "policies": [{"policy": "keys", "level": "mandatory", "asks": "Is there a key?"}],
        "faults": [
            {
                "fault": "keys/no-key",
                "policy": "keys",
                "level": "mandatory",
                "title": "No key",
                "symptom": "403",
                "remedy": "Add one.",
                "source": "AWS",
                "not_modelled": None,
            }
        ],
    }
    (tmp_path / "rules.json").write_text(json.dumps(rules))
    assert run("rules", "--policy-pack", tmp_path).stdout == "keys  mandatory  Is there a key?\n  keys/no-key  No key\n"
    told = run("explain", "keys/no-key", "--policy-pack", tmp_path)
    assert told.stdout == "keys/no-key  mandatory\nNo key\nSymptom: 403\nRemedy: Add one.\nSource: AWS\n"
    assert run("explain", "keys", "--policy-pack", tmp_path).stdout == run("rules", "--policy-pack", tmp_path).stdout
    assert run("explain", "403", "again", "--policy-pack", tmp_path).stdout == told.stdout
    nothing = run("rules", "teapot", "--policy-pack", tmp_path)
    assert (nothing.returncode, nothing.stderr.splitlines()[0]) == (3, "error: no fault is known by these words")
    unknown = run("explain", "keys/nokey", "--policy-pack", tmp_path)
    assert (unknown.returncode, unknown.stderr) == (
        3,
        "error: no fault is called 'keys/nokey'\n  Did you mean keys/no-key?\n",
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    mark = f"time.sleep({number + 7000})"
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: sleeps\nruntime: python\n")
    (program / "Pulumi.dev.yaml").write_text("")
    (program / "__main__.py").write_text(
        f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', 'import time; {mark}'])\n"
        "print('asleep', flush=True)\ntime.sleep(300)\n"
    )
    pack = pack_of(tmp_path, (WATCHER / "__main__.py").read_text(), f"pack-{number}")
    with subprocess.Popen(
        [str(COMMAND), "check", str(program), "--stack", "dev", "--policy-pack", str(pack)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "program asleep\n"
        process.send_signal(number)
        try:
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 130
    assert (out, err) == ("", "error: interrupted\n")
    deadline = time.monotonic() + 5
    while (left := [*left_behind(mark), *left_behind(str(pack)), *left_behind(str(program))]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.05)
    assert left == []


def test_the_version_is_the_projects() -> None:
    done = run("--version")
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert (done.returncode, done.stdout) == (0, f"preflight {stated}\n")


def test_help_is_quick_and_names_the_commands() -> None:
    done = run("-h")
    assert done.returncode == 0
    for command in ("check", "render", "audit", "rules", "explain"):
        assert command in done.stdout


def test_the_exit_statuses_are_told_in_the_help_and_on_the_page() -> None:
    told = " ".join(run("--help").stdout.split())
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
    for status, meaning in STATUSES.items():
        assert f"{status}: {meaning}" in told
        assert f"| {status} | {meaning}" in page


SWALLOWS = """
import os, signal
from preflight import cli, commands

def run():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        pass
    return 0

commands.run = run
cli.main()
"""


def test_an_interrupt_that_a_library_swallows_is_one() -> None:
    done = subprocess.run([sys.executable, "-c", SWALLOWS], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (130, "error: interrupted\n")


HANGS = """
import os, signal, threading
from preflight import cli, commands

def run():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        threading.Event().wait()

cli._GIVE_UP_SECONDS = 1
commands.run = run
cli.main()
"""


def test_an_interrupt_that_python_loses_ends_the_run_all_the_same() -> None:
    done = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (130, "error: interrupted\n")
