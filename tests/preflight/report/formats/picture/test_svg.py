"""The picture as SVG: its parts say what they are, and its colours can be read."""

import re
from xml.etree import ElementTree as ET

import pytest

from preflight.report.formats import FORMATS
from preflight.report.formats.picture import svg
from tests.preflight.report.paths import SYMPTOM, broken, hop, hostile, large, path, report


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def groups(root: ET.Element, state: str) -> list[str]:
    """The texts of the boxes of a class."""
    found = [each for each in root.iter("{http://www.w3.org/2000/svg}g") if state in each.get("class", "").split()]
    return ["".join(each.itertext()).strip() for each in found]


def test_closed_presumed_and_undecided_hops_are_told_apart() -> None:
    root = parsed(FORMATS["svg"](report(*broken())))
    (closed,) = groups(root, "closed")
    assert "✗ target group orders-targets" in closed
    assert SYMPTOM in closed
    assert ["? listener stock-80" in text for text in groups(root, "unknown")] == [True]
    assert ["✓ target prices-service: presumed" in text for text in groups(root, "presumed")] == [True]
    assert len([each for each in root.iter("{http://www.w3.org/2000/svg}path") if each.get("class") == "closed"]) == 1


def test_it_has_a_title_and_a_description_in_words() -> None:
    root = parsed(FORMATS["svg"](report(*broken())))
    title, description = (root.findtext(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
    assert title is not None
    assert title.startswith("clean: shop dev · 0 mandatory")
    assert description == (
        "shop, stage v1: target group orders-targets closed. partners, stage v1: listener stock-80 can not be decided."
        " shop, stage v1: all hops open. partners, stage v1: all hops open."
    )


def test_what_is_closed_is_drawn_on_top() -> None:
    closed = path("api0", "shut", target_group=hop("target-group", "shut-targets", "closed"))
    drawn = FORMATS["svg"](report(*large(2, 8, 5), closed))
    heights = {
        each[0]: float(each[1])
        for each in re.findall(r'<g class="(\w+)[^>]*>\n<title>.*\n<rect x="\S+" y="(\S+)"', drawn)
    }
    assert heights["closed"] < 20
    assert heights["open"] > 500


def test_names_are_never_markup() -> None:
    root = parsed(FORMATS["svg"](report(hostile())))
    assert {each.tag.rpartition("}")[2] for each in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "text", "g", "path",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("paths", "nodes"),
    [
        (large(2, 8, 5), 1 + 2 * 2 + 16 + 8 * 6),
        (large(40, 8, 5), 40 + 320 + 8),
        (large(500, 1, 1), svg.MOST_NODES),
    ],
)
def test_more_than_anybody_reads_is_drawn_with_less_in_it(paths: list, nodes: int) -> None:
    assert svg.whole(paths).content.count("<rect") == nodes


def test_a_report_without_paths_is_its_verdict() -> None:
    text = "".join(parsed(FORMATS["svg"](report())).itertext())
    assert "clean: shop dev · 0 mandatory findings, 0 advisory; no request path" in text


def luminance(colour: str) -> float:
    """Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def palettes() -> list[dict[str, str]]:
    """The colours of the light scheme and of the dark one."""
    blocks = re.findall(r":root \{(.*?)\}", svg.STYLE, re.DOTALL)
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("text", "ground", 4.5),
        ("closed-text", "closed-ground", 4.5),
        ("unknown-text", "unknown-ground", 4.5),
        ("text", "unknown-ground", 4.5),
        *((colour, "ground", 4.5) for colour in ("line", "open", "closed", "unknown")),
        ("closed", "closed-ground", 3),
    ],
)
def test_colours_can_be_read(palette: dict[str, str], text: str, ground: str, least: float) -> None:
    assert contrast(palette[text], palette[ground]) >= least


def test_what_is_closed_for_one_path_is_so_in_the_picture() -> None:
    closed = path("shop", "items", target=hop("target", "items-target", "closed"))
    content = svg.whole([path("partners", "items"), closed]).content
    assert content.count('<g class="closed"') == 1
