"""Whether what answers requests reaches its database: security groups and network ACLs between them.

That it uses a database shows by a group of one of both that names one of the other's, or by its containers, which are
made from the database.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html
"""

from dataclasses import replace

from ..balancing.target import PLACED, Target
from ..families import SUBNETS
from ..model import Model
from ..network.address import LINUX, WINDOWS, Interfaces
from ..network.flow import crosses, target_of
from ..network.security_group_rule import Ports
from ..values import NOTHING, Key, Reference
from ..verdict import Verdict, every, opened
from .database import Database

_SUBNET_GROUP = "rds.SubnetGroup"


def used_by(model: Model, target: Target) -> list[Database]:
    """The databases that a target is known to use, on a port that is known."""
    if target.kind not in PLACED or not target.certain:
        return []
    return [each for each in model.databases.all if each.port.known and _uses(model, target, each, each.port.known)]


def way(target: Target, database: Database) -> str:
    """A key for the way from a target to a database."""
    return f"{target.key} to {database.urn}"


def reaches(model: Model, target: Target, database: Database) -> Verdict:
    """Whether a target reaches the port of a database; of a port that is not known, nothing is asked."""
    port = database.port.known
    if port is None:
        return opened()
    ports, side = (port, port), target_of(model, target)
    windows = target.service is not None and target.service.windows.open
    side = replace(side, replies=WINDOWS if windows else LINUX)
    subnets = _subnets(model, database)
    places, vpc = model.networks.places(subnets), model.networks.vpc_of(subnets)
    there = Interfaces(places, database.groups, vpc, f"database {database.name}", subnets)
    answers = [model.groups.admits(side.groups, ports, there, egress=True)] if side.guarded else []
    if there.guarded:
        answers.append(model.groups.admits(there.groups, ports, side, egress=False))
    if subnets.decided and not subnets.absent:
        answers.append(crosses(model, side, there, ports))
    return every(answers)


def _uses(model: Model, target: Target, database: Database, port: int) -> bool:
    """Whether it is known that a target uses a database."""
    definition = target.service.task_definition if target.service else None
    if definition is not None and database.resource in definition.sources:
        return True
    own, others = _meant(target.groups), _meant(database.groups)
    return _named(model, others, own, (port, port), egress=False) or _named(
        model, own, others, (port, port), egress=True
    )


def _meant(groups: Reference) -> list[Key]:
    return [key for key in groups.keys if groups.means(key)]


def _named(model: Model, groups: list[Key], others: list[Key], ports: Ports, *, egress: bool) -> bool:
    """Whether a rule of a group lets packets to ports come from, or go to, another group by its name."""
    rules = [
        rule for key in groups for rule in model.groups.get(key).rules if rule.fits(key, ports, egress=egress).open
    ]
    return any(rule.names(other).open for rule in rules for other in others)


def _subnets(model: Model, database: Database) -> Reference:
    listed = model.stack.refer(database.resource, "dbSubnetGroupName", _SUBNET_GROUP).one
    return NOTHING if listed is None else model.stack.refer(listed, "subnetIds", *SUBNETS)
