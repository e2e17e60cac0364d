"""What entities have in common: the resource that they stand for, its URN and its name."""

from dataclasses import dataclass

from .reference import Key
from .resource import Resource
from .stack import Stack
from .values import Values, outside


@dataclass(frozen=True)
class Entity:
    """Something that a stack makes; `resource` is where a finding about it stands."""

    resource: Resource

    @property
    def urn(self) -> str:
        """The URN of its resource."""
        return self.resource.urn

    @property
    def key(self) -> Key:
        """What references name it by."""
        return self.resource.urn

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name


@dataclass(frozen=True)
class Keyed:
    """What a key means: something of the stack, or something outside it, which has no `resource`."""

    key: Key
    resource: Resource | None

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key

    @property
    def properties(self) -> Values:
        """Its properties; of something outside the stack none is known."""
        return self.resource or outside(self.key)


class Reader:
    """What reads a stack when it is asked."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack


class ResourceReader(Reader):
    """What reads the properties of a resource when it is asked."""

    def __init__(self, stack: Stack, resource: Resource) -> None:
        super().__init__(stack)
        self.resource = resource

    @property
    def urn(self) -> str:
        """Its URN."""
        return self.resource.urn

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name
