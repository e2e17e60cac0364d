"""Numbers that AWS takes only up to another one: the apply fails half-way.

Source: the API reference of each call, as the rows name it.
"""

from functools import partial
from typing import NamedTuple

from ..model.bound import Bound
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_AWS = "https://docs.aws.amazon.com"
_EC2 = f"{_AWS}/AWSEC2/latest/APIReference"


class Row(NamedTuple):
    """A bound, and the fault of not keeping it."""

    bound: Bound
    fault: Fault


_CAPACITY = Fault(
    id="targets/capacity-out-of-bounds",
    hop=Hop.TARGET,
    title="A number of instances or tasks is above its maximum, or below its minimum",
    symptom=APPLY_FAILS.told(": ValidationError (ValidationException), or the desired capacity must be in between"),
    remedy="Set minSize, desiredCapacity and maxSize (minCapacity and maxCapacity) in ascending order.",
    source=f"{_AWS}/autoscaling/ec2/userguide/asg-capacity-limits.html",
)
_ports = partial(
    Fault,
    hop=Hop.NETWORK,
    symptom=APPLY_FAILS.told(": InvalidParameterValue, the range of ports is none"),
    remedy="Set fromPort to the first port and toPort to the last.",
)
_OF_GROUP = _ports(
    id="target-sources/ports-of-rule-reversed",
    title="The first port of a security group's rule is above its last",
    source=f"{_EC2}/API_IpPermission.html",
)
_OF_ACL = _ports(
    id="target-sources/ports-of-network-acl-reversed",
    title="The first port of a network ACL's rule is above its last",
    source=f"{_EC2}/API_PortRange.html",
)
# Of other protocols, the two numbers are a type and a code.
_WITH_PORTS = ("tcp", "udp", "6", "17")
_SIDES = ("ingress", "egress")


def _of_ports(family: str, protocol: str = "protocol", within: tuple[str, ...] = ()) -> Bound:
    return Bound(family, "fromPort", "toPort", within, ((protocol, _WITH_PORTS),))


ROWS = (
    Row(Bound("autoscaling.Group", "minSize", "maxSize"), _CAPACITY),
    Row(Bound("autoscaling.Group", "desiredCapacity", "maxSize", adjusted="desiredCapacity"), _CAPACITY),
    Row(Bound("autoscaling.Group", "minSize", "desiredCapacity", adjusted="desiredCapacity"), _CAPACITY),
    Row(Bound("appautoscaling.Target", "minCapacity", "maxCapacity"), _CAPACITY),
    Row(_of_ports("vpc.SecurityGroupIngressRule", "ipProtocol"), _OF_GROUP),
    Row(_of_ports("vpc.SecurityGroupEgressRule", "ipProtocol"), _OF_GROUP),
    Row(_of_ports("ec2.SecurityGroupRule"), _OF_GROUP),
    *(Row(_of_ports(family, within=_SIDES), _OF_GROUP) for family in ("ec2.SecurityGroup", "ec2.DefaultSecurityGroup")),
    Row(_of_ports("ec2.NetworkAclRule"), _OF_ACL),
    *(Row(_of_ports(family, within=_SIDES), _OF_ACL) for family in ("ec2.NetworkAcl", "ec2.DefaultNetworkAcl")),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for bound, fault in ROWS:
        for resource, low, high in bound.broken(model.stack):
            judge.report(fault, resource.urn, closed(f"{low.where} is {low}, {high.where} is {high}"))
