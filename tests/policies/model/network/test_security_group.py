"""Security groups: a rule, a peer, ports, and whether the group admits them."""

import pytest

from private_api_guard.model.network.address import ANYWHERE, Interfaces
from private_api_guard.model.network.network import Networks
from private_api_guard.model.network.security_group import SecurityGroups
from private_api_guard.model.values.reference import NOTHING, Reference
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN as BLANK
from tests.policies.model.made import made

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
VPC = made("ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16")
FAR = made("ec2/vpc:Vpc", "far", cidrBlock="10.9.0.0/16")
A = made("ec2/subnet:Subnet", "a", cidrBlock="10.0.1.0/24", vpcId=BLANK, feeds={"vpcId": [VPC]})
B = made("ec2/subnet:Subnet", "b", cidrBlock="10.0.2.0/24", vpcId=BLANK, feeds={"vpcId": [VPC]})
# Of this one an address manager will choose the range.
CHOSEN = made("ec2/subnet:Subnet", "chosen", vpcId=BLANK, feeds={"vpcId": [VPC]})
PORT = (8080, 8080)


def group(name, vpc=VPC, **inputs):
    given = {"ingress": [], "egress": [], **inputs}
    return made("ec2/securityGroup:SecurityGroup", name, vpcId=BLANK, feeds={"vpcId": [vpc]}, **given)


LB, OTHER, ELSEWHERE = group("lb"), group("other"), group("elsewhere", FAR)


def rule(**given):
    """An inline rule for TCP on port 8080, unless something else is given."""
    return {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, **given}


def inline(rules, feeds=None, name="app", key="ingress"):
    """A group with rules inside."""
    fed = {"vpcId": [VPC], **({key: feeds} if feeds else {})}
    given = {"ingress": [], "egress": [], key: rules}
    return made("ec2/securityGroup:SecurityGroup", name, vpcId=BLANK, feeds=fed, **given)


def refer(*resources, certain=True, unknown=False):
    return Reference(tuple(resources), certain=certain, unknown=unknown, where="the groups")


def peer(*subnets, groups=NOTHING, vpc=VPC, stack=()):
    networks = Networks(Stack([VPC, FAR, A, B, CHOSEN, *stack]))
    listed = refer(*(subnets or (A,)))
    return Interfaces(networks.places(listed), groups, vpc.urn if vpc else None, "the peer", listed)


def stack_of(*resources):
    return Stack([VPC, FAR, A, B, CHOSEN, LB, OTHER, ELSEWHERE, *resources])


def groups_of(*resources):
    stack = stack_of(*resources)
    return SecurityGroups(stack, Networks(stack))


def asked(app, who, ports=PORT, *others, egress=False):
    return groups_of(app, *others).admits(refer(app), ports, who, egress=egress)


FROM_A, FROM_LB = peer(A), peer(A, groups=refer(LB))


@pytest.mark.parametrize(
    ("given", "ports", "expected"),
    [
        ({}, (8080, 8080), OPEN),
        ({}, (8079, 8079), CLOSED),
        ({}, (8081, 8081), CLOSED),
        ({"fromPort": 8000, "toPort": 9000}, (8000, 8000), OPEN),
        ({"fromPort": 8000, "toPort": 9000}, (9000, 9000), OPEN),
        ({"fromPort": 8000, "toPort": 9000}, (7999, 7999), CLOSED),
        ({"fromPort": 8000, "toPort": 9000}, (9001, 9001), CLOSED),
        ({"fromPort": 32768, "toPort": 65535}, (32768, 65535), OPEN),
        ({"fromPort": 32768, "toPort": 61000}, (32768, 65535), CLOSED),
        ({"fromPort": 32769, "toPort": 65535}, (32768, 65535), CLOSED),
        ({"protocol": "6"}, (8080, 8080), OPEN),
        ({"protocol": "TCP"}, (8080, 8080), OPEN),
        ({"protocol": "udp"}, (8080, 8080), CLOSED),
        ({"protocol": "icmp", "fromPort": -1, "toPort": -1}, (8080, 8080), CLOSED),
        ({"protocol": "-1", "fromPort": 0, "toPort": 0}, (8080, 8080), OPEN),
        ({"protocol": "all", "fromPort": 0, "toPort": 0}, (8080, 8080), OPEN),
        ({"protocol": BLANK}, (8080, 8080), UNKNOWN),
        ({"protocol": BLANK}, (9, 9), CLOSED),
        ({"fromPort": BLANK}, (8080, 8080), UNKNOWN),
        ({"fromPort": BLANK}, (8081, 8081), CLOSED),
        ({"toPort": BLANK}, (8080, 8080), UNKNOWN),
        ({"toPort": BLANK}, (8079, 8079), CLOSED),
        ({"fromPort": None, "toPort": None}, (8080, 8080), UNKNOWN),
    ],
)
def test_protocol_and_ports(given, ports, expected):
    assert asked(inline([rule(cidrBlocks=["10.0.0.0/16"], **given)]), FROM_A, ports).state.value == expected


@pytest.mark.parametrize(
    ("rules", "who", "expected"),
    [
        ([rule(cidrBlocks=["10.0.1.0/24"])], peer(A), OPEN),
        ([rule(cidrBlocks=["10.0.1.0/24"])], peer(B), CLOSED),
        ([rule(cidrBlocks=["10.0.1.0/24"])], peer(A, B), CLOSED),
        ([rule(cidrBlocks=["10.0.1.0/24", "10.0.2.0/24"])], peer(A, B), OPEN),
        # The ranges of several rules add up.
        ([rule(cidrBlocks=["10.0.1.0/24"]), rule(cidrBlocks=["10.0.2.0/24"])], peer(A, B), OPEN),
        ([rule(cidrBlocks=["10.0.1.0/25"]), rule(cidrBlocks=["10.0.1.128/25"])], peer(A), OPEN),
        ([rule(cidrBlocks=["10.0.1.0/25"]), rule(toPort=8079, cidrBlocks=["10.0.1.128/25"])], peer(A), UNKNOWN),
        ([rule(cidrBlocks=["10.0.1.0/25"])], peer(A), UNKNOWN),
        ([rule(cidrBlocks=["0.0.0.0/0"])], peer(CHOSEN), OPEN),
        ([rule(cidrBlocks=["10.0.0.0/16"])], peer(CHOSEN), OPEN),
        ([rule(cidrBlocks=["10.1.0.0/16"])], peer(CHOSEN), CLOSED),
        ([rule(ipv6CidrBlocks=["::/0"])], peer(A), CLOSED),
        ([rule(cidrBlocks=[BLANK])], peer(A), UNKNOWN),
        ([rule(cidrBlocks=BLANK)], peer(A), UNKNOWN),
        (BLANK, peer(A), UNKNOWN),
        ([], peer(A), CLOSED),
        ([rule(cidrBlocks=["0.0.0.0/0"])], Interfaces((ANYWHERE,)), OPEN),
        ([rule(cidrBlocks=["10.0.0.0/8"])], Interfaces((ANYWHERE,)), CLOSED),
        ([rule(cidrBlocks=["10.0.0.0/8"])], Interfaces(()), UNKNOWN),
    ],
)
def test_ranges(rules, who, expected):
    assert asked(inline(rules), who).state.value == expected


@pytest.mark.parametrize(
    ("given", "feeds", "who", "expected"),
    [
        ({"securityGroups": [BLANK]}, [LB], FROM_LB, OPEN),
        ({"securityGroups": [BLANK]}, [OTHER], FROM_LB, CLOSED),
        ({"securityGroups": [BLANK]}, [LB], FROM_A, CLOSED),
        ({"securityGroups": [BLANK]}, [LB], peer(A, groups=refer(OTHER, LB)), OPEN),
        # Which of two candidates the peer, or the rule, means.
        ({"securityGroups": [BLANK]}, [LB], peer(A, groups=refer(OTHER, LB, certain=False)), UNKNOWN),
        ({"securityGroups": [BLANK]}, [LB, OTHER], FROM_LB, UNKNOWN),
        ({"securityGroups": [BLANK, BLANK]}, [LB, OTHER], FROM_LB, OPEN),
        # Nothing that feeds the rule is a group: it may be any.
        ({"securityGroups": [BLANK]}, [VPC], peer(A, groups=refer(unknown=True)), UNKNOWN),
        ({"securityGroups": ["sg-outside"]}, [], FROM_LB, CLOSED),
        ({"securityGroups": ["sg-outside"]}, [], peer(A, groups=Reference(literals=("sg-outside",))), OPEN),
        ({"self": True}, [], FROM_LB, CLOSED),
        ({"self": BLANK}, [], FROM_A, CLOSED),
        # A group of a VPC that is not joined with this one does not count.
        ({"securityGroups": [BLANK]}, [ELSEWHERE], peer(A, groups=refer(ELSEWHERE), vpc=FAR), CLOSED),
        ({"securityGroups": [BLANK]}, [ELSEWHERE], peer(A, groups=refer(ELSEWHERE), vpc=None), OPEN),
    ],
)
def test_groups(given, feeds, who, expected):
    assert asked(inline([rule(**given)], feeds), who).state.value == expected


@pytest.mark.parametrize(("flag", "expected"), [(True, OPEN), (False, CLOSED), (None, CLOSED), (BLANK, UNKNOWN)])
def test_a_group_that_admits_itself(flag, expected):
    app = inline([rule(self=flag)])
    assert asked(app, peer(A, groups=refer(app))).state.value == expected


def joined(**inputs):
    fed = {"vpcId": [VPC], "peerVpcId": [FAR]}
    return made(
        "ec2/vpcPeeringConnection:VpcPeeringConnection", "peering", vpcId=BLANK, peerVpcId=BLANK, feeds=fed, **inputs
    )


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([joined()], OPEN),
        ([joined(peerRegion="us-east-1")], CLOSED),
        ([joined(peerRegion=BLANK)], UNKNOWN),
        (
            [
                made(
                    "vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation",
                    "shared",
                    securityGroupId=BLANK,
                    vpcId=BLANK,
                    feeds={"securityGroupId": [ELSEWHERE], "vpcId": [VPC]},
                )
            ],
            OPEN,
        ),
    ],
)
def test_groups_of_vpcs_that_are_joined(others, expected):
    app = inline([rule(securityGroups=[BLANK])], [ELSEWHERE])
    assert asked(app, peer(A, groups=refer(ELSEWHERE), vpc=FAR), PORT, *others).state.value == expected


def separate(kind="vpc/securityGroupIngressRule:SecurityGroupIngressRule", owner=None, name="rule", **inputs):
    """A rule that is a resource of its own; what is given as a resource feeds its property."""
    feeds = {key: [value] for key, value in inputs.items() if hasattr(value, "urn")}
    if owner is not None:
        feeds["securityGroupId"] = owner
    plain = {key: BLANK if key in feeds else value for key, value in inputs.items()}
    return made(kind, name, securityGroupId=BLANK, feeds=feeds, **plain)


APP = group("app")
CLASSIC = "ec2/securityGroupRule:SecurityGroupRule"
TCP = {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080}
OLD = {"protocol": "tcp", "fromPort": 8080, "toPort": 8080}


@pytest.mark.parametrize(
    ("resource", "who", "egress", "expected"),
    [
        (separate(owner=[APP], cidrIpv4="10.0.1.0/24", **TCP), FROM_A, False, OPEN),
        (separate(owner=[APP], cidrIpv4="10.0.1.0/24", **TCP), FROM_A, True, CLOSED),
        (separate(owner=[APP], cidrIpv4="10.0.2.0/24", **TCP), FROM_A, False, CLOSED),
        (separate(owner=[APP], cidrIpv4=A, **TCP), FROM_A, False, OPEN),
        (separate(owner=[APP], cidrIpv4=VPC, **TCP), FROM_A, False, OPEN),
        (separate(owner=[APP], cidrIpv6="::/0", **TCP), FROM_A, False, CLOSED),
        (separate(owner=[APP], referencedSecurityGroupId=LB, **TCP), FROM_LB, False, OPEN),
        (separate(owner=[APP], referencedSecurityGroupId=OTHER, **TCP), FROM_LB, False, CLOSED),
        (
            separate("vpc/securityGroupEgressRule:SecurityGroupEgressRule", [APP], cidrIpv4="10.0.1.0/24", **TCP),
            FROM_A,
            True,
            OPEN,
        ),
        (
            separate("vpc/securityGroupEgressRule:SecurityGroupEgressRule", [APP], cidrIpv4="10.0.1.0/24", **TCP),
            FROM_A,
            False,
            CLOSED,
        ),
        (separate(CLASSIC, [APP], type="ingress", cidrBlocks=["10.0.1.0/24"], **OLD), FROM_A, False, OPEN),
        (separate(CLASSIC, [APP], type="egress", cidrBlocks=["10.0.1.0/24"], **OLD), FROM_A, False, CLOSED),
        (separate(CLASSIC, [APP], type="egress", cidrBlocks=["10.0.1.0/24"], **OLD), FROM_A, True, OPEN),
        (separate(CLASSIC, [APP], type=BLANK, cidrBlocks=["10.0.1.0/24"], **OLD), FROM_A, False, UNKNOWN),
        (separate(CLASSIC, [APP], type=BLANK, cidrBlocks=["10.0.1.0/24"], **OLD), FROM_A, True, UNKNOWN),
        (separate(CLASSIC, [APP], type="ingress", sourceSecurityGroupId=LB, **OLD), FROM_LB, False, OPEN),
        (separate(CLASSIC, [APP], type="ingress", self=True, **OLD), FROM_LB, False, CLOSED),
        # Whose rule it is: one of two, one that nobody knows, another one's, perhaps the default one's.
        (separate(owner=[APP, OTHER], cidrIpv4="10.0.1.0/24", **TCP), FROM_A, False, UNKNOWN),
        (separate(owner=[APP, OTHER], referencedSecurityGroupId=LB, **TCP), FROM_LB, False, UNKNOWN),
        (separate(owner=[VPC], cidrIpv4="10.0.1.0/24", **TCP), FROM_A, False, UNKNOWN),
        (separate(cidrIpv4="10.0.1.0/24", **TCP), FROM_A, False, UNKNOWN),
        (separate(owner=[OTHER], cidrIpv4="10.0.1.0/24", **TCP), FROM_A, False, CLOSED),
    ],
)
def test_rules_that_are_resources(resource, who, egress, expected):
    assert asked(APP, who, PORT, resource, egress=egress).state.value == expected


def prefixes(*cidrs):
    entries = cidrs[0] if cidrs and cidrs[0] is BLANK else [{"cidr": cidr} for cidr in cidrs]
    return made("ec2/managedPrefixList:ManagedPrefixList", "prefixes", entries=entries)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (prefixes("10.0.1.0/24"), OPEN),
        (prefixes("10.0.1.0/25", "10.0.1.128/25"), OPEN),
        (prefixes("10.0.2.0/24"), CLOSED),
        (prefixes(BLANK), UNKNOWN),
        ("pl-outside", UNKNOWN),
    ],
)
def test_prefix_lists(listed, expected):
    others = [listed] if hasattr(listed, "urn") else []
    assert asked(APP, FROM_A, PORT, separate(owner=[APP], prefixListId=listed, **TCP), *others).state.value == expected


EMPTY, FILLED = made("ec2/managedPrefixList:ManagedPrefixList", "empty"), prefixes("10.0.1.0/25")


def entry(cidr, *lists, name="entry"):
    return made(
        "ec2/managedPrefixListEntry:ManagedPrefixListEntry",
        name,
        cidr=cidr,
        prefixListId=BLANK,
        feeds={"prefixListId": list(lists)},
    )


@pytest.mark.parametrize(
    ("listed", "entries", "expected"),
    [
        (EMPTY, [], UNKNOWN),
        (EMPTY, [entry("10.0.1.0/24", EMPTY)], OPEN),
        (EMPTY, [entry("10.0.2.0/24", EMPTY)], CLOSED),
        (EMPTY, [entry("10.0.1.0/24", FILLED)], UNKNOWN),
        (FILLED, [entry("10.0.1.0/24", EMPTY)], UNKNOWN),
        (FILLED, [entry("10.0.1.128/25", FILLED)], OPEN),
        (EMPTY, [entry("10.0.1.0/25", EMPTY), entry("10.0.1.128/25", EMPTY, name="more")], OPEN),
        (EMPTY, [entry("10.0.1.0/24", EMPTY, FILLED)], UNKNOWN),
        (EMPTY, [entry(BLANK, EMPTY)], UNKNOWN),
        (FILLED, [entry("10.0.1.0/24")], UNKNOWN),
    ],
)
def test_entries_of_prefix_lists_that_are_resources(listed, entries, expected):
    admitting = separate(owner=[APP], prefixListId=listed, **TCP)
    assert asked(APP, FROM_A, PORT, admitting, EMPTY, FILLED, *entries).state.value == expected


def unknown_groups(*ports, fed=(LB, OTHER), groups=(BLANK,)):
    rules = [{"protocol": "tcp", "fromPort": port, "toPort": port, "securityGroups": groups} for port in ports]
    return inline(rules, list(fed))


@pytest.mark.parametrize(
    ("given", "expected", "presumed"),
    [
        # As many rules as groups: each group is presumed to be in the rule that needs it.
        (unknown_groups(8080, 22), OPEN, True),
        (unknown_groups(8080, 22, 443), OPEN, True),
        (unknown_groups(8080, fed=[LB]), OPEN, False),
        (unknown_groups(8080, 22, fed=[ELSEWHERE, OTHER]), CLOSED, False),
        (unknown_groups(22, 443), CLOSED, False),
        # Something else than a group may be made from the other one.
        (unknown_groups(8080), UNKNOWN, False),
        # One unknown list may hold them all.
        (unknown_groups(8080, groups=BLANK), OPEN, True),
    ],
)
def test_groups_that_feed_several_rules_of_one_property(given, expected, presumed):
    answer = asked(given, FROM_LB)
    assert (answer.state.value, bool(answer.presumed)) == (expected, presumed)


SHUT = inline([], name="shut")
WIDE = inline([rule(cidrBlocks=["0.0.0.0/0"])], name="wide")


@pytest.mark.parametrize(
    ("carried", "expected"),
    [
        (refer(WIDE), OPEN),
        (refer(SHUT, WIDE), OPEN),
        (refer(SHUT), CLOSED),
        (refer(SHUT, WIDE, certain=False), UNKNOWN),
        (refer(SHUT, OTHER, certain=False), CLOSED),
        (refer(WIDE, unknown=True), OPEN),
        (refer(SHUT, unknown=True), UNKNOWN),
        (refer(unknown=True), UNKNOWN),
        (NOTHING, UNKNOWN),
        (Reference(literals=("sg-outside",)), UNKNOWN),
    ],
)
def test_groups_that_are_carried_together_add_up(carried, expected):
    assert groups_of(SHUT, WIDE).admits(carried, PORT, FROM_A, egress=False).state.value == expected


def test_the_closed_answer_tells_what_is_missing_and_what_is_there():
    answer = asked(inline([rule(cidrBlocks=["10.0.2.0/24"], toPort=8090)]), peer(A, B))
    assert answer.evidence == (
        "app has no ingress rule for tcp 8080 from subnet a (10.0.1.0/24)",
        "app has: tcp 8080-8090 from 10.0.2.0/24",
    )


def test_a_private_range_is_presumed_to_hold_a_subnet_outside_the_stack():
    networks = Networks(Stack([]))
    outside = Interfaces((networks.place("subnet-1"),), label="the peer")
    answer = asked(inline([rule(cidrBlocks=["10.0.0.0/16"])]), outside)
    assert answer.open
    assert answer.presumed == ("10.0.0.0/16, which app admits, holds the peer: subnet subnet-1",)
    assert asked(inline([rule(cidrBlocks=["54.0.0.0/16"])]), outside).unknown
    assert asked(inline([rule(cidrBlocks=["10.0.0.1/32"])]), outside).unknown


def test_a_default_group_admits_itself_and_sends_anywhere():
    groups = groups_of()
    own = stack_of().default_group(VPC.urn)
    assert groups.admits(own, PORT, peer(A, groups=own), egress=False).open
    assert groups.admits(own, PORT, FROM_LB, egress=False).closed
    assert groups.admits(own, PORT, Interfaces((ANYWHERE,)), egress=True).open


def test_a_default_group_that_the_stack_manages_has_only_its_own_rules():
    managed = made(
        "ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "managed",
        vpcId=BLANK,
        feeds={"vpcId": [VPC]},
        ingress=[],
        egress=[],
    )
    groups = groups_of(managed)
    own = stack_of(managed).default_group(VPC.urn)
    assert own.resources == (managed,)
    assert groups.admits(own, PORT, peer(A, groups=own), egress=False).closed


@pytest.mark.parametrize(
    ("rules", "ipv6", "expected"),
    [
        ([rule(fromPort=443, toPort=443, cidrBlocks=["10.0.0.1/32"])], False, OPEN),
        ([rule(fromPort=444, toPort=444, cidrBlocks=["10.0.0.1/32"])], False, CLOSED),
        ([rule(protocol="-1", cidrBlocks=["10.0.0.1/32"])], False, OPEN),
        ([rule(fromPort=443, toPort=443, ipv6CidrBlocks=["::/0"])], False, CLOSED),
        ([rule(fromPort=443, toPort=443, ipv6CidrBlocks=["::/0"])], True, OPEN),
        ([rule(fromPort=443, toPort=443, securityGroups=["sg-1"])], False, OPEN),
        ([rule(fromPort=443, toPort=443, self=True)], False, OPEN),
        ([rule(fromPort=443, toPort=443, self=BLANK)], False, UNKNOWN),
        ([rule(fromPort=443, toPort=443)], False, CLOSED),
        ([rule(fromPort=BLANK, toPort=443, self=True)], False, UNKNOWN),
        ([], False, CLOSED),
        (BLANK, False, UNKNOWN),
    ],
)
def test_whether_anybody_is_admitted(rules, ipv6, expected):
    app = inline(rules)
    assert groups_of(app).admits_anybody(refer(app), (443, 443), ipv6=ipv6).state.value == expected


@pytest.mark.parametrize(
    ("given", "feeds", "expected"),
    [
        ({"securityGroups": [BLANK]}, [LB], OPEN),
        ({"securityGroups": [BLANK]}, [OTHER], CLOSED),
        ({"cidrBlocks": ["0.0.0.0/0"]}, [], CLOSED),
        ({"securityGroups": [BLANK], "toPort": 8079}, [LB], CLOSED),
        ({"securityGroups": [BLANK]}, [LB, OTHER], UNKNOWN),
    ],
)
def test_whether_a_group_itself_is_named(given, feeds, expected):
    app = inline([rule(**given)], feeds)
    assert groups_of(app).names(refer(app), PORT, FROM_LB).state.value == expected


@pytest.mark.parametrize(
    ("rules", "feeds", "expected"),
    [
        ([rule(cidrBlocks=["10.0.1.0/24"]), rule(cidrBlocks=["10.3.0.0/16"])], [], ["10.0.1.0/24", "10.3.0.0/16"]),
        ([rule(cidrBlocks=["10.0.1.0/24"], toPort=8079)], [], []),
        # Whoever carries a group has an address of the group's VPC.
        ([rule(securityGroups=[BLANK])], [LB], ["10.0.0.0/16"]),
        ([rule(self=True)], [], ["10.0.0.0/16"]),
        ([rule(securityGroups=[BLANK])], [ELSEWHERE], None),
        ([rule(cidrBlocks=[BLANK])], [], None),
        (BLANK, [], None),
    ],
)
def test_the_ranges_of_those_who_are_admitted(rules, feeds, expected):
    app = inline(rules, feeds)
    found = groups_of(app).sources(refer(app), PORT)
    assert (None if found.known is None else [str(each) for each in found.known]) == expected


def test_nothing_depends_on_what_was_asked_before():
    lost = separate(cidrIpv4="10.0.1.0/24", **TCP)
    assert len(groups_of(APP, lost).adrift) == 1
    asked_first = groups_of(APP, lost)
    assert asked_first.get(APP.urn).rules == ()
    assert asked_first.adrift == groups_of(APP, lost).adrift
