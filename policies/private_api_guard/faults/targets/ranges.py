"""Does AWS take the ranges of VPCs and subnets, and the zones?

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html and
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
"""

from functools import partial

from ...model.hop import Hop
from ...model.model import Model
from ...model.network import ranges
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

_fault = partial(Fault, hop=Hop.NETWORK, source="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html")
OVERLAP = _fault(
    id="targets/subnets-overlap",
    title="Two subnets of a VPC have addresses in common",
    symptom=APPLY_FAILS.told(": InvalidSubnet.Conflict, the CIDR conflicts with another subnet"),
    remedy="Give each subnet a range of its own.",
    not_modelled="subnets of the VPC that the stack does not make",
)
REFUSED = _fault(
    id="targets/subnet-range-refused",
    title="The subnet has a range that its VPC has not, or one that is smaller than /28",
    symptom=APPLY_FAILS.told(": InvalidSubnet.Range, the CIDR is invalid"),
    remedy="Take a range within one of the VPC's, or give the VPC one more"
    " (aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation).",
    not_modelled="ranges that others gave the VPC, but for those of subnets that are there",
)
PEERED = _fault(
    id="targets/peered-vpcs-overlap",
    title="Two VPCs that are to be peered have addresses in common",
    symptom=APPLY_FAILS.told(": the connection ends in the state failed, for overlapping CIDR blocks"),
    remedy="Give each VPC ranges of its own, or join them in another way (a VPC endpoint service).",
    source="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    not_modelled="VPCs outside the stack",
)
ZONE = _fault(
    id="targets/zone-of-other-region",
    title="The subnet names an availability zone of another Region",
    symptom=APPLY_FAILS.told(": InvalidParameterValue, value for parameter availabilityZone is invalid"),
    remedy="Name a zone of the Region, such as the Region's name with an a; or take the zones that a look-up gives.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every subnet and every peering connection."""
    for (subnet, network), (other, there) in ranges.overlapping(model.networks):
        told = f"{subnet.name} has {network}, {other.name} {there}"
        judge.report(OVERLAP, subnet.key, closed(told), subjects=[other.key])
    for subnet in model.networks.subnets.values():
        judge.report(REFUSED, subnet.key, ranges.fits(model.networks, subnet))
        judge.report(ZONE, subnet.key, subnet.zone_in_region)
    for connection in model.networks.peering_connections:
        judge.report(PEERED, connection.urn, ranges.peerable(model.networks, connection))
