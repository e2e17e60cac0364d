"""The look-ups file, `lookups.yaml`: what a cloud, another stack or an environment would answer a program."""

import difflib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pydantic

from preflight.documents.document import Document, Key, PathText, Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import LookupsError
from preflight.protocol.wire import Properties
from preflight.provider import whole_sdk

NAME = "lookups.yaml"
"""How the file is called where no option names one; it stands beside the stack's file."""

_TOKEN = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9_./-]*(:[A-Za-z0-9_/-]+)?")
_SHORT = re.compile(r"aws:(\w+):(\w+)")
_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "s": (str, "text"),
    "n": ((int, float), "a number"),
    "b": (bool, "true or false"),
    "m": (dict, "keys and values"),
    "o": (dict, "keys and values"),
    "[": (list, "a list"),
}


class Lookup(Shape):
    """One answer: the function, the arguments that a call must have, in a Region or in any, and what it returns."""

    token: str
    result: dict[str, Any]
    arguments: dict[str, Any] = pydantic.Field(default_factory=dict)
    region: str | None = None


class Read(Shape):
    """What a resource is that a program reads with `get`: its properties, by type and id."""

    type: str
    id: str
    properties: dict[str, Any]


class Environment(Shape):
    """What an ESC environment gives: configuration by full key, and variables of the environment."""

    pulumi_config: dict[str, Any] = pydantic.Field(default_factory=dict)
    environment_variables: dict[str, str] = pydantic.Field(default_factory=dict)


class _File(Shape):
    lookups: list[Lookup] = pydantic.Field(default_factory=list)
    reads: list[Read] = pydantic.Field(default_factory=list)
    stack_references: dict[str, dict[str, Any] | PathText] = pydantic.Field(default_factory=dict)
    environments: dict[str, Environment] = pydantic.Field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What the file gives.

    `stack_references` are outputs by the name of the stack as the program has it, `states` the files of exported
    states that stand there instead.
    """

    lookups: tuple[Lookup, ...] = ()
    reads: tuple[Read, ...] = ()
    stack_references: Mapping[str, Properties] = field(default_factory=dict)
    states: Mapping[str, Path] = field(default_factory=dict)
    environments: Mapping[str, Environment] = field(default_factory=dict)
    file: Path | None = field(default=None, compare=False)

    @property
    def files(self) -> list[Path]:
        """What it was read from."""
        return [*([self.file] if self.file else ()), *self.states.values()]

    def result(self, token: str, arguments: Properties, region: str) -> Properties | None:
        """What a look-up returns: of the first entry whose arguments the call has."""
        for each in self.lookups:
            here = each.token == token and each.region in (None, region)
            if here and all(arguments.get(key) == value for key, value in each.arguments.items()):
                return each.result
        return None

    def properties(self, type_: str, id_: str) -> Properties | None:
        """What a resource is that was read."""
        return next((each.properties for each in self.reads if (each.type, each.id) == (type_, id_)), None)


NOTHING = Given()


def read_given(file: Path, *, name: str = "") -> Given:
    """What a look-ups file gives; messages call it `name`. Raises `LookupsError`."""
    document = read_yaml(file, LookupsError, name=name)
    content = document.fit(_File, what="look-ups file")
    _refuse_others(document, (), [*_keys(_File)])
    for list_, shape in (("lookups", Lookup), ("reads", Read)):
        for place in range(len(document.value((list_,)) or ())):
            _refuse_others(document, (list_, place), _keys(shape))
    for each in content.environments:
        _refuse_others(document, ("environments", each), _keys(Environment))
    for place, lookup in enumerate(content.lookups):
        _refuse_unfit(document, ("lookups", place), lookup)
    _refuse_twice(document, "lookups", [(each.token, each.arguments, each.region) for each in content.lookups])
    _refuse_twice(document, "reads", [(each.type, each.id) for each in content.reads])
    references = content.stack_references
    return Given(
        tuple(content.lookups),
        tuple(content.reads),
        {name: told for name, told in references.items() if isinstance(told, dict)},
        {name: file.parent / told for name, told in references.items() if isinstance(told, str)},
        content.environments,
        file,
    )


def _keys(shape: type[Shape]) -> list[str]:
    return [field_.alias or name for name, field_ in shape.model_fields.items()]


def _refuse_unfit(document: Document, at: Key, lookup: Lookup) -> None:
    """An entry that no call of any program would get, or could understand."""
    if not _TOKEN.fullmatch(lookup.token):
        raise document.wrong((*at, "token"), "this is no token", remedy="Allowed: such as aws:ec2/getVpc:getVpc.")
    facts = whole_sdk.facts(lookup.token)
    if not lookup.token.startswith("aws:"):
        return
    if facts is None or "always" not in facts:
        near = _near(_SHORT.sub(r"aws:\1/\2:\2", lookup.token), whole_sdk.functions())
        raise document.wrong((*at, "token"), "pulumi_aws has no such function", remedy=near)
    _refuse_others(document, (*at, "arguments"), facts["arguments"])
    kinds = {**facts["given"], **facts["always"]}
    _refuse_others(document, (*at, "result"), kinds)
    for key, value in lookup.result.items():
        type_, words = _KINDS[kinds[key][:1]]
        fits = isinstance(value, type_) and (type_ is bool or not isinstance(value, bool))
        if value is not None and not fits:
            raise document.wrong(
                (*at, "result", key), f"{lookup.token} returns {words} there", remedy=f"Allowed: {words}.", secret=True
            )


def _refuse_others(document: Document, at: Key, allowed: Collection[str]) -> None:
    """A key that nobody would read."""
    for key in document.value(at) or ():
        if key not in allowed:
            raise document.wrong((*at, key), "there is no such key", remedy=_near(str(key), allowed), secret=True)


def _refuse_twice(document: Document, list_: str, keys: list[Any]) -> None:
    first: dict[str, int] = {}
    for place, key in enumerate(keys):
        before = first.setdefault(json.dumps(key, sort_keys=True), place)
        if before != place:
            where = document.place((list_, before))
            raise document.wrong(
                (list_, place), f"it asks for the same as the one at {where}", remedy="Keep one of them."
            )


def _near(name: str, allowed: Collection[str]) -> str:
    near = difflib.get_close_matches(name, allowed, 1, 0.7)
    some = ", ".join(sorted(allowed)[:30]) if len(allowed) < 60 else "those of the provider's functions"
    return (f"Did you mean {near[0]}? " if near else "") + f"Allowed: {some or 'none'}."
