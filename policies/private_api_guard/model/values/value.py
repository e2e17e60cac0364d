"""What one property says: a known value, nothing, or what only the update will tell."""

import enum
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from ..verdict import Verdict, closed, opened, unknown

T = TypeVar("T")
U = TypeVar("U")


class _State(enum.Enum):
    KNOWN = "known"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Value(Generic[T]):
    """The value of a property of one resource.

    It is known, absent (the program does not set it) or unknown. `where` names the property as messages do. An answer
    to a question about it is a `Verdict`: `is_` and `holds` are the only way from one to the other.
    """

    __slots__ = ("_owner", "_property", "_state", "_value")

    def __init__(self, state: _State, value: T | None, owner: str = "", property_name: str = "") -> None:
        self._state = state
        self._value = value
        self._owner = owner
        self._property = property_name

    @property
    def known(self) -> T | None:
        """The value; `None` where it is absent or unknown."""
        return self._value

    @property
    def absent(self) -> bool:
        """Whether the program does not set it."""
        return self._state is _State.ABSENT

    @property
    def unknown(self) -> bool:
        """Whether only the update will tell."""
        return self._state is _State.UNKNOWN

    @property
    def where(self) -> str:
        """The property, as messages name it: `web.port`."""
        return f"{self._owner}.{self._property}" if self._property else self._owner

    def or_else(self, default: T) -> "Value[T]":
        """The same, with what AWS takes where the property is not set."""
        return Value(_State.KNOWN, default, self._owner, self._property) if self.absent else self

    def unless(self, *nothing: T) -> "Value[T]":
        """The same, absent where it is a value that AWS takes for none."""
        return Value(_State.ABSENT, None, self._owner, self._property) if self._value in nothing else self

    def map(self, made: Callable[[T], U | None]) -> "Value[U]":
        """What is made from a known value; what nothing can be made from is unknown."""
        if self._state is not _State.KNOWN:
            return self  # type: ignore[return-value] - it holds no value
        result = made(self._value)  # type: ignore[arg-type] - a known value is one
        return Value(_State.UNKNOWN if result is None else _State.KNOWN, result, self._owner, self._property)

    def holds(self, test: Callable[[T], bool]) -> Verdict:
        """Whether a known value passes a test; an absent one does not."""
        if self._state is _State.UNKNOWN:
            return unknown(self.where)
        if self._state is _State.ABSENT:
            return closed(f"{self.where} is not set")
        return opened() if test(self._value) else closed(f"{self.where} is {self}")  # type: ignore[arg-type]

    def is_(self, *expected: T) -> Verdict:
        """Whether it is one of some values; an absent one is none."""
        return self.holds(lambda value: value in expected)

    def may_be(self, *expected: T) -> bool:
        """Whether it is one of some values, or only the update will tell."""
        return self._state is _State.UNKNOWN or (self._state is _State.KNOWN and self._value in expected)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and (self._state, self._value) == (other._state, other._value)

    def __hash__(self) -> int:
        return hash((self._state, repr(self._value)))

    def __str__(self) -> str:
        if self._state is _State.KNOWN:
            return _text(self._value)
        return "not set" if self._state is _State.ABSENT else "not known"

    def __repr__(self) -> str:
        return f"Value({self})"


def known(value: T, owner: str = "", property_name: str = "") -> Value[T]:
    """A value that is known."""
    return Value(_State.KNOWN, value, owner, property_name)


def absent(owner: str = "", property_name: str = "") -> Value[Any]:
    """Nothing: the program does not set the property."""
    return Value(_State.ABSENT, None, owner, property_name)


def not_known(owner: str, property_name: str = "") -> Value[Any]:
    """What only the update will tell."""
    return Value(_State.UNKNOWN, None, owner, property_name)


NOT_SET: Final = absent()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
