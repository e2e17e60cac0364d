"""Programs in Go: what they need, how they are built, and what their errors say."""

from pathlib import Path

import pytest

from preflight.errors import PreflightError, ProgramError, ProjectError
from preflight.processes.raised import Raised
from preflight.program.languages.golang import Go, Options
from preflight.program.languages.language import End, Program
from preflight.protocol.stack_identity import StackIdentity

SHOP = Program(Path("/srv/shop/infra"), Path("/srv/shop/infra"), Path("/srv/shop"))


def script(place: Path, name: str, content: str) -> Path:
    place.mkdir(exist_ok=True)
    (place / name).write_text(f"#!/bin/sh\n{content}\n")
    (place / name).chmod(0o755)
    return place / name


def infra(tmp_path: Path) -> Program:
    folder = tmp_path / "shop" / "infra"
    folder.mkdir(parents=True)
    (folder / "main.go").write_text("package main\n")
    return Program(folder, folder, tmp_path / "shop")


def test_its_binary_is_built_once_for_runs_at_the_same_time_and_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "bin", "go", f'echo "$GOPROXY $PWD" >> {tmp_path}/built; echo > "$3"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    made, go = infra(tmp_path), Go(Options())
    with go.ready(made, 20) as first, go.ready(made, 20) as second:
        binaries = {start(StackIdentity("shop", "dev"), "127.0.0.1:7").command[-1] for start in (first, second)}
        assert [Path(binary).is_file() for binary in binaries] == [True]
    assert not any(Path(binary).parent.exists() for binary in binaries)
    assert (tmp_path / "built").read_text() == f"off {made.folder}\n"
    with go.ready(made, 20):
        assert len((tmp_path / "built").read_text().splitlines()) == 2


def test_a_binary_that_is_named_is_run_and_nothing_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = infra(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with (
        pytest.raises(ProjectError, match=r"binary of Pulumi.yaml is 'shop', which is neither in infra nor on PATH"),
        Go(Options(binary="shop")).ready(made, 5),
    ):
        pass
    for place in (tmp_path / "bin", made.folder):
        binary = script(place, "shop", "exit 0")
        with Go(Options(binary="shop")).ready(made, 5) as start:
            started = start(StackIdentity("shop", "dev"), "127.0.0.1:7")
        assert started.command[-1] == str(binary)
    assert started.environment == {
        "PULUMI_MONITOR": "127.0.0.1:7",
        "PULUMI_ENGINE": "127.0.0.1:7",
        "PULUMI_PARALLEL": "16",
        "PULUMI_ROOT_DIRECTORY": str(made.root),
    }


def test_without_go_or_a_program_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = infra(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with (
        pytest.raises(ProjectError, match="go, which builds programs of `runtime: go`, is not on PATH"),
        Go(Options()).ready(made, 5),
    ):
        pass
    script(tmp_path / "bin", "go", "exit 1")
    (made.folder / "main.go").unlink()
    with (
        pytest.raises(ProjectError, match="infra holds no program: there is no file of Go"),
        Go(Options()).ready(made, 5),
    ):
        pass


@pytest.mark.parametrize(
    ("words", "status", "error", "message", "position"),
    [
        (
            "# shop/infra\n./main.go:12:3: undefined: x\n./main.go:13:3: undefined: y",
            1,
            ProgramError,
            "the program does not compile: undefined: x",
            "infra/main.go:12",
        ),
        (
            "go: example.com/a@v1.0.0: module lookup disabled by GOPROXY=off",
            1,
            ProjectError,
            "modules that infra needs are not there",
            "",
        ),
        ("main.go:4:2: no required module provides package a/b; to add it:", 1, ProjectError, "are not there", ""),
        ("go: cannot find main module", 1, ProgramError, "does not compile: go: cannot find main module", ""),
        ("", 0, ProgramError, "package main is missing", ""),
        ("", 2, ProgramError, "go build ended with exit status 2", ""),
    ],
)
def test_what_does_not_compile_is_told_by_its_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    status: int,
    error: type[PreflightError],
    message: str,
    position: str,
) -> None:
    (tmp_path / "said").write_text(words)
    script(tmp_path / "bin", "go", f"cat {tmp_path}/said >&2; exit {status}")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    with pytest.raises(error) as raised, Go(Options()).ready(infra(tmp_path), 20):
        pass
    assert message in raised.value.message
    assert raised.value.position == position
    assert error is not ProjectError or raised.value.remedy == "Run `go mod download` in infra first."


PANIC = """panic: no such port
of 70000

goroutine 1 [running]:
github.com/pulumi/pulumi/sdk/v3/go/pulumi.Run(0x1)
\t/root/go/pkg/mod/github.com/pulumi/pulumi/sdk/v3@v3.276.0/go/pulumi/run.go:50 +0x1d
main.network(...)
\t/srv/shop/infra/net/network.go:11
main.main()
\t/srv/shop/infra/main.go:7 +0x1d
exit status 2"""
FAILED = "an unhandled error occurred: program failed: \n1 error occurred:\n\t* the CIDR is wrong\n\n"


@pytest.mark.parametrize(
    ("end", "raised"),
    [
        (End(b"", PANIC), Raised("panic", "no such port\nof 70000", "infra/net/network.go:11")),
        (
            End(b"", "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select]:\nmain.main()\n"),
            Raised("fatal error", "all goroutines are asleep - deadlock!", ""),
        ),
        (End(b"", "", FAILED), Raised("", "the program failed: the CIDR is wrong", "")),
        (End(b"", "", "something else"), Raised("", "the program failed: something else", "")),
        (End(b"", "killed"), None),
    ],
)
def test_an_error_is_told(end: End, raised: Raised | None) -> None:
    assert Go(Options()).crash(end, SHOP) == raised
