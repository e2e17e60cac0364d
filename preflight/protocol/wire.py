"""Property values as they travel: JSON-like Python values on this side, protobuf Structs on the wire.

A value here is None, a bool, a number, a string, a list or a dict with string keys. What JSON has no word for keeps the
wire's form: unknown values are sentinel strings, secrets and assets are dicts with a signature. Source: pulumi/pulumi
`sdk/go/common/resource/plugin/rpc.go` and `sdk/go/common/resource/sig`.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from google.protobuf import struct_pb2

Value = Any
Properties = dict[str, Any]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The sentinel that SDKs and the engine send for any value that is not known yet."""

UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""The sentinels of all types; only the first is seen in practice."""

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a public constant of the protocol
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_SIGNATURES = (SECRET, ASSET, ARCHIVE, RESOURCE, OUTPUT)


def from_struct(struct: struct_pb2.Struct) -> Properties:
    """The properties in a Struct. Whole numbers come back as int."""
    return {key: _from_value(value) for key, value in struct.fields.items()}


def to_struct(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """Properties as a Struct. Raises `TypeError` for what has no form on the wire."""
    struct = struct_pb2.Struct()
    _fill_struct(struct, properties)
    return struct


def is_unknown(value: Value) -> bool:
    """Whether the value itself is not known yet (its parts are another question)."""
    if isinstance(value, str):
        return value in UNKNOWNS
    if isinstance(value, dict):
        if value.get(SIGNATURE) == OUTPUT:
            return "value" not in value or is_unknown(value["value"])
        return value.get(SIGNATURE) == SECRET and is_unknown(value.get("value"))
    return False


def has_unknown(value: Value) -> bool:
    """Whether the value or any part of it is not known yet."""
    return is_unknown(value) or any(has_unknown(part) for part in _parts(value))


def formless(value: Value, key: str = "") -> str:
    """The first key, `a.b[0]`, whose value has no form in a state, and why; empty if there is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{key} is no number: states, which are JSON, have neither NaN nor infinity"
    if is_special(value) and value[SIGNATURE] not in _SIGNATURES:
        return f"{key} has a signature that the protocol does not have: it stands for no secret, asset or reference"
    if isinstance(value, dict):
        parts = ((f"{key}.{name}".removeprefix("."), part) for name, part in value.items())
    else:
        parts = ((f"{key}[{place}]", part) for place, part in enumerate(value if isinstance(value, list) else ()))
    return next((found for name, part in parts if (found := formless(part, name))), "")


def is_secret(value: Value) -> bool:
    """Whether the value is marked as a secret."""
    return isinstance(value, dict) and (
        value.get(SIGNATURE) == SECRET or (value.get(SIGNATURE) == OUTPUT and bool(value.get("secret")))
    )


def is_special(value: Value) -> bool:
    """Whether a dict is not an object but something with a signature."""
    return isinstance(value, dict) and SIGNATURE in value


def secret(value: Value) -> Value:
    """The value, marked as a secret."""
    return value if is_secret(value) else {SIGNATURE: SECRET, "value": value}


def in_clear(value: Value) -> Value:
    """The value without the wrappers of secrets and outputs, at any depth; resource references become id or URN."""

    def bare(part: Value) -> Value:
        if not is_special(part):
            return part
        kind = part[SIGNATURE]
        if kind == SECRET:
            return in_clear(part.get("value"))
        if kind == OUTPUT:
            return in_clear(part["value"]) if "value" in part else UNKNOWN
        if kind == RESOURCE:
            return in_clear(part.get("id")) or part.get("urn")
        return part

    return mapped(value, bare)


def without_outputs(value: Value) -> Value:
    """The value with output values replaced by what the engine makes of them: the value, unknown, or a secret."""

    def plain(part: Value) -> Value:
        if not is_special(part) or part[SIGNATURE] != OUTPUT:
            return part
        inner = without_outputs(part["value"]) if "value" in part else UNKNOWN
        return secret(inner) if part.get("secret") else inner

    return mapped(value, plain)


def for_pack(value: Value) -> Value:
    """The value as the engine hands it to a pack: secrets stay marked, unless unknown; references become id or URN."""

    def shown(part: Value) -> Value:
        if not is_special(part):
            return part
        if is_unknown(part):
            return UNKNOWN
        if part[SIGNATURE] == RESOURCE:
            return part.get("id") or part.get("urn")
        if part[SIGNATURE] == OUTPUT:
            return secret(part["value"]) if part.get("secret") else part["value"]
        return part

    return mapped(value, shown)


def mapped(value: Value, change: Callable[[Value], Value]) -> Value:
    """The value with `change` applied to each part, from the leaves up."""
    if isinstance(value, dict):
        return change({key: mapped(part, change) for key, part in value.items()})
    if isinstance(value, list):
        return change([mapped(part, change) for part in value])
    return change(value)


def paths_in(value: Value) -> Iterator[str]:
    """The files and folders that assets and archives are made from, at any depth."""
    if isinstance(value, dict) and value.get(SIGNATURE) in (ASSET, ARCHIVE) and isinstance(value.get("path"), str):
        yield value["path"]
    for part in _parts(value):
        yield from paths_in(part)


def _parts(value: Value) -> Iterator[Value]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _from_value(value: struct_pb2.Value) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {key: _from_value(part) for key, part in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_from_value(part) for part in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind in {"string_value", "bool_value"}:
        return getattr(value, kind)
    return None


def _fill_struct(struct: struct_pb2.Struct, properties: Mapping[str, Value]) -> None:
    for key, value in properties.items():
        _fill_value(struct.fields[key], value)


def _fill_value(target: struct_pb2.Value, value: Value) -> None:
    if value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, Mapping):
        target.struct_value.SetInParent()
        _fill_struct(target.struct_value, value)
    elif isinstance(value, list | tuple):
        target.list_value.SetInParent()
        for part in value:
            _fill_value(target.list_value.values.add(), part)
    else:
        raise TypeError(f"no value on the wire: {type(value).__name__}")
