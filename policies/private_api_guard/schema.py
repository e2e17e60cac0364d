"""The JSON Schema of a configuration file, for editors: what stands in `policy-config.schema.json`."""

from typing import Any, Final

from .faults import LEVELS, TOPICS, WAIVER_OPTIONS, WAIVERS
from .faults.option import Option
from .recorder import POLICY as RECORDER

_REFERENCE: Final = {"$ref": "#/definitions/level"}
_LEVEL: Final = {
    "enum": ["advisory", "mandatory", "disabled"],
    "description": "advisory: it is told; mandatory: it also blocks the deployment; disabled: the policy is not asked.",
}

_ALL: Final = "The level of every policy that has none of its own here. Do not disable recorder with it."


def schema() -> dict[str, Any]:
    """The schema, version 7."""
    asks = {topic.name: topic.asks for topic in TOPICS}
    policies = {name: _policy(asks.get(name, ""), options_of(name)) for name in (*LEVELS, RECORDER.name)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The configuration of the policy pack private-api",
        "type": "object",
        "additionalProperties": False,
        "properties": {"all": {"allOf": [_REFERENCE], "description": _ALL}, **policies},
        "definitions": {"level": _LEVEL},
    }


def options_of(policy: str) -> tuple[Option, ...]:
    """The options that a policy has."""
    return WAIVER_OPTIONS if policy == WAIVERS else next((each.options for each in TOPICS if each.name == policy), ())


def _policy(asks: str, options: tuple[Option, ...]) -> dict[str, Any]:
    given = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"enforcementLevel": _REFERENCE, **{each.name: each.whole_schema for each in options}},
    }
    return {"anyOf": [_REFERENCE, given]} | ({"description": asks} if asks else {})
