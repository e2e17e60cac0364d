"""Boxes stand in columns, and none lies upon another."""

from itertools import combinations

import pytest

from preflight.packs.judgement import RequestPath
from preflight.report.formats.picture.graph import Graph, of_apis, of_groups, of_hops
from preflight.report.formats.picture.layout import PHONE, Box, laid, style_of
from tests.preflight.report.paths import broken, hostile, large, path

GRAPHS = {
    "one": of_hops([path("shop", "items")]),
    "broken": of_hops(broken()),
    "groups": of_groups(broken()),
    "large": of_hops(large(5, 8, 8)),
    "apis": of_apis(large(20, 1, 1), 10),
    "hostile": of_hops([hostile()]),
    "nothing": of_hops([]),
    "bare": of_hops([RequestPath(api="api", state="open")]),
}


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@pytest.mark.parametrize("style", [PHONE, style_of(9), style_of(20)], ids=["phone", "few", "many"])
@pytest.mark.parametrize("name", GRAPHS)
def test_boxes_are_apart_and_within(name: str, style) -> None:
    placed = laid(GRAPHS[name], style)
    assert not any(overlap(one, other) for one, other in combinations(placed.boxes, 2))
    for box in placed.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= placed.width
        assert box.y + box.height <= placed.height


def test_a_chain_is_a_straight_line() -> None:
    boxes = laid(GRAPHS["one"], style_of(10)).boxes
    assert len({round(box.middle) for box in boxes}) == 1


def test_columns_are_left_of_what_they_lead_to() -> None:
    graph: Graph = GRAPHS["large"]
    boxes = laid(graph, style_of(10)).boxes
    assert all(boxes[source].x + boxes[source].width < boxes[target].x for source, target in graph.edges)


def test_groups_fit_into_the_width_of_a_phone() -> None:
    assert laid(of_groups(large(5, 8, 8)), PHONE).width <= 390


@pytest.mark.parametrize("columns", range(8, 15))
def test_the_more_columns_the_less_room_for_each(columns: int) -> None:
    assert style_of(columns + 1).characters <= style_of(columns).characters
