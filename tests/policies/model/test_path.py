"""The hops of a path in order of travel."""

from private_api_guard.model.hop import Hop
from private_api_guard.model.model import Model
from private_api_guard.model.path import behind, stops
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_PRIVATE = {"endpointConfiguration": {"types": "PRIVATE"}}
_API = made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "r1"}, **_PRIVATE)
_DOOR = made(
    "ec2/vpcEndpoint:VpcEndpoint",
    "door",
    serviceName="com.amazonaws.eu-west-1.execute-api",
    vpcEndpointType="Interface",
)
_METHOD = made(
    "apigateway/method:Method", "get", restApi="a1", resourceId="r1", httpMethod="GET", apiKeyRequired=True,
    authorization="CUSTOM", authorizerId="z1",
)  # fmt: skip
_AUTHORIZER = made("apigateway/authorizer:Authorizer", "who", restApi="a1", outputs={"id": "z1"})
_RELEASE = made("apigateway/deployment:Deployment", "release", restApi="a1", outputs={"id": "d1"})
_STAGE = made("apigateway/stage:Stage", "live", restApi="a1", stageName="v1", deployment="d1")
_EDGE = made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType="network", outputs={"arn": "arn:edge"})
_LINK = made("apigateway/vpcLink:VpcLink", "link", targetArn="arn:edge", outputs={"id": "l1"})
_GROUP = made(
    "lb/targetGroup:TargetGroup", "group", port=8080, protocol="TCP", targetType="ip", outputs={"arn": "arn:group"}
)
_TARGET = made("lb/targetGroupAttachment:TargetGroupAttachment", "box", targetGroupArn="arn:group", targetId="10.0.0.9")
_LISTENER = made(
    "lb/listener:Listener", "eighty", port=80, protocol="TCP", loadBalancerArn="arn:edge",
    defaultActions=[{"type": "forward", "targetGroupArn": "arn:group"}],
)  # fmt: skip


def _integration(**given):
    return made(
        "apigateway/integration:Integration", "int", restApi="a1", resourceId="r1", httpMethod="GET",
        type="HTTP_PROXY", connectionType="VPC_LINK", uri="http://web/", **given,
    )  # fmt: skip


def _path(*resources):
    model = Model(Stack([_API, _METHOD, _EDGE, _LINK, _GROUP, _TARGET, _LISTENER, *resources]))
    (chain,) = model.chains
    return [*stops(model, chain), *(stop for backend in chain.backends for stop in behind(model, backend))]


def test_the_whole_way():
    path = _path(_integration(connectionId="l1"), _DOOR, _AUTHORIZER, _RELEASE, _STAGE)
    assert [(stop.kind, stop.name) for stop in path] == [
        (Hop.CLIENT, "client"),
        (Hop.ENDPOINT, "door"),
        (Hop.POLICY, "api"),
        (Hop.KEY, "API key and usage plan"),
        (Hop.AUTHORIZER, "who"),
        (Hop.DEPLOYMENT, "v1"),
        (Hop.INTEGRATION, "int"),
        (Hop.VPC_LINK, "link"),
        (Hop.LOAD_BALANCER, "edge"),
        (Hop.LISTENER, "eighty (TCP 80)"),
        (Hop.TARGET_GROUP, "group"),
        (Hop.NETWORK, "edge -> 10.0.0.9/32:8080"),
        (Hop.TARGET, "10.0.0.9/32"),
    ]


def test_a_finding_about_a_hop_may_stand_at_each_of_its_subjects():
    path = {stop.kind: stop.subjects for stop in _path(_integration(connectionId="l1"), _DOOR, _RELEASE, _STAGE)}
    assert path[Hop.CLIENT] == frozenset()
    assert path[Hop.ENDPOINT] == {_DOOR.urn, _API.urn}
    assert path[Hop.POLICY] == {_API.urn, _METHOD.urn}
    assert path[Hop.KEY] == {_STAGE.urn, _METHOD.urn}
    assert path[Hop.DEPLOYMENT] == {_STAGE.urn, _RELEASE.urn, _METHOD.urn}
    assert path[Hop.NETWORK] == path[Hop.TARGET]


def test_a_way_that_can_not_be_followed_ends_with_what_is_not_known():
    *_, last = _path(_integration(connectionId=UNKNOWN))
    assert (last.kind, last.unknown) == (Hop.VPC_LINK, "int.connectionId")


def test_a_method_without_an_integration_leads_nowhere():
    *_, last = _path()
    assert (last.kind, last.name) == (Hop.INTEGRATION, "integration of get")


def _led():
    """Each hop that does not come after the one before, with those that lead to it."""
    inner = made("lb/loadBalancer:LoadBalancer", "inner", loadBalancerType="application", outputs={"arn": "arn:inner"})
    front = made(
        "lb/targetGroup:TargetGroup", "front", port=81, protocol="TCP", targetType="alb", outputs={"arn": "arn:front"}
    )
    held = made(
        "lb/targetGroupAttachment:TargetGroupAttachment", "held", targetGroupArn="arn:front", targetId="arn:inner"
    )
    more = made(
        "lb/listener:Listener", "more", port=80, protocol="TCP", loadBalancerArn="arn:edge",
        defaultActions=[{"type": "forward", "forward": {"targetGroups": [{"arn": "arn:front"}, {"arn": "arn:group"}]}}],
    )  # fmt: skip
    within = made(
        "lb/listener:Listener", "within", port=81, protocol="HTTP", loadBalancerArn="arn:inner",
        defaultActions=[{"type": "forward", "targetGroupArn": "arn:group"}],
    )  # fmt: skip
    second = made(
        "ec2/vpcEndpoint:VpcEndpoint", "second", serviceName="com.amazonaws.eu-west-1.execute-api",
        vpcEndpointType="Interface",
    )  # fmt: skip
    resources = [_API, _METHOD, _EDGE, _LINK, _GROUP, _TARGET, _integration(connectionId="l1"), _DOOR, second]
    model = Model(Stack([*resources, inner, front, held, more, within]))
    (chain,) = model.chains
    path = [*stops(model, chain), *(stop for backend in chain.backends for stop in behind(model, backend))]
    return [(stop.name, None if stop.after is None else [each.name for each in stop.after]) for stop in path]


def test_hops_side_by_side_name_those_that_lead_to_them():
    led = _led()
    assert [each for each in led if each[1] is not None] == [
        ("door", ["client"]),
        ("second", ["client"]),
        ("api", ["door", "second"]),
        ("link", []),
        ("front", ["more (TCP 80)"]),
        ("edge -> inner:81", ["front"]),
        ("inner: within (HTTP 81)", ["inner"]),
        ("group", ["inner: within (HTTP 81)"]),
        ("inner -> 10.0.0.9/32:8080", ["group"]),
        ("group", ["more (TCP 80)"]),
        ("edge -> 10.0.0.9/32:8080", ["group"]),
    ]
