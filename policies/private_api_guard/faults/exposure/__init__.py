"""Exposure: is anything reachable that should not be, on the way to an API or beside it?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/security-best-practices.html
"""

from ...model.model import Model
from ..fault import Judge
from . import balancers, databases, methods, names

FAULTS = (*balancers.FAULTS, *methods.FAULTS, *names.FAULTS, *databases.FAULTS)


def check(model: Model, judge: Judge) -> None:
    """Asks the load balancers behind APIs, methods, default endpoints and databases."""
    balancers.check(model, judge)
    methods.check(model, judge)
    names.check(model, judge)
    databases.check(model, judge)
