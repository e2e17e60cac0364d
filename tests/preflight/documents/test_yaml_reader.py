"""YAML is read as the CLI reads it, and what may mean two things is refused with its line."""

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from preflight.documents.document import DocumentError
from preflight.documents.yaml_reader import LIMIT, parsed, read_yaml
from preflight.errors import StackError
from tests.drawn import cases

BOMB = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("True", True),
        ("~", None),
        ("'1'", "1"),
        ("12:30:45", "12:30:45"),
        ("2026-02-08", "2026-02-08"),
        ("2026-02-08T10:00:00Z", "2026-02-08T10:00:00Z"),
        ("1_000", 1000),
        ("010", 8),
        ("0o10", 8),
        ("-0x1F", -31),
        ("0b11", 3),
        ("0x_", "0x_"),
        ("08", 8.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("!!str 5", "5"),
        ("!!int 5", 5),
        ("! 5", "5"),
    ],
)
def test_a_scalar_means_what_the_cli_takes_it_for(text: str, value: object) -> None:
    found = parsed(f"a: {text}").content["a"]
    assert (type(found), found) == (type(value), value)


def test_a_scalar_is_known_as_it_is_written_also_where_it_is_repeated() -> None:
    found = parsed("a: &x 0x10\nb: [1.50, *x]\n1: c")
    assert found.written == {("a",): "0x10", ("b", 0): "1.50", ("b", 1): "0x10", ("1",): "c"}
    assert found.content == {"a": 16, "b": [1.5, 16], "1": "c"}
    assert (found.lines["a",], found.lines["b", 1], found.lines["1",]) == (1, 2, 3)


def test_what_is_merged_goes_below_what_stands_there() -> None:
    text = "base: &b {x: 1, y: 1}\nmore: &m {y: 2, z: 2}\none: {<<: *b, y: 3}\ntwo: {<<: [*m, *b]}\n'<<': 1"
    content = parsed(text).content
    assert content["one"] == {"x": 1, "y": 3}
    assert content["two"] == {"x": 1, "y": 2, "z": 2}
    assert content["<<"] == 1


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: 2\na: 3", "the key a is given twice, in lines 1 and 3", 3),
        ("config:\n  a: 1\nconfig:\n  b: 2", "the key config is given twice, in lines 1 and 3", 3),
        ("a: {b: 1,\nb: 2}", "the key b is given twice, in lines 1 and 2", 2),
        ("a:\n  - 2026-02-30", "2026-02-30 is no date: day is out of range for month", 2),
        ("a: 2026-13-01T00:00:00Z", "2026-13-01 is no date", 1),
        ("a: !!int ''", "the tag !!int does not fit", 1),
        ("a: !!timestamp abc", "the tag !!timestamp does not fit", 1),
        ("a: !secret b", "the tag !secret does not fit", 1),
        ("a: !!set {b}", "the tag !!set does not fit", 1),
        ("a: !!python/object/apply:os.system [b]", "the tag !!python/object/apply:os.system does not fit", 1),
        ("a: &a [*a]", "*a stands here, inside of what it names", 1),
        ("a: *b", "*b stands here, but nothing above has this anchor", 1),
        ("? [a]\n: b", "a key is no text", 1),
        ("a: {<<: 5}", "<< takes mappings only", 1),
        ("a: 1\n---\nb: 2", "there is a second document", 2),
        ("a: " + "[" * 2000, "it is nested deeper than 64 levels", 1),
        ("a: 1e999", "1e999 is too large for a number", 1),
        (f"a: {'9' * 5000}", "is too large for a number", 1),
        (BOMB, "it unfolds to more than 100000 keys and values", 6),
        ("a: [", "did not find expected node content", 1),
        ("a: 1\nb: \x07", "control characters are not allowed", 2),
    ],
)
def test_what_may_mean_two_things_is_refused_with_its_line(text: str, message: str, line: int) -> None:
    with pytest.raises(DocumentError) as raised:
        parsed(text)
    assert message in raised.value.wrong
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- a", "a.yaml: it does not hold a mapping"),
        (b"a: 1\nb: \xff", "a.yaml:2: byte 0xff is no UTF-8"),
        (b"# " + b"x" * LIMIT, "a.yaml: it is larger than 1 MiB"),
        (b"a: [", "a.yaml:1: it is not YAML: did not find expected node content (where it ends)"),
        (b"a: b\nc: ]", "a.yaml:2: it is not YAML: did not find expected node content (column 4)"),
        (b"{a: 1, a: 2}", "a.yaml:1: it is not YAML: the key a is given twice, in line 1"),
    ],
)
def test_a_file_that_is_none_is_said(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(StackError) as raised:
        read_yaml(tmp_path / "a.yaml", StackError, name="a.yaml")
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("stack.yml", "Did you mean {}/stack.yaml?"),
        ("prices.json", "Give the path of a file that is there."),
        ("nowhere/stack.yaml", "There is no folder {}/nowhere."),
    ],
)
def test_a_file_that_is_not_there_may_have_another_name(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / "stack.yaml").touch()
    with pytest.raises(StackError) as raised:
        read_yaml(tmp_path / name, StackError)
    assert raised.value.remedy == remedy.format(tmp_path)


def test_an_empty_file_holds_nothing_and_a_mark_of_byte_order_is_none_of_its_content(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"")
    assert read_yaml(file, StackError).content == {}
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_yaml(file, StackError).content == {"a": 1}


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)


@cases(100)
@given(PARTS)
def test_what_a_library_writes_is_read(value: object) -> None:
    assert parsed(yaml.safe_dump({"a": value})).content == {"a": value}


@cases(300)
@given(st.text("a:b-[]{}&*!|>'\"#?%@`\n 0.~<,", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(DocumentError):
        parsed(text)
