"""Sources: do security groups and ACLs let requests and health checks from the load balancer reach the targets?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..model.balancing.backend import Backend, Leg
from ..model.balancing.target import Target, TargetKind
from ..model.hop import Hop
from ..model.model import Model
from ..model.network.flow import Side, acl_verdict, balancer_side, facing, link_side, sources, target_side
from ..model.network.security_group import Peer, Ports
from ..model.values.reference import Reference
from ..model.verdict import Verdict, closed, unknown
from .fault import Fault, Judge

_TARGETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html"
_BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"
_ACL = "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html"
_DEAD = (
    '500 {"message":"Internal server error"} (an HTTP API: 503) after about 10 s for every request;'
    " the targets are unhealthy as well"
)
_UNHEALTHY = (
    "the targets never become healthy: the load balancer sends requests to unhealthy targets, and ECS keeps replacing"
    " the tasks"
)
_NOT_MODELLED = "addresses that AWS or an address manager chooses later; firewalls inside the target"

INGRESS = Fault(
    id="target-sources/no-ingress-for-requests",
    hop=Hop.NETWORK,
    title="The targets' security group admits no requests from the load balancer",
    symptom=_DEAD,
    remedy="Add ingress on the targets' port from the load balancer's security group and from its subnets' CIDRs.",
    source=_TARGETS,
    not_modelled=_NOT_MODELLED,
)
HEALTH_INGRESS = Fault(
    id="target-sources/no-ingress-for-health-checks",
    hop=Hop.NETWORK,
    title="The targets' security group admits no health checks from the load balancer",
    symptom=_UNHEALTHY,
    remedy=(
        "Add ingress on the health check's port from the load balancer's security group and from its subnets' CIDRs."
    ),
    source=_TARGETS,
    not_modelled=_NOT_MODELLED,
)
EGRESS = Fault(
    id="target-sources/no-egress-for-requests",
    hop=Hop.NETWORK,
    title="The load balancer's security group sends nothing to the targets' port",
    symptom=_DEAD,
    remedy=(
        "Add egress on the targets' port to the targets' group or subnets: the provider removes AWS's default egress."
    ),
    source=_BALANCER,
    not_modelled=_NOT_MODELLED,
)
HEALTH_EGRESS = Fault(
    id="target-sources/no-egress-for-health-checks",
    hop=Hop.NETWORK,
    title="The load balancer's security group sends nothing to the health check's port",
    symptom=_UNHEALTHY,
    remedy="Add egress on the health check's port to the targets' security group or subnets.",
    source=_BALANCER,
    not_modelled=_NOT_MODELLED,
)
ACL = Fault(
    id="target-sources/network-acl-refuses-requests",
    hop=Hop.NETWORK,
    title="A network ACL refuses requests to the targets, or their replies",
    symptom=_DEAD,
    remedy="Allow the targets' port one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source=_ACL,
    not_modelled=_NOT_MODELLED,
    covers=(
        "targets/network-acl-refuses-start",
        "authorizer/network-acl-refuses-function",
    ),
)
HEALTH_ACL = Fault(
    id="target-sources/network-acl-refuses-health-checks",
    hop=Hop.NETWORK,
    title="A network ACL refuses health checks of the targets, or their replies",
    symptom=_UNHEALTHY,
    remedy="Allow the health check's port one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source=_ACL,
    not_modelled=_NOT_MODELLED,
    covers=("targets/network-acl-refuses-start",),
)
LINK_EGRESS = Fault(
    id="target-sources/no-egress-of-link",
    hop=Hop.NETWORK,
    title="The VPC link's security group sends nothing to the load balancer's listener",
    symptom=(
        '500 {"message":"Internal server error"} (an HTTP API: 503 {"message":"Service Unavailable"}) for every request'
    ),
    remedy="Add egress on the listener's port to the load balancer's security group or subnets.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html",
)
BALANCER_INGRESS = Fault(
    id="target-sources/no-ingress-of-load-balancer",
    hop=Hop.NETWORK,
    title="The load balancer's security group does not admit the VPC link on the listener's port",
    symptom=(
        '500 {"message":"Internal server error"} (an HTTP API: 503 {"message":"Service Unavailable"}) for every request'
    ),
    remedy="Add ingress on the listener's port from the VPC link's security group or subnets.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html",
)
LINK_ACL = Fault(
    id="target-sources/network-acl-refuses-link",
    hop=Hop.NETWORK,
    title="A network ACL refuses the VPC link's traffic to the load balancer, or the replies",
    symptom=(
        '500 {"message":"Internal server error"} (an HTTP API: 503 {"message":"Service Unavailable"}) for every request'
    ),
    remedy="Allow the listener's port one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source=_ACL,
    covers=("targets/network-acl-refuses-start",),
)
HOUSE_RULE = Fault(
    id="target-sources/load-balancer-group-required",
    hop=Hop.NETWORK,
    title="The targets' security group does not name the load balancer's security group, as the organisation requires",
    symptom="None: requests pass by an address range that others may share",
    remedy="Add ingress on the targets' port from the load balancer's security group.",
    source=_TARGETS,
)
SOME_ZONES = Fault(
    id="robustness/some-nodes-not-admitted",
    hop=Hop.NETWORK,
    title="The targets admit the load balancer's nodes in some of its subnets only",
    symptom="requests that enter in the other zones fail or take a detour; targets look unhealthy from there",
    remedy="Admit the load balancer's security group, or the CIDRs of all its subnets.",
    source=_TARGETS,
)
FAULTS = (
    INGRESS, HEALTH_INGRESS, EGRESS, HEALTH_EGRESS, ACL, HEALTH_ACL,
    LINK_EGRESS, BALANCER_INGRESS, LINK_ACL, HOUSE_RULE,
)  # fmt: skip


@dataclass(frozen=True)
class Gate:
    """One thing on the way that lets ports through or not, and the faults that stand for requests and health checks."""

    requests: Fault
    health: Fault
    urn: str
    verdict: Callable[[Ports], Verdict]
    partial: Callable[[Ports], list[Verdict]] | None = None


def check(model: Model, judge: Judge) -> None:
    """Asks every gate between a link, its load balancer and the targets."""
    for backend in model.backends:
        if backend.listener is None:
            continue
        _link(model, backend, judge)
        for leg in backend.legs:
            for target in leg.targets:
                _target(model, backend, leg, target, judge)


def _at(groups: Reference, fallback: str) -> str:
    """Where a finding about a group stands: the group, or what carries it."""
    return groups.resources[0].urn if groups.resources else fallback


def _link(model: Model, backend: Backend, judge: Judge) -> None:
    """From the interfaces of a link V2 to the load balancer's listener."""
    side = link_side(model, backend)
    if side is None or backend.link is None or backend.link.resource is None or backend.balancer.resource is None:
        return
    balancer = backend.balancer
    if backend.port.known is None:
        return
    ports = (backend.port.known, backend.port.known)
    nodes = Side(balancer.places, balancer.subnets, balancer.groups, balancer.vpc, f"load balancer {balancer.name}")
    subjects = [backend.link.key, balancer.key]
    if side.guarded:
        verdict = model.groups.admits(side.groups, ports, nodes.peer, egress=True)
        judge.report(LINK_EGRESS, _at(side.groups, backend.link.key), verdict, subjects=subjects)
    if nodes.guarded:
        verdict = model.groups.admits(nodes.groups, ports, side.peer, egress=False)
        judge.report(BALANCER_INGRESS, _at(nodes.groups, balancer.key), verdict, subjects=subjects)
    verdict = acl_verdict(model, side, nodes, ports, cross_zone=True)
    judge.report(LINK_ACL, backend.link.key, verdict, subjects=subjects)


def _target(model: Model, backend: Backend, leg: Leg, target: Target, judge: Judge) -> None:
    if target.kind is TargetKind.FUNCTION or leg.balancer.resource is None:
        return
    requests = target.ports.known
    if _deaf(model, target, requests):
        return
    health = leg.group.health.ports(target.ports).known
    health = None if _deaf(model, target, health) else health
    subjects = (leg.group.key, target.urn, leg.balancer.key)
    for gate in _gates(model, backend, leg, target):
        state = _requests(gate, requests, health, leg, judge, subjects)
        if health is not None and health != requests and state != "closed":
            _health(gate, health, judge, subjects)
    if requests is None:
        where = f"the port of {target.name} in {leg.group.name}"
        judge.report(INGRESS, target.urn, unknown(where), subjects=subjects)


def _deaf(model: Model, target: Target, ports: Ports | None) -> bool:
    """Whether an ALB has no listener on a port: `load-balancer` tells, and what groups say of the port is no matter."""
    return (
        target.kind is TargetKind.LOAD_BALANCER
        and ports is not None
        and model.balancers.get(target.key).listens(ports[0]).closed
    )


def _requests(
    gate: Gate, ports: Ports | None, health: Ports | None, leg: Leg, judge: Judge, subjects: tuple[str, ...]
) -> str:
    if ports is None:
        return "unknown"
    verdict = gate.verdict(ports)
    if verdict.closed and gate.partial and _partly(gate.partial(ports), leg, judge, gate, subjects):
        return "open"
    check = "request"
    if verdict.closed and health is not None:
        also = verdict if health == ports else gate.verdict(health)
        told = "health checks are refused as well" if also.closed else "health checks pass"
        verdict = Verdict(verdict.state, (*verdict.evidence[:5], told), verdict.where, verdict.culprit)
        check = "both" if also.closed else check
    return judge.report(gate.requests, gate.urn, verdict, subjects=subjects, check=check).value


def _health(gate: Gate, ports: Ports, judge: Judge, subjects: tuple[str, ...]) -> None:
    judge.report(gate.health, gate.urn, gate.verdict(ports), subjects=subjects, check="health")


def _partly(verdicts: list[Verdict], leg: Leg, judge: Judge, gate: Gate, subjects: tuple[str, ...]) -> bool:
    """Whether some nodes are admitted and the others can take a detour through them: then it works, but is fragile."""
    if not any(verdict.open for verdict in verdicts) or not leg.group.cross_zone(leg.balancer.cross_zone).open:
        return False
    lines = [line for verdict in verdicts if verdict.closed for line in verdict.evidence[:1]]
    judge.report(SOME_ZONES, gate.urn, closed(*lines), subjects=subjects)
    return True


def _gates(model: Model, backend: Backend, leg: Leg, target: Target) -> Iterator[Gate]:
    nodes, sink = balancer_side(leg), target_side(model, target, leg.group.version)
    version = leg.group.version
    if version == 6:
        places = tuple(model.networks.place(key, 6) for key in nodes.subnets.keys)
        nodes = Side(places, nodes.subnets, nodes.groups, nodes.vpc, nodes.label)
    cross_zone = not leg.group.cross_zone(leg.balancer.cross_zone).closed
    if not cross_zone:
        nodes, sink = facing(model, nodes, sink), facing(model, sink, nodes)
    if nodes.guarded:
        yield Gate(
            EGRESS,
            HEALTH_EGRESS,
            _at(nodes.groups, leg.balancer.key),
            lambda ports: model.groups.admits(nodes.groups, ports, sink.peer, egress=True),
        )
    if sink.guarded and target.address.known is None:
        yield from _ingress(model, backend, leg, target, nodes, sink)
    yield Gate(
        ACL,
        HEALTH_ACL,
        target.urn,
        lambda ports: acl_verdict(model, nodes, sink, ports, cross_zone=cross_zone, version=version),
    )


def _ingress(model: Model, backend: Backend, leg: Leg, target: Target, nodes: Side, sink: Side) -> Iterator[Gate]:
    """The targets' own group. Health checks always come from the nodes, requests not always."""
    seen = sources(model, leg, backend)[0]

    def ask(side: Side, ports: Ports) -> Verdict:
        return model.groups.admits(sink.groups, ports, side.peer, egress=False)

    def each(ports: Ports) -> list[Verdict]:
        peer = nodes.peer
        single = [Peer((place,), peer.groups, peer.vpc, str(place), peer.where) for place in nodes.places]
        return [model.groups.admits(sink.groups, ports, one, egress=False) for one in single]

    urn = _at(sink.groups, target.urn)
    if seen.label == nodes.label:
        yield Gate(INGRESS, HEALTH_INGRESS, urn, lambda ports: ask(nodes, ports), each)
        return
    yield Gate(INGRESS, INGRESS, urn, lambda ports: ask(seen, ports))
    yield Gate(HEALTH_INGRESS, HEALTH_INGRESS, urn, lambda ports: ask(nodes, ports))


def _require_group(model: Model, judge: Judge, required: object) -> None:
    """Whether the targets' group names the load balancer's, whatever ranges it admits."""
    for backend in model.backends if required is True else ():
        for leg in backend.legs:
            nodes = balancer_side(leg)
            for target in leg.targets:
                sink = target_side(model, target, leg.group.version)
                if target.ports.known is None or not sink.guarded or not nodes.guarded or leg.balancer.resource is None:
                    continue
                verdict = model.groups.names(sink.groups, target.ports.known, nodes.peer)
                if not verdict.open:
                    urn = _at(sink.groups, target.urn)
                    judge.report(HOUSE_RULE, urn, closed(*verdict.evidence), subjects=(leg.group.key, target.urn))


OPTIONS = {"requireLoadBalancerGroup": _require_group}
