"""From a load balancer to its targets: groups and network ACLs, for requests and for health checks.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ...model.balancing.backend import Backend, Leg
from ...model.balancing.target import Target, TargetKind
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.address import Interfaces
from ...model.network.flow import crosses, facing, nodes_of, seen_by_targets, target_of
from ...model.network.security_group_rule import Ports
from ...model.verdict import Verdict, closed, opened, some, unknown
from ..fault import Check, Fault, Judge
from ..symptoms import INTEGRATION_FAILED, TARGETS_UNHEALTHY, WORKS
from .link import at

_TARGETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html"
_BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"
_ACL = "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html"
_NOT_MODELLED = "addresses that AWS or an address manager chooses later; firewalls inside the target"

_FAILS = INTEGRATION_FAILED.told(
    "(an HTTP API: 503) after about 10 s for every request; the targets are unhealthy as well"
)
_UNHEALTHY = TARGETS_UNHEALTHY.told(
    ": the load balancer sends requests to unhealthy targets, and ECS keeps replacing the tasks"
)
_fault = partial(Fault, hop=Hop.NETWORK, source=_TARGETS)
_request_fault = partial(_fault, symptom=_FAILS, not_modelled=_NOT_MODELLED)
_health_fault = partial(_fault, symptom=_UNHEALTHY, not_modelled=_NOT_MODELLED)
INGRESS = _request_fault(
    id="target-sources/no-ingress-for-requests",
    title="The targets' security group admits no requests from the load balancer",
    remedy="Add ingress on the targets' port from the load balancer's security group and from its subnets' CIDRs.",
)
HEALTH_INGRESS = _health_fault(
    id="target-sources/no-ingress-for-health-checks",
    title="The targets' security group admits no health checks from the load balancer",
    remedy="Add ingress on the health check's port from the load balancer's security group and from its subnets'"
    " CIDRs.",
)
EGRESS = _request_fault(
    id="target-sources/no-egress-for-requests",
    title="The load balancer's security group sends nothing to the targets' port",
    remedy="Add egress on the targets' port to the targets' group or subnets: the provider removes AWS's default"
    " egress.",
    source=_BALANCER,
)
HEALTH_EGRESS = _health_fault(
    id="target-sources/no-egress-for-health-checks",
    title="The load balancer's security group sends nothing to the health check's port",
    remedy="Add egress on the health check's port to the targets' security group or subnets.",
    source=_BALANCER,
)
ACL = _request_fault(
    id="target-sources/network-acl-refuses-requests",
    title="A network ACL refuses requests to the targets, or their replies",
    remedy="Allow the targets' port one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source=_ACL,
    covers=("targets/network-acl-refuses-start", "authorizer/network-acl-refuses-function"),
)
HEALTH_ACL = _health_fault(
    id="target-sources/network-acl-refuses-health-checks",
    title="A network ACL refuses health checks of the targets, or their replies",
    remedy="Allow the health check's port one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source=_ACL,
    covers=("targets/network-acl-refuses-start",),
)
HOUSE_RULE = _fault(
    id="target-sources/load-balancer-group-required",
    title="The targets' security group does not name the load balancer's security group, as the organisation requires",
    symptom=WORKS.told(": requests pass by an address range that others may share"),
    remedy="Add ingress on the targets' port from the load balancer's security group.",
)
SOME_ZONES = _fault(
    id="robustness/some-nodes-not-admitted",
    title="The targets admit the load balancer's nodes in some of its subnets only",
    symptom=INTEGRATION_FAILED.says(
        "requests that enter in the other zones fail or take a detour; targets look unhealthy from there"
    ),
    remedy="Admit the load balancer's security group, or the CIDRs of all its subnets.",
)


@dataclass(frozen=True)
class Gate:
    """One thing on the way that lets ports through or not, and the faults that stand for requests and health checks.

    `each` answers for the load balancer's nodes one by one.
    """

    requests: Fault
    health: Fault
    urn: str
    verdict: Callable[[Ports], Verdict]
    each: Callable[[Ports], list[Verdict]] | None = None


def check(model: Model, backend: Backend, leg: Leg, target: Target, judge: Judge) -> None:
    """Asks every gate between the nodes and a target."""
    if target.kind is TargetKind.FUNCTION or leg.balancer.resource is None:
        return
    requests = target.ports.known
    if _deaf(model, target, requests):
        return
    checked = leg.group.health.ports(target.ports)
    health = None if _deaf(model, target, checked.known) else checked.known
    subjects = (leg.group.key, target.urn, leg.balancer.key)
    if checked.unknown and requests is not None:
        judge.report(HEALTH_INGRESS, target.urn, unknown(checked.where), subjects=subjects, check="health")
    for gate in _gates(model, backend, leg, target):
        for fault, verdict, kept in _asked(gate, leg, requests, health):
            judge.report(fault, gate.urn, verdict, subjects=subjects, check=kept)
    if requests is None:
        where = f"the port of {target.name} in {leg.group.name}"
        judge.report(INGRESS, target.urn, unknown(where), subjects=subjects)


def _deaf(model: Model, target: Target, ports: Ports | None) -> bool:
    """Whether an ALB has no listener on a port: `load-balancer` tells, and what groups say of the port is no matter."""
    balancer = model.balancers.get(target.key) if target.kind is TargetKind.LOAD_BALANCER else None
    return balancer is not None and ports is not None and balancer.listens(ports[0]).closed


def _asked(
    gate: Gate, leg: Leg, requests: Ports | None, health: Ports | None
) -> Iterator[tuple[Fault, Verdict, Check]]:
    """What a gate says of requests, and of health checks where those pass, or perhaps do, or are not known.

    Where requests come from elsewhere than health checks, a gate is asked about one of them only.
    """
    if gate.requests is gate.health:
        ports = health if gate.health is HEALTH_INGRESS else requests
        if ports is not None:
            yield gate.requests, gate.verdict(ports), "health" if gate.health is HEALTH_INGRESS else "request"
        return
    verdict = gate.verdict(requests) if requests is not None else opened()
    nodes = gate.each(requests) if requests is not None and verdict.closed and gate.each else []
    if some(nodes).open and leg.group.cross_zone(leg.balancer.cross_zone).open:
        # Some nodes are admitted, and the others can take a detour through them: it works, but is fragile.
        yield SOME_ZONES, closed(*(line for node in nodes if node.closed for line in node.evidence[:1])), "request"
    elif verdict.closed and health is not None:
        also = verdict if health == requests else gate.verdict(health)
        told = "health checks are refused as well" if also.closed else "health checks pass"
        yield gate.requests, verdict.because(*verdict.evidence[:5], told), "both" if also.closed else "request"
        return
    elif requests is not None:
        # Of what is not known for requests, as much is known for health checks of the same ports.
        yield gate.requests, verdict, "both" if health == requests else "request"
        if verdict.closed:
            return
    if health is not None and health != requests:
        yield gate.health, gate.verdict(health), "health"


def _gates(model: Model, backend: Backend, leg: Leg, target: Target) -> Iterator[Gate]:
    version = leg.group.version
    nodes, sink = nodes_of(leg.balancer), target_of(model, target, version)
    if version == 6:
        nodes = replace(nodes, places=model.networks.places(nodes.subnets, version))
    cross_zone = not leg.group.cross_zone(leg.balancer.cross_zone).closed
    if not cross_zone:
        nodes, sink = facing(model, nodes, sink), facing(model, sink, nodes)

    def leaves(ports: Ports) -> Verdict:
        return model.groups.admits(nodes.groups, ports, sink, egress=True)

    def passes(ports: Ports) -> Verdict:
        return crosses(model, nodes, sink, ports, cross_zone=cross_zone, version=version)

    if nodes.guarded:
        yield Gate(EGRESS, HEALTH_EGRESS, at(nodes.groups, leg.balancer.key), leaves)
    if sink.guarded and target.address.known is None:
        yield from _ingress(model, backend, leg, target, nodes, sink)
    yield Gate(ACL, HEALTH_ACL, target.urn, passes)


def _ingress(
    model: Model, backend: Backend, leg: Leg, target: Target, nodes: Interfaces, sink: Interfaces
) -> Iterator[Gate]:
    """The targets' own group. Health checks always come from the nodes, requests not always."""
    seen = seen_by_targets(model, leg, backend)

    def ask(peer: Interfaces, ports: Ports) -> Verdict:
        return model.groups.admits(sink.groups, ports, peer, egress=False)

    def each(ports: Ports) -> list[Verdict]:
        return [ask(replace(nodes, places=(place,)), ports) for place in nodes.places]

    urn = at(sink.groups, target.urn)
    if seen.label == nodes.label:
        yield Gate(INGRESS, HEALTH_INGRESS, urn, lambda ports: ask(nodes, ports), each)
        return
    yield Gate(INGRESS, INGRESS, urn, lambda ports: ask(seen, ports))
    yield Gate(HEALTH_INGRESS, HEALTH_INGRESS, urn, lambda ports: ask(nodes, ports))


def require_group(model: Model, judge: Judge, required: object) -> None:
    """Whether the targets' group names the load balancer's, whatever ranges it admits."""
    for backend in model.backends if required is True else ():
        for leg in backend.legs:
            nodes = nodes_of(leg.balancer)
            for target in leg.targets:
                sink, ports = target_of(model, target, leg.group.version), target.ports.known
                if ports is None or not sink.guarded or not nodes.guarded or leg.balancer.resource is None:
                    continue
                named, urn = model.groups.names(sink.groups, ports, nodes), at(sink.groups, target.urn)
                if not named.open:
                    judge.report(HOUSE_RULE, urn, named, subjects=[leg.group.key, target.urn])
