"""A REST API is deployed in order and again after every change; callers reach it as its settings say."""

from typing import Any

import pytest

from components.settings.reading import parse
from components.stack import PrivateApi
from tests.engine import ROOT, Recording, document, environment, raw_settings, record

DEV = ROOT / "stacks" / "Pulumi.dev.yaml"
PROD = ROOT / "stacks" / "Pulumi.prod.yaml"


@pytest.fixture(scope="module")
def dev() -> Recording:
    return environment(DEV)


@pytest.fixture(scope="module")
def prod() -> Recording:
    return environment(PROD)


def changed(change: Any, path: Any = DEV) -> Recording:
    raw, region = raw_settings(path)
    change(raw["apis"]["orders"])
    settings = parse(raw, region)
    return record(lambda: PrivateApi("dev", settings))


def trigger(recording: Recording) -> str:
    return recording.one("Deployment").inputs["triggers"]["specification"]


def test_the_deployment_waits_for_everything_that_it_is_a_snapshot_of(prod: Recording) -> None:
    before = prod.one("Deployment").dependencies
    for type_ in (
        "Method",
        "aws:apigateway/integration:Integration",
        "RestApiPolicy",
        "aws:apigateway/authorizer:Authorizer",
    ):
        for each in prod.all(type_):
            assert each.urn in before, f"{each.type} {each.name}"


@pytest.mark.parametrize(
    "change",
    [
        lambda api: api["routes"].update({"PUT /orders": {"backend": "orders"}}),
        lambda api: api["routes"].pop("GET /orders"),
        lambda api: api["routes"]["GET /orders"].update(key=False),
        lambda api: api["routes"]["GET /orders"].update(path="/other"),
        lambda api: api["routes"]["GET /orders"].update(timeout=100),
        lambda api: api["routes"]["GET /orders"].update(requires={"query": ["customer"]}),
        lambda api: api.update(callers={"vpcs": ["vpc-0123456789abcdef0"]}),
        lambda api: api.update(authorizer={"cache": 10}),
    ],
)
def test_whatever_shapes_the_api_makes_a_new_deployment(dev: Recording, change: Any) -> None:
    assert trigger(changed(change)) != trigger(dev)


@pytest.mark.parametrize(
    "change",
    [
        lambda api: api.update(stage="v2"),
        lambda api: api.update(throttle={"rate": 1, "burst": 1}),
        lambda api: api["plans"]["standard"].update(consumers=["somebody"]),
    ],
)
def test_what_does_not_shape_it_does_not(dev: Recording, change: Any) -> None:
    assert trigger(changed(change)) == trigger(dev)


def test_the_policy_denies_all_who_do_not_come_through_the_endpoint(dev: Recording) -> None:
    allow, deny = document(dev.one("RestApiPolicy").inputs["policy"])["Statement"]
    assert (allow["Effect"], deny["Effect"]) == ("Allow", "Deny")
    assert "Condition" not in allow
    assert deny["Condition"] == {"StringNotEquals": {"aws:SourceVpce": ["dev-main-execute-api-id"]}}


def test_a_proxy_route_hands_its_path_on(dev: Recording) -> None:
    method = dev.one("Method", "dev-orders-ANY-/orders/{proxy+}").inputs
    integration = dev.one("aws:apigateway/integration:Integration", "dev-orders-ANY-/orders/{proxy+}").inputs
    assert method["requestParameters"] == {"method.request.path.proxy": True}
    assert integration["requestParameters"] == {"integration.request.path.proxy": "method.request.path.proxy"}
    assert integration["uri"] == "http://orders.internal.example.com:80/orders/{proxy}"


def test_a_stage_logs_only_once_the_account_may(dev: Recording) -> None:
    stage = dev.one("Stage")
    assert dev.one("Account").urn in stage.dependencies
    assert "$context.requestId" in stage.inputs["accessLogSettings"]["format"]


def test_every_consumer_has_a_key_that_is_in_its_plan(dev: Recording) -> None:
    tied = {each.inputs["keyId"] for each in dev.all("UsagePlanKey")}
    assert tied == {"dev-orders-billing-1-id", "dev-orders-mobile-1-id"}


def test_two_keys_are_valid_while_one_is_changed() -> None:
    rotated = changed(lambda api: api["plans"]["standard"].update(consumers=[{"name": "billing", "keys": ["1", "2"]}]))
    before = {each.name for each in environment(DEV).all("ApiKey")}
    assert {"dev-orders-billing-1", "dev-orders-billing-2"} == {each.name for each in rotated.all("ApiKey")}
    assert "dev-orders-billing-1" in before, "the first key must not be made anew"


def test_the_authorizer_may_be_asked_and_reads_every_key(prod: Recording) -> None:
    permission = prod.one("Permission").inputs
    assert permission["principal"] == "apigateway.amazonaws.com"
    assert permission["sourceArn"].endswith("/authorizers/dev-orders-authorizer-id")
    function = prod.one("Function", "dev-orders-authorizer-function").inputs
    named = function["environment"]["variables"]["PARAMETER_NAMES"].split(",")
    assert sorted(named) == [f"{who}=/dev/orders/keys/{who}/1" for who in ("billing", "mobile", "probe")]
    authorizer = prod.one("aws:apigateway/authorizer:Authorizer").inputs
    assert authorizer["identitySource"] == "method.request.header.x-api-key"
    for method in prod.all("Method"):
        assert method.inputs["authorization"] == "CUSTOM"


def test_the_probe_is_named_so_that_it_can_be_called(prod: Recording) -> None:
    outputs = prod.outputs[prod.one("PrivateApi").urn]
    assert outputs["probes"] == {"orders": "dev-orders-probe-function-name"}


def test_functions_are_packed_with_all_their_files(prod: Recording) -> None:
    for name, folder in (("authorizer", "api/authorizer_lambda"), ("probe", "probe_lambda")):
        code = prod.one("Function", f"dev-orders-{name}-function").inputs["code"]
        files = {path.name for path in (ROOT / "components" / folder).glob("*.py")}
        assert set(code.assets) == files
        assert "handler.py" in files
