"""Domain names: their kind, what they lead to, and the endpoints that may use a private one."""

import pytest

from private_api_guard.model.gateway.domain import DomainNames
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_ORDERS = made("apigateway/restApi:RestApi", "orders", outputs={"id": "o1"})
_MINE, _YOURS = (
    made(
        "apigateway/domainName:DomainName",
        name,
        domainName="api.example",
        outputs={"domainNameId": name, "arn": f"arn:{name}"},
    )
    for name in ("mine", "yours")
)
_SHOP = made("apigateway/domainName:DomainName", "shop", domainName="shop.example", outputs={"domainNameId": UNKNOWN})


def _mapping(name="mapping", /, **given):
    feeds = given.pop("feeds", {})
    return made("apigateway/basePathMapping:BasePathMapping", name, feeds=feeds, **{"restApi": "o1", **given})


@pytest.mark.parametrize(
    ("token", "given", "kind"),
    [
        ("apigateway/domainName:DomainName", {}, "EDGE"),
        ("apigateway/domainName:DomainName", {"endpointConfiguration": {"types": "private"}}, "PRIVATE"),
        ("apigateway/domainName:DomainName", {"endpointConfiguration": {"types": ["REGIONAL"]}}, "REGIONAL"),
        ("apigateway/domainName:DomainName", {"endpointConfiguration": {"types": UNKNOWN}}, None),
        ("apigateway/domainName:DomainName", {"endpointConfiguration": UNKNOWN}, None),
        ("apigatewayv2/domainName:DomainName", {}, "REGIONAL"),
    ],
)
def test_the_kind_of_a_domain_name(token, given, kind):
    (domain,) = DomainNames(Stack([made(token, "name", **given)])).all
    assert domain.kind.known == kind
    assert domain.private is (kind == "PRIVATE")


@pytest.mark.parametrize(
    ("given", "leads_from"),
    [
        ({"domainName": "shop.example"}, ["shop"]),
        ({"domainName": "elsewhere.example"}, []),
        # Private domain names may share a name, and are told apart by their id.
        ({"domainName": "api.example", "domainNameId": "yours"}, ["yours"]),
        ({"domainName": "api.example", "feeds": {"domainName": [_MINE]}}, ["mine"]),
        ({"domainName": UNKNOWN, "feeds": {"domainName": [_YOURS]}}, ["yours"]),
        ({"domainName": "api.example", "domainNameId": UNKNOWN, "feeds": {"domainNameId": [_MINE]}}, ["mine"]),
    ],
)
def test_a_mapping_leads_from_a_domain_name_to_an_api(given, leads_from):
    names = DomainNames(Stack([_ORDERS, _MINE, _YOURS, _SHOP, _mapping(**given)]))
    assert [domain.name for domain in names.by_api.get(_ORDERS.urn, ())] == leads_from
    assert [domain.name for domain in names.all if domain.mappings] == leads_from


@pytest.mark.parametrize(
    ("given", "by_id"), [({}, False), ({"domainNameId": ""}, False), ({"domainNameId": "d"}, True)]
)
def test_a_mapping_says_by_id_which_domain_name_is_meant(given, by_id):
    (mapping,) = DomainNames(Stack([_mapping(domainName="api.example", **given)])).mappings
    assert mapping.by_id is by_id


@pytest.mark.parametrize(
    ("arn", "sources", "mine", "yours", "found_at"),
    [
        ("arn:mine", [], "open", "closed", ["mine"]),
        ("arn:elsewhere", [], "closed", "closed", []),
        (UNKNOWN, [], "unknown", "unknown", []),
        (UNKNOWN, [_YOURS], "closed", "open", ["yours"]),
        (UNKNOWN, [_MINE, _YOURS], "unknown", "unknown", ["mine", "yours"]),
    ],
)
def test_an_association_lets_endpoints_use_a_domain_name(arn, sources, mine, yours, found_at):
    token = "apigateway/domainNameAccessAssociation:DomainNameAccessAssociation"
    given = {"domainNameArn": arn, "accessAssociationSource": "vpce-1"}
    association = made(token, "association", feeds={"domainNameArn": sources} if sources else {}, **given)
    found = {each.name: each for each in DomainNames(Stack([_MINE, _YOURS, association])).all}
    assert (found["mine"].associated.state.value, found["yours"].associated.state.value) == (mine, yours)
    assert [name for name, each in found.items() if each.associations] == found_at
    if mine == "closed":
        assert found["mine"].associated.evidence == ("no DomainNameAccessAssociation names mine",)
