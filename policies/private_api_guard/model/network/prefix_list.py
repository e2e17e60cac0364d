"""Prefix lists: the ranges that they hold, by entries of their own and by entries that are resources.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from ..families import ENDPOINT
from ..values import Block, Key, Reference, Resource, Stack, Value, grouped, known, not_known
from .address import Range
from .network import NetworkReader, Networks

_LIST: Final = "ec2.ManagedPrefixList"
_ENTRY: Final = "ec2.ManagedPrefixListEntry"
_ENTRIES: Final = "entries"
# What a rule may name by the id of a prefix list: a gateway endpoint stands for the list of its service.
LISTS: Final = (_LIST, ENDPOINT)


class PrefixLists(NetworkReader):
    """The prefix lists of a stack."""

    def __init__(self, stack: Stack, networks: Networks) -> None:
        super().__init__(stack, networks)
        self._entries = list(stack.referring(_ENTRY, "prefixListId", _LIST))

    @cached_property
    def _by_list(self) -> dict[Key, tuple[tuple[Resource, Reference], ...]]:
        """The entries that are resources of their own, by the lists that they may be of."""
        return grouped((key, (entry, lists)) for entry, lists in self._entries for key in lists.keys)

    @cached_property
    def _adrift(self) -> str:
        """The property that would tell of which list an entry is."""
        return next((lists.where for _, lists in self._entries if lists.unknown), "")

    def ranges(self, lists: Reference, owner: str, key: str) -> Iterator[Range]:
        """What some lists hold; what one outside the stack holds is not known, nor who fills one without an entry."""
        for each in lists.resources:
            if each.family == ENDPOINT:
                yield Range(not_known(owner, key), each.urn)
            else:
                yield from (found if lists.decided else found.perhaps() for found in self._held(each))
        if lists.literals or lists.unknown:
            yield Range(not_known(owner, key), certain=False)

    def _held(self, prefix_list: Resource) -> Iterator[Range]:
        blocks, added = prefix_list.blocks(_ENTRIES), self._by_list.get(prefix_list.urn, ())
        cidrs = tuple(_cidr(block) for block in blocks.known or ())
        yield from self._networks.ranges(prefix_list, _ENTRIES, known(cidrs))
        for entry, lists in added:
            for found in self._networks.ranges(entry, "cidr", entry.texts("cidr")):
                yield found if lists.means(prefix_list.urn) else found.perhaps()
        if blocks.unknown or self._adrift or not (cidrs or added):
            yield Range(not_known(prefix_list.name, _ENTRIES), certain=False)


def _cidr(block: Block) -> Value[str]:
    cidr = block.text("cidr")
    return cidr if cidr.known else not_known(block.owner, "cidr")
