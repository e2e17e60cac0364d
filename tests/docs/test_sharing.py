"""What the page on sharing the pack shows, as far as it goes without an account."""

import ast
import inspect
from pathlib import Path

from pulumi.automation import Stack

from tests.captures import REAL_ENGINE
from tests.docs.blocks import code
from tests.preflight.test_cli import run

PAGE = "docs/how-to/share-the-pack.md"


def test_the_automation_api_takes_packs_with_their_configuration() -> None:
    calls = [node for node in ast.walk(ast.parse(code(PAGE, "python")[0])) if isinstance(node, ast.Call)]
    assert [call.func.attr for call in calls if isinstance(call.func, ast.Attribute)] == ["preview", "up"]
    for call in calls:
        method = getattr(Stack, call.func.attr)  # pyrefly: ignore
        assert {each.arg for each in call.keywords} <= {*inspect.signature(method).parameters}


def test_nobody_is_blocked_by_what_is_advisory(tmp_path: Path) -> None:
    config = tmp_path / "adopt.json"
    config.write_text(code(PAGE, "json")[0], "utf-8")
    state = REAL_ENGINE / "state.json"
    assert run("audit", state).returncode == 1
    done = run("audit", state, "--policy-pack-config", config)
    assert (done.returncode, done.stdout.splitlines()[0][:6]) == (0, "clean:")
