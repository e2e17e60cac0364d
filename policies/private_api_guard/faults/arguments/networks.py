"""VPCs, subnets, gateways, network ACLs and peering.

Source: the API reference of each call, as the rows name it.
"""

from ...model.arguments import above, any_of, beyond, given, is_, names, unset
from ...model.families import ACLS, SUBNETS, VPCS
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_EC2 = "AWSEC2/latest/APIReference"
_ENTRY = "ec2.NetworkAclRule"
_WITH_PORTS = is_("protocol", "tcp", "udp", "6", "17")
_REVERSED = refusal(
    "target-sources/ports-of-network-acl-reversed", Hop.NETWORK,
    "The first port of a network ACL's rule is above its last",
    "InvalidParameterValue, the range of ports is none",
    "Set fromPort to the first port and toPort to the last.",
    f"{_EC2}/API_PortRange.html",
)  # fmt: skip
_NUMBER = refusal(
    "target-sources/network-acl-number-out-of-range", Hop.NETWORK,
    "A rule of a network ACL has a number that AWS keeps for itself, or none at all",
    "InvalidParameterValue, the rule number must be between 1 and 32766",
    "Number rules from 1 to 32766.",
    f"{_EC2}/API_CreateNetworkAclEntry.html",
)  # fmt: skip
_NAT = f"{_EC2}/API_CreateNatGateway.html"

ROWS = (
    Row(
        VPCS[0], unset("cidrBlock", "ipv4IpamPoolId"),
        refusal(
            "targets/vpc-without-range", Hop.NETWORK,
            "The VPC has no range of addresses",
            "MissingParameter, either cidrBlock or ipv4IpamPoolId must be provided",
            "Set cidrBlock.",
            f"{_EC2}/API_CreateVpc.html",
        ),
    ),
    Row(
        SUBNETS[0], unset("cidrBlock", "ipv6CidrBlock", "ipv4IpamPoolId", "ipv6IpamPoolId"),
        refusal(
            "targets/subnet-without-range", Hop.NETWORK,
            "The subnet has no range of addresses",
            "MissingParameter, either cidrBlock or ipv6CidrBlock must be provided",
            "Set cidrBlock.",
            f"{_EC2}/API_CreateSubnet.html",
        ),
    ),
    Row(
        "ec2.NatGateway", unset("subnetId", "vpcId"),
        refusal(
            "targets/nat-gateway-without-subnet", Hop.NETWORK,
            "The NAT gateway is in no subnet",
            "MissingParameter, the request must contain the parameter SubnetId",
            "Set subnetId to a public subnet.",
            _NAT,
        ),
    ),
    Row(
        "ec2.NatGateway", is_("connectivityType", None, "public") & unset("allocationId", "vpcId"),
        refusal(
            "targets/nat-gateway-without-address", Hop.NETWORK,
            "The public NAT gateway has no address",
            "MissingParameter, the request must contain the parameter AllocationId",
            "Set allocationId to the id of an aws:ec2/eip:Eip, or connectivityType to private.",
            _NAT,
        ),
    ),
    Row(
        "ec2.NatGateway",
        is_("connectivityType", "private") & (given("allocationId") | names("allocationId", "ec2.Eip")),
        refusal(
            "targets/nat-gateway-with-address", Hop.NETWORK,
            "The private NAT gateway is to have a public address",
            "InvalidParameter, AllocationId is supported only when ConnectivityType is public",
            "Leave out allocationId, or set connectivityType to public.",
            _NAT,
        ),
    ),
    Row(
        "ec2.VpcPeeringConnection", given("peerRegion") & given("autoAccept"),
        refusal(
            "targets/peering-accepted-elsewhere", Hop.NETWORK,
            "A peering connection with another Region is to accept itself",
            "the provider says that peer_region cannot be set while auto_accept is true when creating a VPC peering"
            " connection",
            "Leave out autoAccept, and accept it by a VpcPeeringConnectionAccepter of the other Region.",
            "vpc/latest/peering/accept-vpc-peering-connection.html",
        ),
    ),
    Row(_ENTRY, _WITH_PORTS & above("fromPort", "toPort"), _REVERSED),
    *(
        Row(family, any_of(side, _WITH_PORTS & above("fromPort", "toPort")), _REVERSED)
        for family in ACLS
        for side in ("ingress", "egress")
    ),
    Row(_ENTRY, beyond("ruleNumber", 1, 32_766), _NUMBER),
    *(
        Row(family, any_of(side, beyond("ruleNo", 1, 32_766)), _NUMBER)
        for family in ACLS
        for side in ("ingress", "egress")
    ),
)  # fmt: skip
