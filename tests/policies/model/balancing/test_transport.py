"""Whether a backend speaks TLS or plain text."""

import pytest

from private_api_guard.model.balancing.transport import Transport, speaks
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
    groups = [
        made(
            "lb/targetGroup:TargetGroup",
            f"g{at}",
            port=8080,
            protocol="TCP",
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
    model = Model(Stack([*_BASE, *groups, listener]))
    (backend,) = model.backends
    return speaks(backend, wanted, model.balancers)


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
