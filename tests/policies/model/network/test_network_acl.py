"""Network ACLs: rules in order of their numbers, both directions, both ends, and replies."""

from ipaddress import ip_network

import pytest

from private_api_guard.model.network.address import EPHEMERAL, LINUX, WINDOWS, Place
from private_api_guard.model.network.network import Networks
from private_api_guard.model.network.network_acl import NetworkAcls
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN as BLANK
from private_api_guard.model.values.value import known, not_known
from tests.policies.model.made import made

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
VPC = made("ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16")


def subnet(name, cidr):
    return made("ec2/subnet:Subnet", name, cidrBlock=cidr, vpcId=BLANK, feeds={"vpcId": [VPC]})


A, B = subnet("a", "10.0.1.0/24"), subnet("b", "10.0.2.0/24")
PLACE_B = Place(known(ip_network("10.0.2.0/24")), B.urn, VPC.urn, label="b")
NODE = Place(known(ip_network("10.0.2.7/32")))
SIX = Place(known(ip_network("fd00:0:0:2::/64")))
PORT = (8080, 8080)


def entry(number, action="allow", **given):
    """A rule for TCP on port 8080 and all addresses, unless something else is given."""
    plain = {"protocol": "tcp", "fromPort": 8080, "toPort": 8080}
    where = {} if "ipv6CidrBlock" in given else {"cidrBlock": "0.0.0.0/0"}
    return {"ruleNo": number, "action": action, **plain, **where, **given}


def acl(name="acl", subnets=(A,), ingress=(), egress=(), kind="ec2/networkAcl:NetworkAcl", **inputs):
    ids = [BLANK] * len(subnets)
    feeds = {"subnetIds": list(subnets)} if subnets else {}
    sides = {key: side if side is BLANK else list(side) for key, side in (("ingress", ingress), ("egress", egress))}
    return made(kind, name, subnetIds=ids, feeds=feeds, **sides, **inputs)


def acls(*resources):
    stack = Stack([VPC, A, B, *resources])
    return NetworkAcls(stack, Networks(stack))


def asked(rules, place=PLACE_B, ports=PORT, version=4):
    """Whether rules for packets into subnet A let some through that come from a place."""
    return acls(acl(ingress=rules)).passes(A.urn, place, ports, egress=False, version=version).state.value


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], CLOSED),
        ([entry(100)], OPEN),
        ([entry(100, "deny")], CLOSED),
        # The rule with the lowest number that fits decides, wherever it stands in the list.
        ([entry(100, "deny"), entry(200)], CLOSED),
        ([entry(200), entry(100, "deny")], CLOSED),
        ([entry(100), entry(200, "deny")], OPEN),
        ([entry(200, "deny"), entry(100)], OPEN),
        (
            [entry(300), entry(200, "deny", cidrBlock="10.9.0.0/16"), entry(100, "deny", toPort=9000, fromPort=8081)],
            OPEN,
        ),
        ([entry(32766), entry(9, "deny")], CLOSED),
        ([entry(100, "deny", protocol="udp"), entry(200)], OPEN),
        ([entry(100, "deny", protocol="-1"), entry(200)], CLOSED),
        ([entry(100, protocol="-1", fromPort=0, toPort=0)], OPEN),
        ([entry(100, protocol="ALL", fromPort=0, toPort=0)], OPEN),
        ([entry(100, protocol="6")], OPEN),
        ([entry(100, protocol="17")], CLOSED),
        ([entry(100, action="ALLOW")], OPEN),
        # Bounds of ports.
        ([entry(100, fromPort=8000, toPort=8080)], OPEN),
        ([entry(100, fromPort=8080, toPort=9000)], OPEN),
        ([entry(100, fromPort=8081, toPort=9000)], CLOSED),
        ([entry(100, fromPort=8000, toPort=8079)], CLOSED),
        # Addresses.
        ([entry(100, cidrBlock="10.0.2.0/24")], OPEN),
        ([entry(100, cidrBlock="10.0.0.0/16")], OPEN),
        ([entry(100, cidrBlock="10.0.1.0/24")], CLOSED),
        ([entry(100, cidrBlock="10.0.2.0/25"), entry(110, cidrBlock="10.0.2.128/25")], OPEN),
        ([entry(100, cidrBlock="10.0.2.0/25")], UNKNOWN),
        ([entry(100, "deny", cidrBlock="10.0.2.0/25"), entry(200)], UNKNOWN),
        (
            [entry(100, "deny", cidrBlock="10.0.2.0/25"), entry(110, "deny", cidrBlock="10.0.2.128/25"), entry(200)],
            CLOSED,
        ),
        ([entry(100, ipv6CidrBlock="::/0")], CLOSED),
        # What nobody knows yet.
        ([entry(100, action=BLANK)], UNKNOWN),
        ([entry(100, protocol=BLANK)], UNKNOWN),
        ([entry(100, fromPort=BLANK)], UNKNOWN),
        ([entry(100, toPort=BLANK)], UNKNOWN),
        ([entry(100, cidrBlock=BLANK)], UNKNOWN),
        ([entry(BLANK)], OPEN),
        ([entry(BLANK), entry(100, "deny")], UNKNOWN),
        (BLANK, UNKNOWN),
    ],
)
def test_rules(rules, expected):
    assert asked(rules) == expected


@pytest.mark.parametrize(
    ("rules", "place", "expected"),
    [
        ([entry(100, cidrBlock="10.0.2.0/25")], NODE, OPEN),
        ([entry(100, cidrBlock="10.0.2.128/25")], NODE, CLOSED),
        ([entry(100, "deny", cidrBlock="10.0.2.7/32"), entry(200)], NODE, CLOSED),
        ([entry(100, "deny", cidrBlock="10.0.2.8/32"), entry(200)], NODE, OPEN),
        ([entry(100)], Place(not_known("b", "cidrBlock")), OPEN),
        ([entry(100, cidrBlock="10.0.0.0/16")], Place(not_known("b", "cidrBlock")), UNKNOWN),
        ([], Place(not_known("b", "cidrBlock")), CLOSED),
    ],
)
def test_places(rules, place, expected):
    assert asked(rules, place) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([entry(100, ipv6CidrBlock="::/0")], OPEN),
        ([entry(100, ipv6CidrBlock="fd00:0:0:2::/64")], OPEN),
        ([entry(100, ipv6CidrBlock="fd00:0:0:3::/64")], CLOSED),
        ([entry(100)], CLOSED),
        ([entry(90, "deny"), entry(100, ipv6CidrBlock="::/0")], OPEN),
        ([entry(90, "deny", ipv6CidrBlock="::/0"), entry(100, ipv6CidrBlock="::/0")], CLOSED),
    ],
)
def test_ipv6(rules, expected):
    assert asked(rules, SIX, version=6) == expected


def replies(low, high, **given):
    return entry(given.pop("number", 100), fromPort=low, toPort=high, **given)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([replies(1024, 65535)], OPEN),
        ([replies(0, 65535)], OPEN),
        ([replies(1024, 32767)], CLOSED),
        ([replies(32768, 65535)], CLOSED),
        ([replies(32768, 61000)], CLOSED),
        ([replies(1024, 32767), replies(32768, 65535, number=110)], OPEN),
        # A rule against one port, or a few, hits one connection in tens of thousands.
        ([replies(3389, 3389, number=90, action="deny"), replies(1024, 65535)], OPEN),
        ([replies(2000, 3023, number=90, action="deny"), replies(1024, 65535)], OPEN),
        ([replies(2000, 3024, number=90, action="deny"), replies(1024, 65535)], CLOSED),
        ([replies(2048, 65535)], OPEN),
        ([replies(2049, 65535)], CLOSED),
        # Ports that two rules refuse count once.
        (
            [
                replies(2000, 2999, number=80, action="deny"),
                replies(2500, 3023, number=90, action="deny"),
                replies(1024, 65535),
            ],
            OPEN,
        ),
    ],
)
def test_ephemeral_ports(rules, expected):
    assert asked(rules, ports=EPHEMERAL) == expected


@pytest.mark.parametrize(
    ("ports", "low", "high", "expected"),
    [
        (LINUX, 32768, 60999, OPEN),
        (LINUX, 33217, 60999, CLOSED),
        (LINUX, 49152, 65535, CLOSED),
        (WINDOWS, 49152, 65535, OPEN),
        (WINDOWS, 32768, 60999, CLOSED),
        (EPHEMERAL, 32768, 60999, CLOSED),
    ],
)
def test_who_asks_owes_its_own_ports_for_replies(ports, low, high, expected):
    assert asked([replies(low, high)], ports=ports) == expected


EVERYTHING = entry(100, protocol="-1", fromPort=0, toPort=0)
REQUESTS, REPLIES = entry(100), replies(1024, 65535, number=200)


@pytest.mark.parametrize(
    ("near", "far", "expected"),
    [
        # (ingress, egress) of the subnet that asks and of the one that answers.
        (([REPLIES], [REQUESTS]), ([REQUESTS], [REPLIES]), OPEN),
        (([EVERYTHING], [EVERYTHING]), ([EVERYTHING], [EVERYTHING]), OPEN),
        (([], [REQUESTS]), ([REQUESTS], [REPLIES]), CLOSED),
        (([REPLIES], []), ([REQUESTS], [REPLIES]), CLOSED),
        (([REPLIES], [REQUESTS]), ([], [REPLIES]), CLOSED),
        (([REPLIES], [REQUESTS]), ([REQUESTS], []), CLOSED),
        (([REQUESTS], [REPLIES]), ([REPLIES], [REQUESTS]), CLOSED),
        ((BLANK, [REQUESTS]), ([REQUESTS], [REPLIES]), UNKNOWN),
        ((BLANK, [REQUESTS]), ([REQUESTS], []), CLOSED),
    ],
)
def test_both_ends_and_the_way_back(near, far, expected):
    found = acls(acl("near", (A,), ingress=near[0], egress=near[1]), acl("far", (B,), ingress=far[0], egress=far[1]))
    assert found.crosses(A.urn, B.urn, PORT).state.value == expected


SHUT, WIDE = acl("shut"), acl("wide", ingress=[EVERYTHING], egress=[EVERYTHING])
DEFAULT = made(
    "ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "default",
    defaultNetworkAclId=BLANK,
    feeds={"defaultNetworkAclId": [VPC]},
)


def association(acl_, subnet_):
    feeds = {key: value for key, value in (("networkAclId", acl_), ("subnetId", subnet_)) if value is not None}
    return made(
        "ec2/networkAclAssociation:NetworkAclAssociation",
        "association",
        networkAclId=BLANK,
        subnetId=BLANK,
        feeds=feeds,
    )


LOOSE_SHUT = acl("loose-shut", ())


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([], OPEN),
        ([SHUT], CLOSED),
        ([acl(subnets=(B,))], OPEN),
        ([WIDE], OPEN),
        ([SHUT, WIDE], UNKNOWN),
        ([DEFAULT], CLOSED),
        ([DEFAULT, WIDE], OPEN),
        ([LOOSE_SHUT], OPEN),
        ([LOOSE_SHUT, association([LOOSE_SHUT], [A])], CLOSED),
        ([LOOSE_SHUT, association([LOOSE_SHUT], [B])], OPEN),
        ([LOOSE_SHUT, association([LOOSE_SHUT], [A, B])], UNKNOWN),
        # Nothing tells for which subnet: it may be any that has none.
        ([LOOSE_SHUT, association([LOOSE_SHUT], None)], UNKNOWN),
        ([LOOSE_SHUT, association([LOOSE_SHUT], None), WIDE], OPEN),
        ([association(None, [A])], UNKNOWN),
    ],
)
def test_which_acl_a_subnet_has(resources, expected):
    answer = acls(*resources).passes(A.urn, PLACE_B, PORT, egress=False)
    assert answer.state.value == expected
    assert answer.culprit == (
        next(each.urn for each in resources if each.family.endswith("Acl")) if answer.closed else None
    )


def separate(number, owner, action="allow", **given):
    feeds = {"networkAclId": owner} if owner else {}
    inputs = {"ruleNumber": number, "ruleAction": action, "protocol": "tcp", "fromPort": 8080, "toPort": 8080}
    name = f"rule-{number}"
    return made(
        "ec2/networkAclRule:NetworkAclRule",
        name,
        networkAclId=BLANK,
        feeds=feeds,
        **{**inputs, "cidrBlock": "0.0.0.0/0", **given},
    )


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([SHUT, separate(100, [SHUT])], OPEN),
        ([SHUT, separate(100, [SHUT], egress=True)], CLOSED),
        ([SHUT, separate(100, [SHUT], egress=False)], OPEN),
        ([SHUT, separate(100, [SHUT], egress=BLANK)], UNKNOWN),
        ([SHUT, separate(90, [SHUT], "deny"), separate(100, [SHUT])], CLOSED),
        ([SHUT, separate(110, [SHUT], "deny"), separate(100, [SHUT])], OPEN),
        ([WIDE, separate(90, [WIDE], "deny")], CLOSED),
        ([WIDE, separate(110, [WIDE], "deny")], OPEN),
        ([SHUT, LOOSE_SHUT, separate(100, [SHUT, LOOSE_SHUT])], UNKNOWN),
        ([SHUT, separate(100, None)], UNKNOWN),
        # The default ACL that AWS makes along with a VPC has a rule 100 that allows everything.
        ([separate(90, [VPC], "deny")], CLOSED),
        ([separate(110, [VPC], "deny")], OPEN),
    ],
)
def test_rules_that_are_resources(resources, expected):
    assert acls(*resources).passes(A.urn, PLACE_B, PORT, egress=False).state.value == expected


def test_what_a_closed_answer_tells():
    found = acls(acl(ingress=[entry(100, "deny", cidrBlock="10.0.2.0/24"), entry(200)]))
    answer = found.passes(A.urn, PLACE_B, PORT, egress=False)
    assert answer.evidence == ("acl refuses tcp 8080 from 10.0.2.0/24: rule 100 denies tcp 8080-8080 from 10.0.2.0/24",)
    nothing = acls(acl()).passes(A.urn, PLACE_B, (8080, 8081), egress=True)
    assert nothing.evidence == (
        "acl refuses tcp 8080-8081 to 10.0.2.0/24: no egress rule allows it (the last rule denies all)",
    )


def test_a_private_range_is_presumed_to_hold_a_subnet_outside_the_stack():
    outside = Networks(Stack([])).place("subnet-1")
    found = acls(acl(ingress=[entry(100, cidrBlock="10.0.0.0/16")]))
    answer = found.passes(A.urn, outside, PORT, egress=False)
    assert answer.open
    assert answer.presumed == ("10.0.0.0/16, which acl allows, holds subnet subnet-1",)
    assert acls(acl(ingress=[entry(100, cidrBlock="54.0.0.0/16")])).passes(A.urn, outside, PORT, egress=False).unknown
