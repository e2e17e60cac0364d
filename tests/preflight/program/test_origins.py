"""Positions of resources whose components say which setting they are made from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from preflight.engine.simulation import simulate
from preflight.program.origins import led_to_settings
from preflight.program.program import prepare, record
from preflight.protocol.resource import Resource
from tests.recorded import ROOT

OWNER = Resource("owner", "shop:index:Shop", "shop", position="__main__.py:1")
PART = replace(OWNER, urn="part", parent="owner", position="parts.py:2")
LEAF = replace(OWNER, urn="leaf", parent="part", position="parts.py:3")


def place(key: Sequence[str]) -> str:
    return "" if "default" in key else f"stack.yaml:{len(key)}"


def positions(told: Any) -> list[tuple[str, str]]:
    owner = replace(OWNER, outputs={"madeFrom": told})
    return [(each.position, each.made_at) for each in led_to_settings([LEAF, owner, PART], place)]


def test_what_has_no_entry_of_its_own_is_made_from_its_parents_setting() -> None:
    told = [{"key": ["shop:parts", "a"], "urns": ["part"]}]
    assert positions(told) == [("stack.yaml:2", "parts.py:3"), ("__main__.py:1", ""), ("stack.yaml:2", "parts.py:2")]


def test_an_entry_of_its_own_comes_first() -> None:
    told = [{"key": ["shop:parts"], "urns": ["part"]}, {"key": ["shop:parts", "a", "leaf"], "urns": ["leaf"]}]
    assert positions(told)[0] == ("stack.yaml:3", "parts.py:3")


@pytest.mark.parametrize(
    "told",
    [
        None, "text", [5], [{}], [{"key": [], "urns": ["leaf"]}], [{"key": "shop:a", "urns": ["leaf"]}],
        [{"key": ["shop:a", 1], "urns": ["leaf"]}], [{"key": ["shop:a"], "urns": "leaf"}],
        [{"key": ["shop:a"], "urns": ["nobody"]}], [{"key": ["default"], "urns": ["leaf"]}],
    ],
)  # fmt: skip
def test_what_says_nothing_leaves_the_programs_line(told: Any) -> None:
    assert positions(told) == [("parts.py:3", ""), ("__main__.py:1", ""), ("parts.py:2", "")]


def test_every_resource_of_ours_leads_to_its_line_in_the_stack_file() -> None:
    file = ROOT / "stacks" / "Pulumi.dev.yaml"
    run = prepare(ROOT, "dev")
    lines = file.read_text(encoding="utf-8").splitlines()
    found = led_to_settings(simulate(run.identity, record(run)), run.config.place)
    at = {each.name: lines[int(each.position.rpartition(":")[2]) - 1].strip() for each in found if each.made_at}
    assert at["dev-orders-ANY-/orders/{proxy+}"] == "ANY /orders/{proxy+}: {backend: orders}"
    assert at["dev-orders-standard-plan"] == "standard:"
    assert (at["dev-orders-service"], at["dev-orders-api"], at["dev-main-execute-api"]) == (
        "orders:",
        "orders:",
        "main:",
    )
    led = {each.position.partition(":")[0] for each in found if each.made_at}
    assert led == {"stacks/Pulumi.dev.yaml"}
    assert [each.name for each in found if not each.made_at and each.type.startswith("aws:")] == []
