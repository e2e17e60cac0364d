"""What a program asked an engine for: the registrations of one run, which can be changed and judged again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from preflight.protocol.resource import NO_OPTIONS, Options
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import Properties

PROVIDERS = "pulumi:providers:"

Kind = Literal["component", "custom", "read"]


@dataclass(frozen=True)
class Registration:
    """One resource as the program registered or read it.

    `provider` is the reference `urn::id` of an explicit provider, empty for the default one; `outputs` is what a
    component registered. `position` is `file:line` in the program.
    """

    kind: Kind
    urn: str
    type: str
    name: str
    parent: str = ""
    inputs: Properties = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str = ""
    version: str = ""
    options: Options = NO_OPTIONS
    outputs: Properties | None = None
    id: str = ""
    position: str = ""

    @property
    def package(self) -> str:
        """The package that the type belongs to."""
        return self.type.split(":", 1)[0]


@dataclass(frozen=True)
class Registrations:
    """All registrations of one run, in the order in which they arrived, and the stack that they make."""

    identity: StackIdentity
    items: tuple[Registration, ...]

    def __iter__(self) -> Iterator[Registration]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def find(self, type_: str, name: str | None = None) -> Registration:
        """The one registration of a type (and name). Raises `LookupError` if there is none or are several."""
        found = [item for item in self if item.type == type_ and name in {None, item.name}]
        if len(found) != 1:
            raise LookupError(f"{len(found)} registrations of {type_} {name or ''}")
        return found[0]

    def all(self, type_: str) -> list[Registration]:
        """The registrations of a type."""
        return [item for item in self if item.type == type_]

    def without(self, *urns: str) -> "Registrations":
        """The registrations without some, and without dependencies on them."""
        gone = set(urns)
        return replace(self, items=tuple(_independent(item, gone) for item in self if item.urn not in gone))

    def change(self, urn: str, change: Callable[[Registration], Registration]) -> "Registrations":
        """The registrations with one changed. Raises `LookupError` if there is no such URN."""
        if urn not in {item.urn for item in self}:
            raise LookupError(urn)
        return replace(self, items=tuple(change(item) if item.urn == urn else item for item in self))

    def with_inputs(self, urn: str, **inputs: object) -> "Registrations":
        """The registrations with some inputs of one changed; an input of None is removed, with its dependencies."""

        def altered(item: Registration) -> Registration:
            merged = {**item.inputs, **inputs}
            return replace(
                item,
                inputs={key: value for key, value in merged.items() if value is not None},
                property_dependencies={
                    key: urns for key, urns in item.property_dependencies.items() if key not in inputs
                },
            )

        return self.change(urn, altered)


def _independent(item: Registration, gone: set[str]) -> Registration:
    kept = {key: tuple(urn for urn in urns if urn not in gone) for key, urns in item.property_dependencies.items()}
    return replace(
        item,
        dependencies=tuple(urn for urn in item.dependencies if urn not in gone),
        property_dependencies={key: urns for key, urns in kept.items() if urns},
    )
