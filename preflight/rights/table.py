"""The rows of `types.yaml`: the actions of each type, and what they can be narrowed to."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_PAGES = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
_TYPES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-"


@dataclass(frozen=True)
class Row:
    """A type of resources. `arns` are patterns of `action`; `named_by` is the property that names a resource in AWS."""

    token: str
    source: str
    create: tuple[str, ...]
    read: tuple[str, ...]
    update: tuple[str, ...]
    delete: tuple[str, ...]
    arns: tuple[str, ...] = ()
    named_by: str = "name"

    @property
    def page(self) -> str:
        """The address of the page that says so."""
        if self.source.startswith("https://"):
            return self.source
        return _TYPES + self.source.removeprefix("AWS::").replace("::", "-").lower() + ".html"

    @property
    def actions(self) -> tuple[str, ...]:
        """All that is done with such a resource in its life."""
        return tuple(dict.fromkeys((*self.create, *self.read, *self.update, *self.delete)))

    def narrowed(self, action: str) -> tuple[str, ...]:
        """What an action can be allowed on: patterns without `arn:PARTITION:`, or `*` where it is about no resource."""
        service, _, name = action.partition(":")
        table = _table()
        if action in table["actions"]:
            return (table["actions"][action],)
        if any(fnmatchcase(name, pattern) for pattern in table["services"][service]["anything"]):
            return ("*",)
        mine = tuple(arn for arn in self.arns if arn.startswith(f"{service}:"))
        own = self.arns[:1] and self.arns[0].startswith(f"{service}:")
        return (self.arns if own else mine) or (table["services"][service]["arn"],)


def row_of(token: str) -> Row | None:
    """The row of a type, by Pulumi's token; None where there is none."""
    package, _, rest = token.partition(":")
    module, slash, name = rest.partition("/")
    token = f"{package}:{_table()['modules'].get(module, module)}{slash}{name}"
    told = _table()["types"].get(token)
    if told is None:
        return None
    verbs = {verb: tuple(told[verb]) for verb in ("create", "read", "update", "delete")}
    return Row(token, told["source"], **verbs, arns=tuple(told.get("arn", ())), named_by=told.get("name", "name"))


def rows() -> Iterator[Row]:
    """Every row."""
    return (row for token in _table()["types"] if (row := row_of(token)))


def pages() -> dict[str, str]:
    """The page of the service authorization reference for each service."""
    return {service: f"{_PAGES}{told['page']}.html" for service, told in _table()["services"].items()}


@cache
def _table() -> dict[str, Any]:
    return yaml.safe_load(files("preflight.rights").joinpath("types.yaml").read_text(encoding="utf-8"))
