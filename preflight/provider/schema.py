"""The AWS provider's resource types, as data."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from preflight.protocol.wire import Properties, Value
from preflight.provider import whole_sdk

_SAME_AS = {"elasticloadbalancingv2": "lb", "applicationloadbalancing": "alb"}


@dataclass(frozen=True)
class ResourceSchema:
    """One resource type. `kinds` maps properties to `s`, `n`, `b`, `m`, `[` and one of these, or `o:Shape`.

    `check` and `nested_check` are what Check adds, `preview` and `nested` what a preview shows where nothing was set
    (nested ones by dotted path), `create` the same after a create. `sparse` types leave out what others show as null.
    `longest_name` is in characters, of a name that the provider makes up; `unnamed` types get none. Where nothing was
    `observed`, all comes from the provider's SDK: nobody knows what it has after a create.
    """

    type: str
    kinds: dict[str, str]
    required: frozenset[str]
    optional: frozenset[str]
    computed: frozenset[str]
    both: frozenset[str]
    sets: frozenset[str]
    check: Properties = field(default_factory=dict)
    nested_check: Properties = field(default_factory=dict)
    preview: Properties = field(default_factory=dict)
    nested: Properties = field(default_factory=dict)
    create: Properties = field(default_factory=dict)
    sparse: bool = False
    longest_name: int | None = None
    unnamed: bool = False
    observed: bool = True

    @property
    def module(self) -> str:
        """The module that the type's shapes belong to."""
        return self.type.split(":")[1].split("/")[0]

    def shape(self, kind: str) -> dict[str, str] | None:
        """The properties of the nested object that a kind names, or None if it names none, or nobody observed any."""
        name = kind.removeprefix("[")
        if not name.startswith("o:") or not self.observed:
            return None
        return _data()["shapes"].get(f"{self.module}.{name[2:]}")


def schema_of(token: str) -> ResourceSchema | None:
    """The schema of a resource type, None where there is none."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition("/")
    token = f"{package}:{_SAME_AS.get(module, module)}/{name}"
    if token not in _data()["types"]:
        token = canonical(token)  # the data has some of them under one name only
    if token in _data()["types"]:
        return _schema(token)
    told = whole_sdk.facts(token) if is_aws(token) else None
    return of_sdk(token, told) if told else None


def of_sdk(token: str, told: dict[str, Any]) -> ResourceSchema:
    """The schema of a type of which the SDK alone tells, by class of property (`whole_sdk.facts`)."""
    classes = [told.get(name, {}) for name in whole_sdk.CLASSES]
    required, optional, both, computed = (frozenset(each) for each in classes)
    kinds = {name: kind for each in classes for name, kind in each.items()}
    return ResourceSchema(token, kinds, required, optional, computed, both, frozenset(), observed=False)


def observed() -> list[str]:
    """The resource types that somebody observed."""
    return sorted(_data()["types"])


def canonical(token: str) -> str:
    """The one name of a type that has two: `alb` holds the same resources as `lb`."""
    return token.replace("aws:alb/", "aws:lb/")


def is_aws(token: str) -> bool:
    """Whether a resource type is of the package `aws`."""
    return token.startswith("aws:")


def empty(kind: str) -> Value:
    """What the provider stores of a kind when AWS says nothing."""
    if kind.startswith("["):
        return []
    return {"s": "", "n": 0, "b": False, "m": {}}.get(kind)


@cache
def _data() -> dict[str, Any]:
    return json.loads(files("preflight.provider").joinpath("aws.json").read_text(encoding="utf-8"))


@cache
def _schema(token: str) -> ResourceSchema:
    entry = _data()["types"][token]
    return ResourceSchema(
        type=token,
        kinds=entry["kinds"],
        required=frozenset(entry.get("required", ())),
        optional=frozenset(entry.get("optional", ())),
        computed=frozenset(entry.get("computed", ())),
        both=frozenset(entry.get("optional+computed", ())),
        sets=frozenset(entry.get("set", ())),
        check=entry.get("check", {}),
        nested_check=entry.get("nested_check", {}),
        preview=entry.get("preview", {}),
        nested=entry.get("nested", {}),
        create=entry.get("create", {}),
        sparse=entry.get("sparse", False),
        longest_name=entry.get("longest_name"),
        unnamed=entry.get("unnamed", False),
    )
