"""Combinations that cannot be are refused, with what is allowed instead."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from components.settings import SettingsError
from components.settings.reading import parse
from tests.engine import ROOT, raw_settings

Change = Callable[[dict[str, Any]], Any]
KEY = "a-value-that-nobody-may-read"
CERTIFICATE = "arn:aws:acm:{}:123456789012:certificate/0b1f6a0e-6f2c-4f0e-9a53-3c1a1f9f2a11"


def refused(file: str, change: Change) -> str:
    folder, name = file.split("/")
    raw, region = raw_settings(ROOT / folder / f"Pulumi.{name}.yaml")
    changed = copy.deepcopy(raw)
    change(changed)
    with pytest.raises(SettingsError) as caught:
        parse(changed, region)
    return str(caught.value)


BAD: dict[str, tuple[str, Change, list[str]]] = {
    "keys with an HTTP API": (
        "examples/http-api",
        lambda raw: raw["apis"]["mobile"].update(plans={"standard": {"consumers": ["web"]}}),
        ["private-api:apis.mobile.plans", "no such key for the kind http", "Allowed: authorizer, domain"],
    ),
    "a firewall with an HTTP API": (
        "examples/http-api",
        lambda raw: raw["apis"]["mobile"].update(firewall={}),
        ["private-api:apis.mobile.firewall", "for the kind http"],
    ),
    "records of several regions for a private API": (
        "examples/private",
        lambda raw: raw["apis"]["ledger"]["domain"].update(routing={"policy": "latency"}),
        [
            "private-api:apis.ledger.domain.routing",
            "for the kind private",
            "Allowed: basePath, certificate, name, zone",
        ],
    ),
    "records of several regions without a zone": (
        "examples/two-regions",
        lambda raw: raw["apis"]["search"]["domain"].pop("zone"),
        ["private-api:apis.search.domain.zone", "public hosted zone"],
    ),
    "an HTTP API over a link of the first kind": (
        "examples/http-api",
        lambda raw: raw["backends"]["mobile"].update(link="v1"),
        ["private-api:apis.mobile.routes.ANY /mobile/{proxy+}.backend", "set link: v2 for backends.mobile"],
    ),
    "an unknown kind": (
        "stacks/dev",
        lambda raw: raw["backends"]["orders"].update(kind="fargat"),
        ["private-api:backends.orders.kind", '"fargat"', "fargate, instances, alb, addresses", "write fargate"],
    ),
    "no kind": ("stacks/dev", lambda raw: raw["apis"]["orders"].pop("kind"), ["apis.orders.kind is missing", "http"]),
    "an authorizer without keys to compare with": (
        "stacks/prod",
        lambda raw: (raw["apis"]["orders"].pop("plans"), raw["apis"]["orders"].pop("probe")),
        ["private-api:apis.orders.authorizer", "no plans"],
    ),
    "routes and a document": (
        "examples/openapi",
        lambda raw: raw["apis"]["sites"].update(routes={"GET /": {"backend": "sites"}}),
        ["private-api:apis.sites.routes", "one of routes and openapi"],
    ),
    "a probe with somebody else's key": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"]["probe"].update(consumer="nobody"),
        ["private-api:apis.orders.probe.consumer", '"nobody"', "billing, mobile, probe"],
    ),
    "memory that Fargate does not have": (
        "stacks/dev",
        lambda raw: raw["backends"]["orders"].update(cpu=1024, memory=512),
        ["private-api:backends.orders.memory", "512", "2048 to 8192 MiB"],
    ),
    "memory between two sizes of Fargate": (
        "stacks/dev",
        lambda raw: raw["backends"]["orders"].update(cpu=256, memory=1536),
        ["private-api:backends.orders.memory", "1536", "Allowed: 512, 1024 or 2048 MiB. "],
    ),
    "more at least than at most": (
        "stacks/prod",
        lambda raw: raw["backends"]["orders"]["scaling"].update(minimum=20),
        ["private-api:backends.orders.scaling.minimum", "20", "1 to 12"],
    ),
    "rules of one priority": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"]["cart"].update(priority=10),
        ["private-api:backends.shop.rules.cart.priority", "the rule catalog has it too"],
    ),
    "a rule that leads nowhere": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"]["cart"].update(to="card"),
        ["private-api:backends.shop.rules.cart.to", "Allowed: catalog, cart"],
    ),
    "weights of nothing": (
        "examples/blue-green",
        lambda raw: raw["backends"]["orders"]["rules"]["all"].update(to={"blue": 0, "green": 0}),
        ["private-api:backends.orders.rules.all.to", "no service gets anything"],
    ),
    "an address that no gateway leads to": (
        "examples/hybrid",
        lambda raw: raw["backends"]["mainframe"].update(addresses=["172.21.0.1"]),
        ["private-api:backends.mainframe.addresses[0]", '"172.21.0.1"', "172.20.0.0/16"],
    ),
    "addresses on premises that are the network's own": (
        "examples/hybrid",
        lambda raw: raw["networks"]["main"]["onPremises"].update(cidrs=["10.38.128.0/17"]),
        ["private-api:networks.main.onPremises.cidrs[0]", "overlaps"],
    ),
    "a database of another network": (
        "examples/multi-backend",
        lambda raw: (
            raw.update(databases={"shop": {"network": "shop"}}),
            raw["backends"]["items"].update(database="shop"),
        ),
        ["private-api:backends.items.database", "another network"],
    ),
    "a database in one zone": (
        "examples/instances",
        lambda raw: raw["networks"]["main"].update(zones=["eu-west-1a"]),
        ["private-api:databases.shop.network", "two zones"],
    ),
    "a certificate without a name": (
        "examples/instances",
        lambda raw: raw["backends"]["shop"].pop("host"),
        ["private-api:backends.shop.host", "certificate"],
    ),
    "endpoints in a network that is not there yet": (
        "stacks/dev",
        lambda raw: raw["networks"]["main"].update(
            endpoints={"logs": {"id": "vpce-0123456789abcdef0", "group": "sg-0123456789abcdef0"}}
        ),
        ["private-api:networks.main.endpoints", "only for a VPC that is there already"],
    ),
    "network ACLs for subnets of somebody else": (
        "examples/existing",
        lambda raw: raw["networks"]["main"].update(accessLists=True),
        ["private-api:networks.main.accessLists", "whoever made the VPC"],
    ),
    "an existing subnet outside its network": (
        "examples/existing",
        lambda raw: raw["networks"]["main"]["existing"]["tiers"]["balancer"]["subnets"]["eu-west-1a"].update(
            cidr="10.99.0.0/24"
        ),
        ["tiers.balancer.subnets.eu-west-1a.cidr", '"10.99.0.0/24"', "a part of 10.43.0.0/16"],
    ),
    "an existing tier without a zone": (
        "examples/existing",
        lambda raw: raw["networks"]["main"]["existing"]["tiers"]["balancer"]["subnets"].pop("eu-west-1a"),
        ["tiers.balancer.subnets", "eu-west-1a, eu-west-1b"],
    ),
    "a private name's certificate of another region": (
        "examples/private",
        lambda raw: raw["apis"]["ledger"]["domain"].update(certificate=CERTIFICATE.format("us-east-1")),
        ["private-api:apis.ledger.domain.certificate", "us-east-1", "Allowed: arn:aws:acm:eu-west-1:123456789012:..."],
    ),
    "an HTTP API's certificate of another region": (
        "examples/http-api",
        lambda raw: raw["apis"]["mobile"]["domain"].update(certificate=CERTIFICATE.format("us-east-1")),
        ["private-api:apis.mobile.domain.certificate", "us-east-1"],
    ),
    "a web ACL of CloudFront": (
        "examples/private",
        lambda raw: raw["apis"]["ledger"]["firewall"].update(
            acl="arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
        ),
        ["private-api:apis.ledger.firewall.acl", "not the ARN of a regional web ACL", "regional/webacl/NAME/ID"],
    ),
    "two parameters below one path": (
        "examples/keys",
        lambda raw: raw["apis"]["rates"]["routes"].update({"GET /rates/{id}": {"backend": "rates"}}),
        [
            "private-api:apis.rates.routes.GET /rates/{id}: ",
            "GET /rates/{currency} has {currency}",
            "write {currency} here",
        ],
    ),
    "two parameters below one path, further up": (
        "examples/keys",
        lambda raw: raw["apis"]["rates"]["routes"].update({"PUT /rates/{id}/limits": {"backend": "rates"}}),
        ["private-api:apis.rates.routes.PUT /rates/{id}/limits: ", "Allowed: {currency} in this place"],
    ),
    "a parameter beside the rest of the path": (
        "examples/keys",
        lambda raw: raw["apis"]["rates"]["routes"].update({"ANY /rates/{proxy+}": {"backend": "rates"}}),
        ["private-api:apis.rates.routes.ANY /rates/{proxy+}: ", "{currency} where this has {proxy+}"],
    ),
    "a service that no rule names": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["services"].update(more=raw["backends"]["shop"]["services"]["cart"]),
        ["private-api:backends.shop.services.more: no rule leads to it", "name it in a rule, or remove it"],
    ),
    "six paths of a rule": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"]["catalog"].update(paths=[f"/{each}" for each in "abcdef"]),
        ["private-api:backends.shop.rules.catalog.paths: the rule has 6 paths and hosts", "Allowed: 5 in all"],
    ),
    "six hosts of a rule": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"].update(
            more={"priority": 30, "hosts": [f"{each}.example.com" for each in "abcdef"], "to": "cart"}
        ),
        ["private-api:backends.shop.rules.more.hosts: the rule has 6 paths and hosts"],
    ),
    "paths and hosts of a rule that are six together": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"]["cart"].update(paths=[f"/{each}" for each in "abcde"]),
        ["private-api:backends.shop.rules.cart.paths: the rule has 6 paths and hosts"],
    ),
    "more services of a rule than a load balancer takes": (
        "examples/blue-green",
        lambda raw: raw["backends"]["orders"]["rules"]["all"].update(to=dict.fromkeys("abcdef", 1)),
        ["private-api:backends.orders.rules.all.to: there are too many of them. Allowed: at most 5"],
    ),
    "a probe without a key": (
        "stacks/prod",
        lambda raw: (raw["apis"]["orders"].pop("authorizer"), raw["apis"]["orders"]["probe"].pop("consumer")),
        ["private-api:apis.orders.probe.consumer: it is missing: ANY /orders/{proxy+} needs a key", "billing, mobile"],
    ),
    "a probe without a key before an authorizer": (
        "stacks/prod",
        lambda raw: (
            raw["apis"]["orders"]["routes"]["ANY /orders/{proxy+}"].update(key=False),
            raw["apis"]["orders"]["probe"].pop("consumer"),
        ),
        ["private-api:apis.orders.probe.consumer: it is missing: ANY /orders/{proxy+} needs a key"],
    ),
    "a probe without the query that its route requires": (
        "stacks/prod",
        lambda raw: (
            raw["apis"]["orders"]["probe"].update(path="/orders?customer=&day=1"),
            raw["apis"]["orders"]["routes"]["GET /orders"].update(requires={"query": ["customer", "day"]}),
        ),
        ["private-api:apis.orders.probe.path", "GET /orders requires customer, without which", "add ?NAME=VALUE"],
    ),
    "a probe without the headers that its route requires": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"]["routes"]["ANY /orders/{proxy+}"].update(requires={"headers": ["x-tenant"]}),
        ["private-api:apis.orders.probe.path", "ANY /orders/{proxy+} requires x-tenant", "sends no headers"],
    ),
    "a header with a colon": (
        "stacks/dev",
        lambda raw: raw["apis"]["orders"]["routes"]["GET /orders"].update(requires={"headers": ["x-tenant:"]}),
        ["private-api:apis.orders.routes.GET /orders.requires.headers[0]", "not the name of a header", "_ and -"],
    ),
    "a query parameter with a blank": (
        "stacks/dev",
        lambda raw: raw["apis"]["orders"]["routes"]["GET /orders"].update(requires={"query": ["a b"]}),
        ["private-api:apis.orders.routes.GET /orders.requires.query[0]", "not the name of a query parameter"],
    ),
    "requirements of an HTTP API": (
        "examples/http-api",
        lambda raw: raw["apis"]["mobile"]["routes"]["GET /shop/{id}"].update(requires={"query": ["a"]}),
        ["private-api:apis.mobile.routes.GET /shop/{id}.requires", "for the kind http"],
    ),
    "a writable folder that is no path from the root": (
        "stacks/dev",
        lambda raw: raw["backends"]["orders"].update(writable=["cache"]),
        ["private-api:backends.orders.writable[0]", "it is not a folder of a container", "such as /tmp"],
    ),
    "a writable folder with a slash at its end": (
        "stacks/dev",
        lambda raw: raw["backends"]["orders"].update(writable=["/cache/"]),
        ['private-api:backends.orders.writable[0] = "/cache/"', "without a slash at its end"],
    ),
    "a writable folder twice": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["services"]["cart"].update(writable=["/cache", "/data", "/cache"]),
        ["private-api:backends.shop.services.cart.writable[2]", "the folder is named twice", "each folder once"],
    ),
    "flow logs of a VPC that is another's": (
        "examples/existing",
        lambda raw: raw["networks"]["main"].update(flowLogs=True),
        ["private-api:networks.main.flowLogs", "whoever made the VPC decides this"],
    ),
    "TLS that ends at the balancer and at the targets": (
        "examples/instances",
        lambda raw: raw["backends"]["shop"]["listener"].update(passThrough=True),
        ["private-api:backends.shop.listener.passThrough", "TLS ends there", "one of certificate and passThrough"],
    ),
    "TLS through a balancer that reads requests": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"].update(listener={"passThrough": True}, host="shop.example.com"),
        ["private-api:backends.shop.listener.passThrough", "reads requests", "name a certificate"],
    ),
    "TLS to targets whose name nobody knows": (
        "examples/hybrid",
        lambda raw: raw["backends"]["mainframe"].pop("host"),
        ["private-api:backends.mainframe.host: it is missing: API Gateway checks that the certificate is for it"],
    ),
    "a client certificate that nobody asks for": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"].update(clientCertificate=True),
        [
            "private-api:apis.orders.clientCertificate",
            "TLS ends before the targets of orders",
            "true where a backend has passThrough",
        ],
    ),
    "a probe of a path that no route answers": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"]["probe"].update(path="/health"),
        ['private-api:apis.orders.probe.path = "/health": no route', "Allowed: GET /orders, ANY /orders/{proxy+}. "],
    ),
    "a probe of a path that answers no GET": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"].update(
            routes={"POST /orders": {"backend": "orders"}}, probe={"path": "/orders", "consumer": "probe"}
        ),
        ['private-api:apis.orders.probe.path = "/orders": no route', "Allowed: none so far. "],
    ),
    "one private name in one network": (
        "examples/private",
        lambda raw: raw["apis"].update(second=raw["apis"]["ledger"]),
        ["private-api:apis.second.domain.name", "the API ledger has this name in the network main too"],
    ),
    "one name of two public APIs, at two paths": (
        "examples/openapi",
        lambda raw: raw["apis"].update(
            second=raw["apis"]["sites"] | {"domain": raw["apis"]["sites"]["domain"] | {"basePath": "second"}}
        ),
        ["private-api:apis.second.domain.name", "the API sites has this name on the internet too"],
    ),
    "one name of a private and a public API in one zone": (
        "examples/openapi",
        lambda raw: raw["apis"].update(second=raw["apis"]["sites"] | {"kind": "private"}),
        ["private-api:apis.second.domain.name", "the API sites has this name in the zone Z0123456789ABCDEFGHIJ too"],
    ),
    "a secret of nobody": (
        "stacks/dev",
        lambda raw: raw.update(secrets={"apiKeys": {"orders/nobody/1": KEY}}),
        ["private-api:secrets.apiKeys.orders/nobody/1", "orders/billing/1, orders/mobile/1"],
    ),
    "a secret that is too short": (
        "stacks/dev",
        lambda raw: raw.update(secrets={"apiKeys": {"orders/billing/1": KEY[:9]}}),
        ["private-api:secrets.apiKeys.orders/billing/1", "at least 20"],
    ),
}


@pytest.mark.parametrize(("file", "change", "told"), BAD.values(), ids=BAD)
def test_a_combination_that_cannot_be_is_refused(file: str, change: Change, told: list[str]) -> None:
    text = refused(file, change)
    assert "(1 error)" in text, text
    for part in [*told, "Remedy: "]:
        assert part in text, text


# What stands beside these, and may.
GOOD: dict[str, tuple[str, Change]] = {
    "one parameter below a path, on several routes": (
        "examples/keys",
        lambda raw: raw["apis"]["rates"]["routes"].update(
            {"PUT /rates/{currency}": {"backend": "rates"}, "GET /rates/{currency}/{day}": {"backend": "rates"}}
        ),
    ),
    "a literal beside a parameter, and parameters below different paths": (
        "examples/keys",
        lambda raw: raw["apis"]["rates"]["routes"].update(
            {"GET /rates/latest": {"backend": "rates"}, "GET /banks/{id}": {"backend": "rates"}}
        ),
    ),
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    "a parameter beside the rest of the path, in an HTTP API": (
        "examples/http-api",
        lambda raw: raw["apis"]["mobile"]["routes"].update({"ANY /shop/{proxy+}": {"backend": "shop"}}),
    ),
    "a service with the weight 0": (
        "examples/blue-green",
        lambda raw: raw["backends"]["orders"]["rules"]["all"].update(to={"blue": 100, "green": 0}),
    ),
    "five paths and hosts": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"]["cart"].update(paths=[f"/{each}" for each in "abcd"]),
    ),
    "wildcards": (
        "examples/alb",
        lambda raw: raw["backends"]["shop"]["rules"]["cart"].update(
            paths=["/?art/*", "*.png"], hosts=["*.example.com"]
        ),
    ),
    "a probe with the query that its route requires": (
        "stacks/prod",
        lambda raw: (
            raw["apis"]["orders"]["probe"].update(path="/orders?customer=7"),
            raw["apis"]["orders"]["routes"]["GET /orders"].update(requires={"query": ["customer"]}),
        ),
    ),
    "a probe that expects to be refused for want of a header": (
        "stacks/prod",
        lambda raw: (
            raw["apis"]["orders"]["probe"].update(status=400),
            raw["apis"]["orders"]["routes"]["ANY /orders/{proxy+}"].update(requires={"headers": ["x-tenant"]}),
        ),
    ),
    "folders that may be written to, one below the other, and all": (
        "stacks/dev",
        lambda raw: raw["backends"]["orders"].update(writable=["/var", "/var/cache/nginx", "/"]),
    ),
    "a client certificate of which one of two backends knows": (
        "examples/hybrid",
        lambda raw: (
            raw["backends"].update(other=raw["backends"]["mainframe"] | {"listener": {}}),
            raw["apis"]["accounts"]["routes"].update({"GET /other": {"backend": "other"}}),
        ),
    ),
    "a probe without a key, on a route without": (
        "stacks/prod",
        lambda raw: (
            raw["apis"]["orders"].pop("authorizer"),
            raw["apis"]["orders"]["routes"].update({"GET /orders/health": {"backend": "orders", "key": False}}),
            raw["apis"]["orders"]["probe"].pop("consumer"),
        ),
    ),
    "a probe without a key, of an API without plans": (
        "stacks/prod",
        lambda raw: (
            raw["apis"]["orders"].pop("authorizer"),
            raw["apis"]["orders"].pop("plans"),
            raw["apis"]["orders"]["probe"].pop("consumer"),
        ),
    ),
    "a probe that expects to be refused": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"].update(probe={"path": "/orders", "status": 401}),
    ),
    "a probe that expects no route": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"]["probe"].update(path="/admin", status=403),
    ),
    "a probe of the root, with a query": (
        "stacks/prod",
        lambda raw: raw["apis"]["orders"].update(
            routes={"GET /": {"backend": "orders"}}, probe={"path": "/?deep=1", "consumer": "probe"}
        ),
    ),
    "a probe of an OpenAPI document": (
        "examples/openapi",
        lambda raw: raw["apis"]["sites"].update(probe={"path": "/anything", "consumer": "agency"}),
    ),
    "one private name in two networks": (
        "examples/multi-backend",
        lambda raw: raw["apis"].update(
            {
                network: raw["apis"]["shop"]
                | {
                    "network": network,
                    "domain": {"name": "a.example.com", "certificate": CERTIFICATE.format("eu-west-1")},
                }
                for network in ("shop", "stock")
            }
        ),
    ),
    "one name inside and outside": (
        "examples/openapi",
        lambda raw: (
            raw["apis"].update(second=copy.deepcopy(raw["apis"]["sites"]) | {"kind": "private"}),
            raw["apis"]["second"]["domain"].pop("zone"),
        ),
    ),
}


@pytest.mark.parametrize(("file", "change"), GOOD.values(), ids=GOOD)
def test_a_combination_that_can_be_is_taken(file: str, change: Change) -> None:
    folder, name = file.split("/")
    raw, region = raw_settings(ROOT / folder / f"Pulumi.{name}.yaml")
    changed = copy.deepcopy(raw)
    change(changed)
    assert set(parse(changed, region).apis) == set(changed["apis"])


def test_zones_of_a_known_region_show_that_another_is_misspelt() -> None:
    raw, _ = raw_settings(ROOT / "stacks" / "Pulumi.dev.yaml")
    with pytest.raises(SettingsError, match="Remedy: write eu-west-1 as aws:region"):
        parse(raw, "eu-wst-1")


@pytest.mark.parametrize("case", ["a secret of nobody", "a secret that is too short"])
def test_secrets_stand_in_no_message(case: str) -> None:
    file, change, _ = BAD[case]
    assert KEY[:9] not in refused(file, change)
