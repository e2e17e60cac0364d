"""What a program asked an engine for: the registrations of one run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.resource import NO_OPTIONS, Kind, Options
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import Properties


@dataclass(frozen=True)
class Registration:
    """One resource as the program registered or read it.

    `provider` is the reference `urn::id` of an explicit provider, empty for the default one; `outputs` is what a
    component registered; `aliases` are URNs that it may have had. `position` is `file:line` in the program.
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
    aliases: tuple[str, ...] = ()
    position: str = ""

    @property
    def package(self) -> str:
        """The package that the type belongs to."""
        return urns.package_of(self.type)

    def with_secrets(self, outputs: Properties) -> Properties:
        """The outputs, marked as secret where the inputs were or the program said so."""
        secret = {key for key, value in self.inputs.items() if wire.is_secret(value)}
        secret |= set(self.options.additional_secret_outputs)
        return {key: wire.secret(value) if key in secret else value for key, value in outputs.items()}


@dataclass(frozen=True)
class Registrations:
    """All registrations of one run, in the order in which they arrived, and the stack that they make.

    `sources` are the files and folders of the repository that the program is made from; None where nobody knows.
    `assumed` are the look-ups that were answered by stand-ins; `made_up` says whether any value may come from one.
    """

    identity: StackIdentity
    items: tuple[Registration, ...]
    sources: tuple[str, ...] | None = None
    assumed: tuple[str, ...] = ()
    made_up: bool = False

    def placed(self, positions: Mapping[str, str]) -> "Registrations":
        """The same, those without a position at that of their name."""
        found = (replace(each, position=each.position or positions.get(each.name, "")) for each in self.items)
        return replace(self, items=tuple(found)) if positions else self

    def __iter__(self) -> Iterator[Registration]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
