"""The look-ups file, `lookups.yaml`: what a cloud, another stack or an environment would answer a program."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pydantic

from preflight.answers.entry import refuse_lookup, refuse_others, refuse_read
from preflight.documents.document import Document, PathText, Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import LookupsError
from preflight.protocol.wire import Properties

NAME = "lookups.yaml"
"""How the file is called where no option names one; it stands beside the stack's file."""

_OUTPUTS = "Write the stack's outputs here, or the file of its `pulumi stack export`."


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
    refuse_others(document, (), [*_keys(_File)])
    for list_, shape in (("lookups", Lookup), ("reads", Read)):
        for place in range(len(document.value((list_,)) or ())):
            refuse_others(document, (list_, place), _keys(shape))
    for each in content.environments:
        refuse_others(document, ("environments", each), _keys(Environment))
    for place, lookup in enumerate(content.lookups):
        refuse_lookup(document, ("lookups", place), lookup.token, lookup.result, lookup.region)
    for place, read in enumerate(content.reads):
        refuse_read(document, ("reads", place), read.type, read.properties)
    _refuse_twice(document, "lookups", [(each.token, each.arguments, each.region) for each in content.lookups])
    _refuse_twice(document, "reads", [(each.type, each.id) for each in content.reads])
    _refuse_unreached(document, content.lookups)
    references = content.stack_references
    _refuse_missing(document, file.parent, references)
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


def _refuse_unreached(document: Document, lookups: Sequence[Lookup]) -> None:
    """An entry behind one that answers all of its calls, since that has the same arguments or fewer."""
    above: dict[str, dict[int, dict[str, tuple[int, Lookup]]]] = {}
    for place, each in enumerate(lookups):
        by_size = above.setdefault(each.token, {})
        alike = by_size.setdefault(len(each.arguments), {})
        mine = json.dumps(each.arguments, sort_keys=True)
        same = [alike[mine]] if mine in alike else []
        fewer = (found for size, all_ in by_size.items() if size < len(each.arguments) for found in all_.values())
        for before, other in chain(same, fewer):
            if other.region in (None, each.region) and other.arguments.items() <= each.arguments.items():
                where = document.place(("lookups", before))
                raise document.wrong(
                    ("lookups", place),
                    f"no call gets here, since the entry at {where} answers it first",
                    remedy="Write the one with more arguments above, or keep one of them.",
                )
        if mine not in alike or each.region is None:
            alike[mine] = (place, each)


def _refuse_missing(document: Document, folder: Path, references: Mapping[str, Properties | str]) -> None:
    for stack, told in references.items():
        if isinstance(told, str) and not os.path.lexists(folder / told):
            raise document.wrong(("stackReferences", stack), "no file of this name is beside this one", remedy=_OUTPUTS)


def _refuse_twice(document: Document, list_: str, keys: list[Any]) -> None:
    first: dict[str, int] = {}
    for place, key in enumerate(keys):
        before = first.setdefault(json.dumps(key, sort_keys=True), place)
        if before != place:
            where = document.place((list_, before))
            raise document.wrong(
                (list_, place), f"it asks for the same as the one at {where}", remedy="Keep one of them."
            )
