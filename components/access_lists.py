"""Network ACLs: what the tiers of a VPC let in and out, beside the security groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from .database import PORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .shapes import Place

ANYWHERE = "0.0.0.0/0"


class Entry(NamedTuple):
    """Connections, or answers to them, that a list lets pass."""

    cidr: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class AccessListsArgs:
    """Arguments of AccessLists."""

    place: Place
    """The VPC, with subnets of its own."""

    listener_ports: Sequence[int]
    """The ports that load balancers listen to."""

    target_ports: Sequence[int]
    """The ports of targets, for requests and for health checks."""

    outside: Sequence[str] = ()
    """What load balancers call outside the VPC, as CIDR blocks."""


class AccessLists(pulumi.ComponentResource):
    """A network ACL for each tier. They are stateless: each way has the ports that answers come back to, 1024 to 65535.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html#target-network-acls
    """

    def __init__(self, name: str, args: AccessListsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:AccessLists", name, None, opts)
        self._name, self._place = name, args.place
        vpc = self._place.cidr
        back = Entry(ANYWHERE, 1024, 65535)
        targets = [Entry(cidr, port, port) for cidr in (vpc, *args.outside) for port in sorted({*args.target_ports})]
        # Where PrivateLink's requests seem to come from is not documented; the balancer is internal.
        listeners = [Entry(ANYWHERE, port, port) for port in sorted({*args.listener_ports})]
        databases = [subnet.cidr for subnet in self._place.subnets.get("database", {}).values()]
        applications = self._place.tier("application").cidrs.values()
        to_databases = [Entry(cidr, PORT, PORT) for cidr in databases]
        self._list("balancer", [*listeners, back], [*targets, back])
        self._list(
            "application",
            [Entry(vpc, 443, 443), *targets, back],
            [Entry(ANYWHERE, 443, 443), *to_databases, back],
        )
        if databases:
            self._list(
                "database",
                [Entry(cidr, PORT, PORT) for cidr in applications],
                [Entry(cidr, 1024, 65535) for cidr in applications],
            )
        self.register_outputs({})

    def _list(self, tier: str, into: Sequence[Entry], out: Sequence[Entry]) -> None:
        aws.ec2.NetworkAcl(
            f"{self._name}-{tier}",
            vpc_id=self._place.vpc_id,
            subnet_ids=self._place.tier(tier).ids,
            ingress=list(_numbered(into)),
            egress=list(_numbered(out)),
            tags={"Name": f"{self._name}-{tier}"},
            opts=ResourceOptions(parent=self),
        )


def _numbered(entries: Sequence[Entry]) -> Iterable[aws.ec2.NetworkAclIngressArgsDict]:
    for number, entry in enumerate(dict.fromkeys(entries), start=1):
        yield {
            "rule_no": number * 100,
            "action": "allow",
            "protocol": "tcp",
            "cidr_block": entry.cidr,
            "from_port": entry.first,
            "to_port": entry.last,
        }
