"""Resources, what their properties say and what these refer to: the only readers of raw values."""

from .documents import objects
from .entity import Entity, Keyed, Reader, ResourceReader
from .reference import NOTHING, Key, Reference, grouped
from .resource import Resource
from .stack import Stack
from .value import NOT_SET, Value, absent, known, not_known
from .values import Block, Values, outside, scalars

__all__ = [
    "NOTHING", "NOT_SET", "Block", "Entity", "Key", "Keyed", "Reader", "Reference", "Resource", "ResourceReader",
    "Stack", "Value", "Values", "absent", "grouped", "known", "not_known", "objects", "outside", "scalars",
]  # fmt: skip
