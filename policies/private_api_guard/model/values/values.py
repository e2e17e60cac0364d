"""Typed access to the properties of a resource or of an object inside one; nothing raises."""

import math
from typing import Any, TypeAlias

from .unknown import UNKNOWN, Unknown, has_unknown
from .value import Value, absent, known, not_known

Text: TypeAlias = str | Unknown | None
Number: TypeAlias = int | Unknown | None
Flag: TypeAlias = bool | Unknown | None


def as_text(value: Any) -> Text:
    """A scalar as text; what is not a scalar can not be understood and counts as unknown."""
    if value is None or isinstance(value, str | Unknown):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else f"{value:g}"
    return UNKNOWN


def as_number(value: Any) -> Number:
    """A whole number, also from text: the engine sends floats, and programs send text where AWS takes a number."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, bool):
        return UNKNOWN
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return UNKNOWN


def as_flag(value: Any) -> Flag:
    """A truth value, also from text."""
    if value is None or isinstance(value, bool | Unknown):
        return value
    return {"true": True, "false": False}.get(str(value).lower(), UNKNOWN)


def as_plain(value: Any) -> Any:
    """What a `Value`, or a list of them, was read from."""
    if isinstance(value, Value):
        return UNKNOWN if value.unknown else as_plain(value.known)
    return [as_plain(item) for item in value] if isinstance(value, list | tuple) else value


def scalars(value: Any) -> list[str]:
    """The scalars of a plain value, which is one or a list of some, as texts; what is no scalar is left out."""
    return [text for each in (value if isinstance(value, list) else [value]) if isinstance(text := as_text(each), str)]


class Values:
    """Reads properties of a resource or of an object inside one."""

    __slots__ = ()

    @property
    def owner(self) -> str:
        """How messages call what has the properties."""
        raise NotImplementedError

    def value(self, key: str) -> Value[Any]:
        """A property as it stands: a text, number, truth value, list or object."""
        return self._value(key, self.get(key))

    def whole(self, key: str) -> Value[Any]:
        """A property as it stands, unknown where any of it is, and absent where it is an empty text."""
        value = self.get(key)
        return self._value(key, UNKNOWN if has_unknown(value) else None if value == "" else value)

    def text(self, key: str) -> Value[str]:
        """A property as text; what is no scalar can not be understood and counts as unknown."""
        return self._value(key, as_text(self.get(key)))

    def number(self, key: str) -> Value[int]:
        """A property as a whole number, also from text."""
        return self._value(key, as_number(self.get(key)))

    def flag(self, key: str) -> Value[bool]:
        """A property as a truth value, also from text."""
        return self._value(key, as_flag(self.get(key)))

    def texts(self, key: str) -> Value[tuple[Value[str], ...]]:
        """A list property as texts, empty where absent; a single text counts as a list of one."""
        items = self._value(key, self._items(key))
        texts = items.map(lambda listed: [UNKNOWN if item is None else as_text(item) for item in listed])
        return texts.map(lambda listed: tuple(self._value(key, text) for text in listed))

    def blocks(self, key: str) -> Value[tuple["Block", ...]]:
        """A list of objects, empty where absent; a single object counts as a list of one."""
        items, place = self._value(key, self._items(key)), f"{self.owner}.{key}"
        return items.map(lambda listed: tuple(Block(item, place) for item in listed if item is not None))

    def mapping(self, key: str) -> Value[dict[str, Value[str]]]:
        """A map of texts; what is no map can not be understood and counts as unknown."""
        items = self.get(key)
        if items is None or not isinstance(items, dict):
            return self._value(key, None if items is None else UNKNOWN)
        entries = {str(name): self._value(f"{key}.{name}", as_text(item)) for name, item in items.items()}
        return self._value(key, entries)

    def _value(self, key: str, plain: Any) -> Value[Any]:
        if plain is None:
            return absent(self.owner, key)
        return not_known(self.owner, key) if plain is UNKNOWN else known(plain, self.owner, key)

    def get(self, key: str) -> Any:
        """The plain value of a property: `None` where absent, `UNKNOWN` where not known yet."""
        raise NotImplementedError

    def _items(self, key: str) -> list[Any] | Unknown:
        """The items of a list property, none where absent; a single value counts as a list of one."""
        value = self.get(key)
        if value is None or value is UNKNOWN:
            return [] if value is None else UNKNOWN
        return value if isinstance(value, list) else [value]

    def block(self, key: str) -> "Block":
        """An object; one without properties where absent, one whose every property is unknown where unknown."""
        value = self.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        return Block(value, f"{self.owner}.{key}")


class Block(Values):
    """An object inside a property."""

    __slots__ = ("content", "place")

    def __init__(self, content: Any, place: str = "") -> None:
        self.content = content
        self.place = place

    @property
    def owner(self) -> str:
        """The property that holds it, as messages name it."""
        return self.place

    @property
    def absent(self) -> bool:
        """Whether the object was not given at all."""
        return self.content is None

    @property
    def unknown(self) -> bool:
        """Whether the object as a whole is not known yet."""
        return not (self.content is None or isinstance(self.content, dict))

    @property
    def partial(self) -> bool:
        """Whether the object, or something inside it, is not known yet."""
        return has_unknown(self.content)

    def get(self, key: str) -> Any:
        """The plain value of a property of the object."""
        if self.content is None:
            return None
        return self.content.get(key) if isinstance(self.content, dict) else UNKNOWN


def outside(key: str) -> Block:
    """The properties of something outside the stack: none of them is known."""
    return Block(UNKNOWN, key)
