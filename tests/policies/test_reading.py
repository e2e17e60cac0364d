"""The door to properties: plain data, whatever stands before it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pulumi_policy import proxy

from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.reading import Properties

TEXT, OBJECT = proxy.UNKNOWN_STRING_VALUE, proxy.UNKNOWN_OBJECT_VALUE
SENT = {
    "port": 80,
    "arn": TEXT,
    "settings": {"name": "a", "id": TEXT, "__defaults": []},
    "listed": [1, TEXT, {"deep": OBJECT}],
}
READ = {
    "port": 80,
    "arn": UNKNOWN,
    "settings": {"name": "a", "id": UNKNOWN},
    "listed": [1, UNKNOWN, {"deep": UNKNOWN}],
}


class Closed(Mapping[str, Any]):
    """What an SDK may hand out that lets nobody behind it: each unknown value raises, also where one asks for it."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = proxy.unknown_checking_proxy(content)
        self.asked = 0

    def __getitem__(self, key: str) -> Any:
        if key == "__target":
            raise AttributeError(key)
        self.asked += 1
        return self._content[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)


@pytest.mark.parametrize("made", [dict, proxy.unknown_checking_proxy, Closed])
def test_properties_are_plain_whoever_hands_them_out(made):
    properties = Properties(made(SENT))
    assert {key: properties.get(key) for key in SENT} == READ
    assert dict(properties) == READ
    assert properties.get("none") is None
    assert properties.get("none", 1) == 1
    assert len(properties) == len(SENT)


def test_each_property_is_read_once():
    source = Closed(SENT)
    properties = Properties(source)
    assert [properties["port"], properties["port"], properties.get("none")] == [80, 80, None]
    assert source.asked == 1
