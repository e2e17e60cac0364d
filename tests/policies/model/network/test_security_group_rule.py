"""Rules that a security group has already, in whatever way both are written."""

from dataclasses import replace
from typing import Any

import pytest

from private_api_guard.model.network.network import Networks
from private_api_guard.model.network.security_group_rule import SecurityGroupRules
from private_api_guard.model.values import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

GROUP = "ec2/securityGroup:SecurityGroup"
INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule"
CLASSIC = "ec2/securityGroupRule:SecurityGroupRule"
HTTPS = {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
OLD = {"securityGroupId": "sg-1", "type": "ingress", "protocol": "tcp", "fromPort": 443, "toPort": 443}
ALL = {"securityGroupId": "sg-1", "ipProtocol": "-1"}
INLINE = {"protocol": "tcp", "fromPort": 443, "toPort": 443}
TEN = "10.0.0.0/8"


def _repeated(*resources: Resource) -> set[tuple[str, str]]:
    stack = Stack(resources)
    return {(one.name, other.name) for one, other in SecurityGroupRules(stack, Networks(stack)).repeated()}


def _of(name: str, *, inline: dict[str, Any] | None = None, **outputs: Any) -> Resource:
    rules = {"ingress": [inline]} if inline else {}
    return made(GROUP, name, outputs={"id": "sg-1", **outputs}, **rules)


@pytest.mark.parametrize(
    ("kind", "one", "other", "told"),
    [
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "cidrIpv4": TEN}, True),
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "cidrIpv4": "10.1.2.3/8"}, True),
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "ipProtocol": "6", "cidrIpv4": TEN}, True),
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "referencedSecurityGroupId": "sg-2"}, False),
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "cidrIpv4": UNKNOWN}, False),
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "toPort": 444, "cidrIpv4": TEN}, False),
        (INGRESS, {**HTTPS, "cidrIpv4": TEN}, {**HTTPS, "securityGroupId": "sg-2", "cidrIpv4": TEN}, False),
        (INGRESS, {**HTTPS, "prefixListId": "pl-1"}, {**HTTPS, "prefixListId": "pl-1"}, True),
        (CLASSIC, {**OLD, "cidrBlocks": [TEN]}, {**OLD, "cidrBlocks": ["192.168.0.0/16", TEN]}, True),
        (CLASSIC, {**OLD, "cidrBlocks": [TEN]}, {**OLD, "cidrBlocks": ["192.168.0.0/16"]}, False),
        (CLASSIC, {**OLD, "cidrBlocks": [TEN]}, {**OLD, "type": "egress", "cidrBlocks": [TEN]}, False),
        (CLASSIC, {**OLD, "self": True}, {**OLD, "sourceSecurityGroupId": "sg-1"}, True),
        (CLASSIC, {**OLD, "sourceSecurityGroupId": "sg-2"}, {**OLD, "sourceSecurityGroupId": "sg-3"}, False),
        # Of all protocols, ports do not count.
        (EGRESS, {**HTTPS, "ipProtocol": "-1", "cidrIpv4": TEN}, {**ALL, "cidrIpv4": TEN}, True),
    ],
)  # fmt: skip
def test_a_rule_that_is_there_is_told(kind: str, one: dict[str, Any], other: dict[str, Any], *, told: bool):
    assert _repeated(made(kind, "first", **one), made(kind, "second", **other)) == (
        {("second", "first")} if told else set()
    )


@pytest.mark.parametrize("kind", [INGRESS, CLASSIC])
@pytest.mark.parametrize(("inline", "told"), [(TEN, True), ("10.0.0.0/9", False), (UNKNOWN, False)])
def test_a_rule_that_its_group_has_among_its_own_properties_is_told(kind: str, inline: str, *, told: bool):
    group = _of("web", inline={**INLINE, "cidrBlocks": [inline]})
    rule = made(kind, "more", **({**HTTPS, "cidrIpv4": TEN} if kind == INGRESS else {**OLD, "cidrBlocks": [TEN]}))
    assert _repeated(group, rule) == ({("more", "web")} if told else set())


def test_what_a_group_shows_of_rules_that_stand_by_themselves_is_none_of_its_own():
    """The provider reads all rules of a group back into its outputs."""
    shown = [{**INLINE, "cidrBlocks": [TEN]}]
    rule = made(INGRESS, "more", **HTTPS, cidrIpv4=TEN)
    groups = _of("web", ingress=shown), _of("web", inline={**INLINE, "cidrBlocks": [UNKNOWN]}, ingress=shown)
    for group in groups:
        for seen in (group, replace(group, deployed=True), replace(group, inputs=None)):
            assert _repeated(seen, rule) == set()


def test_a_range_inside_a_prefix_list_is_not_the_list():
    listed = made("ec2/managedPrefixList:ManagedPrefixList", "net", outputs={"id": "pl-1"}, entries=[{"cidr": TEN}])
    one, other = made(INGRESS, "one", **HTTPS, prefixListId="pl-1"), made(INGRESS, "two", **HTTPS, cidrIpv4=TEN)
    assert _repeated(listed, one, other) == set()
