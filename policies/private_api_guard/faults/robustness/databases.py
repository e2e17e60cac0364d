"""Databases: does what answers requests reach the one that it uses?

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html
"""

from ...model.hop import Hop
from ...model.model import Model
from ...model.rds.reach import reaches, used_by, way
from ...model.verdict import presumably
from ..fault import Fault, Judge
from ..symptoms import BACKEND_ANSWERS

OUT_OF_REACH = Fault(
    id="robustness/database-out-of-reach",
    hop=Hop.DATABASE,
    title="The targets do not reach the database that they use",
    symptom=BACKEND_ANSWERS.says("what needs the database times out; health checks that do not ask it pass"),
    remedy="Admit the targets' group on the database's port, let their own group send there, and allow both ways in the"
    " ACLs of both subnets.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html",
    not_modelled="databases outside the stack, and those that the application finds by other means",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target on a path about the databases that it uses. What is not known is presumed to be right."""
    for target in {target.urn: target for target in model.called}.values():
        for database in used_by(model, target):
            answer = reaches(model, target, database)
            told = presumably(f"{target.name} reaches {database.name}") if answer.unknown else answer
            judge.report(OUT_OF_REACH, target.urn, told, subjects=[way(target, database)])
