"""The outputs of a resource that is about to be created, as the bridged provider shows them in a preview."""

import re
from collections.abc import Iterable

from preflight.protocol import wire
from preflight.protocol.wire import UNKNOWN, Properties, Value
from preflight.provider.schema import ResourceSchema, empty


def planned(schema: ResourceSchema, checked: Properties) -> Properties:
    """What is known before a create: the inputs, and unknown for what AWS will decide.

    A map with an unknown element is wholly unknown, and so is a set of plain values; sets of blocks come back element
    by element. Optional properties that nobody set are null, or absent from `sparse` types.
    """
    result: Properties = {"id": UNKNOWN}
    for key, kind in schema.kinds.items():
        if checked.get(key) is not None:
            result[key] = shown(schema, kind, key, checked[key], plain_set=key in schema.sets)
        elif _is_balancer_flag_of_another_kind(schema, checked, key):
            result[key] = None
        elif key in schema.preview:
            result[key] = schema.preview[key]
        elif key in schema.computed or key in schema.both:
            result[key] = UNKNOWN
        elif not schema.sparse:
            result[key] = None
    return result


def shown(schema: ResourceSchema, kind: str, path: str, value: Value, *, plain_set: bool = True) -> Value:
    """An input as the provider gives it back. Lists of plain values below the top are sets, as nearly all are."""
    if value is None or wire.is_unknown(value):
        return None if value is None else UNKNOWN
    if wire.is_secret(value):
        return wire.secret(shown(schema, kind, path, wire.in_clear(value), plain_set=plain_set))
    if kind == "m":
        return UNKNOWN if wire.has_unknown(value) else value
    if isinstance(value, list):
        return _list(schema, kind, path, value, plain_set=plain_set)
    shape = schema.shape(kind)
    if shape is None or not isinstance(value, dict) or wire.is_special(value):
        return value
    return _object(schema, shape, path, value)


def without_unknowns(schema: ResourceSchema, kind: str, value: Value) -> Value:
    """A planned value after the create: what was unknown in a nested object is empty."""
    if wire.is_unknown(value):
        return empty(kind)
    shape = schema.shape(kind)
    if isinstance(value, list):
        return [without_unknowns(schema, kind.removeprefix("["), part) for part in value]
    if shape is None or not isinstance(value, dict) or wire.is_special(value):
        return value
    return {key: without_unknowns(schema, shape.get(key, ""), part) for key, part in value.items()}


def _list(schema: ResourceSchema, kind: str, path: str, value: list[Value], *, plain_set: bool) -> Value:
    if schema.shape(kind) is None:
        if not plain_set:
            return value
        return UNKNOWN if wire.has_unknown(value) else sorted(value, key=_order)
    blocks = [shown(schema, kind.removeprefix("["), path, part) for part in value]
    top = path in schema.sets
    return sorted(blocks, key=_order) if top else blocks


def _object(schema: ResourceSchema, shape: dict[str, str], path: str, value: Properties) -> Properties:
    result: Properties = {}
    for key, kind in shape.items():
        below = f"{path}.{key}"
        if value.get(key) is not None:
            result[key] = shown(schema, kind, below, value[key])
        elif below in schema.nested:
            result[key] = schema.nested[below]
        elif not schema.sparse:
            result[key] = None
    return result


def _is_balancer_flag_of_another_kind(schema: ResourceSchema, checked: Properties, key: str) -> bool:
    return (
        schema.type == "aws:lb/loadBalancer:LoadBalancer"
        and key == "enablePrefixForIpv6SourceNat"
        and checked.get("loadBalancerType") == "application"
    )


def _order(value: Value) -> str:
    """The place of an element in a set, which goes by its attributes in the order of their snake_case names."""
    return "".join(_words(value))


def _words(value: Value) -> Iterable[str]:
    if isinstance(value, dict):
        for key in sorted(value, key=_snake):
            yield from _words(value[key])
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str):
        yield f'"{value}";'
    else:
        yield f"{value};"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"_{found[1].lower()}", name)
