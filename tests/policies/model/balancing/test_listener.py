"""Listeners and rules: protocols, certificates, weights, and rules that lead nowhere."""

import pytest

from private_api_guard.model.balancing.listener import Listener, listeners
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

OPEN, CLOSED, UNDECIDED = "open", "closed", "unknown"
ONE, TWO = (made("lb/targetGroup:TargetGroup", name) for name in ("one", "two"))
ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/{}/0123456789abcdef"


def front(*others: Resource, **inputs: object) -> Listener:
    """The one listener of a stack."""
    feeds = {"defaultActions": (ONE, TWO), "loadBalancerArn": ()}
    [found] = listeners(
        Stack([made("lb/listener:Listener", "front", feeds=feeds, **inputs), ONE, TWO, *others])
    ).values()
    return found


def forward(*weights: object, arns: tuple[object, ...] = (UNKNOWN, UNKNOWN)) -> list[dict[str, object]]:
    """Default actions that forward to target groups by weight; `None` leaves a weight out."""
    groups = [
        {"arn": arn} | ({} if weight is None else {"weight": weight})
        for arn, weight in zip(arns, weights, strict=False)
    ]
    return [{"type": "forward", "forward": {"targetGroups": groups}}]


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [(None, "HTTP"), ("", "HTTP"), ("tcp", "TCP"), ("TLS", "TLS"), (UNKNOWN, "not known")],
)
def test_protocol(protocol, expected):
    assert str(front(protocol=protocol).protocol) == expected


@pytest.mark.parametrize(
    ("certificate", "absent", "unknown"), [(None, True, False), ("", True, False), ("arn", False, False)]
)
def test_default_certificate(certificate, absent, unknown):
    found = front(certificateArn=certificate).certificate
    assert (found.absent, found.unknown) == (absent, unknown)


def test_certificates_that_others_add():
    fronts = made("lb/listener:Listener", "front")
    added = [
        made(
            "lb/listenerCertificate:ListenerCertificate",
            f"more-{name}",
            listenerArn=UNKNOWN,
            certificateArn=arn,
            feeds=feeds,
        )
        for name, arn, feeds in (
            ("mine", "arn:mine", {"listenerArn": (fronts,)}),
            ("adrift", "arn:adrift", {}),
            ("others", "arn:others", {"listenerArn": (made("lb/listener:Listener", "other"),)}),
        )
    ]
    listed = listeners(Stack([fronts, made("lb/listener:Listener", "other"), *added]))
    assert [each.literals for each in listed[fronts.urn].certificates] == [(), ("arn:adrift",), ("arn:mine",)]


@pytest.mark.parametrize(
    ("actions", "weightless"),
    [
        (forward(100, 0), [UNDECIDED]),
        (forward(0, 0), [OPEN]),
        (forward(50, 50), [CLOSED]),
        (forward(50, 100), [CLOSED]),
        (forward(None, None), [CLOSED]),
        (forward(None, 0), [UNDECIDED]),
        (forward(UNKNOWN, UNKNOWN), [UNDECIDED]),
        (forward(0, arns=(ARN.format("far"),)), [OPEN]),
        (forward(0, 1, arns=(ARN.format("far"), ARN.format("farther"))), [UNDECIDED]),
        ([{"type": "forward", "targetGroupArn": ARN.format("far")}], [CLOSED]),
        ([{"type": "forward", "forward": {"targetGroups": UNKNOWN}}], [UNDECIDED]),
        ([{"type": "forward", "forward": UNKNOWN}], [UNDECIDED]),
        (UNKNOWN, [UNDECIDED]),
        ([{"type": "redirect", "redirect": {}}], []),
    ],
)
def test_weights(actions, weightless):
    [rule] = front(defaultActions=actions).rules
    assert [each.weightless.state.value for each in rule.forwards] == weightless


FIXED = {"type": "fixed-response", "fixedResponse": {"statusCode": "200"}}
SIGNS_IN = {"type": "authenticate-oidc", "authenticateOidc": {"onUnauthenticatedRequest": "authenticate"}}


@pytest.mark.parametrize(
    ("actions", "refuses", "statuses"),
    [
        ([{"type": "forward", "targetGroupArn": UNKNOWN}], CLOSED, []),
        ([{"type": "redirect", "redirect": {"statusCode": "HTTP_301"}}], OPEN, []),
        ([FIXED], CLOSED, ["200"]),
        ([{"type": "fixed-response", "fixedResponse": {"statusCode": "503"}}], OPEN, ["503"]),
        ([{"type": "fixed-response", "fixedResponse": {"statusCode": UNKNOWN}}], UNDECIDED, ["not known"]),
        # What is left of an action of another type is nobody's answer.
        ([{**FIXED, "type": "forward", "targetGroupArn": UNKNOWN}], CLOSED, []),
        ([SIGNS_IN, FIXED], OPEN, ["200"]),
        ([{"type": UNKNOWN}], UNDECIDED, []),
    ],
)
def test_what_a_rule_answers_by_itself(actions, refuses, statuses):
    [rule] = front(defaultActions=actions).rules
    assert (rule.refuses.state.value, [*map(str, rule.statuses)]) == (refuses, statuses)
    assert rule.answer.endswith(" ".join(statuses))


@pytest.mark.parametrize(
    ("actions", "nowhere", "answers"),
    [
        ([{"type": "forward", "targetGroupArn": UNKNOWN}], CLOSED, CLOSED),
        ([{"type": "forward", "targetGroupArn": ""}], OPEN, CLOSED),
        ([{"type": "forward"}], OPEN, CLOSED),
        ([{"targetGroupArn": None}], OPEN, CLOSED),
        ([{"type": UNKNOWN}], CLOSED, UNDECIDED),
        (forward(0, 0), OPEN, CLOSED),
        (forward(0, 1), CLOSED, CLOSED),
        ([{"type": "fixed-response"}], CLOSED, OPEN),
        ([{"type": "redirect"}], CLOSED, OPEN),
        ([{"type": "authenticate-oidc"}, {"type": "forward", "targetGroupArn": UNKNOWN}], CLOSED, CLOSED),
        ([], CLOSED, CLOSED),
        (UNKNOWN, CLOSED, UNDECIDED),
    ],
)
def test_rules_that_lead_nowhere_and_rules_that_answer(actions, nowhere, answers):
    [rule] = front(defaultActions=actions).rules
    settled = rule.leads_nowhere
    assert (settled.open, rule.answers.state.value) == (nowhere == OPEN, answers)


def test_rules_follow_the_default_actions():
    fronts = made("lb/listener:Listener", "front", defaultActions=forward(1, arns=(ARN.format("far"),)))
    rules = [
        made(
            "lb/listenerRule:ListenerRule",
            name,
            listenerArn=UNKNOWN,
            actions=[{"type": "forward", "targetGroupArn": ARN.format(name)}],
            feeds={"listenerArn": (fronts,)},
        )
        for name in ("second", "first")
    ]
    found = listeners(Stack([*rules, fronts]))[fronts.urn]
    assert [(each.resource.name, each.default) for each in found.rules] == [
        ("front", True),
        ("first", False),
        ("second", False),
    ]
    assert found.target_groups == tuple(ARN.format(name) for name in ("far", "first", "second"))
