"""Is something registered in every target group that gets requests, and of the kind that the group takes?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from collections.abc import Iterator

from ...model.balancing.backend import Leg
from ...model.balancing.target import Target
from ...model.compute.service import SERVICE, TASK_SET, Service
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.resource import Resource
from ...model.verdict import closed, opened, presumably, unknown
from ..fault import Fault, Judge

_REGISTER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html"
_DEAD = (
    '500 {"message":"Internal server error"} (behind an Application Load Balancer 503 Service Temporarily Unavailable)'
    " for every request"
)

NOTHING = Fault(
    id="targets/nothing-registered",
    hop=Hop.TARGET_GROUP,
    title="A target group gets requests, and nothing is registered in it",
    symptom=_DEAD,
    remedy=(
        "Name the target group in loadBalancers of an ECS service or in targetGroupArns of an Auto Scaling group,"
        " or add a"
        " TargetGroupAttachment."
    ),
    source=_REGISTER,
    not_modelled="targets that something outside the stack registers; a service that runs no tasks",
)
INSTANCE_TYPE = Fault(
    id="targets/instance-type-for-awsvpc",
    hop=Hop.TARGET,
    title="The target group takes instances, and the tasks registered in it have addresses of their own",
    symptom=(
        "The apply fails: InvalidParameterException, the target type instance is incompatible with the awsvpc"
        " network mode"
    ),
    remedy='Set targetType to "ip" on the target group.',
    source=_ECS,
)
IP_TYPE = Fault(
    id="targets/ip-type-for-instances",
    hop=Hop.TARGET,
    title="The target group takes addresses, and instances are registered in it",
    symptom="The apply fails: the target type ip is incompatible with instances and tasks that share their network",
    remedy='Set targetType to "instance" on the target group.',
    source=_ECS,
)
ADDRESS = Fault(
    id="targets/instance-type-for-addresses",
    hop=Hop.TARGET,
    title="The target group takes instances, and an address is registered in it",
    symptom="The apply fails: ValidationError, the address is not a valid instance id",
    remedy='Set targetType to "ip" on the target group.',
    source=_REGISTER,
)
FAULTS = (NOTHING, INSTANCE_TYPE, IP_TYPE, ADDRESS)


def check(model: Model, judge: Judge) -> None:
    """Asks every target group on a path."""
    legs: dict[str, list[Leg]] = {}
    for backend in model.backends:
        for leg in backend.legs:
            legs.setdefault(leg.group.key, []).append(leg)
    for mine in legs.values():
        if mine[0].group.resource is not None:
            _group(model, mine, judge)


def _group(model: Model, legs: list[Leg], judge: Judge) -> None:
    group = legs[0].group
    for target in legs[0].targets:
        _kind(model, legs[0], target, judge)
    sure = [target for target in legs[0].targets if target.certain]
    if sure:
        judge.report(NOTHING, group.key, opened(f"{sure[0].name} is registered in {group.name}"))
        return
    served = [leg for leg in legs if not leg.forward.weightless.open]
    if not served:
        judge.report(NOTHING, group.key, opened(f"{group.name} has weight 0"))
        return
    services = [each for each in legs[0].targets if each.registration.family in (SERVICE, TASK_SET)]
    reason = _alternate(model, served) or _by_others(model, group.key)
    if services and not reason:
        reason = f"{services[0].name} is registered in {group.name}, one of those its loadBalancers are made from"
    if reason:
        judge.report(NOTHING, group.key, presumably(reason))
    elif legs[0].targets or model.targets.adrift:
        registration = (legs[0].targets or model.targets.adrift)[0].registration
        key = "targetGroupArn" if registration.family.startswith("lb.") else "loadBalancers"
        judge.report(NOTHING, group.key, unknown(f"{registration.name}.{key}"))
    else:
        listeners = ", ".join(dict.fromkeys(leg.listener.name for leg in served))
        evidence = f"{listeners} forwards to {group.name}; no service, Auto Scaling group or attachment names it"
        judge.report(NOTHING, group.key, closed(evidence), check="both")


def _alternate(model: Model, legs: list[Leg]) -> str:
    """Why an empty group may well be one that gets its targets only during a deployment."""
    group = legs[0].group
    for deployment in model.stack.of("codedeploy.DeploymentGroup"):
        if group.resource is not None and group.resource.urn in deployment.feeds("loadBalancerInfo"):
            return f"{deployment.name} registers targets in {group.name} when it deploys"
        if group.resource is not None and group.resource.raw_text("name") in set(
            _pair(deployment.get("loadBalancerInfo"))
        ):
            return f"{deployment.name} registers targets in {group.name} when it deploys"
    for leg in legs:
        for service in _siblings(model, leg):
            kind = service.block("deploymentController").raw_text("type")
            if kind in ("CODE_DEPLOY", "EXTERNAL"):
                return f"deployments of {service.name} change between {group.name} and its other target group"
        if leg.forward.weightless.unknown:
            return f"{group.name} is the one that {leg.rule.resource.name} gives weight 0"
    return ""


def _pair(value: object) -> Iterator[str]:
    """Every text inside a property."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _pair(item)


def _siblings(model: Model, leg: Leg) -> Iterator[Resource]:
    """Services registered in the other target groups of a load balancer's listeners."""
    for listener in leg.balancer.listeners:
        for rule in listener.rules:
            for key in (key for forward in rule.forwards for key in forward.groups.keys):
                for target in model.targets.of(model.target_groups.get(key)):
                    if target.registration.family == SERVICE:
                        yield target.registration


def _by_others(model: Model, group: str) -> str:
    """A resource of another provider (a TargetGroupBinding of Kubernetes, say) that is made from the group."""
    for resource in model.stack.resources:
        foreign = not resource.type.startswith(("aws:", "aws-native:", "pulumi:"))
        if (
            foreign
            and resource.outputs.get("id") is not None
            and any(group in urns for urns in resource.property_dependencies.values())
        ):
            return f"{resource.name} is made from the target group and presumed to register its targets"
    return ""


def _kind(model: Model, leg: Leg, target: Target, judge: Judge) -> None:
    """Whether a target is of the kind that its group takes."""
    group = leg.group
    if not target.certain or not group.kind.is_("instance", "ip").open:
        return
    subjects = [group.key, target.urn]
    if target.registration.family in (SERVICE, TASK_SET):
        awsvpc = Service(model.stack, target.registration).awsvpc
        if group.kind.is_("instance").open and awsvpc.open:
            judge.report(
                INSTANCE_TYPE, group.key, closed(f"{target.name} runs in network mode awsvpc"), subjects=subjects
            )
        elif group.kind.is_("ip").open and awsvpc.closed:
            judge.report(
                IP_TYPE, group.key, closed(f"the tasks of {target.name} share an instance's network"), subjects=subjects
            )
    elif group.kind.is_("ip").open and (target.kind == "group" or target.key.startswith("i-")):
        judge.report(IP_TYPE, group.key, closed(f"{target.name} consists of instances"), subjects=subjects)
    elif group.kind.is_("instance").open and target.address is not None:
        evidence = f"{target.registration.name} registers {target.address}"
        judge.report(ADDRESS, group.key, closed(evidence), subjects=subjects)
