"""What a program says of its configuration gets the lines of the stack's file."""

import json
from pathlib import Path

import pytest

from preflight.errors import ProgramError
from preflight.program.program import prepare, record
from preflight.program.refused import refused_configuration
from preflight.program.stack_config import StackConfig
from preflight.report.report import Report, failure
from tests.recorded import ROOT


@pytest.mark.parametrize(
    "told", [b"", b"done", b"{}", b'["title"]', b'["title", [["key", "text"]]]', b"\xff", b"[" * 9999]
)
def test_other_last_words_are_no_such_error(told: bytes) -> None:
    assert refused_configuration(told, StackConfig()) is None


def test_a_key_that_nobody_wrote_has_no_place() -> None:
    told = json.dumps(["Wrong (1 error):", [[["shop:size"], "size is missing"]]]).encode()
    error = refused_configuration(told, StackConfig())
    assert error is not None
    assert (error.message, error.position) == ("Wrong (1 error):\n  - size is missing", "")


def test_each_setting_that_is_refused_has_its_line(tmp_path: Path) -> None:
    text = (ROOT / "stacks" / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    file = tmp_path / "stack.yaml"
    file.write_text(text.replace("kind: fargate", "kind: fargat"))
    with pytest.raises(ProgramError) as raised:
        record(prepare(ROOT, "dev", config_file=file))
    title, said = raised.value.message.splitlines()
    assert title == "The stack's configuration cannot be used (1 error):"
    assert raised.value.position == f"{file}:10"
    assert said.startswith(
        f'  - {file}:10: private-api:backends.orders.kind = "fargat": there is no such kind. Allowed: '
    )


def test_several_at_once_have_a_line_each(tmp_path: Path) -> None:
    text = (ROOT / "stacks" / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    file = tmp_path / "stack.yaml"
    file.write_text(text.replace("port: 8080", "port: 99999").replace("limit: 100000", "limit: many"))
    with pytest.raises(ProgramError) as raised:
        record(prepare(ROOT, "dev", config_file=file))
    places = [line.split(": ")[0].removeprefix("  - ") for line in raised.value.message.splitlines()[1:]]
    assert places == [f"{file}:12", f"{file}:23"]
    told = failure(Report("private-api", "dev", "preview"), [raised.value]).errors
    assert [each.position for each in told] == places
    assert [each.message.partition(" = ")[0] for each in told] == [
        "private-api:backends.orders.port",
        "private-api:apis.orders.plans.standard.quota.limit",
    ]
