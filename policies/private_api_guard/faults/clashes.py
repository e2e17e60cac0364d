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


_OF_PRIVATE = (("endpointConfiguration.types", ("PRIVATE",)), ("endpointConfiguration.ipAddressType", ("ipv4",)))

ROWS = (
    Row(Clash("apigateway.RestApi", _OF_PRIVATE), _PRIVATE),
    Row(Clash("apigateway.DomainName", _OF_PRIVATE), _PRIVATE),
    _endpoint("ipv4", "ipv6"),
    _endpoint("ipv6", "ipv4"),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for clash, fault in ROWS:
        for resource in clash.found(model.stack):
            told = " and ".join(f"{key} {values[0]}" for key, values in clash.where)
            judge.report(fault, resource.urn, closed(f"{resource.name} has {told}"))
