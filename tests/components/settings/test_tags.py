"""Tags: as many, as long and of such characters as every service takes."""

import re

import pytest
from pydantic import ValidationError

from components.settings.operations import OperationsSettings

MANY = {f"key-{number}": "value" for number in range(49)}
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "a key of AWS": ({"aws:team": "edge"}, "its key begins with aws:"),
    "one in capital letters": ({"AWS:team": "edge"}, "its key begins with aws:"),
    "a value of AWS": ({"team": "aws:edge"}, "its value begins with aws:"),
    "an empty key": ({"": "edge"}, "its key is empty"),
    "a long key": ({"k" * 129: "edge"}, "its key has 129 characters. Allowed: up to 128 letters"),
    "a long value": ({"team": "v" * 257}, "its value has 257 characters. Allowed: up to 256 letters"),
    "other characters in a key": (
        {"team#": "edge"},
        "its key has other characters. Allowed: up to 128 letters, digits, ",
    ),
    "other characters in a value": ({"team": "a;b"}, "its value has other characters"),
    "a line break": ({"team": "a\nb"}, "its value has other characters"),
    "too many": ({**MANY, "one": "more"}, "there are 50 tags. Allowed: 49, as each resource has one of its own, Name"),
    "keys that differ in capitals": ({"team": "a", "Team": "b"}, "differs in capital letters only from team"),
    "a key like that of each resource": ({"name": "a"}, "differs in capital letters only from Name"),
}
TAKEN: dict[str, dict[str, str]] = {
    "the longest": {"k" * 128: "v" * 256},
    "no value": {"team": ""},
    "letters of all languages and every sign": {"Größe _.:/=+-@": "価格 _.:/=+-@"},
    "aws further on": {"my:aws:team": "awsome"},
    "the most": MANY,
    "the most, the own one among them": {**MANY, "Name": "shop"},
}


@pytest.mark.parametrize(("tags", "told"), REFUSED.values(), ids=REFUSED)
def test_tags_that_aws_refuses(tags: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(told)):
        OperationsSettings(tags=tags)


@pytest.mark.parametrize("tags", TAKEN.values(), ids=TAKEN)
def test_tags_that_it_takes(tags: dict[str, str]) -> None:
    assert OperationsSettings(tags=tags).tags == tags
