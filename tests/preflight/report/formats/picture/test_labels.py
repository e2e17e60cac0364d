"""Text that fits into a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.report.formats.picture.labels import begun, fitted, gist, wrapped
from tests.drawn import cases


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("short", 5, "short"),
        ("orders-service", 9, "orde…vice"),
        ("two\nlines\x1b[31m", 20, "two lines [31m"),
    ],
)
def test_what_is_too_long_loses_its_middle(text: str, most: int, shown: str) -> None:
    assert fitted(text, most) == shown


def test_a_sentence_loses_its_end() -> None:
    assert begun("the targets never become healthy", 12) == "the targets…"


@pytest.mark.parametrize(
    ("symptom", "drawn"),
    [
        (
            '500 {"message":"Internal server error"} (an HTTP API: 503) after about 10 s; the targets are unhealthy',
            "500 Internal server error after about 10 s",
        ),
        ("The apply fails: BadRequestException, no policy", "The apply fails: BadRequestException, no policy"),
        ("403 Forbidden", "403 Forbidden"),
    ],
)
def test_a_symptom_is_drawn_without_what_a_picture_has_no_room_for(symptom: str, drawn: str) -> None:
    assert gist(symptom) == drawn


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("dev-orders-service", ["dev-orders-", "service"]),
        ("GET /orders/{proxy+}", ["GET /orders/", "{proxy+}"]),
        ("abcdefghijklmnopqrst", ["abcdefghijkl", "mnopqrst"]),
        ("one-two-three-four-five-six-seven", ["one-two-", "three-four-", "five-six-se…"]),
    ],
)
def test_names_are_broken_behind_punctuation(text: str, lines: list[str]) -> None:
    assert wrapped(text, 12, 3) == lines


@cases(100)
@given(st.text(max_size=80), st.integers(2, 20), st.integers(1, 4))
def test_whatever_the_text_it_fits(text: str, width: int, most: int) -> None:
    assert len(fitted(text, width)) <= width
    lines = wrapped(text, width, most)
    assert len(lines) <= most
    assert all(0 < len(line) <= width for line in lines)
