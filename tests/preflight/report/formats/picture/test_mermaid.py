"""The picture as Mermaid stays within what GitHub draws, and takes no name for syntax."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.packs.judgement import RequestPath
from preflight.report.formats.picture.mermaid import MOST_CHARACTERS, MOST_EDGES, MOST_NODES, mermaid
from tests.drawn import cases
from tests.preflight.report.paths import HOSTILE, broken, hop, hostile, large, path

LINE = re.compile(
    r'n\d+(\["[\w <>,./()✓✗?…#;-]*"\]|\(\["[\w <>,./()✓✗?…#;-]*"\]\)):::(open|closed|unknown)'
    r"|n\d+ --> n\d+|classDef .*|class n\d+(,n\d+)* presumed"
)


def kinds(text: str) -> set[str]:
    return set(re.findall(r'"[✓✗?] (\w+(?: \w+)?)', text))


def test_hops_are_drawn_by_what_was_found_of_them() -> None:
    text = mermaid(broken())
    assert '["✗ target group<br><b>orders-targets</b><br>504 Gateway Timeout after 29 s"]:::closed' in text
    assert '["? listener<br><b>stock-80</b>"]:::unknown' in text
    (presumed,) = re.findall(r"^class (n\d+) presumed$", text, re.MULTILINE)
    assert f'{presumed}["✓ target<br><b>prices-service</b><br>presumed"]:::open' in text


@pytest.mark.parametrize(
    ("paths", "drawn"),
    [
        (large(1, 8, 5), {"client", "endpoint", "routes", "vpc link", "target"}),
        (large(5, 20, 2), {"API", "routes", "backend"}),
        (large(40, 20, 1), {"client", "API"}),
        (large(400, 1, 1), {"client", "API", "APIs"}),
        ([path(f"{HOSTILE * 3}{number}", "b") for number in range(300)], {"client", "API", "APIs"}),
    ],
    ids=["40 routes", "grouped by backend", "by API", "some APIs", "long names"],
)
def test_what_is_too_large_is_drawn_with_less_in_it(paths: list[RequestPath], drawn: set[str]) -> None:
    text = mermaid(paths)
    assert 0 < len(text) <= MOST_CHARACTERS
    assert text.count(" --> ") <= MOST_EDGES
    assert text.count(":::") <= MOST_NODES
    assert kinds(text) >= drawn
    if "API" in drawn:
        assert "endpoint" not in kinds(text)


def test_what_is_closed_is_drawn_however_large_the_stack() -> None:
    shut = path("shut", "items", target=hop("target", "t", "closed"))
    assert "shut" in mermaid([*large(400, 1, 1), shut])


def test_room_may_be_scarce() -> None:
    assert 0 < len(mermaid(large(5, 8, 5), 2_000)) <= 2_000


def test_no_paths_are_no_picture() -> None:
    assert mermaid([]) == ""


@cases(60)
@given(st.text(max_size=40), st.sampled_from(["client", "routes", "odd", "-->"]))
def test_whatever_a_name_is_it_is_one_label(name: str, kind: str) -> None:
    odd = RequestPath(api=name, state="open", hops=(hop(kind, name), hop("target", name, "closed", symptom=name)))
    for text in (mermaid([odd]), mermaid([hostile()])):
        assert [line for line in text.split("\n")[2:] if not LINE.fullmatch(line)] == []
