"""Methods of REST APIs and routes of HTTP APIs, with their integrations.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

import re
from dataclasses import dataclass, field
from typing import Final

from ..values import NOT_SET, NOTHING, Entity, Key, Reference, Resource, Value
from ..verdict import Verdict, every, opened, unknown
from .integration import Integration
from .openapi import SecurityScheme

# A request's parameter in a mapping: where it comes from, and its name. Lists of values are declared without `multi`.
_SOURCE: Final = re.compile(r"^method\.request\.(?:multivalue)?(path|header|querystring)\.(.+)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Method(Entity):
    """A method of a REST API or a route of an HTTP API.

    `resource` is where a finding about it stands: an operation of an OpenAPI body (`in_body`) has none of its own.
    `place` is the resource of its REST API that it belongs to, where that is known.
    `verb` and `path` are texts for messages: `?` stands for a verb that is not known, `…` for a part of a path.
    Where it has no integration, `unmatched` names the property that keeps one from being known, and `beside` is an
    integration on the method's resource that has another verb than any method there. `responds` says whether the
    integration has a response; `responses` are those of method and integration. `declared` are the method's
    `requestParameters`.
    """

    verb: str
    path: str
    place: Key = ""
    key_required: Value[bool]
    authorization: Value[str]
    authorizer: Reference = NOTHING
    scheme: SecurityScheme | None = None
    integration: Integration | None = None
    unmatched: str = ""
    beside: Resource | None = None
    responds: Verdict = field(default_factory=opened)
    responses: tuple[Resource, ...] = ()
    declared: Value[dict[str, Value[str]]] = NOT_SET
    in_body: bool = False

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.verb} {self.path}"

    @property
    def answers(self) -> Verdict:
        """Whether API Gateway knows what to answer: as the backend does, or by a response of the integration."""
        own = self.integration is not None and self.integration.kind.is_("HTTP", "AWS", "MOCK").open
        return self.responds if own else opened()

    @property
    def declares(self) -> Verdict:
        """Whether it declares every parameter that its integration takes from the request."""
        if self.integration is None or self.in_body:
            return opened()
        given = self.integration.request_parameters
        if given.known is None:
            return unknown(given.where)
        return every(self._declares(source) for each in given.known.values() if (source := each.known))

    def _declares(self, source: str) -> Verdict:
        match = _SOURCE.match(source)
        if match is None:
            return opened()
        wanted = f"method.request.{match[1]}.{match[2]}".lower()
        told = self.declared.holds(lambda names: wanted in {name.lower() for name in names})
        return told.because(f"{self.name} does not declare {source}") if told.closed else told
