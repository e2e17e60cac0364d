"""The network interfaces at one end of a flow."""

from dataclasses import dataclass

from ..values import NOTHING, Key, Reference
from .address import Place


@dataclass(frozen=True)
class Interfaces:
    """Where packets come from or go to: places, all of which rules must admit, and the groups that stand there.

    `vpc` is the key of their VPC, where that is known.
    """

    places: tuple[Place, ...]
    groups: Reference = NOTHING
    vpc: Key | None = None
    label: str = ""
    subnets: Reference = NOTHING

    @property
    def guarded(self) -> bool:
        """Whether a security group stands here."""
        return not self.groups.absent

    @property
    def where(self) -> str:
        """The property that would tell where they are."""
        return self.subnets.where or self.label

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.places[:4]))
        return f"{self.label}: {listed}" if self.label and listed else self.label or listed
