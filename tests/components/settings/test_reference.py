"""The schema and the page are what the types say, and the stack files are what the schema says."""

import errno
import json
import os

import jsonschema
import pytest
import yaml

from components.settings.containers import TaskSettings
from components.settings.reference import json_schema, page
from docs.costs import costs
from tests.engine import ROOT

SCHEMA = ROOT / "stacks" / "schema.json"
PAGE = ROOT / "docs" / "reference" / "stack-file.md"
FILES = sorted([*(ROOT / "stacks").glob("Pulumi.*.yaml"), *(ROOT / "examples").glob("Pulumi.*.yaml")])


def test_the_schema_is_made_from_the_types() -> None:
    made = json.dumps(json_schema(), indent=1) + "\n"
    if os.environ.get("GOLDEN") == "write":
        SCHEMA.write_text(made, encoding="utf-8")
    assert made == SCHEMA.read_text(encoding="utf-8"), "make golden"


def test_the_page_is_made_from_the_types_and_the_prices() -> None:
    made = page(costs())
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(made, encoding="utf-8")
    assert made == PAGE.read_text(encoding="utf-8"), "make golden"


def test_every_cost_stands_beside_its_setting() -> None:
    text = page(costs())
    definitions = json_schema()["$defs"]
    for setting, cost in costs().items():
        model, _, key = setting.partition(".")
        assert key in definitions[model]["properties"], setting
        assert cost in text, setting
    assert "Costs a month: $3.00 for the dashboard." in costs()["OperationsSettings.dashboard"]
    # a web ACL, 5.00, and three rules, 1.00 each; by use beside it
    assert costs()["PrivateApiSettings.firewall"] == (
        "Costs a month: $8.00 for a web ACL that is made here. Billed by use: requests."
    )
    # 0.048 x 730 + 0.005 x 730
    assert "$38.69 for a zone with `nat`" in costs()["NetworkSettings.egress"]


def test_the_page_says_how_to_tell_a_container_that_writes_where_it_may_not() -> None:
    (row,) = {line for line in page({}).splitlines() if line.startswith("| `writable`")}
    for told in (os.strerror(errno.EROFS), "Essential container in task exited", "docker run --read-only", "`VOLUME`"):
        assert told in row, told
    assert TaskSettings().writable == (), "a container writes nowhere unless its settings say so"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[1])
def test_a_stack_file_obeys_the_schema(path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), json_schema())


def test_the_schema_refuses_misspelt_keys() -> None:
    file = yaml.safe_load(FILES[-1].read_text(encoding="utf-8"))
    file["config"]["private-api:netwroks"] = {}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(file, json_schema())


def test_every_key_is_explained() -> None:
    assert "|  |\n" not in page({})
