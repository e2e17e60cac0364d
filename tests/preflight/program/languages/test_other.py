"""Programs of any other runtime, by its language host."""

from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.errors import ProgramError, ProjectError
from preflight.processes.raised import Raised
from preflight.program.languages.language import End, Program
from preflight.program.languages.other import Other
from preflight.program.languages.pulumiyaml import Yaml
from preflight.program.program import prepare, record
from tests.drawn import SOAKED


def with_options(folder: Path, does: str) -> Path:
    project = (folder / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(
        project.replace("runtime: standin", f"runtime: {{name: standin, options: {{does: {does}}}}}")
    )
    return folder


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("fails", "^the program failed: Main.yaml is too short$"),
        pytest.param("logs", "^the program failed: Main.yaml is too long$", marks=SOAKED),
        ("raises", "^Main.yaml:3: the program raised E: too long$"),
        pytest.param("ends", "^the program ended before it was done, with exit status 0\n", marks=SOAKED),
        pytest.param("hangs", "^the program was not done after 3 s\n", marks=SOAKED),
        pytest.param("exits", "^the program failed: pulumi-language-standin did not answer: ", marks=SOAKED),
    ],
)
def test_what_a_host_answers_is_told(program: Callable[[str], Path], does: str, message: str) -> None:
    said: list[object] = []
    with pytest.raises(ProgramError) as raised:
        record(prepare(with_options(program("standin"), does), "sound"), on_message=said.append, timeout=3)
    assert raised.match(message)
    assert said == []


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("echo no port", "pulumi-language-standin wrote 'no port' where the engine expects its port"),
        pytest.param("exit 0", "pulumi-language-standin ended at once", marks=SOAKED),
    ],
)
def test_what_is_no_host_is_told(program: Callable[[str], Path], tmp_path: Path, does: str, message: str) -> None:
    folder = program("standin")
    (tmp_path / "bin" / "pulumi-language-standin").write_text(f"#!/bin/sh\n{does}\n")
    with pytest.raises(ProgramError, match=message):
        record(prepare(folder, "sound"), timeout=20)


def test_the_host_is_on_path_or_beside_the_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "bin").mkdir()
    for name in ("pulumi", "pulumi-language-yaml"):
        (tmp_path / "cli" / name).write_text("#!/bin/sh\n")
        (tmp_path / "cli" / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: yaml\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    run = prepare(tmp_path, "dev")
    assert run.project.language == Yaml("yaml")
    with pytest.raises(
        ProjectError, match="pulumi-language-yaml, which runs programs of `runtime: yaml`, is not on PATH"
    ):
        record(run)
    (tmp_path / "bin" / "pulumi").symlink_to(tmp_path / "cli" / "pulumi")
    with run.project.language.ready(run.project.program, 5) as start:
        assert str(tmp_path / "cli" / "pulumi-language-yaml") in start(run.identity, "127.0.0.1:7").command


@pytest.mark.parametrize(("runtime", "meant"), [("pyhton", "Did you mean python? "), ("java", ""), ("deno", "")])
def test_a_runtime_that_is_misspelt_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str, meant: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = Program(tmp_path, tmp_path, tmp_path)
    with pytest.raises(ProjectError) as raised, Other(runtime, {}).ready(made, 5):
        pass
    assert raised.value.remedy.startswith(f"{meant}It comes with the Pulumi CLI")


JAVA = """Running program [PID: 7](/usr/bin/java compile exec:java) failed with an unhandled exception:
java.lang.IllegalStateException: two
 lines
\tat app.Network.<init>({name}.java:7)
\tat com.pulumi.internal.PulumiInternal.run(PulumiInternal.java:117)
"""
DOTNET = """Running program '/srv/App' failed with an unhandled exception:
System.NullReferenceException: no network
   at System.Lazy.Create() in /_/src/Lazy.cs:line 4
   at Network..ctor(String name) in {folder}/src/Network.cs:line 12
"""


@pytest.mark.parametrize(
    ("logged", "told"),
    [
        (JAVA.format(name="Network"), Raised("java.lang.IllegalStateException", "two\n lines", "src/Network.java:7")),
        (JAVA.format(name="Stack"), Raised("java.lang.IllegalStateException", "two\n lines", "")),
        (JAVA.format(name="**/x"), Raised("java.lang.IllegalStateException", "two\n lines", "")),
        (JAVA.format(name="None"), Raised("java.lang.IllegalStateException", "two\n lines", "")),
        (DOTNET, Raised("System.NullReferenceException", "no network", "src/Network.cs:12")),
        ("Running program 'a' failed with an unhandled exception:\nError", Raised("Error", "", "")),
        ("it is too long", Raised("", "the program failed: it is too long", "")),
    ],
)
def test_an_exception_is_told_at_its_line(tmp_path: Path, logged: str, told: Raised) -> None:
    for name in ("src/Network.java", "src/Network.cs", "src/Stack.java", "test/Stack.java"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    end = End(b"it exited with 32", "", logged.replace("{folder}", str(tmp_path)))
    assert Other("java").crash(end, Program(tmp_path, tmp_path, tmp_path)) == told
