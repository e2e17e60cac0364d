"""Databases: reachable from the internet, or by more than the application."""

from functools import partial

from ...model.hop import Hop
from ...model.model import Model
from ...model.rds.database import Databases
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import WORKS

_fault = partial(Fault, hop=Hop.TARGET)
PUBLIC = _fault(
    id="exposure/public-database",
    title="A database is publicly accessible",
    symptom=WORKS.told(
        "for callers; its name resolves to a public address, and only security groups keep the internet out"
    ),
    remedy="Set publiclyAccessible to false.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
OPEN = _fault(
    id="exposure/open-database-group",
    title="The database's security group admits more than the application's group",
    symptom=WORKS.told("for callers; other hosts reach the database as well"),
    remedy="Admit the application's security group on the database's port, and nothing else.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    not_modelled="Groups and ranges of other stacks.",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every RDS instance and cluster."""
    databases = Databases(model)
    for database in databases.all:
        if database.publicly_accessible.is_(True).open:
            judge.report(PUBLIC, database.urn, closed(f"{database.name} has publiclyAccessible true"))
        for group in databases.guarding(database):
            admits = databases.admits_application_only(database, group)
            if admits.closed:
                judge.report(OPEN, group.key, admits)
