"""Whether what answers requests reaches its database: security groups and network ACLs between them.

That it uses a database shows by a group of the database that names one of its own, or by its containers, which are made
from the database.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html
"""

from dataclasses import replace

from ..balancing.target import PLACED, Target
from ..families import SUBNETS
from ..model import Model
from ..network.address import LINUX, WINDOWS, Interfaces
from ..network.flow import crosses, target_of
from ..network.security_group_rule import Ports
from ..values import NOTHING, Reference
from ..verdict import Verdict, every, opened
from .database import Database

_SUBNET_GROUP = "rds.SubnetGroup"


def reaches(model: Model, target: Target, database: Database) -> Verdict:
    """Whether a target that uses a database reaches its port; of one that does not, nothing is asked."""
    port = database.port.known
    if port is None or target.kind not in PLACED or not target.certain or not _uses(model, target, database, port):
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
    return any(_named(model, target, key, (port, port)) for key in database.groups.keys if database.groups.means(key))


def _named(model: Model, target: Target, group: str, ports: Ports) -> bool:
    """Whether a group of a database admits a group of a target by its name."""
    own = [key for key in target.groups.keys if target.groups.means(key)]
    rules = [each for each in model.groups.get(group).rules if each.fits(group, ports, egress=False).open]
    return any(rule.names(key).open for rule in rules for key in own)


def _subnets(model: Model, database: Database) -> Reference:
    listed = model.stack.refer(database.resource, "dbSubnetGroupName", _SUBNET_GROUP).one
    return NOTHING if listed is None else model.stack.refer(listed, "subnetIds", *SUBNETS)
