"""Bad input: each gives one clear error that names key, value, what is allowed and the remedy."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from components.settings import SettingsError, read
from components.settings.reading import parse
from tests.engine import ROOT, raw_settings

RAW, REGION = raw_settings(ROOT / "stacks" / "Pulumi.dev.yaml")
Change = Callable[[dict[str, Any]], Any]


def refused(change: Change) -> str:
    raw = copy.deepcopy(RAW)
    change(raw)
    with pytest.raises(SettingsError) as caught:
        parse(raw, REGION)
    text = str(caught.value)
    assert "(1 error)" in text, text
    return text


def network(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["networks"]["main"]


def backend(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["backends"]["orders"]


def api(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["apis"]["orders"]


BAD: dict[str, tuple[Change, list[str]]] = {
    "CIDR that is none": (
        lambda raw: network(raw).update(cidr="10.20.0.0/40"),
        ["private-api:networks.main.cidr", '"10.20.0.0/40"', "such as 10.20.0.0/16"],
    ),
    "CIDR with host bits": (lambda raw: network(raw).update(cidr="10.20.1.0/16"), ["host bits", "10.20.1.0/16"]),
    "CIDR too small": (
        lambda raw: network(raw).update(cidr="10.20.0.0/26"),
        ["private-api:networks.main.cidr", "too small", "/16 to /23"],
    ),
    "CIDR too large": (lambda raw: network(raw).update(cidr="10.0.0.0/8"), ["larger than a VPC", "/16 to /23"]),
    "networks that overlap": (
        lambda raw: raw["networks"].update(second={"cidr": "10.20.16.0/20", "zones": ["eu-west-1a"]}),
        ["10.20.16.0/20", "overlaps", "10.20.0.0/16"],
    ),
    "zone of another region": (
        lambda raw: network(raw).update(zones=["eu-west-1a", "us-east-1b"]),
        ["private-api:networks.main.zones[1]", '"us-east-1b"', "eu-west-1a, eu-west-1b"],
    ),
    "zone twice": (lambda raw: network(raw).update(zones=["eu-west-1a", "eu-west-1a"]), ["zones[1]", "twice"]),
    "port out of range": (
        lambda raw: backend(raw).update(port=70000),
        ["private-api:backends.orders.port", "70000", "65535"],
    ),
    "listener port that API Gateway cannot call": (
        lambda raw: backend(raw).update(listener={"port": 81}),
        ["private-api:backends.orders.listener.port", "81", "80, 443 and 1025 to 65535"],
    ),
    "health path without slash": (
        lambda raw: backend(raw)["health"].update(path="health"),
        ["private-api:backends.orders.health.path", '"health"', "write /health"],
    ),
    "two consumers of one name": (
        lambda raw: api(raw)["plans"]["standard"].update(consumers=["billing", "billing"]),
        ["private-api:apis.orders.plans.standard.consumers[1]", '"billing"', "two consumers"],
    ),
    "one consumer in two plans": (
        lambda raw: api(raw)["plans"].update(premium={"consumers": ["billing"]}),
        ["private-api:apis.orders.plans.premium.consumers[0]", "the plan standard"],
    ),
    "image out of reach": (
        lambda raw: backend(raw).update(image="docker.io/library/nginx:1"),
        ["private-api:backends.orders.image", "docker.io", "dkr.ecr.eu-west-1.amazonaws.com", "egress: nat"],
    ),
    "image of another region": (
        lambda raw: backend(raw).update(image="123456789012.dkr.ecr.us-east-1.amazonaws.com/orders:1"),
        ["private-api:backends.orders.image", "us-east-1", "ECR in its own region"],
    ),
    "misspelt key": (
        lambda raw: raw.update(netwroks=raw.pop("monitoring", {})),
        ["private-api:netwroks", "no such key", "write networks instead"],
    ),
    "misspelt key further down": (
        lambda raw: backend(raw)["health"].update(pth="/health"),
        ["private-api:backends.orders.health.pth", "interval, path, port", "write path instead"],
    ),
    "unknown key": (lambda raw: api(raw).update(colour="red"), ["private-api:apis.orders.colour", "remove it"]),
    "missing key": (lambda raw: backend(raw).pop("port"), ["private-api:backends.orders.port is missing"]),
    "wrong type": (lambda raw: api(raw).update(stage=1), ["private-api:apis.orders.stage = 1: it is not text"]),
    "route that is none": (
        lambda raw: api(raw)["routes"].update({"FETCH /x": {"backend": "orders"}}),
        ["private-api:apis.orders.routes.FETCH /x", "GET /orders/{id}"],
    ),
    "something after the proxy": (
        lambda raw: api(raw)["routes"].update({"GET /{proxy+}/x": {"backend": "orders"}}),
        ["GET /{proxy+}/x", "last part"],
    ),
    "route to nowhere": (
        lambda raw: api(raw)["routes"]["GET /orders"].update(backend="order"),
        ["private-api:apis.orders.routes.GET /orders.backend", '"order"', "Allowed: orders"],
    ),
    "key that nobody can have": (
        lambda raw: (api(raw).pop("plans"), api(raw)["routes"]["GET /orders"].update(key=True)),
        ["private-api:apis.orders.routes.GET /orders.key", "no plans"],
    ),
    "network that is not there": (
        lambda raw: backend(raw).update(network="mian"),
        ["private-api:backends.orders.network", '"mian"', "Allowed: main"],
    ),
}


@pytest.mark.parametrize(("change", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_key_value_rule_and_remedy(change: Change, told: list[str]) -> None:
    text = refused(change)
    for part in [*told, "Remedy: "]:
        assert part in text


def test_several_networks_have_to_be_named() -> None:
    def two(raw: dict[str, Any]) -> None:
        raw["networks"]["second"] = {"cidr": "10.21.0.0/16", "zones": ["eu-west-1a"]}
        api(raw)["network"] = "main"

    assert "private-api:backends.orders.network: it is missing" in refused(two)


def test_every_error_is_told_at_once() -> None:
    raw = copy.deepcopy(RAW)
    backend(raw)["port"] = 0
    network(raw)["cidr"] = "nothing"
    with pytest.raises(SettingsError, match=r"2 errors") as caught:
        parse(raw, REGION)
    assert "port" in str(caught.value)
    assert "cidr" in str(caught.value)


def test_a_stack_without_region_is_told_how_to_get_one() -> None:
    with pytest.raises(SettingsError, match="pulumi config set aws:region"):
        read({f"private-api:{key}": json.dumps(value) for key, value in RAW.items()})


def test_a_value_that_is_no_object_is_told() -> None:
    with pytest.raises(SettingsError, match="private-api:networks: 'main' is not an object"):
        read({"aws:region": REGION, "private-api:networks": "main"})


def test_keys_of_other_projects_are_left_alone() -> None:
    config = {f"private-api:{key}": json.dumps(value) for key, value in RAW.items()}
    assert read({**config, "aws:region": REGION, "other:key": "no json"}) == parse(RAW, REGION)


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = parse(RAW, REGION)
    with pytest.raises(ValueError, match="frozen"):
        settings.networks["main"].cidr = "10.0.0.0/16"


def test_a_value_without_end_is_not_told_whole() -> None:
    with pytest.raises(SettingsError, match="private-api:networks: a value is not an object"):
        read({"private-api:networks": "[" * 100_000})
