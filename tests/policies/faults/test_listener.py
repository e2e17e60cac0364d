"""Which protocols, certificates and actions a listener may have on which load balancer."""

import pytest

from private_api_guard.faults import listener
from private_api_guard.faults.fault import Judge
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

FORWARD = {"type": "forward", "targetGroupArn": UNKNOWN}


def found(kind: str, actions: object = (FORWARD,), rule: object = None, **inputs: object) -> set[str]:
    """Faults of one listener on a load balancer of a kind, and of one rule of it."""
    edge = made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType=kind)
    front = made(
        "lb/listener:Listener",
        "front",
        loadBalancerArn=UNKNOWN,
        port=443,
        defaultActions=list(actions) if isinstance(actions, tuple) else actions,
        feeds={"loadBalancerArn": (edge,)},
        **inputs,
    )
    rules = [
        made("lb/listenerRule:ListenerRule", "rule", listenerArn=UNKNOWN, actions=rule, feeds={"listenerArn": (front,)})
    ]
    model, judge = Model(Stack([edge, front, *(rules if rule is not None else ())])), Judge()
    listener.check(model.balancers.get(edge.urn), judge)
    return {finding.fault.id.partition("/")[2] for finding in judge.findings}


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("network", {"TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"}),
        ("application", {"HTTP", "HTTPS"}),
    ],
)
@pytest.mark.parametrize(
    "protocol", ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE", "tcp", "https"]
)
def test_protocols(kind, fitting, protocol):
    expected = set() if protocol.upper() in fitting else {"listener-protocol"}
    assert found(kind, protocol=protocol, certificateArn="arn:certificate") == expected


@pytest.mark.parametrize(("kind", "expected"), [("network", {"listener-protocol"}), ("application", set())])
def test_a_listener_that_names_no_protocol_speaks_http(kind, expected):
    assert found(kind) == found(kind, protocol="") == expected
    assert found(kind, protocol=UNKNOWN) == set()


@pytest.mark.parametrize(
    ("kind", "protocol", "needed"),
    [
        ("network", "TLS", True),
        ("network", "TCP", False),
        ("application", "HTTPS", True),
        ("application", "HTTP", False),
    ],
)
def test_certificates(kind, protocol, needed):
    lacking = {"no-certificate"} if needed else set()
    assert found(kind, protocol=protocol) == found(kind, protocol=protocol, certificateArn="") == lacking
    assert found(kind, protocol=protocol, certificateArn="arn:certificate") == set()
    assert found(kind, protocol=protocol, certificateArn=UNKNOWN) == set()


@pytest.mark.parametrize(
    ("kind", "action", "expected"),
    [
        ("application", {"type": "redirect"}, set()),
        ("application", {"type": "fixed-response"}, set()),
        ("network", {"type": "redirect"}, {"action-of-application-load-balancer"}),
        ("network", {"type": "fixed-response"}, {"action-of-application-load-balancer"}),
        ("network", FORWARD, set()),
        ("network", {"type": UNKNOWN}, set()),
        ("network", {"type": "forward"}, {"forwards-to-nothing"}),
        ("application", {"type": "forward"}, {"forwards-to-nothing"}),
        ("application", {"type": "forward", "forward": {"targetGroups": []}}, {"forwards-to-nothing"}),
        ("network", {"forward": {"targetGroups": [{"arn": UNKNOWN, "weight": 0}]}}, {"forwards-to-nothing"}),
        ("network", {"forward": {"targetGroups": [{"arn": UNKNOWN, "weight": 1}]}}, set()),
        ("network", {"forward": {"targetGroups": [{"arn": UNKNOWN}]}}, set()),
    ],
)
def test_default_actions(kind, action, expected):
    protocol = {"network": "TCP", "application": "HTTP"}[kind]
    assert found(kind, (action,), protocol=protocol) == expected


@pytest.mark.parametrize(
    ("kind", "expected"), [("network", {"action-of-application-load-balancer"}), ("application", set())]
)
def test_rules_are_for_application_load_balancers(kind, expected):
    protocol = {"network": "TCP", "application": "HTTP"}[kind]
    assert found(kind, protocol=protocol, rule=[FORWARD]) == expected
    assert found(kind, protocol=protocol, rule=UNKNOWN) == expected
