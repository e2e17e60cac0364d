"""What AWS's models know and the table does not: each line names what the provider has and no row reads."""

import json
from pathlib import Path

from docs.unlisted import CALLS, unlisted, unread_rules
from private_api_guard.faults.arguments import ROWS


def test_a_line_is_of_a_type_and_of_a_property_that_no_row_reads():
    lines = list(unlisted())
    named = [line.partition(": ") for line in lines]
    read = {f"{of or row.family}.{path.partition('.')[0]}" for row in ROWS for of, path in row.refused.reads}
    assert {place.rpartition(".")[0] for place, _, _ in named} <= CALLS.keys()
    assert not read & {place for place, _, _ in named}
    assert "apigateway.Integration.responseTransferMode: one of BUFFERED, STREAM" in lines
    assert not any(line.startswith("ecs.Service.launchType") for line in lines)


def test_the_types_are_those_of_rows():
    families = {row.family for row in ROWS}
    assert len(CALLS.keys() & families) >= 20


def test_a_rule_of_cfn_lint_is_told_by_what_no_row_reads(tmp_path: Path) -> None:
    folder = tmp_path / "aws_ecs_service"
    folder.mkdir()
    capacity = {"if": {"required": ["LaunchType"]}, "then": {"properties": {"EnableECSManagedTags": False}}}
    (folder / "fargate.json").write_text(json.dumps(capacity))
    (folder / "strategy.json").write_text(json.dumps({"properties": {"SchedulingStrategy": {"const": "REPLICA"}}}))
    assert list(unread_rules(tmp_path)) == ["ecs.Service: enableEcsManagedTags (aws_ecs_service/fargate)"]
