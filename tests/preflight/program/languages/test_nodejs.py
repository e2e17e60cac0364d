"""Programs of Node.js: where their SDK is found, how it is started, and what their errors say."""

import json
from pathlib import Path

import pytest

from preflight.errors import ProjectError
from preflight.processes.raised import Raised
from preflight.program.languages.language import EARLY, End, Program
from preflight.program.languages.nodejs import Node, Options
from preflight.protocol.stack_identity import StackIdentity

RUNNER = "@pulumi/pulumi/cmd/run/index.js"
IDENTITY = StackIdentity(
    "shop", "dev", config={"shop:size": "2", "aws:region": "eu-west-1"}, secret_keys=("shop:size",)
)


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on PATH with node in it, and nothing else."""
    place = tmp_path / "bin"
    place.mkdir()
    (place / "node").write_text("#!/bin/sh\n")
    (place / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(place))
    monkeypatch.delenv("NODE_PATH", raising=False)
    return place / "node"


def program(tmp_path: Path, folder: str = "infra", main: str = "") -> Program:
    root = tmp_path / "shop" / folder
    root.mkdir(parents=True, exist_ok=True)
    (tmp_path / "shop" / ".git").mkdir(exist_ok=True)
    return Program(root / main, root, tmp_path / "shop")


def installed(place: Path) -> Path:
    file = place / RUNNER
    file.parent.mkdir(parents=True)
    file.write_text("")
    return file


def command(made: Program, options: Options | None = None) -> tuple[list[str], dict[str, str]]:
    with Node(options or Options()).ready(made, 5) as start:
        started = start(IDENTITY, "127.0.0.1:7")
    return list(started.command), started.environment


def test_it_is_started_as_the_language_host_starts_it(tmp_path: Path, node: Path) -> None:
    made = program(tmp_path)
    runner = installed(made.root / "node_modules")
    told, environment = command(made, Options(nodeargs="--max-old-space-size=4096 --title 'a b'"))
    assert told[told.index(str(node)) + 1 :] == [
        "-r", told[told.index("-r") + 1], "--max-old-space-size=4096", "--title", "a b", str(runner),
        "--monitor", "127.0.0.1:7", "--engine", "127.0.0.1:7", "--organization", "organization", "--project", "shop",
        "--root-directory", str(made.root), "--stack", "dev", "--pwd", str(made.root), "--parallel", "16",
        "--dry-run", ".",
    ]  # fmt: skip
    assert json.loads(environment["PULUMI_CONFIG"]) == {"shop:config:size": "2", "aws:config:region": "eu-west-1"}
    assert environment["PULUMI_NODEJS_TYPESCRIPT"] == environment["PULUMI_NODEJS_TRANSPILE_ONLY"] == "true"
    _, environment = command(made, Options(typescript=False, tsconfig="tsconfig.infra.json"))
    assert "PULUMI_NODEJS_TYPESCRIPT" not in environment
    assert environment["PULUMI_NODEJS_TSCONFIG_PATH"] == "tsconfig.infra.json"


def test_a_file_of_a_folder_is_run_from_that_folder(tmp_path: Path, node: Path) -> None:
    made = program(tmp_path, main="src/main.ts")
    made.main.parent.mkdir()
    made.main.write_text("")
    installed(made.root / "node_modules")
    told, _ = command(made)
    assert (told[told.index("--pwd") + 1], told[-1]) == (str(made.root / "src"), "main.ts")


@pytest.mark.parametrize("layout", ["npm", "workspace", "pnpm", "NODE_PATH"])
def test_the_programs_own_sdk_is_found_as_node_finds_it(
    tmp_path: Path, node: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    made = program(tmp_path, "packages/infra")
    modules = made.root / "node_modules"
    match layout:
        case "npm":
            found = installed(modules)
        case "workspace":  # npm and yarn put it at the top
            found = installed(made.repository / "node_modules")
        case "pnpm":  # links into a store
            installed(made.repository / "node_modules" / ".pnpm" / "@pulumi+pulumi@3.0.0" / "node_modules")
            (modules / "@pulumi").mkdir(parents=True)
            store = made.repository / "node_modules" / ".pnpm" / "@pulumi+pulumi@3.0.0" / "node_modules"
            (modules / "@pulumi" / "pulumi").symlink_to(store / "@pulumi" / "pulumi")
            found = modules / RUNNER
        case _:
            monkeypatch.setenv("NODE_PATH", str(tmp_path / "elsewhere"))
            found = installed(tmp_path / "elsewhere")
    assert str(found) in command(made)[0]


@pytest.mark.parametrize(
    ("lock", "manager", "remedy"),
    [
        ("package-lock.json", "auto", "npm ci"),
        ("pnpm-lock.yaml", "auto", "pnpm install"),
        ("yarn.lock", "auto", "yarn install"),
        ("bun.lock", "auto", "bun install"),
        ("README.md", "auto", "npm install"),
        ("README.md", "pnpm", "pnpm install"),
    ],
)
def test_without_its_packages_it_is_said_what_to_run(
    tmp_path: Path, node: Path, lock: str, manager: str, remedy: str
) -> None:
    made = program(tmp_path, "packages/infra")
    (made.repository / lock).write_text("")
    with pytest.raises(ProjectError, match=r"@pulumi/pulumi is not installed in packages/infra") as raised:
        command(made, Options(packagemanager=manager))  # type: ignore[arg-type]
    assert raised.value.remedy == f"Run `{remedy}` in packages/infra first."


def test_without_node_or_the_program_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProjectError, match=r"node, which runs programs of `runtime: nodejs`, is not on PATH"):
        command(program(tmp_path))
    with pytest.raises(ProjectError, match=r"infra/nothing.ts, which `main` in Pulumi.yaml names, is not there"):
        command(program(tmp_path, main="nothing.ts"))


UNHANDLED = "Running program '/srv/shop/infra/.' failed with an unhandled exception:\n"
STACK = """
    at fail (/srv/shop/node_modules/@pulumi/output.ts:404:31)
    at Object.<anonymous> (/srv/shop/infra/lib/net.ts:7:11)
    at file:///srv/shop/infra/index.ts:3:1
    at processTicksAndRejections (node:internal/process/task_queues:95:5)"""
REQUIRED = """Error: Cannot find module './nothing'
Require stack:
- /srv/shop/infra/index.ts
    at Function.Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at Object.<anonymous> (/srv/shop/infra/index.ts:1:1) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/srv/shop/infra/index.ts' ]
}"""


UNCOMPILED = "TSError: Unable to compile TypeScript:\nindex.ts(4,11): error TS1109: Expression expected."


@pytest.mark.parametrize(
    ("logged", "raised"),
    [
        (f"{UNHANDLED}TypeError: no\n  such port{STACK}", Raised("TypeError", "no\n  such port", "infra/lib/net.ts:7")),
        (f"{UNHANDLED}{REQUIRED}", Raised("Error", "Cannot find module './nothing'", "infra/index.ts:1")),
        (
            f"{UNHANDLED}<ref *1> Error: it names itself{STACK}",
            Raised("Error", "it names itself", "infra/lib/net.ts:7"),
        ),
        (f"Error: much later{STACK}", Raised("Error", "much later", "infra/lib/net.ts:7")),
        (
            f"{UNHANDLED}AssertionError [ERR_ASSERTION]: 1 == 2{STACK}",
            Raised("AssertionError", "1 == 2", "infra/lib/net.ts:7"),
        ),
        (f"{UNHANDLED}{UNCOMPILED}", Raised("TSError", UNCOMPILED.removeprefix("TSError: "), "infra/index.ts:4")),
        (
            f"{UNHANDLED}/srv/shop/infra/lib.js:5\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'",
            Raised("SyntaxError", "Unexpected token ';'", "infra/lib.js:5"),
        ),
        (f"{UNHANDLED}Error: in a package\n    at x (/usr/lib/tool.js:1:1)", Raised("Error", "in a package", "")),
        ("the port is too high", Raised("", "the port is too high", "")),  # a RunError
        (f"{UNHANDLED}text", Raised("", "text", "")),  # what is thrown need be no error
    ],
)
def test_an_error_that_the_runner_logged_is_told_by_its_own_line(logged: str, raised: Raised) -> None:
    made = Program(Path("/srv/shop/infra"), Path("/srv/shop/infra"), Path("/srv/shop"))
    assert Node(Options()).crash(End(b"", "", logged), made) == raised


UNDONE = """something before
The Pulumi runtime detected that the program exited before the following resource
registrations could complete:
  * "a" [a:b:Thing] was waiting for the value of its input property "x"

This can happen when a resource's inputs depend on a promise that never resolves.
"""
LEAKED = "The Pulumi runtime detected that 5 promises were still active\nat the time that the process exited. There are"


UNCAUGHT = """warning: said before

node:internal/modules/package_json_reader:93
        throw error;
        ^

SyntaxError: Error parsing /srv/shop/package.json: no

more
    at parse (<anonymous>)
    at read (/srv/shop/lib.js:9:16) {
  path: '/srv/shop/package.json'
}

Node.js v20.20.2
"""


def test_what_node_itself_says_of_an_error_is_told() -> None:
    made = Program(Path("/srv/shop"), Path("/srv/shop"), Path("/srv/shop"))
    raised = Raised("SyntaxError", "Error parsing package.json: no\n\nmore", "lib.js:9")
    assert Node(Options()).crash(End(b"", UNCAUGHT), made) == raised


@pytest.mark.parametrize(
    ("words", "message"),
    [(LEAKED, EARLY), (UNDONE, f'{EARLY}\n  * "a" [a:b:Thing] was waiting for the value of its input property "x"')],
)
def test_a_process_that_was_ended_in_between_is_told(words: str, message: str) -> None:
    made = Program(Path("/srv/shop"), Path("/srv/shop"), Path("/srv/shop"))
    assert Node(Options()).crash(End(b"", words), made) == Raised("", message, "")
    assert Node(Options()).crash(End(b"", "out of memory"), made) is None
