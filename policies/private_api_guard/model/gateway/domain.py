"""Custom domain names of APIs: what they lead to, and the endpoints that a private one may be called through.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..families import ENDPOINT, HTTP_API, REST_API
from ..values import Entity, Key, Reader, Reference, Resource, Value, grouped, known
from ..verdict import Verdict, closed, every, opened, some, unknown
from .api import endpoint_type

REST_DOMAIN: Final = "apigateway.DomainName"
HTTP_DOMAIN: Final = "apigatewayv2.DomainName"
_DOMAINS: Final = (REST_DOMAIN, HTTP_DOMAIN)
# What ties a name to an API: the type, and its property that names the API.
_MAPPINGS: Final = (("apigateway.BasePathMapping", "restApi"), ("apigatewayv2.ApiMapping", "apiId"))


@dataclass(frozen=True)
class ApiMapping(Entity):
    """What leads from a domain name to an API: a base path mapping, or an API mapping of the newer kind (`newer`).

    `path` is empty for calls without one.
    """

    api: Reference
    domain: Reference
    domain_id: Value[str]
    newer: bool
    path: Value[str]

    @property
    def by_id(self) -> bool:
        """Whether it says by its id which domain name is meant."""
        return not self.domain_id.absent and self.domain_id.known != ""


@dataclass(frozen=True)
class AccessAssociation(Entity):
    """What lets endpoints use a private domain name."""

    domain: Reference
    endpoints: Reference


@dataclass(frozen=True)
class DomainName(Entity):
    """A domain name, with what leads from it to APIs. `kind` is EDGE, REGIONAL or PRIVATE.

    `associated` tells whether endpoints may use it, if it is private, and `associations` by what.
    """

    domain_name: Value[str]
    kind: Value[str]
    mappings: tuple[ApiMapping, ...]
    associations: tuple[AccessAssociation, ...]
    associated: Verdict

    @property
    def newer_mappings(self) -> Verdict:
        """Whether API mappings of the newer kind can lead from it: regional names with TLS 1.2 or later only."""
        if self.resource.family == HTTP_DOMAIN:
            return opened()
        return every([~self.kind.is_("EDGE"), ~self.resource.text("securityPolicy").is_("TLS_1_0")])

    @property
    def mutual_tls(self) -> Verdict:
        """Whether it asks its callers for certificates."""
        given = self.resource.block("mutualTlsAuthentication")
        return unknown(given.owner) if given.unknown else closed() if given.absent else opened()

    @property
    def private(self) -> bool:
        """Whether it is known to be private."""
        return self.kind.known == "PRIVATE"


class DomainNames(Reader):
    """All domain names that the stack makes, and what it maps to APIs."""

    @cached_property
    def all(self) -> tuple[DomainName, ...]:
        """Domain names in order of URN."""
        return tuple(self._domain_name(each) for each in self._stack.of(*_DOMAINS))

    @cached_property
    def mappings(self) -> tuple[ApiMapping, ...]:
        """Every mapping of a name to an API, also of names outside the stack."""
        return tuple(
            ApiMapping(each, api, self._mapped(each), each.text("domainNameId"), family == _MAPPINGS[1][0], _path(each))
            for family, key in _MAPPINGS
            for each, api in self._stack.referring(family, key, REST_API, HTTP_API)
        )

    @cached_property
    def by_api(self) -> dict[Key, tuple[DomainName, ...]]:
        """The domain names that lead to an API."""
        return grouped(
            (key, domain)
            for domain in self.all
            for key in dict.fromkeys(key for mapping in domain.mappings for key in mapping.api.keys)
        )

    def _domain_name(self, resource: Resource) -> DomainName:
        belongs = [(each, each.domain.meaning(resource.urn)) for each in self._associations]
        return DomainName(
            resource,
            resource.text("domainName"),
            known("REGIONAL") if resource.family == HTTP_DOMAIN else endpoint_type(resource),
            tuple(each for each in self.mappings if resource.urn in each.domain.keys),
            tuple(each for each, answer in belongs if resource.urn in each.domain.keys),
            some([*(answer for _, answer in belongs), closed(f"no DomainNameAccessAssociation names {resource.name}")]),
        )

    @cached_property
    def _associations(self) -> tuple[AccessAssociation, ...]:
        return tuple(
            AccessAssociation(each, self._stack.refer(each, "domainNameArn", REST_DOMAIN), endpoints)
            for each, endpoints in self._stack.referring(
                "apigateway.DomainNameAccessAssociation", "accessAssociationSource", ENDPOINT
            )
        )

    def same_path(self) -> Iterator[tuple[ApiMapping, ApiMapping]]:
        """Mappings of one name that certainly have one path: all but the first, each with that."""
        first: dict[tuple[Key, str], ApiMapping] = {}
        for each in sorted(self.mappings, key=lambda mapping: mapping.name):
            path = each.path.or_else("").known
            if each.domain.one is not None and path is not None and not each.resource.silent:
                other = first.setdefault((each.domain.one.urn, path), each)
                if other is not each:
                    yield each, other

    def _mapped(self, mapping: Resource) -> Reference:
        """The domain name of a mapping; names that several private domains share are told apart by their id."""
        for name in ("domainNameId", "domainName"):
            named = self._by_value.get(mapping.text(name).known or "", ())
            fed = [each for each in named if each.urn in mapping.feeds(name)]
            if len(fed or named) == 1:
                return Reference(tuple(fed or named), where=f"{mapping.name}.{name}")
            found = self._stack.refer(mapping, name, *_DOMAINS)
            if found.one:
                return found
        return self._stack.refer(mapping, "domainName", *_DOMAINS)

    @cached_property
    def _by_value(self) -> dict[str, tuple[Resource, ...]]:
        """Domain names by their name and by their id."""
        return grouped(
            (value or None, resource)
            for resource in self._stack.of(*_DOMAINS)
            for value in (resource.text("domainName").known, resource.computed("domainNameId").known)
        )


def _path(mapping: Resource) -> Value[str]:
    """The path of a mapping, which says none by `(none)` or not at all."""
    key = "basePath" if mapping.family == _MAPPINGS[0][0] else "apiMappingKey"
    return mapping.text(key).unless("", "(none)")
