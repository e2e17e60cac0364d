"""Integrations: what API Gateway calls behind a method or route, and how.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from ..compute.qualified_function import QualifiedFunction, made_from, named_in
from ..families import ALIAS, API, BALANCER, FUNCTION, LINKS, LISTENER
from ..values import NOT_SET, NOTHING, Block, Entity, Reader, Reference, Resource, Stack, Value, Values
from ..verdict import Verdict

# By its invocation ARN, or, for an HTTP API, by its own.
_FUNCTION: Final = re.compile(r"(?:/functions/|^)(arn:[^/:]+:lambda:[^/]+)(?:/invocations)?$")


@dataclass(frozen=True, kw_only=True)
class Integration(Entity):
    """One integration, whichever way the program writes it.

    `resource` is where a finding about it stands, `label` how messages call it: an operation of an OpenAPI body has no
    resource of its own. `link`, `target` and `listener` are what `connectionId`, `integrationTarget` and the URI name;
    beside each stands the resource from which the property is made where that can be no such thing. A `connectionId`
    that names a stage variable is a literal here. `timeout` is in milliseconds. `function` is the one that it calls if
    that is in the stack, and `credentials` what API Gateway takes on for that.
    `api` is the one that an integration of routes belongs to.
    """

    label: str
    kind: Value[str]
    http_method: Value[str]
    connection_type: Value[str]
    connection_id: Value[str]
    link: Reference
    no_link: Resource | None
    uri: Value[str]
    uri_sources: tuple[Resource, ...]
    integration_target: Value[str]
    target: Reference
    no_target: Resource | None
    listener: Reference
    no_listener: Resource | None
    timeout: Value[int]
    response_transfer_mode: Value[str]
    request_parameters: Value[dict[str, Value[str]]]
    tls: Value[bool]
    insecure: Value[bool]
    server_name: Value[str]
    function: QualifiedFunction | None = None
    credentials: Value[str] = NOT_SET
    content_handling: Value[str] = NOT_SET
    api: Reference = NOTHING

    @property
    def calls_http(self) -> bool:
        """Whether it calls an HTTP endpoint, as far as is known; others call AWS services or nothing."""
        return self.kind.absent or self.kind.may_be("HTTP", "HTTP_PROXY")

    @property
    def hands_on(self) -> Verdict:
        """Whether it hands the backend's answer on as it is, without responses of its own."""
        return self.kind.is_("HTTP_PROXY", "AWS_PROXY")

    @property
    def names_link(self) -> bool:
        """Whether it names a VPC link, or something in its place."""
        return not (self.connection_id.absent and self.link.absent)

    @property
    def private(self) -> Verdict:
        """Whether it goes through a VPC link."""
        return self.connection_type.or_else("INTERNET").map(str.upper).is_("VPC_LINK")


@dataclass(frozen=True)
class _Names:
    """What one way of writing integrations calls their properties; `listener` is that which may name a listener."""

    kind: str
    http_method: str
    uri: str
    timeout: str
    target: str = ""
    listener: str = ""
    credentials: str = "credentials"


_OF_REST_APIS: Final = _Names("type", "integrationHttpMethod", "uri", "timeoutMilliseconds", target="integrationTarget")
_OF_HTTP_APIS: Final = _Names(
    "integrationType",
    "integrationMethod",
    "integrationUri",
    "timeoutMilliseconds",
    listener="integrationUri",
    credentials="credentialsArn",
)
_OF_BODIES: Final = _Names("type", "httpMethod", "uri", "timeoutInMillis", listener="uri")


class Integrations(Reader):
    """Reads integrations of each kind."""

    def of_rest_api(self, resource: Resource) -> Integration:
        """An integration of a method."""
        return self._read(resource, resource, _OF_REST_APIS)

    def of_http_api(self, resource: Resource) -> Integration:
        """An integration of routes."""
        return self._read(resource, resource, _OF_HTTP_APIS)

    def of_body(self, resource: Resource, block: Block) -> Integration:
        """An `x-amazon-apigateway-integration` of an API's body."""
        target = "integration-target" if block.value("integrationTarget").absent else "integrationTarget"
        return self._read(resource, block, replace(_OF_BODIES, target=target))

    def _read(self, resource: Resource, values: Values, names: _Names) -> Integration:
        tls, own = values.block("tlsConfig"), values is resource
        return Integration(
            resource,
            label=values.owner,
            kind=values.text(names.kind).map(str.upper),
            http_method=values.text(names.http_method).unless(""),
            connection_type=values.text("connectionType"),
            connection_id=values.text("connectionId").unless(""),
            link=self._named(resource, values, "connectionId", *LINKS),
            no_link=self._stack.misled(resource, "connectionId", *LINKS),
            uri=values.text(names.uri).unless(""),
            uri_sources=tuple(self._stack.sources(resource, names.uri)) if own else (),
            integration_target=values.text(names.target).unless("") if names.target else NOT_SET,
            target=self._named(resource, values, names.target, BALANCER),
            no_target=self._stack.misled(resource, names.target, BALANCER) if own and names.target else None,
            listener=self._named(resource, values, names.listener, LISTENER),
            no_listener=self._stack.misled(resource, names.listener, LISTENER) if own and names.listener else None,
            timeout=values.number(names.timeout),
            response_transfer_mode=values.text("responseTransferMode"),
            request_parameters=values.mapping("requestParameters").or_else({}),
            tls=values.value("tlsConfig").map(bool).or_else(False),
            insecure=tls.flag("insecureSkipVerification").or_else(False),
            server_name=tls.text("serverNameToVerify"),
            function=self._function(resource, values, names),
            credentials=values.text(names.credentials).unless(""),
            content_handling=values.text("contentHandling").map(str.upper),
            api=self._stack.refer(resource, "apiId", *API) if names is _OF_HTTP_APIS else NOTHING,
        )

    def _function(self, resource: Resource, values: Values, names: _Names) -> QualifiedFunction | None:
        """The function that an integration calls; a URI that is not known yet names one if it is made from it."""
        if not values.text(names.kind).map(str.upper).is_("AWS", "AWS_PROXY").open:
            return None
        uri = values.text(names.uri)
        if uri.known:
            return function_of(self._stack, uri.known)
        direct = uri.unknown and values is resource and self._stack.sources(resource, names.uri)
        called = any(each.family in (FUNCTION, ALIAS) for each in direct or ())
        return made_from(self._stack, resource, names.uri) if called else None

    def _named(self, resource: Resource, values: Values, key: str, *families: str) -> Reference:
        """What a property names; all that a body holds is made from what the body is made from."""
        whole = key if values is resource else "body"
        return self._stack.refer_value(resource, whole, values.get(key), *families) if key else NOTHING


def function_of(stack: Stack, uri: str) -> QualifiedFunction | None:
    """The function of the stack that a URI calls."""
    match = _FUNCTION.search(uri)
    return named_in(stack, match[1]) if match else None
