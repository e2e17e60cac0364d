"""Networks: VPCs, subnets, routes, ACLs, security groups, endpoints, and what has an interface in them.

Source: https://www.pulumi.com/registry/packages/aws-native/api-docs/ec2/
"""

from typing import Any

from ..unknown import UNKNOWN
from .kind import Bag, Kind, each, inside, listed, renamed

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
_TEMPLATE = {"launchTemplateId": "id", "launchTemplateName": "name"}


def _inline(rule: Bag) -> Bag:
    found = {_RULE.get(key, key): value for key, value in rule.items() if value is not None}
    for key in _LISTS:
        if key in found:
            found[key] = listed([found[key]] if found[key] is UNKNOWN else found[key])
    return found


def _group(bag: Bag) -> Bag:
    for key in ("ingress", "egress"):
        if key in bag:
            bag[key] = each(bag[key], _inline)
    bag.setdefault("egress", [_DEFAULT_EGRESS])
    return bag


def _acl_entry(bag: Bag) -> Bag:
    ports = bag.pop("portRange", None)
    if ports is not None:
        bag["fromPort"], bag["toPort"] = inside(ports, "from"), inside(ports, "to")
    return bag


def _instance(bag: Bag) -> Bag:
    if "launchTemplate" in bag:
        bag["launchTemplate"] = renamed(bag["launchTemplate"], _TEMPLATE)
    return bag


def _interface(bag: Bag) -> Bag:
    addresses: Any = bag.pop("privateIpAddresses", None)
    if addresses is not None:
        bag["privateIps"] = each(addresses, lambda item: item.get("privateIpAddress"))
    return bag


def _launch_template(bag: Bag) -> Bag:
    data = bag.pop("launchTemplateData", None)
    if data is UNKNOWN:
        return bag | dict.fromkeys(("vpcSecurityGroupIds", "networkInterfaces"), UNKNOWN)
    if isinstance(data, dict):
        bag |= {{"securityGroupIds": "vpcSecurityGroupIds"}.get(key, key): value for key, value in data.items()}
        if "networkInterfaces" in data:
            bag["networkInterfaces"] = renamed(data["networkInterfaces"], {"groups": "securityGroups"})
    return bag


def _plain(token: str, *, names: dict[str, str] | None = None, identity: str = "awsId") -> Kind:
    """A kind that differs in names only; `identity` is the output that holds its id."""
    return Kind(token, names or {}, {identity: "id"})


KINDS = {
    "ec2:Vpc": Kind(
        "aws:ec2/vpc:Vpc",
        {},
        {"vpcId": "id", "defaultSecurityGroup": "defaultSecurityGroupId", "defaultNetworkAcl": "defaultNetworkAclId"},
    ),
    "ec2:VpcCidrBlock": _plain("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"),
    "ec2:Subnet": _plain("aws:ec2/subnet:Subnet", identity="subnetId"),
    "ec2:SecurityGroup": Kind(
        "aws:ec2/securityGroup:SecurityGroup",
        {"securityGroupIngress": "ingress", "securityGroupEgress": "egress", "groupName": "name"},
        {"groupId": "id"},
        _group,
    ),
    "ec2:SecurityGroupIngress": _plain("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", names=_SEPARATE),
    "ec2:SecurityGroupEgress": _plain("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", names=_SEPARATE),
    "ec2:SecurityGroupVpcAssociation": _plain(
        "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation", names={"groupId": "securityGroupId"}
    ),
    "ec2:PrefixList": _plain("aws:ec2/managedPrefixList:ManagedPrefixList", identity="prefixListId"),
    "ec2:VpcEndpoint": _plain("aws:ec2/vpcEndpoint:VpcEndpoint", names={"policyDocument": "policy"}),
    "ec2:VpcEndpointService": _plain("aws:ec2/vpcEndpointService:VpcEndpointService", identity="serviceId"),
    "ec2:NetworkAcl": _plain("aws:ec2/networkAcl:NetworkAcl"),
    "ec2:NetworkAclEntry": Kind(
        "aws:ec2/networkAclRule:NetworkAclRule", {}, {"awsId": "id"}, _acl_entry, {"portRange": ("fromPort", "toPort")}
    ),
    "ec2:SubnetNetworkAclAssociation": _plain(
        "aws:ec2/networkAclAssociation:NetworkAclAssociation", identity="associationId"
    ),
    "ec2:RouteTable": _plain("aws:ec2/routeTable:RouteTable", identity="routeTableId"),
    "ec2:Route": _plain(
        "aws:ec2/route:Route", names={"egressOnlyInternetGatewayId": "egressOnlyGatewayId"}, identity="cidrBlock"
    ),
    "ec2:SubnetRouteTableAssociation": _plain("aws:ec2/routeTableAssociation:RouteTableAssociation"),
    "ec2:NatGateway": _plain("aws:ec2/natGateway:NatGateway", identity="natGatewayId"),
    "ec2:InternetGateway": _plain("aws:ec2/internetGateway:InternetGateway", identity="internetGatewayId"),
    "ec2:EgressOnlyInternetGateway": _plain("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"),
    "ec2:VpcGatewayAttachment": _plain(
        "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment", identity="attachmentType"
    ),
    "ec2:VpcPeeringConnection": _plain("aws:ec2/vpcPeeringConnection:VpcPeeringConnection"),
    "ec2:Instance": Kind(
        "aws:ec2/instance:Instance",
        {"securityGroupIds": "vpcSecurityGroupIds", "privateIpAddress": "privateIp"},
        {"instanceId": "id"},
        _instance,
    ),
    "ec2:NetworkInterface": Kind(
        "aws:ec2/networkInterface:NetworkInterface",
        {"groupSet": "securityGroups", "privateIpAddress": "privateIp"},
        {"awsId": "id", "primaryPrivateIpAddress": "privateIp"},
        _interface,
    ),
    "ec2:LaunchTemplate": Kind(
        "aws:ec2/launchTemplate:LaunchTemplate",
        {"launchTemplateName": "name"},
        {"launchTemplateId": "id"},
        _launch_template,
        {"launchTemplateData": ("vpcSecurityGroupIds", "networkInterfaces", "userData", "iamInstanceProfile")},
    ),
}
