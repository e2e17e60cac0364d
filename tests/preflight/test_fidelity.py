"""What preflight answers is what the real engine and provider answered, resource by resource.

Names end in other hex digits and ids are other ids: both are compared by their form. What still differs is listed here.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from google.protobuf import json_format

from preflight.engine.monitor import Monitor
from preflight.engine.simulation import simulate
from preflight.protocol import wire
from preflight.protocol.resource import Resource, stack_request
from preflight.provider.check import checked
from preflight.provider.create import created
from preflight.provider.preview import planned
from preflight.provider.schema import schema_of
from tests.captures import REAL_ENGINE, read_capture
from tests.recorded import CHAIN, recorded

CAPTURES = [
    "preview/sound_nlb",
    "preview/F01_no_usage_plan_key",
    "preview/F02b_privatelink_unset",
    "preview/F03_no_ingress_from_nlb",
    "update/sound_nlb",
    "update/F03_no_ingress_from_nlb",
]
_MADE_UP = re.compile(r"[0-9A-Z]{12,}|[0-9a-z+/=]{5,}")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

CHECK_EXCEPTIONS = {
    # The captures were planned by Terraform, which writes its own name there.
    ("aws:apigateway/apiKey:ApiKey", "description"),
    # The simulator behind the update captures answers differently from the provider's own plan.
    ("aws:ecs/service:Service", "availabilityZoneRebalancing"),
    ("aws:ecs/service:Service", "propagateTags"),
}
PLAN_EXCEPTIONS = {
    ("aws:apigateway/apiKey:ApiKey", "description"),
    # Newer than the provider that was recorded; pulumi-aws 7.51.1 shows them as null.
    ("aws:lb/listener:Listener", "defaultActions"),
    ("aws:ecs/service:Service", "loadBalancers"),
}
CREATE_EXCEPTIONS = PLAN_EXCEPTIONS | {
    # AWS names zones by account, endpoints and balancers by its own rules, code by its hash.
    ("aws:ec2/subnet:Subnet", "availabilityZoneId"),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "dnsEntries"),
    ("aws:lb/loadBalancer:LoadBalancer", "dnsName"),
    ("aws:lambda/function:Function", "codeSha256"),
    ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "id"),
    # What the simulator made up, or left out, where AWS answers otherwise.
    ("aws:apigateway/account:Account", "features"),
    ("aws:lb/listener:Listener", "sslPolicy"),
    ("aws:ecs/service:Service", "arn"),
    ("aws:ecs/service:Service", "iamRole"),
    ("aws:lb/targetGroup:TargetGroup", "connectionTermination"),
    ("aws:lb/targetGroup:TargetGroup", "loadBalancingAlgorithmType"),
    ("aws:lb/targetGroup:TargetGroup", "loadBalancingAnomalyMitigation"),
    ("aws:lb/targetGroup:TargetGroup", "preserveClientIp"),
    ("aws:lb/targetGroup:TargetGroup", "protocolVersion"),
    ("aws:lb/targetGroup:TargetGroup", "stickiness"),
}
ENGINE_EXCEPTIONS = {
    # The engine hashes assets; no pack is shown the hash.
    ("aws:lambda/function:Function", "code"),
}
UPDATE_EXCEPTIONS = ENGINE_EXCEPTIONS | {
    # The stand-in provider of the recording had simpler answers than AWS.
    ("aws:apigateway/usagePlanKey:UsagePlanKey", "name"),
    ("aws:apigateway/usagePlanKey:UsagePlanKey", "value"),
    ("aws:ec2/subnet:Subnet", "availabilityZoneId"),
    ("aws:lb/listener:Listener", "sslPolicy"),
    ("aws:lb/listener:Listener", "tcpIdleTimeoutSeconds"),
    ("aws:lb/listener:Listener", "routingHttp"),
    ("aws:lb/loadBalancer:LoadBalancer", "subnetMappings"),
    ("aws:lb/targetGroup:TargetGroup", "loadBalancingCrossZoneEnabled"),
}


def form(value: Any) -> Any:
    """A value with everything made up, ids and hex digits of names, replaced by a sign."""
    if isinstance(value, str) and not value.startswith("urn:"):
        return "a moment" if _MOMENT.match(value) else re.sub(r"#+", "#", _MADE_UP.sub("#", value))
    if isinstance(value, list):
        return sorted((form(part) for part in value), key=str)
    if isinstance(value, dict):
        return {key: form(part) for key, part in value.items()}
    return value


def differences(kind: str, ours: dict, theirs: dict, exceptions: set[tuple[str, str]]) -> Iterator[str]:
    """The keys in which two bags of properties differ, apart from exceptions."""
    ours, theirs = form(ours), form(theirs)
    for key in sorted(set(ours) | set(theirs)):
        excepted = any(kind == type_ and key.startswith(prefix) for type_, prefix in exceptions)
        if not excepted and ours.get(key, "absent") != theirs.get(key, "absent"):
            yield f"{kind} {key}: ours {ours.get(key, 'absent')!r}, theirs {theirs.get(key, 'absent')!r}"


def without_defaults(properties: dict) -> dict:
    """The properties without the top-level `__defaults`, which captures do not have."""
    return {key: value for key, value in properties.items() if key != "__defaults"}


@pytest.mark.parametrize("name", CAPTURES)
def test_check_of_the_real_provider(name: str) -> None:
    capture = read_capture(name)
    found = [
        difference
        for record in capture["resources"]
        for difference in differences(
            record["type"],
            without_defaults(
                checked(
                    schema_of(record["type"]),
                    record["urn"],
                    record["name"],
                    record["inputs"],
                    {"region": capture["region"]},
                )
            ),
            record["checked"],
            CHECK_EXCEPTIONS,
        )
    ]
    assert found == []
    assert len(capture["resources"]) > 30


@pytest.mark.parametrize("name", [name for name in CAPTURES if name.startswith("preview")])
def test_preview_of_the_real_provider(name: str) -> None:
    found = [
        difference
        for record in read_capture(name)["resources"]
        for difference in differences(
            record["type"], planned(schema_of(record["type"]), record["checked"]), record["outputs"], PLAN_EXCEPTIONS
        )
    ]
    assert found == []


@pytest.mark.parametrize("name", [name for name in CAPTURES if name.startswith("update")])
def test_create_of_the_real_provider(name: str) -> None:
    capture = read_capture(name)
    world = {record["outputs"]["id"]: record["outputs"] for record in capture["resources"]}
    region = {"region": capture["region"]}
    found = []
    for record in capture["resources"]:
        made = created(schema_of(record["type"]), record["urn"], record["checked"], region, world)
        assert not wire.has_unknown(made)
        found += differences(record["type"], _null_free(made), _null_free(record["outputs"]), CREATE_EXCEPTIONS)
    assert found == []


def _null_free(properties: dict) -> dict:
    return {key: value for key, value in properties.items() if value not in (None, "")}


class Cli3260(Monitor):
    """The monitor of the recorded engine, CLI 3.260: its answer to a read has no id."""

    def ReadResource(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC names the method
        response = super().ReadResource(request, context)
        response.id = ""
        return response


@cache
def ours(*, update: bool) -> list[Resource]:
    registrations = recorded(CHAIN, update=update, monitor_type=Cli3260)
    return simulate(registrations.identity, registrations)


def theirs(name: str) -> dict[tuple[str, str], dict]:
    calls = {}
    for line in (REAL_ENGINE / f"{name}.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry["call"] in {"Remediate", "Analyze"}:
            calls[entry["call"], entry["request"]["urn"]] = entry["request"]
        elif entry["call"] == "AnalyzeStack":
            calls |= {("AnalyzeStack", entry_["urn"]): entry_ for entry_ in entry["request"]["resources"]}
    return calls


def requests(resources: list[Resource]) -> dict[tuple[str, str], dict]:
    calls = {}
    for resource in resources:
        calls["Remediate", resource.urn] = json_format.MessageToDict(resource.remediate_request())
        calls["Analyze", resource.urn] = json_format.MessageToDict(resource.analyze_request())
    listed = json_format.MessageToDict(stack_request(resources))["resources"]
    return calls | {("AnalyzeStack", entry["urn"]): entry for entry in listed}


def assert_the_same(
    mine: dict[tuple[str, str], dict], real: dict[tuple[str, str], dict], exceptions: set[tuple[str, str]]
) -> None:
    """The same requests, with the same content, save for the exceptions among properties."""
    assert set(mine) == set(real)
    found = []
    for call, request in mine.items():
        kind = request["type"]
        found += differences(kind, request.pop("properties", {}), real[call].pop("properties", {}), exceptions)
        found += differences(kind, request, real[call], set())
    assert found == []


@pytest.mark.parametrize(
    ("name", "update", "exceptions"),
    [("first-preview", False, ENGINE_EXCEPTIONS), ("update", True, UPDATE_EXCEPTIONS)],
)
def test_every_request_of_the_real_engine(name: str, update: bool, exceptions: set[tuple[str, str]]) -> None:
    assert_the_same(requests(ours(update=update)), theirs(name), exceptions)


def test_the_engines_exceptions_are_still_exceptions() -> None:
    """An exception that no longer differs has to go."""
    mine, real = requests(ours(update=True)), theirs("update")
    different = set()
    for call, request in mine.items():
        left, right = form(request.get("properties", {})), form(real[call].get("properties", {}))
        different |= {(request["type"], key) for key in left | right if left.get(key) != right.get(key)}
    unused = {
        (type_, prefix)
        for type_, prefix in UPDATE_EXCEPTIONS
        if not any(type_ == kind and key.startswith(prefix) for kind, key in different)
    }
    assert unused == set()
