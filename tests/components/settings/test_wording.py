"""Errors that pydantic finds: one for each mistake, with what is allowed, and in no words but ours."""

import copy
import re
from typing import Any

import pytest

from components.settings import SettingsError
from components.settings.reading import parse
from tests.engine import ROOT, raw_settings

RAW, REGION = raw_settings(ROOT / "stacks" / "Pulumi.dev.yaml")
API, ORDERS, MAIN = "apis|orders", "backends|orders", "networks|main"
TIER = {"subnets": {"eu-west-1a": {"id": "subnet-0123456789abcdef0", "cidr": "10.20.0.0/20"}}}
# By the place in the stack file: what stands there, and what is said after the key.
SAID: dict[str, tuple[Any, str]] = {
    f"{API}|stage": (1, " = 1: it is not text. Allowed: text, in quotes where it looks like something else. "),
    f"{ORDERS}|port": ("8080", ' = "8080": it is not a whole number. Allowed: a whole number without quotes. '),
    f"{API}|throttle|rate": ("9", ' = "9": it is not a number. Allowed: a number without quotes. '),
    f"{API}|tracing": ("yes", ' = "yes": it is neither true nor false. Allowed: true or false, without quotes. '),
    f"{MAIN}|zones": ("eu-west-1a", ' = "eu-west-1a": it is not a list. Allowed: a list: [one, two]. '),
    "networks": ("main", ' = "main": it has no keys. Allowed: keys and values. What it is: The networks, by name. '),
    f"{API}|routes|GET /x": (
        "orders",
        ' = "orders": it has no keys. Allowed: keys and values. What it is: What answers',
    ),
    f"{API}|routes|GET /y": (["orders"], ": it has no keys. Allowed: keys and values. "),
    f"{API}|plans|standard|throttle|rate": (0, " = 0: it is too low. Allowed: above 0. What it is: Requests a second"),
    f"{API}|plans|standard|throttle|burst": (0, " = 0: it is too low. Allowed: 1 or more. "),
    f"{API}|routes|GET /orders|timeout": (40000, " = 40000: it is too high. Allowed: 29000 or less. "),
    f"{MAIN}|egress": ("Nat", ' = "Nat": there is no such choice. Allowed: none or nat. '),
    f"{MAIN}|existing": (
        {"vpc": "vpc-0123456789abcdef0", "tiers": {"front": TIER}},
        ".tiers.front: there is no such choice. Allowed: application, balancer or database. ",
    ),
    "databases|Shop": ({}, ": it is not a name. Allowed: up to 40 lower-case letters, digits and hyphens, "),
    f"{MAIN}|cidr": (None, ": it is not text. "),
    "backends": ({}, ": there are too few of them. Allowed: at least 1. What it is: What answers the requests"),
    f"{API}|plans|standard|consumers": (
        [{"name": "x", "keys": ["1", "2", "3"]}],
        "[0].keys: there are too many of them. Allowed: at most 2. What it is: Labels of its API keys. ",
    ),
    f"{API}|plans|more": (
        {"consumers": ["a@b.com"]},
        '.consumers[0] = "a@b.com": it is not a name. Allowed: up to 40 ',
    ),
    "secrets": (
        {"apiKeys": {"orders/billing/1": "abcde"}},
        ".apiKeys.orders/billing/1: there are too few characters. Allowed: at least 20. What it is: Values of API keys",
    ),
    "apis|web": (
        {
            "kind": "http",
            "routes": {"GET /": {"backend": "orders"}},
            "authorizer": {"issuer": "https://a.b", "audience": [""]},
        },
        '.authorizer.audience[0] = "": it is too short. Allowed: 1 or more characters. What it is: Whom they are',
    ),
}
PYDANTICS = re.compile(
    r"input|validation|tuple|dictionar|\bstring\b|\bpattern\b|items\b|instance of|valid ", re.IGNORECASE
)


@pytest.mark.parametrize("place", SAID)
def test_one_error_says_what_is_wrong_and_what_is_allowed(place: str) -> None:
    value, expected = SAID[place]
    raw = copy.deepcopy(RAW)
    *steps, last = place.split("|")
    below = raw
    for step in steps:
        below = below.setdefault(step, {"rate": 1, "burst": 1} if step == "throttle" else {})
    below[last] = value
    with pytest.raises(SettingsError) as caught:
        parse(raw, REGION)
    (problem,) = caught.value.problems
    assert f"private-api:{place.replace('|', '.')}{expected}" in problem.text
    assert "Remedy: " in problem.text
    assert not PYDANTICS.search(problem.text.replace("instances", "")), problem.text


def test_a_backend_alone_is_told_its_key() -> None:
    raw = copy.deepcopy(RAW)
    raw["apis"]["orders"]["routes"]["GET /x"] = "orders"
    with pytest.raises(SettingsError, match=r"Remedy: write \{backend: orders\}"):
        parse(raw, REGION)


def test_a_method_in_small_letters_is_told_the_route() -> None:
    raw = copy.deepcopy(RAW)
    raw["apis"]["orders"]["routes"]["get /x"] = {"backend": "orders"}
    with pytest.raises(SettingsError, match="Remedy: write GET /x"):
        parse(raw, REGION)
