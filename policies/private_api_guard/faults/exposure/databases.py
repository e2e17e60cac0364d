"""Databases: reachable from the internet, or by more than the application."""

from functools import cached_property

from ...model.hop import Hop
from ...model.model import Model
from ...model.network.address import Range, contains
from ...model.network.network import VPCS
from ...model.network.security_group import SecurityGroup
from ...model.network.security_group_rule import GROUPS
from ...model.values.resource import Resource
from ...model.verdict import closed, every
from ..fault import Fault, Judge
from ..symptoms import WORKS

_INSTANCE, _CLUSTER, _MEMBER = "rds.Instance", "rds.Cluster", "rds.ClusterInstance"
_PORTS = {"postgres": 5432, "aurora-postgresql": 5432, "mysql": 3306, "aurora-mysql": 3306, "mariadb": 3306,
          "oracle": 1521, "sqlserver": 1433}  # fmt: skip
# What has a group without being the application: it only hands requests on, or is the database itself.
_NO_APPLICATION = ("ec2.SecurityGroup", "ec2.DefaultSecurityGroup", "ec2.SecurityGroupRule", "ec2.VpcEndpoint",
                   "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule", "lb.LoadBalancer",
                   _INSTANCE, _CLUSTER, "apigatewayv2.VpcLink")  # fmt: skip
# A range of so many addresses is never an application where the subnets are not known.
_WIDE = 16

PUBLIC = Fault(
    id="exposure/public-database",
    hop=Hop.TARGET,
    title="A database is publicly accessible",
    symptom=WORKS.told(
        "for callers; its name resolves to a public address, and only security groups keep the internet out"
    ),
    remedy="Set publiclyAccessible to false.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
OPEN = Fault(
    id="exposure/open-database-group",
    hop=Hop.TARGET,
    title="The database's security group admits more than the application's group",
    symptom=WORKS.told("for callers; other hosts reach the database as well"),
    remedy="Admit the application's security group on the database's port, and nothing else.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    not_modelled="Groups and ranges of other stacks.",
)
FAULTS = (PUBLIC, OPEN)


def check(model: Model, judge: Judge) -> None:
    """Asks every RDS instance and cluster."""
    databases = model.stack.of(_INSTANCE, _CLUSTER)
    for database in (*databases, *model.stack.of(_MEMBER)):
        if database.raw_flag("publiclyAccessible") is True:
            judge.report(PUBLIC, database.urn, closed(f"{database.name} has publiclyAccessible true"))
    users = _Users(model)
    for database in databases:
        groups = model.stack.refer(database, "vpcSecurityGroupIds", *GROUPS)
        for key in groups.keys if groups.decided else ():
            _group(model, users, database, model.groups.get(key), judge)


def _group(model: Model, users: "_Users", database: Resource, group: SecurityGroup, judge: Judge) -> None:
    if group.resource is None:
        return
    port = database.raw_number("port")
    engine = str(database.raw_text("engine"))
    standard = next((number for name, number in _PORTS.items() if engine.startswith(name)), None)
    port = port if isinstance(port, int) and port else standard
    for rule in group.rules:
        fits = rule.takes((port, port)) if port else rule.tcp
        if not every([rule.egress.is_(False), rule.owners.meaning(group.key), fits]).open:
            continue
        ranges = [str(each) for each in rule.ranges if _beyond(model, group, each)]
        others = [model.groups.get(key).name for key in rule.groups.keys if users.strange(key, group)]
        if ranges or others:
            evidence = f"{group.name} of {database.name} admits {', '.join((*ranges, *others))}: {rule}"
            judge.report(OPEN, group.key, closed(evidence))


def _beyond(model: Model, group: SecurityGroup, entry: Range) -> bool:
    """Whether a range is more than a subnet of the database's VPC."""
    owner = model.stack.by_urn.get(entry.key or "")
    if owner is not None:
        return owner.family in VPCS
    network = entry.network.known
    if network is None or not entry.certain or network.prefixlen == network.max_prefixlen:
        return False
    known = [subnet for subnet in model.networks.subnets.values() if subnet.vpc == group.vpc and group.vpc]
    if not known:
        return network.prefixlen <= _WIDE
    cidrs = [cidr for subnet in known for cidr in (subnet.cidr.known, subnet.cidr6.known) if cidr is not None]
    if len(cidrs) < len(known):
        return network.prefixlen <= _WIDE
    return not any(contains(cidr, network) for cidr in cidrs)


class _Users:
    """Who carries which group."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @cached_property
    def _applications(self) -> set[str]:
        """Groups that something carries that may be an application."""
        groups = {group.urn for group in self._model.stack.of(*GROUPS)}
        found: set[str] = set()
        for resource in self._model.stack.resources:
            if resource.family not in _NO_APPLICATION:
                found |= groups.intersection(urn for urns in resource.property_dependencies.values() for urn in urns)
        return found

    def strange(self, key: str, own: SecurityGroup) -> bool:
        """Whether a group of the stack is nobody's who may use the database."""
        known = key in self._model.stack.by_urn and key != own.key
        return known and bool(self._applications) and key not in self._applications
