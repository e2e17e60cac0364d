"""Waivers that stand beside the code: components that a program registers for the pack alone.

What a program asks for is read; where a component sends its inputs as outputs only (as some SDKs do), these.
"""

from typing import Final

from .values import Entity, Stack, Value

_TYPE: Final = "private-api:index:Waiver"
PARTS: Final = ("policy", "fault", "resource", "reason", "expires", "owner")
"""The inputs of such a component, which are the keys of a waiver in a configuration file, too."""


class Waiver(Entity):
    """A component that names a fault and the resource at which it is accepted for a while."""

    def part(self, name: str) -> Value[str]:
        """One of its parts (`PARTS`)."""
        return self.resource.text(name)

    @property
    def strays(self) -> list[str]:
        """Names of inputs that no waiver has."""
        return sorted(set(self.resource.inputs or ()) - set(PARTS))


def waivers(stack: Stack) -> list[Waiver]:
    """The waivers that a program registers."""
    return [Waiver(resource) for resource in stack.of(_TYPE)]
