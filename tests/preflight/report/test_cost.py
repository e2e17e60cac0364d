"""Costs of several stacks are added up, what a change adds is told part by part, in every format for people."""

from dataclasses import replace

import jsonschema
import pytest

from preflight.report.comparison import compared
from preflight.report.cost import Cost, CostPart, all_costs, cost_of_parts
from preflight.report.formats import FORMATS
from preflight.report.formats.text import to_text
from preflight.report.report import Report
from preflight.report.several import merged
from tests.preflight.report.reports import clean, failed
from tests.preflight.report.test_report import SCHEMA


def part(what: str, count: str | None, month: str | None, price: str | None = "1") -> CostPart:
    return CostPart(what, "eu-west-1", count, "month", price, month)


def cost(*parts: CostPart, use: tuple[str, ...] = ("requests",)) -> Cost:
    return cost_of_parts("2026-11-28", "USD", parts, use)


GATEWAYS, KEYS = part("gateways", "2", "70.08", "35.04"), part("keys", "3", "3.00")
UNPRICED = part("clusters", "1", None, None)
BEFORE = replace(clean(), cost=cost(GATEWAYS, KEYS))
AFTER = replace(clean(), cost=cost(part("gateways", "3", "105.12", "35.04"), UNPRICED))


def test_the_dearest_comes_first_and_the_sum_is_of_all() -> None:
    found = cost(KEYS, UNPRICED, GATEWAYS)
    assert ([each.what for each in found.parts], found.month) == (["gateways", "keys", "clusters"], "73.08")


def test_costs_of_several_stacks_are_one() -> None:
    together = all_costs([cost(GATEWAYS, UNPRICED), cost(GATEWAYS, part("gateways", None, None), use=("GB",))])
    assert together
    assert together.month == "140.16"
    assert [(each.what, each.count, each.month) for each in together.parts] == [
        ("gateways", "4", "140.16"),
        ("clusters", "1", None),
        ("gateways", None, None),
    ]
    assert together.by_use == ("GB", "requests")
    assert merged([BEFORE, replace(BEFORE, stack="prod")]).cost == all_costs([BEFORE.cost, BEFORE.cost])  # pyrefly: ignore
    assert all_costs([]) is None


def test_what_a_change_adds_and_saves() -> None:
    change = compared("main", BEFORE, AFTER).comparison
    assert change
    assert [(each.what, each.count_before, each.count_after, each.before, each.after) for each in change.costs] == [
        ("gateways", "2", "3", "70.08", "105.12"),
        ("keys", "3", None, "3.00", None),
        ("clusters", None, "1", None, None),
    ]


def test_that_a_change_costs_nothing_is_said_where_both_sides_tell_a_cost() -> None:
    same = compared("main", BEFORE, BEFORE)
    said = "Cost of the change: none\n  the same stands as in main, at the same prices\n"
    assert said in to_text(same)
    assert said in to_text(merged([same, compared("main", clean(), AFTER)]))
    assert said not in to_text(merged([same, compared("main", BEFORE, AFTER)]))
    assert "Cost of the change" not in to_text(compared("main", clean(), AFTER))
    assert "Cost of the change" not in to_text(compared("main", clean(), clean()))
    jsonschema.validate(same.document(), SCHEMA)


def test_a_base_without_a_cost_is_said_and_a_new_stack_costs_all_of_it() -> None:
    change = compared("old.json", clean(), AFTER).comparison
    assert change
    assert change.costs is None
    assert any(note.startswith("old.json tells no cost") for note in change.notes)
    anew = compared("main", failed(), AFTER).comparison
    assert anew
    assert [each.before for each in anew.costs] == [None, None]


def test_a_stack_that_goes_saves_what_it_cost() -> None:
    gone = compared("main", BEFORE, Report("shop", "", "both", removed=("dev",)))
    assert "Cost of the change: -$73.08 a month\n" in to_text(gone)


TEXT = """\
Cost of the change: +$32.04 a month
  +$35.04: gateways in eu-west-1, 2 -> 3
  -$3.00: keys in eu-west-1, 3 -> none
  no price: clusters in eu-west-1, none -> 1

Cost while nobody calls: $105.12 a month, and 1 part without a price
  $105.12: gateways in eu-west-1, 3 at $35.04
  no price: clusters in eu-west-1, 1
  billed by use on top: requests
  an estimate: list prices of 2026-11-28, without tax, discounts and free tiers; infracost
"""


def test_the_text_says_it() -> None:
    assert TEXT in to_text(compared("main", BEFORE, AFTER), width=110)


@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_the_comment_and_the_page_say_it(format_: str) -> None:
    written = FORMATS[format_](compared("main", BEFORE, AFTER))
    for line in ("Cost of the change: +$32.04 a month", "gateways in eu-west-1, 2 -&gt; 3", "requests", "estimate"):
        assert line.replace("&gt;", ">") in written.replace("\\", "").replace("&gt;", ">"), line


def test_another_currency_stands_behind_the_sum() -> None:
    assert AFTER.cost
    text = to_text(replace(AFTER, cost=replace(AFTER.cost, currency="EUR")))
    assert "105.12 EUR: gateways in eu-west-1, 3 at 35.04 EUR" in text


def test_json_is_as_its_schema_says() -> None:
    jsonschema.validate(compared("main", BEFORE, AFTER).document(), SCHEMA)
    assert "cost" not in clean().document()
