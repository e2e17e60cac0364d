"""From the interfaces of a VPC link V2 to the load balancer, or to tasks of Cloud Map: groups and network ACLs."""

from functools import partial

from ...model.balancing.backend import Backend
from ...model.balancing.mapped import MappedTarget
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.flow import crosses, interfaces_of, link_of, nodes_of, target_of
from ...model.values import Reference
from ..fault import Fault, Judge
from ..symptoms import INTEGRATION_FAILED

_LINKS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html"
_FAILS = INTEGRATION_FAILED.told('(an HTTP API: 503 {"message":"Service Unavailable"}) for every request')
_ACL = "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html"

_fault = partial(Fault, hop=Hop.NETWORK, symptom=_FAILS, source=_LINKS)
LINK_EGRESS = _fault(
    id="target-sources/no-egress-of-link",
    title="The VPC link's security group sends nothing to the load balancer's listener, or to the tasks of Cloud Map",
    remedy="Add egress on the listener's port (that of the tasks) to the load balancer's security group or subnets.",
)
BALANCER_INGRESS = _fault(
    id="target-sources/no-ingress-of-load-balancer",
    title="The load balancer's security group does not admit the VPC link on the listener's port",
    remedy="Add ingress on the listener's port from the VPC link's security group or subnets.",
)
LINK_ACL = _fault(
    id="target-sources/network-acl-refuses-link",
    title="A network ACL refuses the VPC link's traffic to the load balancer (the tasks of Cloud Map), or the replies",
    remedy="Allow the listener's port one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source=_ACL,
    covers=("targets/network-acl-refuses-start",),
)
TASKS_INGRESS = _fault(
    id="target-sources/no-ingress-from-link",
    title="The tasks' security group does not admit the VPC link, which calls them by Cloud Map",
    remedy="Add ingress on the tasks' port from the VPC link's security group or subnets.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html",
)


def check(model: Model, backend: Backend, judge: Judge) -> None:
    """From the interfaces of a link V2 to the load balancer's listener."""
    link, balancer, port = link_of(model, backend), backend.balancer, backend.port.known
    if link is None or backend.link is None or port is None:
        return
    nodes, subjects = nodes_of(balancer), [backend.link.key, balancer.key, backend.crossing]
    ports = (port, port)
    if link.guarded:
        verdict = model.groups.admits(link.groups, ports, nodes, egress=True)
        judge.report(LINK_EGRESS, at(link.groups, backend.link.key), verdict, subjects=subjects)
    if nodes.guarded:
        verdict = model.groups.admits(nodes.groups, ports, link, egress=False)
        judge.report(BALANCER_INGRESS, at(nodes.groups, balancer.key), verdict, subjects=subjects)
    judge.report(LINK_ACL, backend.link.key, crosses(model, link, nodes, ports), subjects=subjects)


def check_mapped(model: Model, mapped: MappedTarget, judge: Judge) -> None:
    """From the interfaces of a link V2 to tasks that Cloud Map names."""
    link, tasks, ports = interfaces_of(model, mapped.link), target_of(model, mapped.target), mapped.target.ports.known
    if link is None or mapped.link is None or ports is None:
        return
    subjects = [mapped.link.key, mapped.integration.resource.urn, mapped.target.urn]
    if link.guarded:
        verdict = model.groups.admits(link.groups, ports, tasks, egress=True)
        judge.report(LINK_EGRESS, at(link.groups, mapped.link.key), verdict, subjects=subjects)
    if tasks.guarded:
        verdict = model.groups.admits(tasks.groups, ports, link, egress=False)
        judge.report(TASKS_INGRESS, at(tasks.groups, mapped.target.urn), verdict, subjects=subjects)
    judge.report(LINK_ACL, mapped.link.key, crosses(model, link, tasks, ports), subjects=subjects)


def at(groups: Reference, fallback: str) -> str:
    """Where a finding about a group stands: the group, or what carries it."""
    return groups.resources[0].urn if groups.resources else fallback
