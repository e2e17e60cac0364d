"""Custom domain names of APIs: what they lead to, and the endpoints that a private one may be called through.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..network.vpc_endpoint import ENDPOINT
from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN
from ..values.values import Text
from .api import HTTP_API, REST_API

REST_DOMAIN = "apigateway.DomainName"
HTTP_DOMAIN = "apigatewayv2.DomainName"
_DOMAINS = (REST_DOMAIN, HTTP_DOMAIN)
_ASSOCIATION = "apigateway.DomainNameAccessAssociation"
# What ties a name to an API: the type, and its properties that name the API and the domain.
_MAPPINGS = (
    ("apigateway.BasePathMapping", "restApi", "domainName"),
    ("apigatewayv2.ApiMapping", "apiId", "domainName"),
)


@dataclass(frozen=True)
class Mapping:
    """What leads from a domain name to an API."""

    resource: Resource
    api: Reference
    domain: Reference


@dataclass
class Domain:
    """A domain name; `associations` are the resources that let endpoints use a private one, with the endpoints."""

    key: Key
    resource: Resource
    kind: Text
    mappings: list[Mapping] = field(default_factory=list)
    associations: list[tuple[Resource, Reference]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name

    @property
    def private(self) -> bool:
        """Whether it is known to be private."""
        return self.kind == "PRIVATE"


class Domains:
    """All domain names that the stack makes, and what it maps to APIs."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @cached_property
    def all(self) -> list[Domain]:
        """Domain names in order of URN, with mappings and associations."""
        found = {each.urn: Domain(each.urn, each, _kind(each)) for each in self.stack.of(*_DOMAINS)}
        for mapping in self.mappings:
            for key in mapping.domain.keys:
                if key in found:
                    found[key].mappings.append(mapping)
        for association in self.stack.of(_ASSOCIATION):
            owners = self.stack.refer(association, "domainNameArn", REST_DOMAIN)
            endpoints = self.stack.refer(association, "accessAssociationSource", ENDPOINT)
            for key in owners.keys:
                if key in found:
                    found[key].associations.append((association, endpoints))
        return list(found.values())

    @cached_property
    def mappings(self) -> list[Mapping]:
        """Every mapping of a name to an API, also of names outside the stack."""
        return [
            Mapping(each, self.stack.refer(each, api, REST_API, HTTP_API), self._domain(each, domain))
            for family, api, domain in _MAPPINGS
            for each in self.stack.of(family)
        ]

    def _domain(self, mapping: Resource, key: str) -> Reference:
        """The domain name of a mapping; names that several private domains share are told apart by their id."""
        for name in ("domainNameId", key):
            named = self._by_value.get(str(mapping.get(name)), [])
            fed = [each for each in named if each.urn in mapping.feeds(name)]
            if len(fed or named) == 1:
                return Reference(tuple(fed or named), where=f"{mapping.name}.{name}")
            found = self.stack.refer(mapping, name, *_DOMAINS)
            if found.one:
                return found
        return self.stack.refer(mapping, key, *_DOMAINS)

    @cached_property
    def _by_value(self) -> dict[str, list[Resource]]:
        """Domain names by their name and by their id."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.stack.of(*_DOMAINS):
            for value in (resource.raw_text("domainName"), resource.output("domainNameId")):
                if isinstance(value, str):
                    found[value].append(resource)
        return found

    @cached_property
    def lost_association(self) -> str:
        """The property of an access association whose domain name can not be known."""
        references = [self.stack.refer(each, "domainNameArn", REST_DOMAIN) for each in self.stack.of(_ASSOCIATION)]
        return next((reference.where for reference in references if reference.unknown), "")

    @cached_property
    def by_api(self) -> dict[Key, list[Domain]]:
        """The domain names that lead to an API."""
        found: dict[Key, list[Domain]] = defaultdict(list)
        for domain in self.all:
            for key in dict.fromkeys(key for mapping in domain.mappings for key in mapping.api.keys):
                found[key].append(domain)
        return found


def _kind(resource: Resource) -> Text:
    """EDGE, REGIONAL or PRIVATE."""
    if resource.family == HTTP_DOMAIN:
        return "REGIONAL"
    types = resource.block("endpointConfiguration").raw_texts("types")
    kind = UNKNOWN if types is UNKNOWN else types[0] if types else "EDGE"
    return kind.upper() if isinstance(kind, str) else kind
