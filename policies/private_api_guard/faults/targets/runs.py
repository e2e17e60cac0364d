"""Does what is registered ever run?

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html and
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from ...model.balancing.target import Target, TargetKind
from ...model.compute.qualified_function import registered
from ...model.compute.scaling_group import launches
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, opened
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED

NEVER_RUNS = Fault(
    id="targets/never-runs",
    hop=Hop.TARGET,
    title="What is registered in the target group never runs",
    symptom=INTEGRATION_FAILED.told(
        "(behind an Application Load Balancer 503 Service Temporarily Unavailable) for every request"
    ),
    remedy="Set desiredCount (maxSize and desiredCapacity of a group, reservedConcurrentExecutions of a function) above"
    " 0, or let something scale it; give the service a launch type or capacity provider that its cluster has.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
    not_modelled="what somebody sets by hand after each update; task sets",
)
INCOMPLETE = Fault(
    id="targets/launch-template-incomplete",
    hop=Hop.TARGET,
    title="The launch template does not say of which image or size its instances are",
    symptom=APPLY_FAILS.told(": ValidationError, you must use a valid fully-formed launch template"),
    remedy="Set imageId and instanceType of the launch template (or instanceRequirements, or the types that the group"
    " mixes).",
    source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-template.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target on a path."""
    for target in {target.urn: target for target in model.called if target.certain}.values():
        told = opened() if target.resource is None else launches(model.stack, target.resource)
        if told.closed:
            judge.report(INCOMPLETE, target.urn, told, check="both")
            continue
        runs = _runs(model, target)
        judge.report(NEVER_RUNS, target.urn, runs, check="both" if runs.closed else "request")


def _runs(model: Model, target: Target) -> Verdict:
    if target.service is not None:
        return model.running.service(target.service)
    if target.kind is TargetKind.SCALING_GROUP and target.resource is not None:
        return model.running.fleet(target.resource)
    call = registered(model.stack, target.registration) if target.kind is TargetKind.FUNCTION else None
    return opened() if call is None else call.function.runs
