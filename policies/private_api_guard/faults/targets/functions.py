"""Functions as targets: may the load balancer call them?

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

from typing import Final

from ...model.balancing.target import Target, TargetKind
from ...model.compute.qualified_function import registered
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, closed, opened, some
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

_SERVICE: Final = "elasticloadbalancing.amazonaws.com"
NO_PERMISSION = Fault(
    id="targets/no-function-permission",
    hop=Hop.TARGET,
    title="Nothing allows the load balancer to call the function that is its target",
    symptom=APPLY_FAILS.told(": AccessDenied, elasticloadbalancing principal does not have permission to invoke it"),
    remedy="Add an aws:lambda/permission:Permission with principal elasticloadbalancing.amazonaws.com and the target"
    " group's ARN as sourceArn, and name it in dependsOn of the attachment.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
    not_modelled="functions outside the stack; which target group the permission is for",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every function of the stack that is a target on a path."""
    targets = (each for leg in model.legs for each in leg.targets)
    for target in {each.registration.urn: each for each in targets if each.kind is TargetKind.FUNCTION}.values():
        found = _permitted(model, target)
        if not found.open:
            judge.report(NO_PERMISSION, target.registration.urn, found, subjects=[target.urn])


def _permitted(model: Model, target: Target) -> Verdict:
    """Whether a permission lets load balancers call the function, or somebody else may have given one."""
    call = registered(model.stack, target.registration)
    if call is None or not target.certain:
        return opened()
    urn = call.function.urn
    given = model.elsewhere.puts(urn)
    none = closed(f"no permission of {call.function.name} has principal {_SERVICE}")
    return some([*(each.admits(_SERVICE, call).because() for each in model.permissions), *given, none])
