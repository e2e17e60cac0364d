"""Authorizers of methods and routes: resources of their own, and those that stand in a security scheme of a body.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
and https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..compute.lambda_permission import LambdaPermission
from ..compute.qualified_function import QualifiedFunction, made_from, named_in
from ..families import API, AUTHORIZERS, ROLE
from ..iam.arn import matches
from ..iam.request import Arn
from ..values import NOTHING, Entity, Key, Reader, Reference, Resource, Value, Values, grouped
from ..verdict import Verdict, across, closed, every, opened, unknown
from .api import Api
from .method import Method

SERVICE: Final = "apigateway.amazonaws.com"
_INVOCATION: Final = re.compile(r"functions/(?P<function>[^/]+)/invocations$")
_URI: Final = re.compile(
    r"^arn:aws[a-z-]*:apigateway:[a-z]{2}(?:-[a-z]+)+-\d+:lambda:path/2015-03-31/functions/.+/invocations$"
)
_HEADER: Final = "method.request.header."
_LAMBDA: Final = ("TOKEN", "REQUEST")


@dataclass(frozen=True, kw_only=True)
class Authorizer(Entity):
    """An authorizer. `resource` is where a finding about it stands: itself, or what has the body it is written in.

    `kind` is TOKEN, REQUEST, JWT or COGNITO_USER_POOLS. `function` is what it calls, if that is in the stack, and
    `role` what API Gateway takes on for that. `ttl` is in seconds.
    """

    in_body: bool
    api: Reference
    kind: Value[str]
    uri: Value[str]
    function: QualifiedFunction | None
    credentials: Value[str]
    role: Reference
    identity_source: Value[str]
    ttl: Value[int]
    payload_format: Value[str]

    @property
    def calls_function(self) -> bool:
        """Whether it is one that asks a Lambda function."""
        return self.kind.is_(*_LAMBDA).open

    def of(self, api: Api) -> Verdict:
        """Whether it is one of an API."""
        return opened() if self.api.absent else self.api.meaning(api.key)

    @property
    def well_formed(self) -> Verdict:
        """Whether its URI is one by which API Gateway calls functions, as far as it is known."""
        if self.uri.known is None or not self.calls_function:
            return opened()
        return closed(f"{self.uri.where} is {self.uri}") if not _URI.match(self.uri.known) else opened()

    @property
    def says_format(self) -> Verdict:
        """Whether it says in which form its function is asked, where it is an HTTP API's own resource."""
        asked = self.resource.family == AUTHORIZERS[1] and self.kind.is_("REQUEST").open
        lacks = closed(f"{self.name} sets no authorizerPayloadFormatVersion")
        return lacks if asked and self.payload_format.absent and not self.resource.silent else opened()

    @property
    def demanded_headers(self) -> tuple[str, ...]:
        """Headers without which API Gateway answers 401 by itself, in lower case; none where they are not known."""
        asked = self.kind.is_("REQUEST").open and self.ttl.may_be(0)
        if self.kind.unknown or asked:
            return ()
        parts = [part.strip().lower() for part in (self.identity_source.known or "").split(",")]
        return tuple(part.removeprefix(_HEADER) for part in parts if part.startswith(_HEADER))


@dataclass(frozen=True)
class AuthorizerUse:
    """A Lambda authorizer, and the methods of an API that use it."""

    api: Api
    authorizer: Authorizer
    methods: tuple[Method, ...]

    @property
    def subjects(self) -> list[Key]:
        """The path entities that a finding affects."""
        return [self.authorizer.resource.urn, *(method.resource.urn for method in self.methods)]

    def admitted_by(self, permission: LambdaPermission) -> Verdict:
        """Whether a permission lets API Gateway call the function for it; without evidence where it is for others."""
        call = self.authorizer.function
        if call is None:
            return unknown(self.authorizer.uri.where)
        admitted = permission.admits(SERVICE, call)
        return admitted if admitted.closed else every([admitted, self._is_source(permission)])

    def _is_source(self, permission: LambdaPermission) -> Verdict:
        """Whether the source that a permission names is this authorizer."""
        source = permission.source_arn
        if source.absent:
            return opened()
        if source.unknown:
            return self._is_made_from(permission)
        resource = self.authorizer.resource
        named = matches(source.known or "", Arn(self._arn, f"{resource.name}.id")).ever
        return closed(f"its sourceArn is {source}, the caller {self._arn}") if named.closed else named

    @property
    def _arn(self) -> str:
        """The ARN of the caller: `{executionArn}/authorizers/{id}`, with `*` for what is not known yet."""
        root = self.api.resource.computed("executionArn").known if self.api.resource else None
        own = None if self.authorizer.in_body else self.authorizer.resource.computed("id").known
        return f"{root or 'arn:*:execute-api:*:*:*'}/authorizers/{own or '*'}"

    def _is_made_from(self, permission: LambdaPermission) -> Verdict:
        """A source that is made from outputs fits if it is made from this API and no other authorizer."""
        authorizers = [each for each in permission.sources if each.family in AUTHORIZERS]
        own = self.authorizer.resource
        if authorizers and not self.authorizer.in_body:
            told = closed(f"its sourceArn is made from {authorizers[0].name}, not from {own.name}")
            return opened() if own in authorizers else told
        if not any(each.family in API for each in permission.sources):
            return unknown(permission.source_arn.where)
        listing = ", ".join(each.name for each in permission.source_apis.resources)
        told = closed(f"its sourceArn is made from {listing}, not from {self.api.name}")
        return opened() if permission.source_apis.may_mean(self.api.key) else told


class Authorizers(Reader):
    """The authorizers of a stack."""

    @cached_property
    def all(self) -> tuple[Authorizer, ...]:
        """Those that are resources of their own, those of REST APIs first."""
        return tuple(self._read(each, each, "") for each in self._stack.of(*AUTHORIZERS))

    @cached_property
    def by_key(self) -> dict[Key, Authorizer]:
        """Those that are resources of their own, by URN."""
        return {each.resource.urn: each for each in self.all}

    def of(self, method: Method) -> Authorizer | None:
        """The one that a method uses, if it is known which."""
        if not method.in_body:
            return self.by_key.get(method.authorizer.key or "")
        block = method.scheme.authorizer if method.scheme else None
        return None if block is None or block.absent else self._read(method.resource, block, "body")

    def named_by(self, method: Method, api: Api) -> Verdict:
        """Whether what a method names is an authorizer of its API."""
        return across(method.authorizer, lambda key: self.by_key[key].of(api) if key in self.by_key else opened())

    def in_use(self, apis: Iterable[Api]) -> list[AuthorizerUse]:
        """The Lambda authorizers that methods of each API use."""
        found = grouped(
            ((api.key, authorizer.urn, authorizer.uri), (api, authorizer, method))
            for api in apis
            for method in api.methods
            if (authorizer := self.of(method)) and authorizer.calls_function and not authorizer.of(api).closed
        )
        return [AuthorizerUse(*uses[0][:2], tuple(method for *_, method in uses)) for uses in found.values()]

    def _read(self, resource: Resource, values: Values, body: str) -> Authorizer:
        """An authorizer, under the names of REST APIs; those of HTTP APIs call two properties otherwise."""
        http = resource.family == AUTHORIZERS[1]
        credentials = "authorizerCredentialsArn" if http else "authorizerCredentials"
        given = values.text(credentials).unless("")
        uri = values.text("authorizerUri").unless("")
        return Authorizer(
            resource=resource,
            in_body=bool(body),
            api=NOTHING if body else self._stack.refer(resource, "apiId" if http else "restApi", *API),
            kind=values.text("authorizerType" if http else "type").or_else("TOKEN").map(str.upper),
            uri=uri,
            function=self._function(resource, uri, body),
            credentials=given,
            role=self._stack.refer_value(resource, body or credentials, given, ROLE),
            identity_source=values.text("identitySource"),
            ttl=values.number("authorizerResultTtlInSeconds"),
            payload_format=values.text("authorizerPayloadFormatVersion").unless(""),
        )

    def _function(self, resource: Resource, uri: Value[str], body: str) -> QualifiedFunction | None:
        if uri.known:
            match = _INVOCATION.search(uri.known)
            return named_in(self._stack, match["function"]) if match else None
        return made_from(self._stack, resource, "authorizerUri") if uri.unknown and not body else None
