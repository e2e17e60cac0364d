"""What AWS refuses by the arguments alone: the apply fails half-way, though every plan before it is content.

A row says for a type which arguments AWS does not take. It is asked of every resource of that type, on a path or not:
an apply that fails stops what is beside it, too. A row waits for values that are not known.
"""

from ...model.arguments import Asked
from ...model.model import Model
from ...model.values import grouped
from ...model.verdict import closed
from ..fault import Judge
from . import (
    alarms,
    authorizers,
    definitions,
    domains,
    endpoints,
    functions,
    listeners,
    load_balancers,
    networks,
    plans,
    rest_apis,
    scaling,
    security_groups,
    services,
    stages,
    target_groups,
    v2_apis,
)
from .row import Row

ROWS: tuple[Row, ...] = (
    *alarms.ROWS,
    *authorizers.ROWS,
    *definitions.ROWS,
    *domains.ROWS,
    *endpoints.ROWS,
    *functions.ROWS,
    *listeners.ROWS,
    *load_balancers.ROWS,
    *networks.ROWS,
    *plans.ROWS,
    *rest_apis.ROWS,
    *scaling.ROWS,
    *security_groups.ROWS,
    *services.ROWS,
    *stages.ROWS,
    *target_groups.ROWS,
    *v2_apis.ROWS,
)
_BY_FAMILY = grouped((row.family, row) for row in ROWS)


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for family, rows in _BY_FAMILY.items():
        for resource in model.stack.of(family):
            if resource.silent:
                continue
            asked = Asked(model.stack, resource, resource)
            for row in rows:
                evidence = row.refused.told(asked)
                if evidence:
                    judge.report(row.fault, resource.urn, closed(*evidence))
