"""Who may call a private API: the VPC endpoints that calls come through, and the addresses behind these.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..iam.request import FREE, ContextValue
from ..network.address import Network, Range
from ..network.network import VPCS, Networks
from ..network.security_group import Rule, SecurityGroup, SecurityGroups
from ..network.vpc_endpoint import ENDPOINT, VpcEndpoint, VpcEndpoints
from ..values.reference import NOTHING, Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN
from ..values.value import NOT_SET, known, not_known
from ..verdict import Verdict, closed, opened, unknown
from .api import Api

SERVICE: Final = "execute-api"
_HTTPS: Final = (443, 443)


@dataclass(frozen=True)
class Caller:
    """Where calls come from. `endpoint` is `None` for one that is outside the stack or that nobody names."""

    name: str
    endpoint: VpcEndpoint | None
    vpce: ContextValue
    vpc: ContextValue
    addresses: ContextValue = FREE

    @property
    def comes_in(self) -> bool:
        """Whether calls to APIs come this way, or may."""
        return self.endpoint is None or self.endpoint.service in (SERVICE, UNKNOWN)

    def is_one_of(self, resources: Iterable[Resource]) -> bool:
        """Whether the endpoint or its VPC is among those that a policy is made from."""
        endpoint = self.endpoint
        return endpoint is not None and any(each.urn in (endpoint.key, endpoint.vpc) for each in resources)

    @property
    def context(self) -> dict[str, ContextValue]:
        """The condition keys of a call that comes this way. An endpoint hides the address from `aws:SourceIp`."""
        return {
            "aws:sourcevpce": self.vpce,
            "aws:sourcevpc": self.vpc,
            "aws:vpcsourceip": self.addresses,
            "aws:sourceip": NOT_SET,
            "aws:securetransport": known("true"),
            "aws:principalisawsservice": known("false"),
            "aws:viaawsservice": known("false"),
        }


class Callers:
    """The callers of each private API and private domain name."""

    def __init__(self, stack: Stack, networks: Networks, groups: SecurityGroups, endpoints: VpcEndpoints) -> None:
        self.stack = stack
        self.networks = networks
        self.groups = groups
        self.endpoints = endpoints

    def associated(self, api: Api) -> Reference:
        """The endpoints that an API names in `vpcEndpointIds`, in its own properties or in its OpenAPI body."""
        if api.resource is None:
            return NOTHING
        key = "endpointConfiguration"
        named = self.stack.refer_value(api.resource, key, api.resource.block(key).get("vpcEndpointIds"), ENDPOINT)
        if not named.absent:
            return named
        for resource, document in api.documents:
            if document.vpc_endpoint_ids is not None:
                return self.stack.refer_value(resource, "body", document.vpc_endpoint_ids, ENDPOINT)
        return NOTHING

    def of_api(self, api: Api) -> list[Caller]:
        """Those whom an API names or, where it names none, all `execute-api` endpoints of the stack."""
        named = self.associated(api)
        if named.absent:
            return [self.through(endpoint) for endpoint in self.endpoints.of_service(SERVICE)] or [ANYBODY]
        return self.named_by(named)

    def named_by(self, reference: Reference) -> list[Caller]:
        """The callers behind the endpoints that a property names."""
        inside = [self.through(each) for each in self.endpoints.all if each.key in reference.keys]
        outside = [Caller(key, None, known(key), FREE) for key in reference.literals]
        return [*inside, *outside] or [ANYBODY]

    def through(self, endpoint: VpcEndpoint) -> Caller:
        """The caller behind an endpoint of the stack."""
        if endpoint.key not in self._through:
            vpc, vpce = self._vpc_id(endpoint), endpoint.resource.given_id("vpce-")
            self._through[endpoint.key] = Caller(endpoint.name, endpoint, vpce, vpc, self._addresses(endpoint))
        return self._through[endpoint.key]

    @cached_property
    def _through(self) -> dict[Key, Caller]:
        return {}

    def _vpc_id(self, endpoint: VpcEndpoint) -> ContextValue:
        if endpoint.vpc is None:
            return not_known(endpoint.name, "vpcId")
        owner = self.stack.by_urn.get(endpoint.vpc)
        return owner.given_id("vpc-") if owner else known(endpoint.vpc)

    # Security groups of an endpoint

    def admitted(self, endpoint: VpcEndpoint) -> Verdict:
        """Whether an endpoint's groups admit anybody at all on 443. Groups outside the stack are not judged."""
        members = [self.groups.get(key) for key in endpoint.groups.keys]
        if not members and self.stack.refer(endpoint.resource, "securityGroupIds", *VPCS).resources:
            return opened("the VPC's default group admits its members")
        if not members or any(member.resource is None for member in members):
            return unknown(endpoint.groups.where) if endpoint.groups.unknown else opened()
        answers = [self._group(endpoint, each) for each in (members if not endpoint.groups.decided else [members])]
        if endpoint.groups.unknown or len({answer.state for answer in answers}) > 1:
            return next((each for each in answers if each.open and endpoint.groups.certain), None) or unknown(
                endpoint.groups.where
            )
        return answers[0]

    def _group(self, endpoint: VpcEndpoint, groups: "SecurityGroup | list[SecurityGroup]") -> Verdict:
        members = groups if isinstance(groups, list) else [groups]
        names = ", ".join(member.name for member in members)
        rules = [(member, rule) for member in members for rule in member.rules if not rule.egress]
        fitting = [(member, rule) for member, rule in rules if _fits(endpoint, rule) is not False]
        for member, rule in fitting:
            if _fits(endpoint, rule) and rule.attached:
                return opened(f"{member.name} admits {rule}")
        if fitting:
            return unknown(f"{fitting[0][1].resource.name} (a rule for 443)")
        incomplete = next((member for member in members if not member.complete), None)
        if incomplete or self.groups.adrift:
            where = incomplete.where if incomplete else f"{self.groups.adrift[0].resource.name}.securityGroupId"
            return unknown(where)
        listing = [f"{member.name} has: {rule}" for member, rule in rules[:5]] or [f"{names} has no ingress rule"]
        culprit = next((member.resource for member in members if member.resource), None)
        return closed(
            f"{names} of {endpoint.name} admits nobody on tcp 443",
            *listing,
            culprit=culprit.urn if culprit and culprit.urn else None,
        )

    def _addresses(self, endpoint: VpcEndpoint) -> ContextValue:
        """The ranges that callers' addresses lie in, as far as the endpoint's groups tell."""
        members = [self.groups.get(key) for key in endpoint.groups.keys]
        if not members or not endpoint.groups.decided or self.groups.adrift or not _only_four(endpoint):
            return FREE
        found: list[Network] = []
        for member in members:
            if not member.complete:
                return FREE
            for rule in member.rules:
                ranges = self._sources(endpoint, rule)
                if ranges is None:
                    return FREE
                found += ranges
        return tuple(found) or FREE

    def _sources(self, endpoint: VpcEndpoint, rule: Rule) -> list[Network] | None:
        """The ranges that a rule admits on 443, `None` where they can not be told."""
        if rule.egress or rule.takes(_HTTPS) is False:
            return []
        if rule.itself is False and rule.groups.absent:
            return literal(rule.ranges)
        # Members of a group have addresses of its VPC.
        bounds = self.networks.bounds(endpoint.vpc)
        here = all(self.groups.get(key).vpc == endpoint.vpc for key in rule.groups.keys)
        ranges = literal(rule.ranges)
        return [*bounds, *ranges] if bounds and here and not rule.groups.unknown and ranges is not None else None


def literal(ranges: Iterable[Range]) -> list[Network] | None:
    """Ranges as networks, `None` where one of them is not known."""
    found = [each.network for each in ranges]
    known = [network for network in found if network is not None]
    return known if len(known) == len(found) else None


ANYBODY: Final = Caller("an endpoint that is not in this stack", None, FREE, FREE)


def _fits(endpoint: VpcEndpoint, rule: Rule) -> bool | None:
    """Whether a rule admits anybody on 443; an endpoint has IPv4 addresses unless it asks for others."""
    takes = rule.takes(_HTTPS)
    if takes is False:
        return False
    only_four = _only_four(endpoint)
    ranges = [each for each in rule.ranges if not (only_four and each.network and each.network.version == 6)]
    if not ranges and rule.groups.absent and rule.itself is False:
        return False
    return None if takes is None or rule.itself is None else True


def _only_four(endpoint: VpcEndpoint) -> bool:
    return endpoint.resource.raw_text("ipAddressType") in (None, "", "ipv4")
