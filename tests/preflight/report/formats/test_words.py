"""The words that all formats share."""

import json
from dataclasses import replace

import pytest

from preflight.report.formats import words
from tests.preflight.report.reports import blocked
from tests.recorded import ROOT

FINDING = blocked().findings[0]


def test_the_page_of_every_fault_is_shown() -> None:
    catalogue = json.loads((ROOT / "policies" / "rules.json").read_text())
    sources = {fault["source"] for fault in catalogue["faults"]}
    assert len(sources) > 100
    assert [each for each in sources if words.link(replace(FINDING, source=each)) != each] == []


@pytest.mark.parametrize(
    "source", ["", "http://example.com", "javascript:a", "https://example.com/>", "https://a b", "x"]
)
def test_what_is_no_address_of_a_page_is_not(source: str) -> None:
    assert words.link(replace(FINDING, source=source)) == ""
