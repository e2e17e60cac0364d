"""Integrations: does each name a working link, port, scheme and listener, and has the stage its variables?"""

from ...model.model import Model
from ..fault import Fault, Judge
from . import methods, private, stages, uri, vpc_link

FAULTS: tuple[Fault, ...] = tuple(
    fault for concern in (methods, stages, private, vpc_link, uri) for fault in concern.FAULTS
)


def check(model: Model, judge: Judge) -> None:
    """Asks every VPC link, every method, and every integration on every stage."""
    vpc_link.check(model, judge)
    methods.check(model, judge)
    stages.check(model, judge)
