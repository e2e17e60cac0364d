"""Random networks: a load balancer's nodes, their targets, groups, ACLs and routes, and the stack that makes them."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from hypothesis import strategies as st

from private_api_guard.faults import target_sources
from private_api_guard.faults.fault import Judge
from private_api_guard.faults.targets import addresses
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack as ModelStack
from tests.policies.in_process import entities
from tests.policies.packets import Host, Rule, World
from tests.policies.stacks import Ref, Stack

SUBNETS = {"a": "10.0.1.0/24", "b": "10.0.2.0/24", "c": "10.0.3.0/24"}
# A host behind a gateway, outside of the VPC.
FAR = "192.168.7.20"
_GROUPS = ["lb-sg", "app-sg", "other-sg"]
_CIDRS = [
    "0.0.0.0/0", "10.0.0.0/16", "10.0.0.0/22", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.2.0/23",
    "10.0.1.0/25", "10.0.1.128/25", "10.0.2.64/26", "10.0.3.0/25", "192.168.0.0/16",
]  # fmt: skip
_WIDE = ["10.0.0.0/16", "0.0.0.0/0", "10.0.0.0/22"]
_TO_FAR = ["192.168.0.0/16", "0.0.0.0/0", "192.168.7.0/24", "192.168.7.20/32"]
_DESTINATIONS = [*_TO_FAR, "192.168.8.0/24", "172.16.0.0/12"]
# Gateways that routes name, and whether they lead to private networks.
_WAYS = {
    "transitGatewayId": ("tgw-0123456789abcdef0", True),
    "vpcPeeringConnectionId": ("pcx-0123456789abcdef0", True),
    "gatewayId": ("igw-0123456789abcdef0", False),
}
_REPLIES = st.sampled_from([(1024, 65535), (32768, 61000), (0, 65535), (1024, 32767), (32768, 65535)])
_PROTOCOLS = st.sampled_from(["tcp", "tcp", "6", "-1", "udp"])
_FOUR_OF_FIVE = st.sampled_from([True, True, True, True, False])
Connects = Callable[[Host, Host, int], bool]


@dataclass(frozen=True)
class Network:
    """Where the nodes of a load balancer are, and where its targets: in subnets, or, if there are none, far away.

    `health` is the port of health checks, where that is another than `port`.
    """

    world: World
    nodes: tuple[str, ...]
    tasks: tuple[str, ...]
    cross_zone: bool
    port: int
    health: int | None

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports on which targets are called."""
        return (self.port, self.health) if self.health else (self.port,)

    def flows(self) -> Iterator[list[tuple[Host, Host, int]]]:
        """For each port and pair of places between which packets go: each combination of addresses."""
        for port, node in itertools.product(self.ports, self.nodes):
            here = _hosts(node, "lb-sg", 5)
            for task in self.tasks:
                if self.cross_zone or node == task:
                    yield [(one, other, port) for one, other in itertools.product(here, _hosts(task, "app-sg", 6))]
            if not self.tasks:
                yield [(one, Host(FAR, "", frozenset()), port) for one in here]

    def stack(self) -> Stack:
        """The program that makes it, with an API before it."""
        stack = Stack()
        stack.add("ec2.Vpc", "vpc", cidrBlock="10.0.0.0/16")
        for zone, cidr in SUBNETS.items():
            stack.add("ec2.Subnet", zone, vpcId=Ref("vpc"), cidrBlock=cidr, availabilityZone=f"eu-west-1{zone}")
        _groups(stack, self.world)
        for zone, by_direction in self.world.acls.items():
            stack.add("ec2.NetworkAcl", f"acl-{zone}", vpcId=Ref("vpc"), subnetIds=[Ref(zone)], **by_direction)
        _routes(stack, self.world)
        stack.add(
            "lb.LoadBalancer", "lb", internal=True, loadBalancerType="network", securityGroups=[Ref("lb-sg")],
            subnets=[Ref(zone) for zone in self.nodes], enableCrossZoneLoadBalancing=self.cross_zone,
        )  # fmt: skip
        check = {"protocol": "TCP", "port": str(self.health) if self.health else "traffic-port"}
        stack.add(
            "lb.TargetGroup", "tg", port=self.port, protocol="TCP", targetType="ip", vpcId=Ref("vpc"),
            healthCheck=check,
        )  # fmt: skip
        action = {"type": "forward", "targetGroupArn": Ref("tg", "arn")}
        stack.add(
            "lb.Listener", "front", loadBalancerArn=Ref("lb", "arn"), port=80, protocol="TCP", defaultActions=[action]
        )
        self._targets(stack)
        _api(stack)
        return stack

    def _targets(self, stack: Stack) -> None:
        if not self.tasks:
            stack.add(
                "lb.TargetGroupAttachment", "far", targetGroupArn=Ref("tg", "arn"), targetId=FAR, port=self.port,
                availabilityZone="all",
            )  # fmt: skip
            return
        container = {"targetGroupArn": Ref("tg", "arn"), "containerName": "app", "containerPort": self.port}
        where = {"subnets": [Ref(zone) for zone in self.tasks], "securityGroups": [Ref("app-sg")]}
        stack.add("ecs.Service", "app", loadBalancers=[container], networkConfiguration=where)


def disagreement(network: Network, operation: str, connects: Connects) -> str:
    """What the model says of a network and single packets do not; empty where they agree."""
    judge = Judge()
    model = Model(ModelStack(entities(network.stack().build(operation))))
    target_sources.check(model, judge)
    addresses.check(model, judge)
    told = "; ".join(finding.message for finding in judge.findings)
    blocks = any(each.policy in ("target-sources", "targets") for each in judge.findings)
    advised = any(each.policy == "robustness" for each in judge.findings)
    unsure = any(each.undecided for each in judge.findings)
    answers = [[connects(*each) for each in flow] for flow in network.flows()]
    everything, something_closed = all(map(all, answers)), any(not any(flow) for flow in answers)
    if everything and answers and (blocks or unsure):
        return f"everything connects, and the model says: {told}"
    if something_closed and not (blocks or unsure or advised):
        return "something does not connect, and the model says nothing"
    # Without crossing zones, a zone without targets of its own has no flow that could tell.
    if blocks and answers and (network.cross_zone or not network.tasks) and not something_closed:
        return f"everything connects somehow, and the model says: {told}"
    return ""


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A network of which one in two, or more, connects."""
    # Ports of targets below those on which replies come back, and among them.
    base = draw(st.sampled_from([8000, 8000, 40000]))
    port, health = base + 80, draw(st.sampled_from([None, base + 1090]))
    groups = {name: {"ingress": draw(_group_rules(base)), "egress": draw(_group_rules(base))} for name in _GROUPS}
    ports = (port, health) if health else (port,)
    # In one network of five the rules miss a port by one.
    egress, ingress = ports, tuple(each + draw(st.sampled_from([-1, 1])) for each in ports)
    if draw(_FOUR_OF_FIVE):
        ingress = ports
    elif draw(st.booleans()):
        egress, ingress = ingress, egress
    near = draw(_FOUR_OF_FIVE)
    peers = [{"groups": ["app-sg"]}, {"cidrBlocks": list(SUBNETS.values())}] if near else []
    groups["lb-sg"]["egress"] += draw(_opening_rules(peers, _WIDE if near else _TO_FAR, egress))
    subnets = [{"groups": ["lb-sg"]}, {"cidrBlocks": list(SUBNETS.values())}]
    groups["app-sg"]["ingress"] += draw(_opening_rules(subnets, _WIDE, ingress))
    guarded = draw(st.sets(st.sampled_from(sorted(SUBNETS)), max_size=2))
    acls = {zone: {key: draw(_acl_entries(base)) for key in ("ingress", "egress")} for zone in sorted(guarded)}
    zones = st.lists(st.sampled_from(sorted(SUBNETS)), min_size=1, max_size=2, unique=True).map(tuple)
    routes = {} if near else {zone: draw(_table()) for zone in SUBNETS}
    world = World(groups, acls, routes)
    return Network(world, draw(zones), draw(zones) if near else (), draw(_FOUR_OF_FIVE), port, health)


def _spans(base: int, *others: tuple[int, int]) -> st.SearchStrategy[tuple[int, int]]:
    """Ranges of ports around those of the targets. As replies, they are very few or more than the model lets pass."""
    port, health = base + 80, base + 1090
    around = [(port, port), (health, health), (base, base + 1999), (base, port - 1), (port + 1, base + 1999), (80, 443)]
    return st.sampled_from([*around, *others])


@st.composite
def _group_rules(draw: st.DrawFn, base: int) -> list[Rule]:
    rules = []
    for _ in range(draw(st.integers(0, 2))):
        low, high = draw(_spans(base, (base, base + 1000), (base + 80, base + 1090), (0, 65535)))
        protocol = draw(_PROTOCOLS)
        rule: Rule = {"protocol": protocol, "fromPort": low, "toPort": high}
        if protocol == "-1":
            rule |= {"fromPort": 0, "toPort": 0}
        kind = draw(st.sampled_from(["cidr", "cidr", "group", "self"]))
        if kind == "cidr":
            rule["cidrBlocks"] = draw(st.lists(st.sampled_from(_CIDRS), min_size=1, max_size=2, unique=True))
        elif kind == "group":
            rule["groups"] = [draw(st.sampled_from(_GROUPS))]
        else:
            rule["self"] = True
        rules.append(rule)
    return rules


@st.composite
def _opening_rules(draw: st.DrawFn, peers: list[Rule], cidrs: list[str], ports: tuple[int, ...]) -> list[Rule]:
    """Rules that let all others through on each of some ports: one rule for all, or one a port."""
    spans = [(min(ports), max(ports))] if draw(st.booleans()) else [(port, port) for port in ports]
    sources = st.sampled_from([*peers, *({"cidrBlocks": [cidr]} for cidr in cidrs)])
    return [{"protocol": "tcp", "fromPort": low, "toPort": high, **draw(sources)} for low, high in spans]


@st.composite
def _acl_entries(draw: st.DrawFn, base: int) -> list[Rule]:
    """Two to four rules whose numbers are in no order; half of the lists allow requests and, in one way, replies."""
    entries: list[Rule] = []
    for number in draw(st.lists(st.integers(1, 30000), min_size=2, max_size=4, unique=True)):
        low, high = draw(st.one_of(_spans(base), _REPLIES, _REPLIES))
        protocol = draw(_PROTOCOLS)
        entry: Rule = {
            "ruleNo": number,
            "action": draw(st.sampled_from(["allow", "allow", "deny"])),
            "protocol": protocol,
        }
        entry |= {"fromPort": 0, "toPort": 0} if protocol == "-1" else {"fromPort": low, "toPort": high}
        entries.append({**entry, "cidrBlock": draw(st.sampled_from([*_WIDE, *_CIDRS]))})
    if draw(st.booleans()):
        for entry, (low, high) in zip(entries, [(base, base + 1999), draw(_REPLIES)], strict=False):
            through: Rule = {"action": "allow", "protocol": "tcp", "fromPort": low, "toPort": high}
            entry |= {**through, "cidrBlock": draw(st.sampled_from(_WIDE))}
    return draw(st.permutations(entries))


@st.composite
def _table(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Routes beside the local one; four of five tables have one that leads to what is far away."""
    destinations = draw(st.lists(st.sampled_from(_DESTINATIONS), max_size=2, unique=True))
    table = {each: draw(st.sampled_from(sorted(_WAYS))) for each in destinations}
    if draw(_FOUR_OF_FIVE):
        table |= {draw(st.sampled_from(_TO_FAR)): "transitGatewayId"}
    return sorted(table.items())


def leads(way: str) -> bool:
    """Whether what a route names leads to private networks."""
    return _WAYS[way][1]


def _hosts(zone: str, group: str, place: int) -> list[Host]:
    """One address in each quarter of a subnet: no range of the pool tells addresses of a quarter apart."""
    quarters = ip_network(SUBNETS[zone]).subnets(new_prefix=26)
    return [Host(str(quarter[place]), zone, frozenset({group})) for quarter in quarters]


def _groups(stack: Stack, world: World) -> None:
    for group in world.groups:
        stack.add("ec2.SecurityGroup", group, vpcId=Ref("vpc"))
    for group, by_direction in world.groups.items():
        for direction, rules in by_direction.items():
            for number, rule in enumerate(rules):
                given: dict[str, Any] = {key: value for key, value in rule.items() if key != "groups"}
                if "groups" in rule:
                    given["sourceSecurityGroupId"] = Ref(rule["groups"][0])
                label = f"{group}-{direction}-{number}"
                stack.add("ec2.SecurityGroupRule", label, type=direction, securityGroupId=Ref(group), **given)


def _routes(stack: Stack, world: World) -> None:
    for zone, table in world.routes.items():
        stack.add("ec2.RouteTable", f"table-{zone}", vpcId=Ref("vpc"))
        stack.add(
            "ec2.RouteTableAssociation", f"table-of-{zone}", routeTableId=Ref(f"table-{zone}"), subnetId=Ref(zone)
        )
        for number, (cidr, way) in enumerate(table):
            given = {"destinationCidrBlock": cidr, way: _WAYS[way][0]}
            stack.add("ec2.Route", f"route-{zone}-{number}", routeTableId=Ref(f"table-{zone}"), **given)


def _api(stack: Stack) -> None:
    stack.add("apigateway.VpcLink", "link", targetArn=Ref("lb", "arn"))
    stack.add("apigateway.RestApi", "api")
    common = {"restApi": Ref("api"), "resourceId": Ref("api", "rootResourceId"), "httpMethod": "GET"}
    stack.add("apigateway.Method", "get", **common, authorization="NONE")
    stack.add(
        "apigateway.Integration", "int", **common, type="HTTP_PROXY", integrationHttpMethod="GET",
        connectionType="VPC_LINK", connectionId=Ref("link"), uri="http://app.example.com/",
    )  # fmt: skip
