"""Single packets through groups, network ACLs and route tables, one by one: what the model's sets must agree with.

Written from the VPC guide's rules alone, in the plainest way, and sharing nothing with the model.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

Rule = dict[str, Any]
REPLY_PORTS = (1024, 1025, 2000, 2001, 9500, 32767, 32768, 41500, 50000, 60999, 61000, 65535)


@dataclass(frozen=True)
class Host:
    """One address, in a subnet, carrying security groups; outside of the VPC it is in none and carries none."""

    address: str
    subnet: str
    groups: frozenset[str]


@dataclass
class World:
    """Rules by group and direction, and entries by subnet and direction; a subnet without an ACL allows all.

    `routes` are those of a subnet's table beside the local one: the destination, and what the route names.
    """

    groups: dict[str, dict[str, list[Rule]]]
    acls: dict[str, dict[str, list[Rule]]]
    routes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def connects(self, source: Host, target: Host, port: int) -> bool:
        """Whether a TCP connection from one host to another is made, whatever port the replies go to."""
        return (
            self._group(source.groups, "egress", target, port)
            and (not target.subnet or self._group(target.groups, "ingress", source, port))
            and (bool(target.subnet) or self._routed(source, target))
            and (source.subnet == target.subnet or self._crosses(source, target, port))
        )

    def _group(self, groups: frozenset[str], direction: str, other: Host, port: int) -> bool:
        return any(
            self._fits(rule, port)
            and (self._holds(rule.get("cidrBlocks", ()), other) or self._named(rule, group, other))
            for group in groups
            for rule in self.groups[group][direction]
        )

    @staticmethod
    def _named(rule: Rule, group: str, other: Host) -> bool:
        named = set(rule.get("groups", ())) | ({group} if rule.get("self") else set())
        return bool(named & other.groups)

    def _routed(self, source: Host, target: Host) -> bool:
        """By the longest prefix; a gateway of the internet drops what is for a private address."""
        ways = [
            (ip_network(cidr).prefixlen, way)
            for cidr, way in self.routes[source.subnet]
            if ip_address(target.address) in ip_network(cidr)
        ]
        return bool(ways) and max(ways)[1] != "gatewayId"

    def _crosses(self, source: Host, target: Host, port: int) -> bool:
        there = self._acl(source, "egress", target, port) and self._acl(target, "ingress", source, port)
        return there and all(
            self._acl(target, "egress", source, reply) and self._acl(source, "ingress", target, reply)
            for reply in REPLY_PORTS
        )

    def _acl(self, host: Host, direction: str, other: Host, port: int) -> bool:
        if host.subnet not in self.acls:
            return True
        for entry in sorted(self.acls[host.subnet][direction], key=lambda each: each["ruleNo"]):
            if self._fits(entry, port) and self._holds([entry["cidrBlock"]], other):
                return entry["action"] == "allow"
        return False

    @staticmethod
    def _fits(rule: Rule, port: int) -> bool:
        if rule["protocol"] in ("-1", "all"):
            return True
        return rule["protocol"] in ("tcp", "6") and rule["fromPort"] <= port <= rule["toPort"]

    @staticmethod
    def _holds(cidrs: Any, other: Host) -> bool:
        return any(ip_address(other.address) in ip_network(cidr) for cidr in cidrs)
