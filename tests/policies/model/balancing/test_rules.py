"""The rules of a listener that may take a request, and whether it hands the request on."""

from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from private_api_guard.model.balancing.listener import listeners
from private_api_guard.model.balancing.rules import Request, hands_on, taking, within_quotas
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

FORWARD = [{"type": "forward", "targetGroupArn": "arn:web"}]
REDIRECT = [{"type": "redirect", "redirect": {"statusCode": "HTTP_301"}}]
SIGN_IN = [{"type": "authenticate-oidc", "authenticateOidc": {"clientId": "x"}}, *FORWARD]
SIGN_IN_OR_NOT = [{"type": "authenticate-oidc", "authenticateOidc": {"onUnauthenticatedRequest": "allow"}}, *FORWARD]
REFUSE = [{"type": "fixed-response", "fixedResponse": {"statusCode": "404"}}]


def rule(name: str, priority: Any, actions: Any, conditions: Any, listener: Any = "arn:front") -> Resource:
    """A rule of the listener."""
    return made(
        "lb/listenerRule:ListenerRule", name, listenerArn=listener, priority=priority, actions=actions,
        conditions=conditions,
    )  # fmt: skip


def path(*values: Any) -> dict[str, Any]:
    """A condition on the path."""
    return {"pathPattern": {"values": list(values)}}


def asked(default: Any, rules: list[Resource], request: Request) -> tuple[str, list[str]]:
    """Whether the listener hands a request on, and the rules that may take it."""
    front = made("lb/listener:Listener", "front", defaultActions=default, outputs={"arn": "arn:front"})
    (listener,) = listeners(Stack([front, *rules])).values()
    return hands_on(listener, request).state.value, [each.name for each in taking(listener, request)]


ORDERS = Request("orders.example.com", "/orders/*", "GET")


@pytest.mark.parametrize(
    ("default", "conditions", "expected"),
    [
        (FORWARD, None, ("open", ["front"])),
        (REDIRECT, None, ("closed", ["front"])),
        (UNKNOWN, None, ("unknown", ["front"])),
        (SIGN_IN, None, ("closed", ["front"])),
        (SIGN_IN_OR_NOT, None, ("open", ["front"])),
        (REFUSE, [path("/orders/*")], ("open", ["rule"])),
        (REFUSE, [path("/orders/new")], ("open", ["rule", "front"])),
        (REFUSE, [path("/invoices*", "/bills*")], ("closed", ["front"])),
        (REFUSE, [path("/Orders/*")], ("closed", ["front"])),
        (REFUSE, [path(UNKNOWN)], ("open", ["rule", "front"])),
        (REFUSE, [{"pathPattern": UNKNOWN}], ("open", ["rule", "front"])),
        (REFUSE, [{"pathPattern": {"regexValues": ["^/x"]}}], ("open", ["rule", "front"])),
        (REFUSE, [{"hostHeader": {"values": ["*.EXAMPLE.com"]}}], ("open", ["rule"])),
        (REFUSE, [{"hostHeader": {"values": ["example.com"]}}], ("closed", ["front"])),
        (REFUSE, [path("/*"), {"httpRequestMethod": {"values": ["POST"]}}], ("closed", ["front"])),
        (REFUSE, [{"httpHeader": {"httpHeaderName": "x", "values": ["1"]}}], ("open", ["rule", "front"])),
        (REFUSE, UNKNOWN, ("open", ["rule", "front"])),
    ],
)
def test_one_rule_beside_the_default(default: Any, conditions: Any, expected: tuple[str, list[str]]) -> None:
    rules = [] if conditions is None else [rule("rule", 10, FORWARD, conditions)]
    assert asked(default, rules, ORDERS) == expected


@pytest.mark.parametrize(
    ("values", "state"),
    [
        (["10.0.0.0/16"], "open"),
        (["10.0.1.0/24", "10.0.2.0/24"], "open"),
        (["192.168.0.0/16", "fd00::/8"], "closed"),
        (["10.0.1.0/24"], "some"),
        (["10.0.1.7/32", "10.0.2.0/24"], "some"),
        (["192.168.0.0/16", UNKNOWN], "some"),
        (UNKNOWN, "some"),
    ],
)
def test_where_a_request_comes_from(values: Any, state: str) -> None:
    """Behind a link V2 it is known; without it, a rule may take the request."""
    rules = [rule("rule", 10, FORWARD, [{"sourceIp": {"values": values}}])]
    link = tuple(map(ip_network, ("10.0.1.0/24", "10.0.2.0/24")))
    expected = {"open": ["rule"], "closed": ["front"], "some": ["rule", "front"]}
    assert asked(REFUSE, rules, replace(ORDERS, sources=link))[1] == expected[state]
    assert asked(REFUSE, rules, ORDERS)[1] == expected["some"]


@pytest.mark.parametrize(
    ("priorities", "expected"),
    [
        ((1, 2), ("closed", ["first"])),
        ((2, 1), ("open", ["second"])),
        ((1, UNKNOWN), ("open", ["second", "first", "front"])),
    ],
)
def test_the_first_rule_that_takes_everything_decides(priorities: Any, expected: tuple[str, list[str]]) -> None:
    rules = [rule("first", priorities[0], REFUSE, [path("/*")]), rule("second", priorities[1], FORWARD, [path("/*")])]
    assert asked(REFUSE, rules, ORDERS) == expected


def test_a_rule_that_may_belong_to_any_listener() -> None:
    assert asked(REFUSE, [rule("adrift", 1, FORWARD, [], listener=UNKNOWN)], ORDERS)[0] == "unknown"
    assert asked(REFUSE, [rule("of another", 1, FORWARD, [], listener="arn:other")], ORDERS)[0] == "closed"


@pytest.mark.parametrize(
    ("conditions", "groups", "expected"),
    [
        ([path("/a", "/b", "/c", "/d", "/e")], 1, "open"),
        ([path("/a", "/b", "/c", "/d", "/e", "/f")], 1, "closed"),
        ([path("/a", "/b", "/c", "/d", "/e", UNKNOWN)], 1, "closed"),
        ([path(UNKNOWN), {"sourceIp": UNKNOWN}, {"httpHeader": {"values": ["1", "2", "3", "4"]}}], 1, "open"),
        ([path("/a", "/b", "/c"), {"hostHeader": {"values": ["a.example.com", "b.example.com"]}}], 1, "open"),
        ([path("/a", "/b", "/c"), {"queryStrings": [{"key": "k", "value": str(n)} for n in range(3)]}], 1, "closed"),
        ([{"httpHeader": {"values": ["1", "2", "3"]}}, {"httpHeader": {"values": ["4", "5", "6"]}}], 1, "closed"),
        ([{"sourceIp": {"values": [f"10.0.{n}.0/24" for n in range(6)]}}], 1, "closed"),
        ([{"pathPattern": {"regexValues": ["^/a.*$", "^/b.*$"]}}], 1, "open"),
        ([path("/*/*/*"), {"hostHeader": {"values": ["*.*.example.com", "?.example.com"]}}], 1, "open"),
        ([path("/*/*/*/*"), {"hostHeader": {"values": ["*.*.example.com", "?.example.com"]}}], 1, "closed"),
        ([path("/a"), path("/b")], 1, "closed"),
        ([{"httpHeader": {"values": ["1"]}}, {"httpHeader": {"values": ["2"]}}], 1, "open"),
        (UNKNOWN, 1, "open"),
        ([path("/a")], 5, "open"),
        ([path("/a")], 6, "closed"),
    ],
)
def test_a_rule_has_so_many_conditions_values_and_groups(conditions: Any, groups: int, expected: str):
    forward = [{"type": "forward", "forward": {"targetGroups": [{"arn": f"arn:{n}"} for n in range(groups)]}}]
    front = made("lb/listener:Listener", "front", defaultActions=FORWARD, outputs={"arn": "arn:front"})
    (listener,) = listeners(Stack([front, rule("rule", 1, forward, conditions)])).values()
    assert within_quotas(listener.rules[-1]).state.value == expected
