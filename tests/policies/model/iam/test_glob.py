"""Patterns against what a text stands for, compared with every short word spelt out."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from private_api_guard.model.iam.glob import covers, overlaps

# Two patterns of four letters, one of each a star, have a word of six letters in common if they have any.
_WORDS = ["".join(letters) for length in range(7) for letters in itertools.product("ab", repeat=length)]
_PATTERNS = st.text("ab*?", max_size=4)
_TEXTS = st.text("ab*", max_size=4)


def _matched(pattern: str) -> set[str]:
    expression = "".join({"*": ".*", "?": "."}.get(letter, letter) for letter in pattern)
    return {word for word in _WORDS if re.fullmatch(expression, word)}


@given(_PATTERNS, _TEXTS)
def test_a_pattern_overlaps_a_text_if_some_word_is_in_both(pattern, text):
    assert overlaps(pattern, text) == bool(_matched(pattern) & _matched(text))


@given(_PATTERNS, _TEXTS)
def test_a_pattern_that_covers_a_text_matches_all_of_its_words(pattern, text):
    if covers(pattern, text):
        assert _matched(text) <= _matched(pattern)


@given(_PATTERNS, st.sampled_from(_WORDS))
def test_a_plain_text_is_covered_or_not_matched(pattern, word):
    assert covers(pattern, word) == (word in _matched(pattern)) == overlaps(pattern, word)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a*" * 20_000 + "b", "a" * 20_000),
        ("*" + "a" * 20_000 + "b", "a" * 40_000),
        ("*" + "?" * 20_000 + "b", "a" * 40_000),
        ("a*" * 20_000 + "b", "a*" * 10_000 + "a"),
    ],
)
def test_long_patterns_take_no_long_time(pattern, text):
    assert not covers(pattern, text)
    assert not overlaps(pattern, text)
