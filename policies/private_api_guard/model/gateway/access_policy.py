"""Policies that stand before an API: its own, those of its endpoints, and those of its private domain names.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Generic, TypeVar

from ..iam.policy_document import PolicyDocument, policy_document
from ..iam.request import FREE, ContextValue, Request
from ..network.network import VPCS
from ..network.vpc_endpoint import ENDPOINT, VpcEndpoint
from ..values.reference import Key
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.value import Value
from ..values.values import Values
from ..verdict import Verdict, closed, presumably, some, unknown
from .api import Api
from .caller import SERVICE, Caller
from .domain import DomainName
from .families import REST_API
from .invocation import Invocation
from .openapi import POLICY

_API_POLICY: Final = "apigateway.RestApiPolicy"
_ENDPOINT_POLICY: Final = "ec2.VpcEndpointPolicy"
_NOWHERE: Final = closed()


@dataclass(frozen=True)
class AccessPolicy:
    """A policy: the resource that gives it, the property, and its document.

    `sure` tells that it certainly belongs where it was found. `made_from` are the APIs, and `made_for` the endpoints
    and VPCs that a document is made from which is not known yet; of these, calls come through those that `lead_in`.
    """

    resource: Resource
    key: str
    document: Value[PolicyDocument]
    sure: bool = True
    made_from: tuple[Resource, ...] = ()
    made_for: tuple[Resource, ...] = ()
    lead_in: tuple[Resource, ...] = ()

    @property
    def where(self) -> str:
        """The property, as messages name it."""
        return f"{self.resource.name}.{self.key}"

    @property
    def separate(self) -> bool:
        """Whether it is a resource of its own."""
        return self.resource.family in (_API_POLICY, _ENDPOINT_POLICY)

    def asked(
        self, caller: Caller, call: Invocation, identity: ContextValue, elsewhere: Verdict = _NOWHERE
    ) -> Verdict | None:
        """What the document says of a call, which is closed if it is refused on every stage; `None` if it is not known.

        `elsewhere` tells whether what the document does not mention is decided by another.
        """
        document = self.document.known
        if document is None:
            return None
        return some(document.admits(Request(arn, identity, caller.context), elsewhere) for arn in call.arns)

    def of_another(self, api: Api) -> Verdict:
        """The answer where a document that is not known yet is made from other APIs."""
        return closed(f"{self.where} is made from {_names(self.made_from)}, not from {api.name}")

    def presumed_for(self, caller: Caller) -> Verdict:
        """Whom a document admits that is made from endpoints and VPCs: these."""
        names = _names(self.made_for)
        if caller.is_one_of(self.made_for) or (caller.endpoint is None and self.lead_in):
            return presumably(f"{self.where} admits {names}, from which it is made")
        if not self.made_for:
            return unknown(self.where)
        if caller.endpoint is None:
            return closed(f"{self.where} is made from {names}, which calls to an API do not come through")
        return closed(f"{self.where} is made from {names}, not from {caller.name}")


class ResourcePolicy(AccessPolicy):
    """The resource policy of an API."""

    def admits(self, api: Api, caller: Caller, call: Invocation) -> Verdict:
        """Whether it lets a call in. A Lambda authorizer or IAM may allow what it does not mention."""
        # With these, a policy of the API that says nothing of a call leaves the decision to the authorizer or to IAM.
        elsewhere = call.authorization.is_("CUSTOM", "AWS_IAM")
        told = self.asked(caller, call, call.identity, elsewhere)
        if told is not None:
            return told
        if self.made_from and not any(each.urn == api.key for each in self.made_from):
            return self.of_another(api)
        if self.made_from and not self.made_for and caller.endpoint is None:
            return presumably(f"{self.where} admits calls from {caller.name}")
        return self.presumed_for(caller)


class VpcEndpointPolicy(AccessPolicy):
    """The policy of a VPC endpoint."""

    def admits(self, api: Api, caller: Caller, call: Invocation) -> Verdict:
        """Whether it lets a call through: it has to allow it, whoever authorizes later. Any call may be signed."""
        told = self.asked(caller, call, FREE if call.authorization.known == "NONE" else call.identity)
        if told is not None:
            return told
        if any(each.urn == api.key for each in self.made_from):
            return presumably(f"{self.where} admits calls to {api.name}, from which it is made")
        if self.made_from:
            return self.of_another(api)
        if caller.is_one_of(self.made_for):
            return presumably(f"{self.where} admits calls from {caller.name}, from which it is made")
        return unknown(self.where)


class DomainNamePolicy(AccessPolicy):
    """The policy of a private domain name."""

    def admits(self, caller: Caller, call: Invocation) -> Verdict:
        """Whether it lets a call in."""
        told = self.asked(caller, call, call.identity)
        return self.presumed_for(caller) if told is None else told


P = TypeVar("P", bound=AccessPolicy)


@dataclass(frozen=True)
class _Attached(Generic[P]):
    """Policies that are resources of their own: by what they are for, and those of which that can not be known."""

    by_owner: Mapping[Key, tuple[P, ...]]
    adrift: tuple[P, ...]

    def to(self, owner: Key) -> tuple[P, ...]:
        """The policies of an API or endpoint, and those that may be its."""
        return *self.by_owner.get(owner, ()), *self.adrift


class AccessPolicies:
    """The policies of a stack, by what they protect."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def of_api(self, api: Api) -> tuple[ResourcePolicy, ...]:
        """The policies of an API: what replaces the others comes alone. None where it has no policy at all."""
        separate = self._of_apis.to(api.key)
        if any(each.sure for each in separate):
            return separate
        return *separate, *(self._own(api) or self._written(api))

    def all_of_api(self, api: Api) -> tuple[ResourcePolicy, ...]:
        """The policies that are given to an API, also those that another replaces."""
        return *self._of_apis.to(api.key), *self._own(api), *self._written(api)

    def of_endpoint(self, endpoint: VpcEndpoint) -> tuple[VpcEndpointPolicy, ...]:
        """The policies of an endpoint; none where AWS's own admits everything."""
        separate, resource = self._of_endpoints.to(endpoint.key), endpoint.resource
        if any(each.sure for each in separate):
            return separate
        # Where no inputs were seen, AWS's own policy is what is still to be computed.
        awss = resource.inputs is None and resource.value("policy").unknown and not resource.feeds("policy")
        return separate if awss else (*separate, *self._policies(VpcEndpointPolicy, resource, "policy"))

    def of_domain(self, domain: DomainName) -> tuple[DomainNamePolicy, ...]:
        """The policy of a private domain name, if it has one."""
        return tuple(self._policies(DomainNamePolicy, domain.resource, "policy"))

    def _own(self, api: Api) -> tuple[ResourcePolicy, ...]:
        return tuple(self._policies(ResourcePolicy, api.resource, "policy")) if api.resource else ()

    def _written(self, api: Api) -> tuple[ResourcePolicy, ...]:
        return tuple(
            policy
            for resource, document in api.documents
            for policy in self._policies(ResourcePolicy, resource, "body", document.block, POLICY)
        )

    @cached_property
    def _of_apis(self) -> _Attached[ResourcePolicy]:
        return self._attached(ResourcePolicy, _API_POLICY, "restApiId", REST_API)

    @cached_property
    def _of_endpoints(self) -> _Attached[VpcEndpointPolicy]:
        return self._attached(VpcEndpointPolicy, _ENDPOINT_POLICY, "vpcEndpointId", ENDPOINT)

    def _attached(self, kind: type[P], family: str, key: str, owners: str) -> _Attached[P]:
        found: dict[Key, list[P]] = defaultdict(list)
        adrift: list[P] = []
        for resource in self.stack.of(family):
            named = self.stack.refer(resource, key, owners)
            for policy in self._policies(kind, resource, "policy"):
                for owner in named.keys:
                    found[owner].append(replace(policy, sure=named.means(owner)))
                if named.unknown:
                    adrift.append(replace(policy, sure=False))
        return _Attached({owner: tuple(policies) for owner, policies in found.items()}, tuple(adrift))

    def _policies(
        self, kind: type[P], resource: Resource, key: str, values: Values | None = None, name: str = ""
    ) -> Iterator[P]:
        """The policy that a property gives, if it gives any. One in a body is found under its name there."""
        document = policy_document(values or resource, name or key)
        if document.absent:
            return
        if not document.unknown:
            yield kind(resource, key, document)
            return
        made_from = self.stack.made_from(resource, key, ENDPOINT, *VPCS, REST_API)
        made_for = tuple(each for each in made_from if each.family != REST_API)
        lead_in = tuple(each for each in made_for if each.family != ENDPOINT or _for_calls(each))
        yield kind(
            resource,
            key,
            document,
            True,
            tuple(each for each in made_from if each.family == REST_API),
            made_for,
            lead_in,
        )


def _for_calls(endpoint: Resource) -> bool:
    """Whether calls to an API can come through an endpoint."""
    return not endpoint.text("serviceName").or_else(SERVICE).holds(lambda name: name.endswith(SERVICE)).closed


def _names(resources: tuple[Resource, ...]) -> str:
    return ", ".join(sorted(each.name for each in resources))
