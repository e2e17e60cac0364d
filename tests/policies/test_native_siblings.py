"""What stands beside the path, by aws-native: the same verdicts as for pulumi-aws."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from private_api_guard.model.sensitive import sensitive
from private_api_guard.model.values.native import translate
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.contracts import contracts
from tests.policies.in_process import judged
from tests.policies.stacks import OPERATIONS, All, Ref, Stack

Found = set[tuple[str, str, bool]]


@dataclass(frozen=True)
class Sibling:
    """A type of aws-native: what it calls the properties and outputs of pulumi-aws's, and objects in other shapes."""

    token: str
    names: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Callable[[Any], Any]] = field(default_factory=dict)


def _target(aliases: Any) -> Any:
    (alias,) = aliases
    return {{"name": "dnsName", "zoneId": "hostedZoneId"}.get(key, key): item for key, item in alias.items()}


_ID = {"id": "awsId"}
_SIBLINGS = {
    "aws:route53/zone:Zone": Sibling("aws-native:route53:HostedZone", outputs=_ID),
    "aws:route53/record:Record": Sibling(
        "aws-native:route53:RecordSet",
        {"aliases": "aliasTarget", "records": "resourceRecords", "zoneId": "hostedZoneId"},
        shapes={"aliases": _target},
    ),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": Sibling(
        "aws-native:servicediscovery:PrivateDnsNamespace", outputs=_ID
    ),
    "aws:servicediscovery/service:Service": Sibling("aws-native:servicediscovery:Service", outputs=_ID),
    "aws:servicediscovery/instance:Instance": Sibling(
        "aws-native:servicediscovery:Instance", {"attributes": "instanceAttributes"}
    ),
    "aws:rds/subnetGroup:SubnetGroup": Sibling(
        "aws-native:rds:DbSubnetGroup", {"name": "dbSubnetGroupName"}, {"name": "dbSubnetGroupName"}
    ),
    "aws:rds/instance:Instance": Sibling(
        "aws-native:rds:DbInstance", {"vpcSecurityGroupIds": "vpcSecurityGroups", "instanceClass": "dbInstanceClass"}
    ),
    "aws:secretsmanager/secret:Secret": Sibling("aws-native:secretsmanager:Secret", outputs={"arn": "awsId", **_ID}),
}


def native(stack: Stack) -> Stack:
    """A copy of a stack in which aws-native makes what it has a sibling of."""
    other = copy.deepcopy(stack)
    made = {label: found for label, each in other.definitions.items() if (found := _SIBLINGS.get(each.token))}

    def renamed(value: Any) -> Any:
        if isinstance(value, Ref) and value.name in made:
            return replace(value, key=made[value.name].outputs.get(value.key, value.key))
        if isinstance(value, All):
            return replace(value, refs=tuple(map(renamed, value.refs)))
        if isinstance(value, dict):
            return {key: renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    for label, definition in other.definitions.items():
        given, sibling = renamed(definition.inputs), made.get(label, Sibling(definition.token))
        definition.token = sibling.token
        definition.inputs = {
            sibling.names.get(key, key): sibling.shapes[key](item) if key in sibling.shapes else item
            for key, item in given.items()
        }
    return other


def _found(stack: Stack, operation: str) -> Found:
    return {
        (each.fault.id, each.urn.rsplit("::", 1)[-1], each.undecided)
        for each in judged(stack.build(operation)).findings
    }


def _of_contracts() -> Iterator[tuple[str, Stack]]:
    for contract in contracts():
        yield from (
            (f"{contract.fault}, {kind}", each)
            for kind, each in zip(("sound", "broken"), contract.twins(), strict=True)
        )


def _with_instance() -> Stack:
    """A service of Cloud Map in which the stack itself registers an address."""
    (contract,) = (each for each in contracts() if each.fault == "targets/nothing-in-cloud-map")
    _, broken = contract.twins()
    attributes = {"AWS_INSTANCE_IPV4": "10.20.1.20", "AWS_INSTANCE_PORT": "8080"}
    return broken.also(
        "servicediscovery.Instance", "one", serviceId=Ref("disco"), instanceId="one", attributes=attributes
    )


_STACKS = {
    name: stack
    for name, stack in (*_of_contracts(), ("an instance in Cloud Map", _with_instance()))
    if native(stack) != stack
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", _STACKS)
def test_siblings_are_judged_alike(name, operation):
    assert _found(native(_STACKS[name]), operation) == _found(_STACKS[name], operation)


def test_every_sibling_stands_in_a_stack():
    tokens = {each.token for stack in _STACKS.values() for each in native(stack).definitions.values()}
    assert {each.token for each in _SIBLINGS.values()} <= tokens


# Parts that pulumi-aws has as resources of their own, inside a resource of aws-native.
_INSIDE = {
    "a repository's policy": (
        ("aws-native:ecr:Repository", {"repositoryName": "app", "repositoryPolicyText": {"Statement": []}}),
        ("ecr.RepositoryPolicy", {"repository": UNKNOWN, "policy": {"Statement": []}}),
    ),
    "a secret's value": (
        ("aws-native:secretsmanager:Secret", {"name": "login", "secretString": "hunter22"}),
        ("secretsmanager.SecretVersion", {"secretId": UNKNOWN, "secretString": "hunter22"}),
    ),
    "a secret's value that AWS generates": (
        ("aws-native:secretsmanager:Secret", {"generateSecretString": {"passwordLength": 20}}),
        ("secretsmanager.SecretVersion", {"secretId": UNKNOWN, "secretString": UNKNOWN}),
    ),
    "a group's record": (
        (
            "aws-native:route53:RecordSetGroup",
            {
                "hostedZoneId": "Z9",
                "recordSets": [{"name": "a.b.", "type": "A", "aliasTarget": {"dnsName": "x.y", "hostedZoneId": "Z1"}}],
            },
        ),
        (
            "route53.Record",
            {"name": "a.b.", "type": "A", "zoneId": "Z9", "aliases": [{"name": "x.y", "zoneId": "Z1"}]},
        ),
    ),
}


@pytest.mark.parametrize("what", _INSIDE)
def test_what_stands_inside_is_a_resource_of_its_own(what):
    (token, given), (family, properties) = _INSIDE[what]
    whole, inner = translate(Resource("urn:pulumi:dev::p::aws-native:x:Y::it", token, "it", given, given))
    assert (inner.family, inner.urn) == (family, whole.urn)
    assert inner.inputs == properties


@pytest.mark.parametrize("token", ["aws-native:ecr:Repository", "aws-native:secretsmanager:Secret"])
def test_nothing_stands_inside_what_holds_nothing(token):
    assert len(list(translate(Resource("urn:1", token, "it", {"name": "it"}, {})))) == 1


def test_the_value_of_a_native_secret_and_database_is_sensitive():
    given = {"aws-native:secretsmanager:Secret": "secretString", "aws-native:rds:DbInstance": "masterUserPassword"}
    made = [
        each
        for token, key in given.items()
        for each in translate(Resource(f"urn:{token}", token, "it", {key: f"of-the-{key}"}, {}))
    ]
    assert sensitive(made) == {f"of-the-{key}" for key in given.values()}
