"""What scalars of properties mean, however programs and the engine write them."""

import math

import pytest

from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.values.values import as_flag, as_number, as_text, scalars


@pytest.mark.parametrize(
    ("value", "text", "number", "flag"),
    [
        (None, None, None, None),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (True, "true", UNKNOWN, True),
        (False, "false", UNKNOWN, False),
        ("True", "True", UNKNOWN, True),
        ("false", "false", UNKNOWN, False),
        ("8080", "8080", 8080, UNKNOWN),
        ("", "", UNKNOWN, UNKNOWN),
        (8080.0, "8080", 8080, UNKNOWN),
        (0, "0", 0, UNKNOWN),
        (1, "1", 1, UNKNOWN),
        (0.5, "0.5", 0, UNKNOWN),
        (math.inf, "inf", UNKNOWN, UNKNOWN),
        (math.nan, "nan", UNKNOWN, UNKNOWN),
        ([], UNKNOWN, UNKNOWN, UNKNOWN),
        ({}, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_scalars(value, text, number, flag):
    assert (as_text(value), as_number(value), as_flag(value)) == (text, number, flag)


def test_of_a_list_what_is_no_scalar_is_left_out():
    assert scalars(["a", 1.0, None, {}, UNKNOWN, True]) == ["a", "1", "true"]
    assert scalars("a") == ["a"]
    assert scalars(None) == []
