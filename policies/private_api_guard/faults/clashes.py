"""Values that AWS does not take together: the apply fails half-way.

Source: the guide to each, as the rows name it.
"""

from typing import NamedTuple

from ..model.clash import Clash
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_AWS = "https://docs.aws.amazon.com"


class Row(NamedTuple):
    """A clash, and the fault of having it."""

    clash: Clash
    fault: Fault


_PRIVATE = Fault(
    id="endpoint-access/private-api-of-ipv4",
    hop=Hop.ENDPOINT,
    title="The private API, or its private name, is to take IPv4 only, and what is private takes both",
    symptom=APPLY_FAILS.told(": BadRequestException"),
    remedy="Leave out ipAddressType, or set it to dualstack: callers by IPv4 alone are served all the same.",
    source=f"{_AWS}/apigateway/latest/api/API_EndpointConfiguration.html",
)
_RECORDS = Fault(
    id="endpoint-access/dns-records-without-address",
    hop=Hop.ENDPOINT,
    title="The interface endpoint is to have DNS records of an IP version of which it has no address",
    symptom=APPLY_FAILS.told(": InvalidParameter"),
    remedy="Set ipAddressType to dualstack, or dnsOptions.dnsRecordIpType to the same as ipAddressType.",
    source=f"{_AWS}/vpc/latest/privatelink/privatelink-access-aws-services.html",
)


def _endpoint(addresses: str, records: str) -> Row:
    where = (("ipAddressType", (addresses,)), ("dnsOptions.dnsRecordIpType", (records, "dualstack")))
    return Row(Clash("ec2.VpcEndpoint", where), _RECORDS)


_KIND = Fault(
    id="targets/endpoint-of-other-type",
    hop=Hop.NETWORK,
    title="The VPC endpoint has what endpoints of its type do not have",
    symptom=APPLY_FAILS.told(
        ": InvalidParameter, subnet IDs are only supported for interface endpoints, route table IDs for gateway ones"
    ),
    remedy="Give a gateway endpoint routeTableIds, and an interface endpoint subnetIds and securityGroupIds.",
    source=f"{_AWS}/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html",
)
_TEMPLATE = Fault(
    id="targets/launch-template-with-groups-twice",
    hop=Hop.TARGET,
    title="The launch template has network interfaces, and security groups beside them",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterCombination (ValidationError), network interfaces and instance-level security groups may not"
        " be specified on the same request"
    ),
    remedy="Name the security groups in securityGroups of the network interfaces alone.",
    source=f"{_AWS}/autoscaling/ec2/userguide/create-launch-template.html",
)
_PLACED = Fault(
    id="targets/launch-type-beside-strategy",
    hop=Hop.TARGET,
    title="The service has a launch type and a capacity provider strategy",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterException, specifying both a launch type and capacity provider strategy is not supported"
    ),
    remedy="Leave out launchType.",
    source=f"{_AWS}/AmazonECS/latest/APIReference/API_CreateService.html",
)
_LINKED = Fault(
    id="integration/link-of-aws-integration",
    hop=Hop.INTEGRATION,
    title="An integration of type AWS or AWS_PROXY goes through a VPC link, which only HTTP integrations do",
    symptom=APPLY_FAILS.told(": BadRequestException"),
    remedy="Set type to HTTP_PROXY, or leave out connectionType and connectionId for a function.",
    source=f"{_AWS}/apigateway/latest/developerguide/set-up-private-integration.html",
)
_FUNCTIONS = (("connectionType", ("VPC_LINK",)), ("type", ("AWS", "AWS_PROXY")))


def _of_type(*kinds: str | None, given: str) -> Row:
    return Row(Clash("ec2.VpcEndpoint", (("vpcEndpointType", kinds),), (given,)), _KIND)


_OF_PRIVATE = (("endpointConfiguration.types", ("PRIVATE",)), ("endpointConfiguration.ipAddressType", ("ipv4",)))

ROWS = (
    Row(Clash("apigateway.RestApi", _OF_PRIVATE), _PRIVATE),
    Row(Clash("apigateway.DomainName", _OF_PRIVATE), _PRIVATE),
    _endpoint("ipv4", "ipv6"),
    _endpoint("ipv6", "ipv4"),
    _of_type("Gateway", None, given="subnetIds"),
    _of_type("Gateway", None, given="securityGroupIds"),
    _of_type("Interface", given="routeTableIds"),
    Row(Clash("ec2.LaunchTemplate", given=("networkInterfaces", "vpcSecurityGroupIds")), _TEMPLATE),
    Row(Clash("ecs.Service", given=("launchType", "capacityProviderStrategies")), _PLACED),
    Row(Clash("apigateway.Integration", _FUNCTIONS), _LINKED),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for clash, fault in ROWS:
        for resource in clash.found(model.stack):
            told = [*(f"{key} {values[0]}" for key, values in clash.where), *clash.given]
            judge.report(fault, resource.urn, closed(f"{resource.name} has {' and '.join(told)}"))
