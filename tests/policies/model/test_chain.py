"""Chains: the links, load balancers and listeners to which methods lead on their stages."""

import pytest

from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_API = made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "r1"})
_METHOD = made("apigateway/method:Method", "get", restApi="a1", resourceId="r1", httpMethod="GET")
_EDGE = made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType="network", outputs={"arn": "arn:edge"})
_SIDE = made("lb/loadBalancer:LoadBalancer", "side", loadBalancerType="network", outputs={"arn": "arn:side"})
_LINK = made("apigateway/vpcLink:VpcLink", "link", targetArn="arn:edge", outputs={"id": "l1"})
_OTHER = made("apigateway/vpcLink:VpcLink", "other", targetArn="arn:side", outputs={"id": "l2"})
_LINK_V2 = made("apigatewayv2/vpcLink:VpcLink", "link-v2", subnetIds=[], outputs={"id": "l3"})


def _listener(name, port, balancer="arn:edge"):
    return made("lb/listener:Listener", name, port=port, protocol="TCP", loadBalancerArn=balancer, defaultActions=[])


_80, _443, _9000 = _listener("eighty", 80), _listener("secure", 443), _listener("nine", 9000)


def _chain(*others, variables=None, feeds=None, **given):
    integration = made(
        "apigateway/integration:Integration", "int", feeds=feeds, restApi="a1", resourceId="r1", httpMethod="GET",
        type="HTTP_PROXY", connectionType="VPC_LINK", **given,
    )  # fmt: skip
    stages = (
        []
        if variables is None
        else [made("apigateway/stage:Stage", "live", restApi="a1", stageName="live", variables=variables)]
    )
    listed = (_API, _METHOD, _EDGE, _SIDE, _LINK, _OTHER, _LINK_V2, integration, *stages, *others)
    (chain,) = Model(Stack(listed)).chains
    return chain


def _told(chain):
    return [
        (each.balancer.name, each.listener.resource.name if each.listener else None, bool(each.presumed))
        for each in chain.backends
    ]


@pytest.mark.parametrize(
    ("uri", "listeners", "backends"),
    [
        ("http://web/", [_80, _9000], [("edge", "eighty", False)]),
        ("https://web/", [_80, _443], [("edge", "secure", False)]),
        ("http://web:9000/", [_80, _9000], [("edge", "nine", False)]),
        ("http://web:8080/", [_80, _9000], [("edge", None, False)]),
        # Of a URI made from outputs the port is taken to be a standard one, if any listens there.
        (UNKNOWN, [_80, _9000], [("edge", "eighty", True)]),
        (UNKNOWN, [_80, _443], [("edge", "eighty", True), ("edge", "secure", True)]),
        (UNKNOWN, [_9000], [("edge", "nine", True)]),
        (UNKNOWN, [_9000, _listener("eight", 8000)], [("edge", None, False)]),
        ("http://web/", [_listener("side-80", 80, "arn:side")], [("edge", None, False)]),
    ],
)
def test_the_port_of_the_uri_chooses_the_listener(uri, listeners, backends):
    assert _told(_chain(*listeners, connectionId="l1", uri=uri)) == backends


def test_a_uri_that_is_made_from_a_listener_means_that_one():
    chain = _chain(_80, _9000, connectionId="l1", uri=UNKNOWN, feeds={"uri": [_9000]})
    assert _told(chain) == [("edge", "nine", True)]


@pytest.mark.parametrize(
    ("given", "link", "backends", "lost"),
    [
        ({"connectionId": "l1"}, "link", [("edge", "eighty", False)], ""),
        # A link V1 has its load balancer already, one V2 is told by the integration.
        ({"connectionId": "l1", "integrationTarget": "arn:side"}, "link", [("edge", "eighty", False)], ""),
        ({"connectionId": "l3", "integrationTarget": "arn:edge"}, "link-v2", [("edge", "eighty", False)], ""),
        ({"connectionId": "l3"}, "link-v2", [], ""),
        ({"connectionId": "l3", "integrationTarget": UNKNOWN}, "link-v2", [], "int.integrationTarget"),
        ({"connectionId": "away"}, "away", [], "what stands behind away, which is not in this stack"),
        ({"connectionId": "away", "integrationTarget": "arn:edge"}, "away", [("edge", "eighty", False)], ""),
        ({"connectionId": UNKNOWN}, None, [], "int.connectionId"),
        ({}, None, [], ""),
    ],
)
def test_the_link_leads_to_a_load_balancer(given, link, backends, lost):
    chain = _chain(_80, uri="http://web/", **given)
    assert (chain.link.name if chain.link else None, _told(chain), chain.lost) == (link, backends, lost)


@pytest.mark.parametrize(
    ("variables", "backends", "lost"),
    [
        ({"link": "l1", "host": "web:9000"}, [("edge", "nine", False)], ""),
        ({"link": "l1", "host": "web"}, [("edge", "eighty", False)], ""),
        ({"link": "l2", "host": "web"}, [("side", None, False)], ""),
        ({"link": "l1", "host": UNKNOWN}, [("edge", "eighty", True)], ""),
        (UNKNOWN, [], "live.variables"),
        (None, [], "int.connectionId"),
    ],
)
def test_stage_variables_stand_for_link_and_host(variables, backends, lost):
    uri, link = "http://${stageVariables.host}/", "${stageVariables.link}"
    chain = _chain(_80, _9000, variables=variables, uri=uri, connectionId=link)
    assert (_told(chain), chain.lost) == (backends, lost)


def test_of_candidate_links_each_way_that_leads_to_a_listener_is_presumed():
    feeds = {"connectionId": [_LINK, _OTHER]}
    chain = _chain(_80, uri="http://web/", connectionId=UNKNOWN, feeds=feeds)
    assert _told(chain) == [("edge", "eighty", True)]
    assert _chain(uri="http://web/", connectionId=UNKNOWN, feeds=feeds).lost == "int.connectionId"


@pytest.mark.parametrize(
    ("uri", "scheme", "name"),
    [("https://web/", "https", "web"), ("http://web/", "http", "not set"), (UNKNOWN, "not known", "not set")],
)
def test_the_scheme_and_the_name_that_tls_checks(uri, scheme, name):
    chain = _chain(connectionId="l1", uri=uri)
    assert (str(chain.scheme), str(chain.checked_name)) == (scheme, name)


def test_backends_are_each_listed_once():
    second = made("apigateway/method:Method", "post", restApi="a1", resourceId="r1", httpMethod="POST")
    same = {
        "restApi": "a1",
        "resourceId": "r1",
        "type": "HTTP_PROXY",
        "connectionType": "VPC_LINK",
        "connectionId": "l1",
        "uri": "http://web/",
    }
    integrations = [
        made("apigateway/integration:Integration", verb, httpMethod=verb, **same) for verb in ("GET", "POST")
    ]
    model = Model(Stack([_API, _METHOD, second, _EDGE, _LINK, _80, *integrations]))
    assert [len(chain.backends) for chain in model.chains] == [1, 1]
    assert len(model.backends) == 1
