"""VPC endpoints: interface endpoints of AWS services, gateway endpoints on route tables, and services (PrivateLink).

Sources: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html and
https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
"""

from dataclasses import dataclass
from functools import cached_property

from ..families import ENDPOINT, GROUPS, SUBNETS, VPCS
from ..values import Entity, Key, Reader, Reference, Resource, Stack, Value, grouped
from ..verdict import Verdict, agreed, opened


@dataclass(frozen=True)
class VpcEndpoint(Entity):
    """A VPC endpoint. `service` is the last part of its service's name (`execute-api`, `ecr.dkr`).

    `region` is the one whose service it leads to, absent where its name tells none.
    `interface` says whether it is one with network interfaces, `private_dns` whether it is asked to answer its
    service's own names, `ipv6` whether it may have addresses of that version.
    """

    service: Value[str]
    region: Value[str]
    kind: Value[str]
    interface: Verdict
    vpc: Key | None
    subnets: Reference
    groups: Reference
    private_dns: Verdict
    ipv6: bool

    @property
    def asks_ipv6(self) -> Verdict:
        """Whether it is known to have addresses of that version."""
        return self.resource.text("ipAddressType").is_("dualstack", "ipv6")


class VpcEndpoints(Reader):
    """All VPC endpoints that the stack makes."""

    @cached_property
    def all(self) -> tuple[VpcEndpoint, ...]:
        """Endpoints in order of URN."""
        return tuple(self._endpoint(resource) for resource in self._stack.of(ENDPOINT))

    def of_service(self, service: str, vpc: Key | None = None) -> list[VpcEndpoint]:
        """Endpoints of a service, of one VPC if it is given."""
        return [each for each in self.all if each.service.known == service and vpc in (None, each.vpc)]

    def _endpoint(self, resource: Resource) -> VpcEndpoint:
        vpc = self._stack.refer(resource, "vpcId", *VPCS).key
        interface = self._interface(resource)
        by, named = "ec2.SecurityGroupAssociation", ("vpcEndpointId", ENDPOINT)
        groups = self._stack.refer(resource, "securityGroupIds", *GROUPS)
        groups = groups.extended(self._stack.associated(resource, "securityGroupId", *GROUPS, by=by, named=named))
        if groups.absent and interface.open:
            groups = self._stack.default_group(vpc)
        by = "ec2.VpcEndpointSubnetAssociation"
        more = self._stack.associated(resource, "subnetId", *SUBNETS, by=by, named=named)
        return VpcEndpoint(
            resource,
            resource.text("serviceName").map(_service),
            resource.text("serviceName").map(_region).unless(""),
            resource.text("vpcEndpointType"),
            interface,
            vpc,
            self._subnets(resource).extended(more),
            groups,
            self._private_dns(resource),
            not resource.text("ipAddressType").or_else("ipv4").is_("ipv4", "").open,
        )

    def _interface(self, resource: Resource) -> Verdict:
        """Whether it has network interfaces: the provider takes Gateway where no type is set."""
        kind = resource.text("vpcEndpointType")
        placed = [key for key in ("subnetIds", "subnetConfigurations") if not resource.value(key).absent]
        if kind.unknown and placed:
            return opened(f"{resource.name} has {placed[0]}, which only interface endpoints have")
        return kind.or_else("Gateway").holds(lambda name: name.lower() == "interface")

    def _private_dns(self, resource: Resource) -> Verdict:
        """By its own property, or by a resource of its own that sets it."""
        answers = [resource.flag("privateDnsEnabled").or_else(False).is_(True)]
        for switch in self._stack.of("vpc.EndpointPrivateDns"):
            meant = self._stack.refer(switch, "vpcEndpointId", ENDPOINT).meaning(resource.urn)
            if meant.open:
                return switch.flag("privateDnsEnabled").is_(True)
            if meant.unknown:
                answers.append(switch.flag("privateDnsEnabled").is_(True))
        return agreed(answers, f"{resource.name}.privateDnsEnabled")

    def _subnets(self, resource: Resource) -> Reference:
        listed = self._stack.refer(resource, "subnetIds", *SUBNETS)
        blocks = resource.blocks("subnetConfigurations").known
        if not listed.absent or not blocks:
            return listed
        values = [block.value("subnetId") for block in blocks]
        return self._stack.refer_value(resource, "subnetConfigurations", values, *SUBNETS)


def _service(name: str) -> str:
    """A service's name without partition and Region: `ecr.api` for `com.amazonaws.eu-west-1.ecr.api`."""
    return name.split(".amazonaws.", 1)[1].partition(".")[2] if ".amazonaws." in name else name


def _region(name: str) -> str:
    """The Region in a service's name."""
    return name.split(".amazonaws.", 1)[1].partition(".")[0] if ".amazonaws." in name else ""


def endpoint_services(stack: Stack) -> dict[Key, tuple[Resource, ...]]:
    """The endpoint services of a stack by the load balancers that they name for certain."""
    named = stack.referring("ec2.VpcEndpointService", "networkLoadBalancerArns", "lb.LoadBalancer")
    return grouped((key, service) for service, balancers in named if balancers.decided for key in balancers.keys)
