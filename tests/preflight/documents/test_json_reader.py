"""JSON is read strictly, and what is wrong is told with its line."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.documents import json_reader
from preflight.documents.document import DEPTH, DocumentError, Shape
from preflight.documents.json_reader import read_json, value_of
from preflight.errors import ReportError


def refused(tmp_path: Path, content: bytes | str) -> str:
    file = tmp_path / "a.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ReportError) as raised:
        read_json(file, ReportError, name="a.json")
    return str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": 1,\n\t"b": 2,\n"a": 3}', "a.json:3: it is not JSON: the key a is given twice, in lines 1 and 3"),
        ('{"a": {"b": 1, "b": 2}}', "the key b is given twice, in line 1"),
        ('{\n"a": }', "a.json:2: it is not JSON: Expecting value (column 6)"),
        ('{"a": [1, ', "a.json:1: it is not JSON: Expecting value (column 11, where it ends)"),
        ('{"a": "cut', "a.json:1: it is not JSON: Unterminated string starting at (column 7)"),
        ("", "a.json: it is not JSON: it is empty"),
        (" \n", "a.json: it is not JSON: it is empty"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": -Infinity}', "-Infinity is no number of JSON"),
        ('{"a": 1e999}', "1e999 is too large for a number"),
        ("9" * 5000, "is too large for a number"),
        ("9" * 400, "is too large for a number"),
        ("[" * 100_000, "it is nested deeper than 64 levels"),
        ("[" * 200 + "]" * 200, "it is nested deeper than 64 levels"),
        ('{"a": ["\\ud800"]}', "a text holds half a character"),
        (b'{"a": "\xff"}', "a.json:1: byte 0xff is no UTF-8"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(tmp_path: Path, content: bytes | str, message: str) -> None:
    assert message in refused(tmp_path, content)


def test_a_file_has_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "LIMIT", 1 << 20)
    assert "a.json: it is larger than 1 MiB\nAt most 1 MiB are read." in refused(tmp_path, "[" + " " * (1 << 20))


def test_whole_characters_and_the_deepest_nesting_are_read() -> None:
    assert value_of('"\\ud83d\\ude00"') == "\U0001f600"
    assert value_of("[" * DEPTH + "]" * DEPTH)


class Small(Shape):
    some_name: str
    parts: list[int | bool] | None = None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", "a.json:1: this is no small file\nAllowed: keys and values. Write it again."),
        ("{}", "a.json:1: this is no small file: someName is missing\nAdd someName. Write it again."),
        ('{"someName":\n5}', "a.json:1: this is no small file: someName is 5\nAllowed: text. Write it again."),
        (
            '{"someName": "a", "parts": [1,\n"b"]}',
            """a.json:2: this is no small file: parts[1] is "b"
Allowed: a whole number or true or false. Write it again.""",
        ),
        (
            json.dumps({"someName": "a", "parts": "x" * 500}),
            f"""a.json:1: this is no small file: parts is "{"x" * 79}… (502 characters)
Allowed: a list. Write it again.""",
        ),
    ],
)
def test_the_first_key_that_does_not_fit_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(ReportError) as raised:
        read_json(tmp_path / "a.json", ReportError, name="a.json").fit(
            Small, what="small file", remedy="Write it again."
        )
    assert str(raised.value) == message


def test_what_fits_has_its_types_and_keys_that_nobody_reads_are_left(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"someName": "a", "parts": [1, true], "more": 1}')
    small = read_json(tmp_path / "a.json", ReportError).fit(Small, what="small file")
    assert (small.some_name, small.parts) == ("a", [1, True])


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)


@given(VALUES)
def test_what_a_library_writes_is_read(value: object) -> None:
    assert value_of(json.dumps(value)) == value


@given(st.text('a"[]{}:,01.e-\\u \nnul', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(DocumentError):
        value_of(text)
