"""Policies that stand before an API: its own, those of its endpoints, and those of its private domain names.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ..families import ENDPOINT, REST_API, VPCS
from ..iam.policy_document import PolicyDocument, policy_document
from ..iam.request import FREE, ContextValue, Request
from ..network.vpc_endpoint import VpcEndpoint
from ..values import Key, Reader, Resource, Value, grouped
from ..verdict import Verdict, closed, presumably, some, unknown
from .api import Api
from .caller import SERVICE, Caller
from .domain import DomainName
from .invocation import Invocation

_API_POLICY: Final = "apigateway.RestApiPolicy"
_ENDPOINT_POLICY: Final = "ec2.VpcEndpointPolicy"


@dataclass(frozen=True)
class AccessPolicy:
    """A policy: the resource that gives it, the property, and its document.

    `sources` are the APIs, endpoints and VPCs that a document is made from which is not known yet. `sure` tells that
    it certainly belongs where it was found.
    """

    resource: Resource
    key: str
    document: Value[PolicyDocument]
    sources: tuple[Resource, ...] = ()
    sure: bool = True

    @property
    def where(self) -> str:
        """The property, as messages name it."""
        return f"{self.resource.name}.{self.key}"

    @property
    def separate(self) -> bool:
        """Whether it is a resource of its own."""
        return self.resource.family in (_API_POLICY, _ENDPOINT_POLICY)

    def admits(self, caller: Caller, call: Invocation) -> Verdict:
        """Whether it lets a call in, on any of the stages."""
        return self._told(caller, call, call.identity, closed()) or self._presumed(caller)

    def keeps_out(self, caller: Caller, call: Invocation) -> bool:
        """Whether it would keep a call out if nobody else allowed it, and no statement denies it."""
        alone = self._told(caller, call, call.identity, closed())
        return alone is not None and alone.closed and not self.admits(caller, call).closed

    def _told(self, caller: Caller, call: Invocation, identity: ContextValue, elsewhere: Verdict) -> Verdict | None:
        """What the document says of a call, `None` if it is not known.

        `identity` is what a caller may have, `elsewhere` whether another decides what the document does not mention.
        """
        document = self.document.known
        if document is None:
            return None
        return some(document.admits(Request(arn, identity, caller.context), elsewhere) for arn in call.arns)

    def _presumed(self, caller: Caller) -> Verdict:
        """What a document says that is not known yet: it admits the endpoints and VPCs that it is made from."""
        listed = [each for each in self.sources if each.family != REST_API]
        names = _names(listed)
        if caller.public:
            # A document that is made from endpoints may admit these alone, or everybody but them.
            return unknown(self.where) if listed else presumably(f"{self.where} admits calls from {caller.name}")
        if caller.is_one_of(listed) or (caller.endpoint is None and any(map(_lets_calls_in, listed))):
            return presumably(f"{self.where} admits {names}, from which it is made")
        if not listed:
            return unknown(self.where)
        other = "which calls to an API do not come through" if caller.endpoint is None else f"not from {caller.name}"
        return closed(f"{self.where} is made from {names}, {other}")

    def _made_from_api(self, call: Invocation) -> Verdict:
        """Whether a document that is not known yet admits calls to an API: to those that it is made from."""
        apis = [each for each in self.sources if each.family == REST_API]
        if call.api is None or not apis:
            return unknown(self.where)
        if any(each.urn == call.api.key for each in apis):
            return presumably(f"{self.where} admits calls to {call.api.name}, from which it is made")
        return closed(f"{self.where} is made from {_names(apis)}, not from {call.api.name}")


class ResourcePolicy(AccessPolicy):
    """The resource policy of an API. A Lambda authorizer or IAM may allow what it does not mention."""

    def admits(self, caller: Caller, call: Invocation) -> Verdict:
        """Whether it lets a call in, on any of the stages."""
        told = self._told(caller, call, call.identity, call.authorization.is_("CUSTOM", "AWS_IAM"))
        if told is not None:
            return told
        to_api = self._made_from_api(call)
        if to_api.open and caller.endpoint is None and all(each.family == REST_API for each in self.sources):
            return presumably(f"{self.where} admits calls from {caller.name}")
        return to_api if to_api.closed else self._presumed(caller)


class VpcEndpointPolicy(AccessPolicy):
    """The policy of a VPC endpoint. It has to allow a call, whoever authorizes later; any call may be signed."""

    def admits(self, caller: Caller, call: Invocation) -> Verdict:
        """Whether it lets a call through."""
        told = self._told(caller, call, FREE if call.authorization.known == "NONE" else call.identity, closed())
        if told is not None:
            return told
        to_api = self._made_from_api(call)
        if to_api.unknown and caller.is_one_of(self.sources):
            return presumably(f"{self.where} admits calls from {caller.name}, from which it is made")
        return to_api


@dataclass(frozen=True)
class _Attached:
    """Policies that are resources of their own: by what they are for, and those of which that can not be known."""

    by_owner: Mapping[Key, tuple[AccessPolicy, ...]]
    adrift: tuple[AccessPolicy, ...]

    def to(self, owner: Key) -> tuple[AccessPolicy, ...]:
        """The policies of an API or endpoint, and those that may be its."""
        return *self.by_owner.get(owner, ()), *self.adrift


class AccessPolicies(Reader):
    """The policies of a stack, by what they protect."""

    def of_api(self, api: Api) -> tuple[AccessPolicy, ...]:
        """The policies of an API: what replaces the others comes alone. None where it has no policy at all."""
        separate = self._of_apis.to(api.key)
        if any(each.sure for each in separate):
            return separate
        return *separate, *(self._own(api) or self._written(api))

    def all_of_api(self, api: Api) -> tuple[AccessPolicy, ...]:
        """The policies that are given to an API, also those that another replaces."""
        return *self._of_apis.to(api.key), *self._own(api), *self._written(api)

    def of_endpoint(self, endpoint: VpcEndpoint) -> tuple[AccessPolicy, ...]:
        """The policies of an endpoint; none where AWS's own admits everything."""
        separate, resource = self._of_endpoints.to(endpoint.key), endpoint.resource
        if any(each.sure for each in separate):
            return separate
        # Where no inputs were seen, AWS's own policy is what is still to be computed.
        awss = resource.inputs is None and resource.value("policy").unknown and not resource.feeds("policy")
        return separate if awss else (*separate, *self._read(VpcEndpointPolicy, resource))

    def of_domain(self, domain: DomainName) -> tuple[AccessPolicy, ...]:
        """The policy of a private domain name, if it has one."""
        return self._read(AccessPolicy, domain.resource)

    def _own(self, api: Api) -> tuple[AccessPolicy, ...]:
        return self._read(ResourcePolicy, api.resource) if api.resource else ()

    def _written(self, api: Api) -> tuple[AccessPolicy, ...]:
        read = (self._read(ResourcePolicy, each, "body", document.policy) for each, document in api.documents)
        return tuple(policy for policies in read for policy in policies)

    @cached_property
    def _of_apis(self) -> _Attached:
        return self._attached(ResourcePolicy, _API_POLICY, "restApiId", REST_API)

    @cached_property
    def _of_endpoints(self) -> _Attached:
        return self._attached(VpcEndpointPolicy, _ENDPOINT_POLICY, "vpcEndpointId", ENDPOINT)

    def _attached(self, kind: type[AccessPolicy], family: str, key: str, owners: str) -> _Attached:
        listed = self._stack.referring(family, key, owners)
        read = [(policy, named) for resource, named in listed for policy in self._read(kind, resource)]
        sure = grouped((key, replace(each, sure=named.means(key))) for each, named in read for key in named.keys)
        return _Attached(sure, tuple(replace(each, sure=False) for each, named in read if named.unknown))

    def _read(
        self,
        kind: type[AccessPolicy],
        resource: Resource,
        key: str = "policy",
        document: Value[PolicyDocument] | None = None,
    ) -> tuple[AccessPolicy, ...]:
        """The policy that a property holds, if it holds any, or that stands in a body."""
        found = policy_document(resource, key) if document is None else document
        if found.absent:
            return ()
        sources = self._stack.made_from(resource, key, ENDPOINT, *VPCS, REST_API) if found.unknown else ()
        return (kind(resource, key, found, sources),)


def _lets_calls_in(resource: Resource) -> bool:
    """Whether calls to an API can come through an endpoint, or from a VPC."""
    service = resource.text("serviceName").or_else(SERVICE)
    return resource.family != ENDPOINT or not service.holds(lambda name: name.endswith(SERVICE)).closed


def _names(resources: Iterable[Resource]) -> str:
    return ", ".join(sorted(each.name for each in resources))
