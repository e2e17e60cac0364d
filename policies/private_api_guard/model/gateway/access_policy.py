"""Policies that stand before an API: its own, those of its endpoints, and those of its private domain names.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ..iam.policy_document import Call, Document, read
from ..network.network import VPCS
from ..network.vpc_endpoint import ENDPOINT, VpcEndpoint
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Text
from ..verdict import Verdict, closed, opened, unknown
from .api import REST_API, Api, Method
from .caller import Caller
from .domain import Domain

API_POLICY: Final = "apigateway.RestApiPolicy"
ENDPOINT_POLICY: Final = "ec2.VpcEndpointPolicy"
# No id that AWS gives has this in it: the id of something that is still to be made equals no literal.
_NEW: Final = "\N{NULL}"
# With these, a policy of the API that says nothing of a call leaves the decision to the authorizer or to IAM.
_DECIDED_ELSEWHERE: Final = ("CUSTOM", "AWS_IAM")


@dataclass(frozen=True)
class AccessPolicy:
    """A policy: the resource that gives it, the property, and its document."""

    resource: Resource
    key: str
    document: Document | Unknown
    sure: bool = True

    @property
    def where(self) -> str:
        """The property, as messages name it."""
        return f"{self.resource.name}.{self.key}"


@dataclass(frozen=True, eq=False)
class Route:
    """What is called: the ARNs that a method has on the stages, and how it is protected."""

    name: str
    method: Method | None
    arns: tuple[str, ...]
    authorization: Text

    @property
    def signed(self) -> bool | None:
        """Whether callers have an IAM identity, `None` where they may have one."""
        return None if self.authorization is UNKNOWN else self.authorization == "AWS_IAM"


@dataclass(frozen=True)
class Admission:
    """Whether a policy lets a caller in, and the methods that it refuses to everyone."""

    verdict: Verdict
    refused: tuple[Route, ...] = ()
    presumed: str = ""


_Owned: TypeAlias = tuple[dict[str, list[AccessPolicy]], list[AccessPolicy]]


class AccessPolicies:
    """The policies of a stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._owned: dict[str, _Owned] = {}

    # Where policies are

    def of_api(self, api: Api) -> list[AccessPolicy]:
        """The policies of an API: what replaces the others comes alone. None where it has no policy at all."""
        separate = list(self._separate(API_POLICY, "restApiId", api.key, REST_API))
        if any(each.sure for each in separate) or api.resource is None:
            return separate
        own = _policy(api.resource, "policy", api.resource.get("policy"))
        if own:
            return [*separate, own]
        written = [
            found
            for resource, document in api.documents
            if (found := _policy(resource, "body", document.block.get("x-amazon-apigateway-policy")))
        ]
        return [*separate, *written]

    def of_endpoint(self, endpoint: VpcEndpoint) -> list[AccessPolicy]:
        """The policies of an endpoint; none where AWS's own admits everything."""
        separate = list(self._separate(ENDPOINT_POLICY, "vpcEndpointId", endpoint.key, ENDPOINT))
        if any(each.sure for each in separate):
            return separate
        resource = endpoint.resource
        if resource.inputs is None and resource.get("policy") is UNKNOWN and not resource.feeds("policy"):
            # No inputs were seen: AWS's own policy is what is still to be computed.
            return separate
        own = _policy(resource, "policy", resource.get("policy"))
        return [*separate, own] if own else separate

    @staticmethod
    def of_domain(domain: Domain) -> AccessPolicy | None:
        """The policy of a private domain name."""
        return _policy(domain.resource, "policy", domain.resource.get("policy"))

    def _separate(self, family: str, key: str, owner: str, kind: str) -> Iterator[AccessPolicy]:
        by_owner, vague = self._by_owner(family, key, kind)
        yield from by_owner.get(owner, ())
        yield from vague

    def _by_owner(self, family: str, key: str, kind: str) -> _Owned:
        """Separate policies by what they are for, and those of which that can not be known."""
        if family not in self._owned:
            found: dict[str, list[AccessPolicy]] = defaultdict(list)
            vague: list[AccessPolicy] = []
            for resource in self.stack.of(family):
                named = self.stack.refer(resource, key, kind)
                policy = _policy(resource, "policy", resource.get("policy"))
                if policy is None:
                    continue
                for owner in named.keys:
                    found[owner].append(replace(policy, sure=named.means(owner)))
                if named.unknown:
                    vague.append(replace(policy, sure=False))
            self._owned[family] = found, vague
        return self._owned[family]

    # What they say

    def of_the_api(self, policy: AccessPolicy, api: Api, caller: Caller, routes: list[Route]) -> Admission:
        """Whether an API's policy lets a caller in. A Lambda authorizer may allow what the policy does not mention."""
        if policy.document is UNKNOWN:
            return self._presumed_api(policy, api, caller)
        return _asked(policy.document, caller, routes, silent=_DECIDED_ELSEWHERE)

    def of_the_endpoint(self, policy: AccessPolicy, api: Api, caller: Caller, routes: list[Route]) -> Admission:
        """Whether an endpoint's policy lets calls to an API through: it has to allow them, whoever authorizes later."""
        if policy.document is not UNKNOWN:
            return _asked(policy.document, caller, routes, anyone=True)
        apis, others = self._made_from(policy)
        if api.key in apis:
            return _presume(f"{policy.where} admits calls to {api.name}, from which it is made")
        if apis:
            names = ", ".join(self.stack.by_urn[key].name for key in apis)
            return Admission(closed(f"{policy.where} is made from {names}, not from {api.name}"))
        if set(caller.keys) & others:
            return _presume(f"{policy.where} admits calls from {caller.name}, from which it is made")
        return Admission(unknown(policy.where))

    def of_the_domain(self, policy: AccessPolicy, domain: Domain, caller: Caller) -> Admission:
        """Whether a private domain name's policy lets a caller in."""
        if policy.document is UNKNOWN:
            _, others = self._made_from(policy)
            return self._presumed_caller(policy, caller, others)
        name = domain.resource.raw_text("domainName")
        arns = [f"arn:*:execute-api:*:*:/domainnames/{name if isinstance(name, str) else '*'}*"]
        for mapping in domain.mappings:
            arns += [f"{_root(each)}/*" for each in mapping.api.resources]
            arns += [f"arn:*:execute-api:*:*:{key}/*" for key in mapping.api.literals]
        return _asked(policy.document, caller, [Route(domain.name, None, tuple(arns), "NONE")])

    def _made_from(self, policy: AccessPolicy) -> tuple[set[str], set[str]]:
        """What a policy that is not known yet is made from: APIs, and endpoints and VPCs."""
        found = self.stack.refer_value(policy.resource, policy.key, UNKNOWN, ENDPOINT, *VPCS, REST_API).resources
        apis = {each.urn for each in found if each.family == REST_API}
        return apis, {each.urn for each in found} - apis

    def _presumed_api(self, policy: AccessPolicy, api: Api, caller: Caller) -> Admission:
        apis, others = self._made_from(policy)
        if apis and api.key not in apis:
            names = ", ".join(self.stack.by_urn[key].name for key in sorted(apis))
            return Admission(closed(f"{policy.where} is made from {names}, not from {api.name}"))
        if apis and not others and caller.endpoint is None:
            return _presume(f"{policy.where} admits calls from {caller.name}")
        return self._presumed_caller(policy, caller, others)

    def _presumed_caller(self, policy: AccessPolicy, caller: Caller, others: set[str]) -> Admission:
        """What a policy admits that is made from endpoints and VPCs: these."""
        names = ", ".join(sorted(self.stack.by_urn[key].name for key in others))
        if caller.endpoint is not None:
            if set(caller.keys) & others:
                return _presume(f"{policy.where} admits {names}, from which it is made")
            return Admission(
                closed(f"{policy.where} is made from {names}, not from {caller.name}")
                if others
                else unknown(policy.where)
            )
        useful = {key for key in others if self._lets_calls_in(key)}
        if useful:
            return _presume(f"{policy.where} admits {names}, from which it is made")
        return Admission(
            closed(f"{policy.where} is made from {names}, which calls to an API do not come through")
            if others
            else unknown(policy.where)
        )

    def _lets_calls_in(self, key: str) -> bool:
        """Whether calls to an API can come through an endpoint, or from a VPC."""
        resource = self.stack.by_urn[key]
        name = resource.raw_text("serviceName")
        return resource.family != ENDPOINT or not isinstance(name, str) or name.endswith("execute-api")


def routes(api: Api) -> list[Route]:
    """The methods of an API, with the ARNs that they have on its stages."""
    root = _root(api.resource) if api.resource else f"arn:*:execute-api:*:*:{api.key}"
    stages = [stage.name if isinstance(stage.name, str) else "*" for stage in api.stages] or ["*"]
    found = [
        Route(
            method.name,
            method,
            tuple(f"{root}/{stage}/{_verb(method)}{_path(method)}" for stage in dict.fromkeys(stages)),
            method.authorization or "NONE" if method.authorization is not UNKNOWN else UNKNOWN,
        )
        for method in api.methods
    ]
    return found or [Route("every method", None, tuple(f"{root}/{stage}/*" for stage in stages), UNKNOWN)]


def _policy(resource: Resource, key: str, value: object) -> AccessPolicy | None:
    document = read(value)
    return None if document is None else AccessPolicy(resource, key, document)


def _presume(text: str) -> Admission:
    return Admission(opened(), presumed=text)


def _root(api: Resource) -> str:
    """The ARN of an API, with `*` for what is not known. An API that is still to be made has an id of no literal."""
    arn = api.output("executionArn")
    if isinstance(arn, str):
        return arn
    given, region = api.outputs.get("id"), api.raw_text("region")
    name = _NEW if given is UNKNOWN else given if isinstance(given, str) and given else "*"
    return f"arn:*:execute-api:{region if isinstance(region, str) and region else '*'}:*:{name}"


def _verb(method: Method) -> str:
    return "*" if method.verb in ("ANY", "?", "") else method.verb


def _path(method: Method) -> str:
    """The path of a method, with `*` for its parameters and for what is not known."""
    parts = ["*" if "{" in part or "…" in part else part for part in method.path.split("/")]
    return "/".join(parts)


def _asked(
    document: Document,
    caller: Caller,
    asked: Iterable[Route],
    *,
    silent: tuple[str, ...] = (),
    anyone: bool = False,
) -> Admission:
    """What a document says of all methods for a caller. It is closed if one of them is refused on every stage."""
    refused: list[Route] = []
    reasons: dict[str, None] = {}
    vague = ""
    for route in asked:
        answer, reason = _route(document, caller, route, silent, anyone=anyone)
        if answer is False:
            refused.append(route)
            reasons[reason] = None
        elif answer is None:
            vague = vague or route.name
    if refused:
        names = ", ".join(route.name for route in refused[:4]) + (" ..." if len(refused) > 4 else "")
        return Admission(closed(f"for calls of {names} from {caller.name}", *list(reasons)[:4]), tuple(refused))
    return Admission(unknown(f"what {vague} is asked with") if vague else opened())


def _route(
    document: Document, caller: Caller, route: Route, silent: tuple[str, ...], *, anyone: bool
) -> tuple[bool | None, str]:
    answers: set[bool | None] = set()
    reason = ""
    signed = None if anyone and route.authorization == "NONE" else route.signed
    for arn in route.arns:
        decision = document.decide(Call(arn, signed, caller.facts))
        if decision.denied:
            answers.add(False)
            reason = decision.reason
            continue
        allowed = decision.allowed
        if route.authorization in silent:
            allowed = True
        elif route.authorization is UNKNOWN and silent:
            allowed = allowed or None
        if allowed is False:
            reason = f"no statement allows it: {document}"
        answers.add(False if allowed is False else True if allowed and decision.denied is False else None)
    if True in answers or not answers:
        return True, ""
    return (None, "") if None in answers else (False, reason)
