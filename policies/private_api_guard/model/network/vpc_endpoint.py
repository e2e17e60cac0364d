"""VPC endpoints: interface endpoints of AWS services, and gateway endpoints on route tables.

Source: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
"""

from dataclasses import dataclass
from functools import cached_property

from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN
from ..values.values import Flag, Text
from .network import SUBNETS, VPCS, Networks
from .security_group import GROUPS, SecurityGroups

ENDPOINT = "ec2.VpcEndpoint"


@dataclass(frozen=True)
class VpcEndpoint:
    """A VPC endpoint. `service` is the last part of its service's name (`execute-api`, `ecr.dkr`)."""

    key: Key
    resource: Resource
    service: Text
    interface: bool
    vpc: Key | None
    subnets: Reference
    groups: Reference
    private_dns: Flag

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name


class VpcEndpoints:
    """All VPC endpoints that the stack makes."""

    def __init__(self, stack: Stack, networks: Networks, groups: SecurityGroups) -> None:
        self.stack = stack
        self.networks = networks
        self.groups = groups

    @cached_property
    def all(self) -> list[VpcEndpoint]:
        """Endpoints in order of URN."""
        return [self._endpoint(resource) for resource in self.stack.of(ENDPOINT)]

    def of_service(self, service: str, vpc: Key | None = None) -> list[VpcEndpoint]:
        """Endpoints of a service, of one VPC if it is given."""
        return [each for each in self.all if each.service == service and vpc in (None, each.vpc)]

    def _endpoint(self, resource: Resource) -> VpcEndpoint:
        vpc = self.stack.refer(resource, "vpcId", *VPCS).key
        kind = resource.raw_text("vpcEndpointType")
        # Only interface endpoints stand in subnets.
        inside = any(resource.get(key) is not None for key in ("subnetIds", "subnetConfigurations"))
        interface = inside if kind is UNKNOWN else isinstance(kind, str) and kind.lower() == "interface"
        groups = self._with_associations(resource, self.stack.refer(resource, "securityGroupIds", *GROUPS))
        if groups.absent and interface:
            groups = self.groups.default(vpc)
        return VpcEndpoint(
            resource.urn,
            resource,
            service_of(resource),
            interface,
            vpc,
            self._subnets(resource),
            groups,
            self._dns(resource),
        )

    def _dns(self, resource: Resource) -> Flag:
        for switch in self.stack.of("vpc.EndpointPrivateDns"):
            if self.stack.refer(switch, "vpcEndpointId", ENDPOINT).may_mean(resource.urn):
                return switch.raw_flag("privateDnsEnabled")
        flag = resource.raw_flag("privateDnsEnabled")
        return bool(flag) if flag is not UNKNOWN else UNKNOWN

    def _subnets(self, resource: Resource) -> Reference:
        listed = self.stack.refer(resource, "subnetIds", *SUBNETS)
        more = [
            subnet
            for association in self.stack.of("ec2.VpcEndpointSubnetAssociation")
            if self.stack.refer(association, "vpcEndpointId", ENDPOINT).may_mean(resource.urn)
            for subnet in self.stack.refer(association, "subnetId", *SUBNETS)
        ]
        blocks = resource.raw_blocks("subnetConfigurations")
        if listed.absent and blocks and blocks is not UNKNOWN:
            values = [block.get("subnetId") for block in blocks]
            listed = self.stack.refer_value(resource, "subnetConfigurations", values, *SUBNETS)
        both = dict.fromkeys((*listed.resources, *more))
        return Reference(tuple(both), listed.literals, listed.certain, listed.unknown, listed.where)

    def _with_associations(self, resource: Resource, groups: Reference) -> Reference:
        """Groups that association resources add, or put in the place of the default group."""
        more = [
            group
            for association in self.stack.of("ec2.SecurityGroupAssociation")
            if self.stack.refer(association, "vpcEndpointId", ENDPOINT).may_mean(resource.urn)
            for group in self.stack.refer(association, "securityGroupId", *GROUPS)
        ]
        both = dict.fromkeys((*groups.resources, *more))
        return Reference(tuple(both), groups.literals, groups.certain, groups.unknown, groups.where)


def service_of(resource: Resource) -> Text:
    """The last part of an endpoint's service: `com.amazonaws.eu-west-1.ecr.dkr` is `ecr.dkr`."""
    name = resource.raw_text("serviceName")
    if not isinstance(name, str):
        return UNKNOWN if name is UNKNOWN else None
    if name.startswith("cn.com.amazonaws."):
        name = name.removeprefix("cn.")
    parts = name.split(".")
    return ".".join(parts[3:]) if name.startswith("com.amazonaws.") and len(parts) > 3 else name
