"""The program itself: what it exports, how it refuses, what it leaves behind."""

import gc
import json
import runpy
from typing import Any

import pulumi
import pytest
from pulumi.runtime.config import CONFIG

from tests.engine import ROOT, record, stack_file

PROGRAM = str(ROOT / "__main__.py")


@pytest.fixture
def config() -> Any:
    """The configuration of the stack file, which a test may change before the program reads it."""
    texts = stack_file(ROOT / "stacks" / "Pulumi.prod.yaml")
    given = {key: each if isinstance(each, str) else json.dumps(each) for key, each in texts.items()}
    token = CONFIG.set(given)
    yield given
    CONFIG.reset(token)


def test_it_exports_what_people_ask_for(config: Any) -> None:
    exported = record(lambda: runpy.run_path(PROGRAM), stack="prod").outputs
    (stack,) = [each for urn, each in exported.items() if "::pulumi:pulumi:Stack::" in urn]
    assert set(stack) == {"urls", "keyIds", "probes"}
    assert set(stack["keyIds"]["orders"]) == {"billing/1", "mobile/1", "probe/1"}


def test_what_cannot_be_used_is_told_as_an_error_of_the_run(config: Any) -> None:
    del config["private-api:networks"]
    with pytest.raises(pulumi.RunError, match=r"private-api:networks is missing\. Remedy: "):
        record(lambda: runpy.run_path(PROGRAM), stack="prod")


@pytest.mark.parametrize(("region", "warned"), [("eu-west-1", False), ("eu-west-9", True)])
def test_a_region_that_the_sdk_does_not_list_is_a_warning(
    config: Any, monkeypatch: pytest.MonkeyPatch, region: str, warned: bool
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: said.append(text))
    for key, text in config.items():
        config[key] = text.replace("eu-west-1", region)
    assert record(lambda: runpy.run_path(PROGRAM), stack="prod").outputs
    assert [text.partition(": the SDK")[0] for text in said] == (["aws:region = eu-west-9"] if warned else [])
    assert all("Remedy: write eu-west-" in text for text in said)


@pytest.mark.parametrize("missing", [None, "private-api:networks"])
def test_the_collector_rests_only_while_the_program_runs(config: Any, missing: str | None) -> None:
    config.pop(missing, None)
    running = []

    def program() -> None:
        try:
            runpy.run_path(PROGRAM)
        except pulumi.RunError:
            assert missing
        running.append(gc.isenabled())

    record(program, stack="prod")
    assert running == [True]
