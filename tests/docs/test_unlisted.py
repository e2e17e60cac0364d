"""What AWS's models know and the table does not: each line names what the provider has and no row reads."""

from docs.unlisted import CALLS, unlisted
from private_api_guard.faults.arguments import ROWS


def test_a_line_is_of_a_type_and_of_a_property_that_no_row_reads():
    lines = list(unlisted())
    named = [line.partition(": ") for line in lines]
    read = {f"{row.family}.{path.partition('.')[0]}" for row in ROWS for of, path in row.refused.reads if not of}
    assert {place.rpartition(".")[0] for place, _, _ in named} <= CALLS.keys()
    assert not read & {place for place, _, _ in named}
    assert "ecs.TaskDefinition.networkMode: one of bridge, host, awsvpc, none" in lines
    assert not any(line.startswith("ecs.Service.launchType") for line in lines)


def test_the_types_are_those_of_rows():
    families = {row.family for row in ROWS}
    assert len(CALLS.keys() & families) >= 20
