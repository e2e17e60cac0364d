"""Values of a stack's definition in the notation of Pulumi YAML, read and written."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from preflight.protocol import wire
from tests.policies.stacks import All, Ref, document, joined
from tests.policies.start_stacks import file, packed

_REFERENCE = re.compile(r"(?<!\$)\$\{([\w-]+)(?:\.([\w.[\]]+))?\}")
_JSON, _FILE, _ARCHIVE = "fn::toJSON", "fn::stringAsset", "fn::assetArchive"
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {_JSON: document, _FILE: file, _ARCHIVE: packed}


def value(written: Any) -> Any:
    """What a value of Pulumi YAML is in a stack's definition."""
    if isinstance(written, str):
        return _text(written)
    if isinstance(written, list):
        return [value(item) for item in written]
    if isinstance(written, dict):
        made = {key: value(item) for key, item in written.items()}
        function = _FUNCTIONS.get(next(iter(made), ""))
        return function(*made.values()) if function else made
    return written


def _text(written: str) -> Any:
    whole = _REFERENCE.fullmatch(written)
    if whole:
        return _reference(whole)
    parts = list(_parts(written))
    return joined(*parts) if any(isinstance(part, Ref) for part in parts) else "".join(parts)


def _parts(written: str) -> Iterator[Any]:
    place = 0
    for found in _REFERENCE.finditer(written):
        if found.start() > place:
            yield _literal(written[place : found.start()])
        yield _reference(found)
        place = found.end()
    if place < len(written):
        yield _literal(written[place:])


def _reference(found: re.Match[str]) -> Ref:
    return Ref(found[1], found[2] or "id")


def _literal(written: str) -> str:
    return written.replace("$${", "${")


def written(value: Any) -> Any:
    """A value of a stack's definition as Pulumi YAML has it. JSON in a text is shown as what it says."""
    if isinstance(value, Ref):
        return f"${{{value.name}}}" if value.key == "id" else f"${{{value.name}.{value.key}}}"
    if isinstance(value, All):
        told = written(value.told)
        return "".join(map(str, told)) if isinstance(value.told, list) and any(map(_plain, value.told)) else told
    if isinstance(value, str):
        return {_JSON: written(json.loads(value))} if _holds_json(value) else value.replace("${", "$${")
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, dict):
        if value.get(wire.SIGNATURE) == wire.ASSET:
            return {_FILE: value["text"]}
        if value.get(wire.SIGNATURE) == wire.ARCHIVE:
            return {_ARCHIVE: written(value["assets"])}
        return {key: written(item) for key, item in value.items()}
    return value


def _plain(part: Any) -> bool:
    return isinstance(part, str)


def _holds_json(text: str) -> bool:
    if not text.startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
