"""What the stack file may hold, told by the settings' own types: a JSON schema for editors, and a page for people."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .names import NAME
from .stack import Settings
from .wording import PROJECT

REGION = "aws:region"
INTRODUCTION = f"""# Stack file

A stack file holds facts about one environment; everything else follows from them. The keys stand below `config:`. An
editor that knows `stacks/schema.json` completes and checks them. This page is made from the settings' types, in
`components/settings`.

What a setting costs while nobody calls stands beside it, at AWS's list prices in eu-west-1 without tax, discounts and
free tiers; `--cost` of `preflight check` adds it up, and [a page](../how-to/cost.md) has what can be saved.

Names that you give (of networks, backends, services, rules, APIs, plans, consumers, databases) are {NAME.allowed}.
"""
ENCRYPTED = {
    "type": "object",
    "properties": {"secure": {"type": "string"}},
    "required": ["secure"],
    "additionalProperties": False,
}


def json_schema() -> dict[str, Any]:
    """The JSON schema of a stack file, with the settings below `config`."""
    settings = Settings.model_json_schema(by_alias=True)
    definitions = settings.pop("$defs")
    properties = {f"{PROJECT}:{name}": each for name, each in settings["properties"].items() if name != "region"}
    required = [f"{PROJECT}:{name}" for name in settings["required"] if name != "region"]
    _admit_encrypted(definitions)
    config = {
        "type": "object",
        "properties": {REGION: settings["properties"]["region"], **properties},
        "required": [REGION, *required],
        # Keys of other projects and providers are no concern of this one; misspelt keys of its own are.
        "patternProperties": {f"^(?!{PROJECT}:)": {}},
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A stack of {PROJECT}",
        "type": "object",
        "properties": {"config": config},
        "required": ["config"],
        "$defs": definitions,
    }


def _admit_encrypted(definitions: dict[str, Any]) -> None:
    """Secrets stand in the file as objects with the key `secure`."""
    values = definitions["SecretSettings"]["properties"]["apiKeys"]
    values["additionalProperties"] = {"anyOf": [values["additionalProperties"], ENCRYPTED]}


def page(costs: Mapping[str, str]) -> str:
    """The page about the configuration, in Markdown; `costs` are what to say of a bill, by `MODEL.key`."""
    schema = json_schema()
    definitions: dict[str, Any] = schema["$defs"]
    config = schema["properties"]["config"]
    parts = [INTRODUCTION, _table(config["properties"], config["required"], definitions, {})]
    for name in _order(config, definitions):
        model = definitions[name]
        parts += [f"## {_title(name)}\n", f"{model['description']}\n"]
        mine = {key.removeprefix(f"{name}."): cost for key, cost in costs.items() if key.startswith(f"{name}.")}
        parts.append(_table(model["properties"], model.get("required", []), definitions, mine))
    return "\n".join(parts)


def _order(config: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    """The definitions, in the order in which a reader meets them."""
    found: dict[str, None] = {}
    waiting = list(_references(config))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting = [*_references(definitions[name]), *waiting]
    return list(found)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for key, each in schema.items():
            if key != "discriminator":
                yield from _references(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _references(each)


def _title(name: str) -> str:
    """`FargateBackend` and `HealthSettings` as `Fargate backend` and `Health`."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name.removesuffix("Settings")).lower()
    return words[0].upper() + words[1:]


def _table(
    properties: Mapping[str, Any], required: list[str], definitions: Mapping[str, Any], costs: Mapping[str, str]
) -> str:
    lines = ["| key | value | default | what |", "|---|---|---|---|"]
    for key, schema in sorted(properties.items(), key=lambda each: each[0] not in required):
        default = "**required**" if key in required else _default(schema)
        said = schema.get("description") or definitions[next(_references(schema))]["description"]
        what = " ".join(filter(None, (said, costs.get(key, "")))).replace("|", "\\|").replace("\n", " ")
        lines.append(f"| `{key}` | {_type(schema, definitions)} | {default} | {what} |")
    return "\n".join(lines) + "\n"


def _default(schema: Mapping[str, Any]) -> str:
    default = schema.get("default")
    # What an object's keys are without it is told where they stand.
    return "" if default is None or default == [] or isinstance(default, dict) else f"`{json.dumps(default)}`"


def _type(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{_title(name)}](#{_title(name).lower().replace(' ', '-')})"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(_type(each, definitions) for each in schema[union] if each.get("type") != "null")
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'], definitions)}"
    if schema.get("type") == "object":
        inner = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
        return f"names to {_type(inner, definitions)}" if isinstance(inner, dict) else "object"
    return f"{_kind(schema)}{_range(schema)}"


def _kind(schema: Mapping[str, Any]) -> str:
    return {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true`, `false`"}.get(
        schema.get("type", ""), "text"
    )


def _range(schema: Mapping[str, Any]) -> str:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum")
    if low is None:
        return ""
    above = "above " if "exclusiveMinimum" in schema else ""
    return f", {above}{low} to {high}" if high is not None else f", {above}{low}" if above else f", {low} or more"
