"""Diff: what is other in the inputs of a resource than when it was made, and whether an update in place will do.

Source: pulumi/pulumi-terraform-bridge `pkg/tfbridge/provider.go` (Diff), `schema.go` (nameRequiresDeleteBeforeReplace).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from preflight.protocol import wire
from preflight.protocol.wire import ARCHIVE, ASSET, SIGNATURE, Properties, Value
from preflight.provider.naming import is_named_by_provider
from preflight.provider.replaces import replaces_of
from preflight.provider.schema import ResourceSchema

_NOTHING = (None, "", [], {})


@dataclass(frozen=True)
class Difference:
    """What changes, `paths`, and what of that forces a replacement, by dotted path without places in lists.

    With `deletes_first`, the old resource has to go before there is a new one; `named` is the property that somebody
    gave a name by hand, if that is why. `known` is False where nobody knows what forces.
    """

    paths: tuple[str, ...] = ()
    forcing: tuple[str, ...] = ()
    deletes_first: bool = False
    named: str = ""
    known: bool = True

    @property
    def changed(self) -> tuple[str, ...]:
        """The properties that change, each as a whole."""
        return tuple(path for path in self.paths if "." not in path)


def difference(token: str, schema: ResourceSchema | None, old: Properties, new: Properties) -> Difference:
    """What is other in checked inputs.

    A value that is not known yet is another one; an old one that nobody can read is none.
    """
    before, after = _plain(old), _plain(new)
    found = dict(_paths(schema, before, after))
    replaces = replaces_of(token)
    forcing = tuple(path for path, whole in found.items() if whole and path in replaces.always)
    forcing += tuple(
        each.property for each in replaces.conditions if each.property in found and each.holds(before, after)
    )
    named = _named(schema, replaces.name, old, new) if forcing else ""
    return Difference(
        tuple(found),
        tuple(dict.fromkeys(forcing)),
        deletes_first=bool(forcing) and (replaces.deletes_first or bool(named)),
        named=named,
        known=replaces.known or not found,
    )


def _paths(schema: ResourceSchema | None, old: Properties, new: Properties) -> Iterator[tuple[str, bool]]:
    """Each path that differs, and whether it does so as a whole, not only in what is below it."""
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if wire.is_unknown(before) or (key not in new and schema is not None and key in schema.both):
            continue  # nobody can read it; or AWS keeps what it has
        if not _same(before, after, as_set=schema is None or key in schema.sets):
            shape = schema.shape(schema.kinds.get(key, "")) if schema else None
            yield from _below(schema, shape, key, before, after)


def _below(
    schema: ResourceSchema | None, shape: dict[str, str] | None, path: str, before: Value, after: Value
) -> Iterator[tuple[str, bool]]:
    """A path that differs, and those below it; none of these where a block comes or goes, and in what is no block."""
    olds, news = (_blocks(value) if shape is not None else [] for value in (before, after))
    yield path, len(olds) != len(news) or not olds
    left = [each for each in olds if not any(_same(each, other) for other in news)]
    made = [each for each in news if not any(_same(each, other) for other in olds)]
    below: dict[str, bool] = {}
    for old, new in zip(left, made, strict=False):
        for key in sorted({*old, *new}):
            if not _same(old.get(key), new.get(key)):
                inner = schema.shape((shape or {}).get(key, "")) if schema else None
                for found, whole in _below(schema, inner, f"{path}.{key}", old.get(key), new.get(key)):
                    below[found] = whole or below.get(found, False)
    yield from below.items()


def _blocks(value: Value) -> list[Properties]:
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict) and not wire.is_special(each)]


def _same(before: Value, after: Value, *, as_set: bool = True) -> bool:
    """Whether the provider would see no difference. Lists below the top are sets, as nearly all are."""
    if before in _NOTHING and after in _NOTHING:
        return True
    if wire.is_unknown(before):
        return True
    if isinstance(before, dict) and isinstance(after, dict):
        if wire.is_special(before) or wire.is_special(after):
            return _content(before) == _content(after)
        return all(_same(before.get(key), after.get(key)) for key in {*before, *after})
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and (
            all(_same(*pair) for pair in zip(before, after, strict=True)) or (as_set and _same_set(before, after))
        )
    return _scalar(before) == _scalar(after)


def _same_set(before: list[Value], after: list[Value]) -> bool:
    left = [*after]
    for each in before:
        found = next((place for place, other in enumerate(left) if _same(each, other)), None)
        if found is None:
            return False
        left.pop(found)
    return True


def _scalar(value: Value) -> Value:
    """Numbers and switches as texts, as Terraform keeps them; a document as what it says."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _content(value: Properties) -> Value:
    """An asset or archive by what is in it, where that is known."""
    if value.get(SIGNATURE) in (ASSET, ARCHIVE):
        return value.get("hash") or {key: part for key, part in value.items() if key != "hash"}
    return value


def _plain(inputs: Properties) -> Properties:
    """Inputs in clear, without what is kept of the check."""
    return {key: _bare(value) for key, value in wire.in_clear(inputs).items() if not key.startswith("__")}


def _bare(value: Value) -> Value:
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, dict) and not wire.is_special(value):
        return {key: _bare(part) for key, part in value.items() if key != "__defaults"}
    return value


def _named(schema: ResourceSchema | None, key: str, old: Properties, new: Properties) -> str:
    """The property by which somebody named the resource, and which stays: two of one name can not be there at once."""
    if schema is None or (key == "name" and not is_named_by_provider(schema, {})):
        return ""
    given = key in new and key not in new["__defaults"] if "__defaults" in new else False
    return key if given and _same(wire.in_clear(old.get(key)), wire.in_clear(new[key])) else ""
