"""The only door to properties: what the engine sent, as plain data in which an unknown is a value of its own.

A property of a policy's arguments raises on an unknown value, and so does most of what one would do with the whole
bag. Here every read is guarded once, copied to plain data and kept; `None` means absent, `UNKNOWN` not known yet.
Source: https://www.pulumi.com/docs/iac/crossguard/core-concepts/ (unknown values in previews).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pulumi
from pulumi_policy import proxy

from .model.values.unknown import UNKNOWN

# What an SDK may send in place of a value that only the update will tell: one sentinel for each kind of value.
SENTINELS: Final = frozenset(
    value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_") and name.endswith("_VALUE")
)
_SCALARS: Final = frozenset({float, int, bool, type(None)})


def opened(container: Any) -> Any:
    """What the SDK's proxy of a mapping or sequence stands before, as its own serialising gets at it, else the proxy.

    Reading a dict costs a tenth of reading a proxy that checks each value. What is inside are proxies again.
    """
    try:
        inside = container["__target"]
    except Exception:  # noqa: BLE001 - whatever another SDK raises: then it is read value by value
        return container
    return inside if isinstance(inside, Mapping | list) and len(inside) == len(container) else container


def read(container: Any, key: Any) -> Any:
    """One value of a mapping or sequence, nested values included, as plain data."""
    if type(container) is dict:
        return plain(container.get(key))
    try:
        value = container[key]
    except (KeyError, IndexError):
        return None
    except Exception as error:
        # The SDK's UnknownValueError, which its package does not export, is known by its attribute.
        if hasattr(error, "unknown_type_sentinel"):
            return UNKNOWN
        raise
    return plain(value)


def plain(value: Any) -> Any:
    """A value as plain dicts, lists and scalars, with `UNKNOWN` where the engine sent a sentinel."""
    kind = type(value)
    if kind is str:
        return UNKNOWN if value in SENTINELS else value
    if kind in _SCALARS:
        return value
    inside = value if kind in (dict, list) else opened(value)
    if isinstance(inside, Mapping):
        # Keys that begin with two underscores are the engine's own (`__defaults`).
        return {key: read(inside, key) for key in inside if not str(key).startswith("__")}
    if isinstance(inside, Sequence):
        return [read(inside, index) for index in range(len(inside))]
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return _asset(value)
    return value


def _asset(value: pulumi.Asset | pulumi.Archive) -> dict[str, Any]:
    """An asset or archive as `{"archive": bool}` with its text, path, URI or, by name, the assets inside."""
    given = {key: plain(getattr(value, key, None)) for key in ("text", "path", "uri")}
    found: dict[str, Any] = {"archive": isinstance(value, pulumi.Archive)}
    found |= {key: item for key, item in given.items() if item is not None}
    if isinstance(value, pulumi.AssetArchive):
        found["assets"] = {name: plain(item) for name, item in value.assets.items()}
    return found


class Properties(Mapping[str, Any]):
    """A bag of properties that reads each one when it is first asked for."""

    __slots__ = ("_names", "_read", "_source")

    def __init__(self, source: Mapping[str, Any]) -> None:
        self._source = opened(source)
        self._read: dict[str, Any] = {}
        # To ask a proxy whether it has an unknown property raises.
        self._names: Any = self._source if self._source is not source or type(source) is dict else None

    def __getitem__(self, key: str) -> Any:
        if key not in self._read:
            if self._names is None:
                self._names = frozenset(self._source)
            self._read[key] = read(self._source, key) if key in self._names else None
        return self._read[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The plain value of a property, or the default where it is absent or null."""
        known = self._read
        value = known[key] if key in known else self[key]
        return default if value is None else value

    def __contains__(self, key: object) -> bool:
        return self[str(key)] is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)
