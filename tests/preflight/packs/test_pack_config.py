"""A pack's configuration is merged and refused as the engine does it."""

import json
import math
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2

from preflight.errors import PackConfigError, PackError
from preflight.packs.pack_config import PolicyInfo, PolicySettings, merged, read, unknown_policies
from preflight.protocol import wire

SCHEMA = {
    "type": "object",
    "properties": {"max": {"type": "number", "default": 3}, "mode": {"enum": ["a", "b"]}},
    "required": [],
}
POLICIES = {
    "one": PolicyInfo("one", "", "mandatory", "stack", SCHEMA),
    "two": PolicyInfo("two", "", "advisory", "resource", {"type": "object", "properties": {}, "required": []}),
}


def given(tmp_path: Path, content: object) -> dict[str, PolicySettings]:
    file = tmp_path / "config.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return read(file)


def test_nothing_given_leaves_levels_and_defaults() -> None:
    assert merged(POLICIES, {}, {}) == {
        "one": PolicySettings("mandatory", {"max": 3}),
        "two": PolicySettings("advisory", {}),
    }


def test_a_file_goes_over_the_initial_configuration_and_all_under_single_policies(tmp_path: Path) -> None:
    initial = {"one": PolicySettings("advisory", {"max": 4, "mode": "a"})}
    file = given(tmp_path, {"all": "disabled", "one": {"max": 5}, "two": "mandatory"})
    assert merged(POLICIES, initial, file) == {
        "one": PolicySettings("disabled", {"max": 5, "mode": "a"}),
        "two": PolicySettings("mandatory", {}),
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ([], "is no configuration of a policy pack"),
        ({"one": 3}, "one is 3"),
        ({"one": "strict"}, 'one is "strict"\nAllowed: .advisory., .mandatory.'),
        ({"all": {"max": 1}}, "all: it takes an enforcement level only"),
        ({"oen": {"max": 1}}, "'oen' is not in the pack, and its settings give no enforcementLevel"),
        ({"one": {"max": "many"}}, "max: 'many' is not of type 'number'"),
        ({"one": {"mode": "c"}}, "mode: 'c' is not one of"),
    ],
)
def test_what_the_engine_refuses(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(PackConfigError, match=message):
        merged(POLICIES, {}, given(tmp_path, content))


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "nope"}, "'nope' is not valid"),
        ({"pattern": "("}, "is not a 'regex'"),
        ({"$ref": "http://127.0.0.1:9/schema"}, "http://127.0.0.1:9/schema"),
        ({"$ref": "#/properties/mode"}, "RecursionError"),
        (5, "5 is not of type"),
    ],
)
def test_a_schema_that_is_none_is_told(schema: object, message: str) -> None:
    odd = PolicyInfo("one", "", "mandatory", "stack", {**SCHEMA, "properties": {"mode": schema}})
    with pytest.raises(PackConfigError, match=f"policy 'one' has a schema that is none: .*{message}"):
        merged({"one": odd}, {}, {"one": PolicySettings(None, {"mode": "a"})})


def test_a_schema_may_refer_to_its_own_parts() -> None:
    sound = {**SCHEMA, "properties": {"mode": {"$ref": "#/definitions/mode"}}, "definitions": {"mode": {"enum": ["a"]}}}
    needs = PolicyInfo("one", "", "mandatory", "stack", sound)
    assert merged({"one": needs}, {}, {"one": PolicySettings(None, {"mode": "a"})})["one"].properties == {"mode": "a"}
    with pytest.raises(PackConfigError, match="mode: 'b' is not one of"):
        merged({"one": needs}, {}, {"one": PolicySettings(None, {"mode": "b"})})


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_no_number_is_told_of_what_a_pack_sends(number: float) -> None:
    with pytest.raises(PackError, match=r"the pack sent properties .* list\[1\] is no number"):
        PolicySettings.of(analyzer_pb2.PolicyConfig(properties=wire.to_struct({"list": [1, number]})))
    assert PolicySettings.of(analyzer_pb2.PolicyConfig(properties=wire.to_struct({"list": [1, 2.5]}))).properties == {
        "list": [1, 2.5]
    }


def test_a_required_property_must_be_there() -> None:
    needs = PolicyInfo("one", "", "mandatory", "stack", {**SCHEMA, "required": ["mode"]})
    with pytest.raises(PackConfigError, match="'mode' is a required property"):
        merged({"one": needs}, {}, {})


def test_a_misspelt_policy_with_a_level_is_accepted_but_known(tmp_path: Path) -> None:
    file = given(tmp_path, {"oen": "advisory", "all": "advisory"})
    assert merged(POLICIES, {}, file)["oen"] == PolicySettings("advisory", {})
    assert unknown_policies(POLICIES, file) == ["oen"]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PackConfigError, match="No such file"):
        read(tmp_path / "nothing.json")


@pytest.mark.parametrize("level", ["advisory", "mandatory", "disabled", "remediate"])
def test_settings_survive_the_protocol(level: str) -> None:
    settings = PolicySettings(level, {"max": 3.0, "list": ["a"], "none": None})  # pyrefly: ignore
    assert PolicySettings.of(settings.message()) == settings
