"""Is something registered in every target group that gets requests, and of the kind that the group takes?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections.abc import Iterable, Iterator
from functools import partial

from ...model.balancing.backend import Leg
from ...model.balancing.target import Target, TargetKind
from ...model.balancing.target_group import TargetGroup
from ...model.compute.service import Service, deployment_groups
from ...model.elsewhere import REGISTERS
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict, closed, opened, presumably, unknown
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED

_REGISTER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html"

_fault = partial(Fault, hop=Hop.TARGET, source=_REGISTER)
NOTHING = _fault(
    id="targets/nothing-registered",
    hop=Hop.TARGET_GROUP,
    title="A target group gets requests, and nothing is registered in it",
    symptom=INTEGRATION_FAILED.told(
        "(behind an Application Load Balancer 503 Service Temporarily Unavailable) for every request"
    ),
    remedy="Name the target group in loadBalancers of an ECS service or in targetGroupArns of an Auto Scaling group,"
    " or add a TargetGroupAttachment.",
    not_modelled="targets that something outside the stack registers",
)
INSTANCE_TYPE = _fault(
    id="targets/instance-type-for-awsvpc",
    title="The target group takes instances, and the tasks registered in it have addresses of their own",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterException, the target type instance is incompatible with the awsvpc network mode"
    ),
    remedy='Set targetType to "ip" on the target group.',
    source=_ECS,
)
IP_TYPE = _fault(
    id="targets/ip-type-for-instances",
    title="The target group takes addresses, and instances are registered in it",
    symptom=APPLY_FAILS.told(": the target type ip is incompatible with instances and tasks that share their network"),
    remedy='Set targetType to "instance" on the target group.',
    source=_ECS,
)
ADDRESS = _fault(
    id="targets/instance-type-for-addresses",
    title="The target group takes instances, and an address is registered in it",
    symptom=APPLY_FAILS.told(": ValidationError, the address is not a valid instance id"),
    remedy='Set targetType to "ip" on the target group.',
)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group on a path."""
    legs: dict[str, list[Leg]] = {}
    for leg in model.legs:
        legs.setdefault(leg.group.key, []).append(leg)
    for mine in legs.values():
        if mine[0].group.resource is not None:
            for target in mine[0].targets:
                _kind(mine[0].group, target, judge)
            found = _registered(model, mine)
            judge.report(NOTHING, mine[0].group.key, found, check="both" if found.closed else "request")


def _registered(model: Model, legs: list[Leg]) -> Verdict:
    """Whether something is registered in a target group that gets requests."""
    group, targets = legs[0].group, legs[0].targets
    sure = next((target for target in targets if target.certain), None)
    if sure is not None:
        return opened(f"{sure.name} is registered in {group.name}")
    served = [leg for leg in legs if not leg.forward.weightless.open]
    if not served:
        return opened(f"{group.name} has weight 0")
    reason = _alternate(model, served) or _by_others(model, group) or _one_of_several(group, targets)
    if reason:
        return presumably(reason)
    perhaps = (*targets, *model.targets.adrift)
    if perhaps:
        return unknown(perhaps[0].target_group.where)
    if model.elsewhere.cluster is not None:
        return unknown(f"what {model.elsewhere.cluster.name} registers in {group.name}")
    if not (model.elsewhere.computes or group.kind.is_("lambda", "alb").open):
        return unknown(f"what runs outside this stack, which makes nothing that could be registered in {group.name},")
    listeners = ", ".join(dict.fromkeys(leg.listener.name for leg in served))
    return closed(f"{listeners} forwards to {group.name}; no service, Auto Scaling group or attachment names it")


def _alternate(model: Model, legs: list[Leg]) -> str:
    """Why an empty group may well be one that gets its targets only during a deployment."""
    group = legs[0].group
    for deployment in deployment_groups(model.stack):
        if deployment.target_groups.may_mean(group.key):
            return f"{deployment.resource.name} registers targets in {group.name} when it deploys"
    for leg in legs:
        for service in _siblings(model, leg):
            if service.deployment_controller.is_("CODE_DEPLOY", "EXTERNAL").open:
                return f"deployments of {service.name} change between {group.name} and its other target group"
        if leg.forward.weightless.unknown:
            return f"{group.name} is the one that {leg.rule.resource.name} gives weight 0"
    return ""


def _siblings(model: Model, leg: Leg) -> Iterator[Service]:
    """Services registered in the target groups of a load balancer's listeners."""
    for listener in leg.balancer.listeners:
        for key in listener.target_groups:
            for target in model.targets.of(model.target_groups.get(key)):
                if target.service is not None:
                    yield target.service


def _by_others(model: Model, group: TargetGroup) -> str:
    """What was given the group and may register targets in it: a binding of Kubernetes, a function, a fleet."""
    found = next(model.elsewhere.given(REGISTERS, group.key), None)
    return f"{found.name} was given the target group and is presumed to register its targets" if found else ""


def _one_of_several(group: TargetGroup, targets: Iterable[Target]) -> str:
    service = next((target.name for target in targets if target.service is not None), "")
    return f"{service} is registered in {group.name}, one of those its loadBalancers are made from" if service else ""


def _kind(group: TargetGroup, target: Target, judge: Judge) -> None:
    """Whether a target is of the kind that its group takes."""
    instances, addresses = group.kind.is_("instance").open, group.kind.is_("ip").open
    service, name, address = target.service, target.name, target.address.known
    own = target.kind is TargetKind.SCALING_GROUP or target.key.startswith("i-")
    if service is not None:
        wrong = (
            (INSTANCE_TYPE, instances and service.awsvpc.open, f"{name} runs in network mode awsvpc"),
            (IP_TYPE, addresses and service.awsvpc.closed, f"the tasks of {name} share an instance's network"),
        )
    else:
        wrong = (
            (ADDRESS, instances and address is not None, f"{target.registration.name} registers {address}"),
            (IP_TYPE, addresses and own, f"{name} consists of instances"),
        )
    for fault, found, line in wrong if target.certain else ():
        if found:
            judge.report(fault, group.key, closed(line), subjects=[target.urn])
