"""Who may call a private API: the VPC endpoints that calls come through, and the addresses behind these.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import ENDPOINT
from ..iam.request import FREE, ContextValue
from ..network.security_group import SecurityGroups
from ..network.vpc_endpoint import VpcEndpoint, VpcEndpoints
from ..values import NOT_SET, NOTHING, Key, Reference, Resource, Stack, known, not_known
from ..verdict import Verdict, closed, opened
from .api import Api

SERVICE: Final = "execute-api"
_HTTPS: Final = (443, 443)


@dataclass(frozen=True)
class Caller:
    """Where calls come from. `endpoint` is `None` for one that is outside the stack or that nobody names.

    `public` says that they come from the internet, through no endpoint at all.
    """

    name: str
    endpoint: VpcEndpoint | None
    vpce: ContextValue
    vpc: ContextValue
    addresses: ContextValue = FREE
    public: bool = False

    @property
    def comes_in(self) -> bool:
        """Whether calls to APIs come this way, or may."""
        return self.endpoint is None or self.endpoint.service.may_be(SERVICE)

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
            "aws:sourceip": FREE if self.public else NOT_SET,
            "aws:securetransport": known("true"),
            "aws:principalisawsservice": known("false"),
            "aws:viaawsservice": known("false"),
            # What AWS's services alone have, calling for somebody.
            **dict.fromkeys(("aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"), NOT_SET),
        }


class Callers:
    """The callers of each private API and private domain name."""

    def __init__(self, stack: Stack, groups: SecurityGroups, endpoints: VpcEndpoints) -> None:
        self._stack = stack
        self._groups = groups
        self._endpoints = endpoints

    def associated(self, api: Api) -> Reference:
        """The endpoints that an API names in `vpcEndpointIds`, in its own properties or in its OpenAPI body."""
        if api.resource is None:
            return NOTHING
        named = self._stack.refer_value(api.resource, "endpointConfiguration", api.vpc_endpoint_ids, ENDPOINT)
        if not named.absent:
            return named
        for resource, document in api.documents:
            if document.vpc_endpoint_ids is not None:
                return self._stack.refer_value(resource, "body", document.vpc_endpoint_ids, ENDPOINT)
        return NOTHING

    def of_api(self, api: Api) -> list[Caller]:
        """Those whom an API names or, where it names none, all `execute-api` endpoints of the stack."""
        named = self.associated(api)
        if named.absent:
            return [self._behind[each.key] for each in self._endpoints.of_service(SERVICE)] or [ANYBODY]
        return self.named_by(named)

    def named_by(self, reference: Reference) -> list[Caller]:
        """The callers behind the endpoints that a property names."""
        inside = [caller for key, caller in self._behind.items() if key in reference.keys]
        outside = [Caller(key, None, known(key), FREE) for key in reference.literals]
        return [*inside, *outside] or [ANYBODY]

    @cached_property
    def _behind(self) -> dict[Key, Caller]:
        """The caller behind each endpoint of the stack, in order of URN."""
        return {
            each.key: Caller(
                each.name, each, each.resource.given_id("vpce-"), self._vpc_id(each), self._addresses(each)
            )
            for each in self._endpoints.all
        }

    def _vpc_id(self, endpoint: VpcEndpoint) -> ContextValue:
        if endpoint.vpc is None:
            return not_known(endpoint.name, "vpcId")
        owner = self._stack.by_urn.get(endpoint.vpc)
        return owner.given_id("vpc-") if owner else known(endpoint.vpc)

    def admitted(self, endpoint: VpcEndpoint) -> Verdict:
        """Whether an endpoint's groups admit anybody at all on 443. Groups outside the stack are not judged."""
        groups = [self._groups.get(key) for key in endpoint.groups.keys]
        if not endpoint.groups.unknown and any(group.resource is None for group in groups):
            return opened()
        answer = self._groups.admits_anybody(endpoint.groups, _HTTPS, ipv6=endpoint.ipv6)
        if not answer.closed:
            return answer
        line = f"{', '.join(group.name for group in groups)} of {endpoint.name} admits nobody on tcp 443"
        return closed(line, *answer.evidence[1:], culprit=groups[0].key)

    def _addresses(self, endpoint: VpcEndpoint) -> ContextValue:
        """The ranges that callers' addresses lie in, as far as the endpoint's groups tell."""
        return FREE if endpoint.ipv6 else self._groups.sources(endpoint.groups, _HTTPS).known or FREE


PUBLIC: Final = Caller("the internet", None, NOT_SET, NOT_SET, NOT_SET, public=True)
ANYBODY: Final = Caller("an endpoint that is not in this stack", None, FREE, FREE)
