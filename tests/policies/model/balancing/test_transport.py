"""Whether a backend speaks TLS or plain text."""

import pytest

from private_api_guard.model.balancing.transport import Transport, checked_as_called, speaks
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import State
from tests.policies.model.made import made

_BASE = (
    made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "r1"}),
    made("apigateway/method:Method", "get", restApi="a1", resourceId="r1", httpMethod="GET"),
    made(
        "apigateway/integration:Integration", "int", restApi="a1", resourceId="r1", httpMethod="GET",
        type="HTTP_PROXY", connectionType="VPC_LINK", connectionId="l1", uri="http://web:80/",
    ),
    made("apigateway/vpcLink:VpcLink", "link", targetArn="arn:edge", outputs={"id": "l1"}),
    made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType="network", outputs={"arn": "arn:edge"}),
    made("lb/targetGroupAttachment:TargetGroupAttachment", "box", targetGroupArn="arn:0", targetId="10.0.0.9"),
    made("lb/targetGroupAttachment:TargetGroupAttachment", "bin", targetGroupArn="arn:1", targetId="10.0.0.8"),
)  # fmt: skip


def _speaks(wanted, protocol, *checks):
    model = _model(protocol, "TCP", *checks)
    (backend,) = model.backends
    return speaks(backend, wanted, model.balancers)


def _model(protocol, group, *checks):
    groups = [
        made(
            "lb/targetGroup:TargetGroup",
            f"g{at}",
            port=8080,
            protocol=group,
            targetType="ip",
            healthCheck=check,
            outputs={"arn": f"arn:{at}"},
        )
        for at, check in enumerate(checks)
    ]
    forward = {"targetGroups": [{"arn": f"arn:{at}", "weight": 1} for at in range(len(checks))]}
    listener = made(
        "lb/listener:Listener", "front", port=80, protocol=protocol, loadBalancerArn="arn:edge",
        defaultActions=[{"type": "forward", "forward": forward}],
    )  # fmt: skip
    return Model(Stack([*_BASE, *groups, listener]))


@pytest.mark.parametrize(
    ("protocol", "checks", "tls", "plain"),
    [
        ("HTTP", [], State.CLOSED, State.OPEN),
        ("HTTPS", [], State.OPEN, State.CLOSED),
        ("TLS", [{"protocol": "HTTP"}], State.OPEN, State.CLOSED),
        ("UDP", [], State.CLOSED, State.CLOSED),
        ("TCP", [{"protocol": "HTTP"}], State.CLOSED, State.OPEN),
        ("TCP", [{"protocol": "HTTPS"}], State.OPEN, State.CLOSED),
        ("TCP", [{"protocol": "HTTPS", "port": "traffic-port"}], State.OPEN, State.CLOSED),
        ("TCP", [{"protocol": "HTTPS", "port": "8080"}], State.OPEN, State.CLOSED),
        ("TCP", [{"protocol": "HTTPS", "port": "8081"}], State.UNKNOWN, State.UNKNOWN),
        ("TCP", [{"protocol": "TCP"}], State.UNKNOWN, State.UNKNOWN),
        ("TCP", [{"protocol": UNKNOWN}], State.UNKNOWN, State.UNKNOWN),
        ("TCP", [{"protocol": "HTTP"}, {"protocol": "HTTP"}], State.CLOSED, State.OPEN),
        ("TCP", [{"protocol": "HTTP"}, {"protocol": "HTTPS"}], State.UNKNOWN, State.UNKNOWN),
        ("TCP", [], State.UNKNOWN, State.UNKNOWN),
        (UNKNOWN, [{"protocol": "HTTP"}], State.UNKNOWN, State.UNKNOWN),
    ],
)
def test_what_a_backend_speaks(protocol, checks, tls, plain):
    assert _speaks(Transport.TLS, protocol, *checks).state is tls
    assert _speaks(Transport.PLAIN, protocol, *checks).state is plain


def test_what_tells_it():
    assert _speaks(Transport.TLS, "HTTP").evidence == ("listener front (HTTP 80) speaks plain text",)


@pytest.mark.parametrize(
    ("listener", "group", "check", "expected"),
    [
        ("HTTPS", "HTTPS", {"protocol": "HTTPS"}, State.OPEN),
        # What is left out is HTTP for a group of HTTPS, and TCP for one of TLS.
        ("HTTPS", "HTTPS", {"matcher": "200"}, State.CLOSED),
        ("TLS", "TLS", {}, State.OPEN),
        ("TLS", "TLS", {"protocol": "HTTP", "matcher": "200"}, State.CLOSED),
        ("TLS", "TLS", {"protocol": "HTTP", "matcher": "200-499"}, State.OPEN),
        ("TLS", "TCP", {"protocol": "HTTPS"}, State.CLOSED),
        ("TLS", "TCP", {"protocol": "HTTP"}, State.OPEN),
        ("TCP", "TCP", {"protocol": "HTTPS"}, State.OPEN),
        ("UDP", "UDP", {"protocol": "HTTP"}, State.OPEN),
        ("HTTPS", "HTTPS", {"protocol": "HTTP", "port": "8081", "matcher": "200"}, State.OPEN),
        (UNKNOWN, UNKNOWN, {"protocol": "HTTP"}, State.OPEN),
        ("HTTPS", "HTTPS", {"protocol": UNKNOWN}, State.OPEN),
    ],
)
def test_whether_health_checks_speak_what_requests_do(listener, group, check, expected):
    (backend,) = _model(listener, group, check).backends
    (leg,) = backend.legs
    assert checked_as_called(leg).state is expected
