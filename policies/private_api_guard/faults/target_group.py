"""Target groups behind listeners: protocol, type, VPC, and an ALB as target.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ..model.balancing.listener import Listener
from ..model.balancing.load_balancer import LoadBalancer
from ..model.balancing.rules import ADDRESS, ANYTHING, Request, taking
from ..model.balancing.target import Target, TargetKind
from ..model.balancing.target_group import TargetGroup
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import Verdict, closed, every, unknown
from .fault import Fault, Found, Judge
from .listener import PROTOCOLS_OF
from .symptoms import APPLY_FAILS, TARGETS_UNHEALTHY

_GROUPS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html"
_ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html"
# Protocols of target groups that a Network Load Balancer's listener can forward to.
_FITTING = {
    "TCP": ("TCP", "TCP_UDP"),
    "TLS": ("TCP", "TLS"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}
_PLAIN_ANSWER_OF_TLS = 400

_fault = partial(Fault, hop=Hop.TARGET_GROUP, source=_ALB)
HTTP_GROUP = _fault(
    id="load-balancer/http-target-group-on-network-load-balancer",
    title="A Network Load Balancer forwards to a target group of protocol HTTP or HTTPS",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest, the target group's protocol does not fit the listener's"),
    remedy="Set the target group's protocol to TCP (TLS where targets are to be reached by TLS); health checks may"
    " stay HTTP.",
    source=_GROUPS,
    covers=("load-balancer/health-check-of-other-transport",),
)
PROTOCOLS = _fault(
    id="load-balancer/protocols",
    title="The protocols of listener, target group and health check do not go together",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest or ValidationError"),
    remedy="TCP listeners take TCP groups, TLS listeners TCP or TLS groups, HTTP and HTTPS listeners HTTP or HTTPS"
    " groups.",
    source=_GROUPS,
    covers=("load-balancer/health-check-of-other-transport", "load-balancer/health-check-refused"),
)
LAMBDA = _fault(
    id="load-balancer/lambda-on-network-load-balancer",
    title="A Network Load Balancer forwards to a target group of Lambda functions",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest, the target type lambda is for Application Load Balancers"),
    remedy="Use an Application Load Balancer, or integrate the function with the API directly.",
    source=_GROUPS,
)
ADDRESSES = _fault(
    id="load-balancer/ipv6-targets-of-ipv4",
    title="A load balancer with IPv4 addresses only is to forward to a target group of IPv6 addresses",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest, IPv6 target groups need a dualstack load balancer"),
    remedy="Set ipAddressType of the load balancer to dualstack, or that of the target group to ipv4.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
)
OTHER_VPC = _fault(
    id="load-balancer/target-group-in-other-vpc",
    covers=("targets/other-vpc-than-target-group",),
    title="The target group is in another VPC than the load balancer",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest, the target group is in a different VPC"),
    remedy="Set the target group's vpcId to the load balancer's VPC; targets elsewhere are registered by address.",
    source=_GROUPS,
)
SHARED = _fault(
    id="load-balancer/target-group-of-two-load-balancers",
    title="A target group is behind two load balancers",
    symptom=APPLY_FAILS.told(": TargetGroupAssociationLimit, it can be associated with one load balancer only"),
    remedy="Give each load balancer a target group of its own; the same targets may be registered in both.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html",
    not_modelled="load balancers and listeners of other stacks",
)
ALB_PROTOCOL = _fault(
    id="load-balancer/alb-target-group-protocol",
    title="A target group for an Application Load Balancer needs a Network Load Balancer, a TCP listener and protocol"
    " TCP",
    symptom=APPLY_FAILS.told(": ValidationError or InvalidConfigurationRequest"),
    remedy="Set the protocols of the listener and of the target group to TCP; the Application Load Balancer ends TLS"
    " itself.",
)
ALB_TARGET = _fault(
    id="load-balancer/alb-target-not-an-alb",
    title="What is registered in a target group for an Application Load Balancer is something else",
    symptom=APPLY_FAILS.told(": InvalidTarget"),
    remedy="Register the ARN of one Application Load Balancer, or change the group's targetType.",
    covers=("robustness/attachment-before-listener", "targets/attachment-before-listener"),
)
ALB_PORT = _fault(
    id="load-balancer/alb-port-without-listener",
    title="The Application Load Balancer has no listener on the port of the target group that it is registered in",
    symptom=APPLY_FAILS.told(": InvalidTarget, the load balancer has no listener on the target group's port"),
    remedy="Set the target group's port to that of one of the Application Load Balancer's listeners.",
)
ALB_HEALTH = _fault(
    id="load-balancer/alb-health-check",
    title="The health check of a target group for an Application Load Balancer fits no listener or rule of it",
    symptom=TARGETS_UNHEALTHY.says(
        "The target never becomes healthy: 500 or 503 for requests, or a detour by failing open"
    ),
    remedy="Check HTTP on the port of an HTTP listener, or HTTPS on the port of an HTTPS listener, and a path that a"
    " rule hands on.",
    not_modelled="what targets answer, and redirects, to the health check's path",
)
ALB_OUTSIDE = _fault(
    id="load-balancer/alb-outside",
    title="The Application Load Balancer, which is of another stack, has no listener on the target group's port",
    symptom=APPLY_FAILS.told(": InvalidTarget; or 500 for every request"),
    remedy="Judge the stack that makes the load balancer; what this stack says of it was judged.",
    not_modelled="Application Load Balancers of other stacks; they are told as undecided",
)


@dataclass(frozen=True)
class Use:
    """A target group behind a listener of a load balancer."""

    balancer: LoadBalancer
    listener: Listener
    group: TargetGroup

    def __str__(self) -> str:
        return f"{self.listener.name} of {self.balancer.name} forwards to {self.group.name} ({self.group.protocol})"


def check(model: Model, balancer: LoadBalancer, judge: Judge) -> None:
    """Asks every target group of the stack that a load balancer's listeners forward to."""
    for use in _uses(model, balancer):
        found = _alb(model, use) if use.group.kind.is_("alb").open else _protocols(use)
        for fault, urn, verdict in (*_vpc(use), *_addresses(use), *found):
            check = "health" if fault is ALB_HEALTH else "request"
            judge.report(fault, urn, verdict, subjects=[use.group.key], check=check)


def shared(model: Model, judge: Judge) -> None:
    """Asks every target group of the stack whether it is behind one load balancer."""
    uses = defaultdict[str, dict[str, str]](dict)
    for balancer in model.balancers.by_key.values():
        for listener in balancer.listeners:
            forwards = [forward for rule in listener.rules if rule.certain for forward in rule.forwards]
            for key in (key for each in forwards if each.groups.decided for key in each.groups.keys):
                uses[key].setdefault(balancer.key, f"{listener.name} of {balancer.name} forwards to it")
    for key, told in uses.items():
        if len(told) > 1 and key in model.target_groups.by_key:
            judge.report(SHARED, key, closed(*told.values()))


def _uses(model: Model, balancer: LoadBalancer) -> Iterator[Use]:
    for listener in balancer.listeners:
        sure = [forward.groups for rule in listener.rules for forward in rule.forwards if forward.groups.decided]
        keys = [key for groups in sure for key in groups.keys]
        for key in dict.fromkeys(keys):
            group = model.target_groups.get(key)
            if group.resource is not None:
                yield Use(balancer, listener, group)


def _vpc(use: Use) -> Iterator[Found]:
    one, other = use.group.vpc, use.balancer.vpc
    if not use.group.kind.is_("lambda").open and one is not None and other is not None and one != other:
        here, there = (key.rsplit("::", 1)[-1] for key in (one, other))
        yield OTHER_VPC, use.group.key, closed(f"{use.group.name} is in {here}, {use.balancer.name} in {there}")


def _addresses(use: Use) -> Iterator[Found]:
    """Whether the load balancer has addresses of the IP version of its targets."""
    if use.group.version == 6 and use.balancer.address_type.is_("ipv4").open:
        line = f"{use.group.name} has ipAddressType ipv6, {use.balancer.name} {use.balancer.address_type}"
        yield ADDRESSES, use.group.key, closed(line)


def _protocols(use: Use) -> Iterator[Found]:
    """Whether type, protocol and health check of a group fit the load balancer's kind and its listener."""
    group, network, http = use.group, use.balancer.network.open, PROTOCOLS_OF["application"]
    spoken, checked, fitting = group.protocol.known, group.health.protocol, _FITTING.get(str(use.listener.protocol))
    if group.kind.is_("lambda").open:
        if network:
            yield LAMBDA, group.key, closed(str(use))
    elif spoken is not None and network == (spoken in http):
        yield HTTP_GROUP if network else PROTOCOLS, group.key, closed(str(use))
    elif spoken is not None:
        if network and fitting is not None and spoken not in fitting:
            yield PROTOCOLS, use.listener.resource.urn, closed(str(use))
        # Health checks of a group for an ALB speak HTTP; those of one for an NLB may also only connect.
        if checked.known is not None and checked.known not in (http if spoken in http else (*http, "TCP")):
            yield PROTOCOLS, group.key, closed(f"{group.name} ({spoken}) checks health by {checked}")


# An Application Load Balancer as target


def _alb(model: Model, use: Use) -> Iterator[Found]:
    group = use.group
    if use.balancer.network.closed or group.protocol.holds(lambda protocol: protocol != "TCP").open:
        yield ALB_PROTOCOL, group.key, closed(str(use))
    elif use.listener.protocol.is_("TCP").closed:
        yield ALB_PROTOCOL, use.listener.resource.urn, closed(str(use))
    else:
        for target in model.targets.of(group):
            if target.certain:
                yield from _alb_target(model, group, target)


def _alb_target(model: Model, group: TargetGroup, target: Target) -> Iterator[Found]:
    inner, urn = model.balancers.get(target.key), target.registration.urn
    balancer = target.kind is TargetKind.LOAD_BALANCER
    port = group.port.known or (target.ports.known or (None,))[0]
    if not balancer or inner.kind.is_("network", "gateway").open:
        if balancer or target.resource is not None:
            yield ALB_TARGET, urn, closed(f"{target.registration.name} registers {target.name} in {group.name}")
    elif inner.resource is None:
        yield ALB_OUTSIDE, urn, unknown(f"what listens on {inner.key}")
    elif inner.listeners and port is not None and (listens := inner.listens(port)).open:
        yield from _alb_health(group, inner, port)
    elif inner.listeners and port is not None:
        listed = ", ".join(each.name for each in inner.listeners[:6])
        yield ALB_PORT, group.key, listens.because(f"{group.name} has port {port}; {inner.name} has {listed}")


def _alb_health(group: TargetGroup, inner: LoadBalancer, port: int) -> Iterator[Found]:
    protocol, number = group.health.protocol.or_else("HTTP").known, group.health.port.or_else(port).known
    if protocol is None or number is None:
        return
    found, listens = inner.at(number), inner.listens(number)
    if listens.unknown or (found is not None and found.protocol.unknown):
        return
    spoken = found.protocol.known if found is not None else None
    takes_400 = not group.health.refuses(_PLAIN_ANSWER_OF_TLS).open
    if found is not None and (protocol == spoken or (protocol == "HTTP" and spoken == "HTTPS" and takes_400)):
        answered = _answered(group, found) if protocol == spoken else None
        if answered is not None:
            yield ALB_HEALTH, group.key, answered
        return
    there = f"listener {found.name}" if found is not None else f"no listener on {number}"
    line = f"{group.name} checks {protocol} on {number}, where {inner.name} has {there}"
    yield ALB_HEALTH, group.key, closed(line)


def _answered(group: TargetGroup, listener: Listener) -> Verdict | None:
    """What is wrong where only rules take the health check that answer it by themselves, and not as it wants."""
    path = group.health.path.or_else("/").known
    rules = taking(listener, Request(ADDRESS, path or ANYTHING, "GET"))
    wanted = [group.health.refuses(status.known) for rule in rules for status in rule.statuses if status.known]
    refused = every([*wanted, *(closed() for rule in rules if len(rule.statuses) != 1 or not rule.answers.open)])
    told = ", ".join(f"{rule.name} answers {rule.answer}" for rule in rules[:3])
    return (
        closed(f"{group.name} checks {path} by the node's address; {told}")
        if wanted and refused.open and not listener.rules_adrift
        else None
    )
