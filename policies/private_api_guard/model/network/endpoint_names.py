"""Whether the names of an AWS service lead to a VPC endpoint: by its private DNS, or by a private zone of the name.

Sources: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html and
https://docs.aws.amazon.com/whitepapers/latest/building-scalable-secure-multi-vpc-network-infrastructure/centralized-access-to-vpc-private-endpoints.html
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from ..families import ENDPOINT, VPCS
from ..values import Key, Reader, Reference, Resource, grouped
from ..verdict import Verdict, every, some, unknown
from .vpc_endpoint import VpcEndpoint

_ZONE: Final = "route53.Zone"
# What a record answers with.
_ANSWERS: Final = ("aliases", "records")


class EndpointNames(Reader):
    """The private zones of a stack in which records lead to VPC endpoints."""

    def lead_to(self, endpoint: VpcEndpoint) -> Verdict:
        """Whether its service's names lead to an endpoint in its VPC. Of a VPC outside, others may have the zone."""
        if not endpoint.private_dns.closed:
            return endpoint.private_dns
        zones = [self._answers(record, endpoint) for record in self._leading.get(endpoint.key, ())]
        if endpoint.vpc is None or endpoint.vpc not in self._stack.by_urn:
            zones.append(unknown(f"the private zones of the VPC of {endpoint.name}"))
        zones += self._elsewhere(endpoint)
        return some([*zones, endpoint.private_dns])

    @cached_property
    def _leading(self) -> dict[Key, tuple[Resource, ...]]:
        """Records by the endpoints to which they lead."""
        return grouped(
            (source.urn, record)
            for record in self._stack.of("route53.Record")
            for source in dict.fromkeys(
                source for key in _ANSWERS for source in self._stack.made_from(record, key, ENDPOINT)
            )
        )

    def _answers(self, record: Resource, endpoint: VpcEndpoint) -> Verdict:
        """Whether a record that leads to an endpoint is one of the service's names, in a zone of the VPC."""
        zone = self._stack.refer(record, "zoneId", _ZONE)
        if zone.one is None:
            return unknown(zone.where)
        name = zone.one.text("name").map(lambda text: text.lower().rstrip("."))
        named = name.holds(lambda text: _is_part(text, endpoint.service.known or ""))
        line = f"{record.name} of {zone.one.name} leads to {endpoint.name}"
        answer = every([named, self._serves(zone.one, endpoint)])
        return answer.because(line) if answer.open else answer

    def _serves(self, zone: Resource, endpoint: VpcEndpoint) -> Verdict:
        """Whether a zone answers in the VPC of an endpoint."""
        blocks = zone.blocks("vpcs")
        ids = blocks.map(lambda listed: tuple(each.text("vpcId") for each in listed))
        inside = self._stack.refer_value(zone, "vpcs", ids, *VPCS)
        meant = [inside, *(vpc for vpc, named in self._associations if named.may_mean(zone.urn))]
        return some(each.meaning(endpoint.vpc or "") for each in meant)

    def _elsewhere(self, endpoint: VpcEndpoint) -> Iterator[Verdict]:
        """Zones of others that answer in the VPC of an endpoint: what they hold is not known."""
        for vpc, zones in self._associations:
            if (zones.literals or zones.unknown) and vpc.may_mean(endpoint.vpc or ""):
                yield unknown(zones.where or f"the zone of {endpoint.name}")

    @cached_property
    def _associations(self) -> tuple[tuple[Reference, Reference], ...]:
        """The VPCs that are associated with zones, each with the zones."""
        return tuple(
            (self._stack.refer(each, "vpcId", *VPCS), zones)
            for each, zones in self._stack.referring("route53.ZoneAssociation", "zoneId", _ZONE)
        )


def _is_part(zone: str, service: str) -> bool:
    """Whether a zone holds names of a service: `dkr.ecr.eu-west-1.amazonaws.com` those of `ecr.dkr`."""
    name = zone.removesuffix(".cn").removesuffix(".amazonaws.com") if ".amazonaws.com" in zone else zone
    wanted, found = [*reversed(service.split("."))], name.split(".")
    # A zone of a single label is one of all names in a Region.
    held = len(found) == 1 or any(found[place : place + len(wanted)] == wanted for place in range(len(found)))
    return held and name != zone
