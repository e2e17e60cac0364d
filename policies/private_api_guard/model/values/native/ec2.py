"""Networks: VPCs, subnets, routes, ACLs, security groups, endpoints, and what has an interface in them.

Source: https://www.pulumi.com/registry/packages/aws-native/api-docs/ec2/
"""

from typing import Any

from ..unknown import UNKNOWN
from .kind import LAUNCH_TEMPLATE, Bag, Kind, each, inside, listed, present, renamed, renaming

_RULE = {
    "ipProtocol": "protocol", "cidrIp": "cidrBlocks", "cidrIpv6": "ipv6CidrBlocks",
    "sourcePrefixListId": "prefixListIds", "destinationPrefixListId": "prefixListIds",
    "sourceSecurityGroupId": "securityGroups", "destinationSecurityGroupId": "securityGroups",
}  # fmt: skip
_LISTS = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups")
# AWS gives a group that names no egress this rule; pulumi-aws takes it away, aws-native does not.
_DEFAULT_EGRESS = {
    "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"], "ipv6CidrBlocks": ["::/0"],
}  # fmt: skip
_SEPARATE = {
    "groupId": "securityGroupId", "cidrIp": "cidrIpv4",
    "sourcePrefixListId": "prefixListId", "destinationPrefixListId": "prefixListId",
    "sourceSecurityGroupId": "referencedSecurityGroupId", "destinationSecurityGroupId": "referencedSecurityGroupId",
}  # fmt: skip


def _inline(rule: Bag) -> Bag:
    found = renamed(present(rule), _RULE)
    for key in _LISTS:
        if key in found:
            found[key] = listed([found[key]] if found[key] is UNKNOWN else found[key])
    return found


def _group(bag: Bag) -> Bag:
    return {"egress": [_DEFAULT_EGRESS]} | bag


def _acl_entry(bag: Bag) -> Bag:
    ports = bag.pop("portRange", None)
    if ports is not None:
        bag["fromPort"], bag["toPort"] = inside(ports, "from"), inside(ports, "to")
    return bag


def _interface(bag: Bag) -> Bag:
    addresses: Any = bag.pop("privateIpAddresses", None)
    if addresses is not None:
        bag["privateIps"] = each(addresses, lambda item: item.get("privateIpAddress"))
    return bag


# What a template says of its instances, all of it inside one property.
_DATA = (
    "vpcSecurityGroupIds", "networkInterfaces", "userData", "iamInstanceProfile", "imageId", "instanceType",
    "instanceRequirements",
)  # fmt: skip


def _launch_template(bag: Bag) -> Bag:
    data = bag.pop("launchTemplateData", None)
    if data is UNKNOWN:
        return bag | dict.fromkeys(_DATA, UNKNOWN)
    if isinstance(data, dict):
        bag |= renamed(data, {"securityGroupIds": "vpcSecurityGroupIds"})
        if "networkInterfaces" in data:
            bag["networkInterfaces"] = each(data["networkInterfaces"], renaming({"groups": "securityGroups"}))
    return bag


def _plain(token: str, *, names: dict[str, str] | None = None, identity: str = "awsId") -> Kind:
    """A kind that differs in names only; `identity` is the output that holds its id."""
    return Kind(token, names or {}, {identity: "id"})


KINDS = {
    "ec2:Vpc": Kind(
        "ec2.Vpc",
        {},
        {"vpcId": "id", "defaultSecurityGroup": "defaultSecurityGroupId", "defaultNetworkAcl": "defaultNetworkAclId"},
    ),
    "ec2:VpcCidrBlock": _plain("ec2.VpcIpv4CidrBlockAssociation"),
    "ec2:Subnet": _plain("ec2.Subnet", identity="subnetId"),
    "ec2:SecurityGroup": Kind(
        "ec2.SecurityGroup",
        {"securityGroupIngress": "ingress", "securityGroupEgress": "egress", "groupName": "name"},
        {"groupId": "id"},
        _group,
        inner={"ingress": _inline, "egress": _inline},
    ),
    "ec2:SecurityGroupIngress": _plain("vpc.SecurityGroupIngressRule", names=_SEPARATE),
    "ec2:SecurityGroupEgress": _plain("vpc.SecurityGroupEgressRule", names=_SEPARATE),
    "ec2:SecurityGroupVpcAssociation": _plain("vpc.SecurityGroupVpcAssociation", names={"groupId": "securityGroupId"}),
    "ec2:PrefixList": _plain("ec2.ManagedPrefixList", identity="prefixListId"),
    "ec2:VpcEndpoint": _plain("ec2.VpcEndpoint", names={"policyDocument": "policy"}),
    "ec2:VpcEndpointService": _plain("ec2.VpcEndpointService", identity="serviceId"),
    "ec2:NetworkAcl": _plain("ec2.NetworkAcl"),
    "ec2:NetworkAclEntry": Kind(
        "ec2.NetworkAclRule", {}, {"awsId": "id"}, _acl_entry, {"portRange": ("fromPort", "toPort")}
    ),
    "ec2:SubnetNetworkAclAssociation": _plain("ec2.NetworkAclAssociation", identity="associationId"),
    "ec2:RouteTable": _plain("ec2.RouteTable", identity="routeTableId"),
    "ec2:Route": _plain(
        "ec2.Route", names={"egressOnlyInternetGatewayId": "egressOnlyGatewayId"}, identity="cidrBlock"
    ),
    "ec2:SubnetRouteTableAssociation": _plain("ec2.RouteTableAssociation"),
    "ec2:NatGateway": _plain("ec2.NatGateway", identity="natGatewayId"),
    "ec2:InternetGateway": _plain("ec2.InternetGateway", identity="internetGatewayId"),
    "ec2:EgressOnlyInternetGateway": _plain("ec2.EgressOnlyInternetGateway"),
    "ec2:VpcGatewayAttachment": _plain("ec2.InternetGatewayAttachment", identity="attachmentType"),
    "ec2:VpcPeeringConnection": _plain("ec2.VpcPeeringConnection"),
    "ec2:Instance": Kind(
        "ec2.Instance",
        {"securityGroupIds": "vpcSecurityGroupIds", "privateIpAddress": "privateIp"},
        {"instanceId": "id"},
        inner=LAUNCH_TEMPLATE,
    ),
    "ec2:NetworkInterface": Kind(
        "ec2.NetworkInterface",
        {"groupSet": "securityGroups", "privateIpAddress": "privateIp"},
        {"awsId": "id", "primaryPrivateIpAddress": "privateIp"},
        _interface,
    ),
    "ec2:LaunchTemplate": Kind(
        "ec2.LaunchTemplate",
        {"launchTemplateName": "name"},
        {"launchTemplateId": "id"},
        _launch_template,
        {"launchTemplateData": _DATA},
    ),
}
