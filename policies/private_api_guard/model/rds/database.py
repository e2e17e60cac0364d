"""RDS instances and clusters, and who beside the application their security groups admit.

Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html and
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..families import GROUPS, VPCS
from ..network.address import Network, Range, contains
from ..network.security_group_rule import SecurityGroupRule
from ..values import Entity, Key, Reference, Resource, Stack, Value, known
from ..verdict import Verdict, closed, every, opened

if TYPE_CHECKING:
    from ..model import Model
    from ..network.security_group import SecurityGroup

_CLUSTERS: Final = ("rds.Instance", "rds.Cluster")
_PORTS: Final = {
    "postgres": 5432, "aurora-postgresql": 5432, "mysql": 3306, "aurora-mysql": 3306, "mariadb": 3306, "oracle": 1521,
    "sqlserver": 1433,
}  # fmt: skip
# What has a group without being the application: it only hands requests on, or is the database itself.
_NO_APPLICATION: Final = frozenset({
    "ec2.SecurityGroup", "ec2.DefaultSecurityGroup", "ec2.SecurityGroupRule", "ec2.VpcEndpoint",
    "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule", "lb.LoadBalancer", "apigatewayv2.VpcLink",
    *_CLUSTERS,
})  # fmt: skip
# A range of so many addresses is never an application where the subnets are not known.
_WIDE: Final = 16


@dataclass(frozen=True)
class Database(Entity):
    """An instance, a cluster, or an instance of a cluster, which has no groups of its own.

    A port that is not known is taken to be the engine's own.
    """

    publicly_accessible: Value[bool]
    port: Value[int]
    groups: Reference


class Databases:
    """The databases of a stack."""

    def __init__(self, model: "Model") -> None:
        self._model = model
        stack = model.stack
        self.all = tuple(_database(stack, each) for each in stack.of(*_CLUSTERS, "rds.ClusterInstance"))
        self._applications = _applications(stack)

    def guarding(self, database: Database) -> "list[SecurityGroup]":
        """The groups of a database that are in the stack, where it is known which it has."""
        keys = database.groups.keys if database.groups.decided else ()
        return [group for key in keys if (group := self._model.groups.get(key)).resource is not None]

    def admits_application_only(self, database: Database, group: "SecurityGroup") -> Verdict:
        """Whether a group of a database admits nobody on its port but who may be the application."""
        port = database.port.known
        lines: list[str] = []
        for rule in group.rules:
            fits = rule.takes((port, port)) if port else rule.tcp
            others = self._others(group, rule)
            if others and every([rule.egress.is_(False), rule.owners.meaning(group.key), fits]).open:
                lines.append(f"{group.name} of {database.name} admits {', '.join(others)}: {rule}")
        return closed(*lines, culprit=group.key) if lines else opened()

    def _others(self, group: "SecurityGroup", rule: SecurityGroupRule) -> list[str]:
        """Whom a rule is for that is not the application."""
        ranges = [str(each) for each in rule.ranges if self._beyond(group, each)]
        return ranges + [self._model.groups.get(key).name for key in rule.groups.keys if self._strange(group, key)]

    def _strange(self, group: "SecurityGroup", key: Key) -> bool:
        """Whether a group of the stack is nobody's who may use the database."""
        other = key in self._model.stack.by_urn and key != group.key
        return other and bool(self._applications) and key not in self._applications

    def _beyond(self, group: "SecurityGroup", entry: Range) -> bool:
        """Whether a range is more than a subnet of a group's VPC."""
        owner = self._model.stack.by_urn.get(entry.key or "")
        if owner is not None:
            return owner.family in VPCS
        network = entry.network.known
        if network is None or not entry.certain or network.prefixlen == network.max_prefixlen:
            return False
        subnets = self._subnets(group.vpc) if group.vpc else ()
        return not any(contains(each, network) for each in subnets) if subnets else network.prefixlen <= _WIDE

    def _subnets(self, vpc: Key) -> tuple[Network, ...]:
        """The ranges of a VPC's subnets; none where one of them is not known."""
        listed = [each for each in self._model.networks.subnets.values() if each.vpc == vpc]
        ranges = [each for subnet in listed for each in (subnet.cidr.known, subnet.cidr6.known) if each is not None]
        return tuple(ranges) if len(ranges) >= len(listed) else ()


def _database(stack: Stack, resource: Resource) -> Database:
    engine, port = resource.text("engine").known or "", resource.number("port").unless(0)
    standard = next((number for name, number in _PORTS.items() if engine.startswith(name)), None)
    return Database(
        resource,
        resource.flag("publiclyAccessible"),
        known(standard, resource.name, "port") if standard and port.known is None else port,
        stack.refer(resource, "vpcSecurityGroupIds", *GROUPS),
    )


def _applications(stack: Stack) -> frozenset[Key]:
    """Groups that something carries that may be an application."""
    groups = {group.urn for group in stack.of(*GROUPS)}
    carriers = (each for each in stack.resources if each.family not in _NO_APPLICATION) if groups else ()
    fed = (urn for each in carriers for urns in each.property_dependencies.values() for urn in urns)
    return frozenset(groups.intersection(fed))
