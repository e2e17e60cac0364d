"""Integrations: what API Gateway calls behind a method or route, and how.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""

from dataclasses import dataclass

from ..balancing.listener import LISTENER
from ..balancing.load_balancer import BALANCER
from ..values import NOT_SET, NOTHING, Block, Entity, Reader, Reference, Resource, Value, Values
from ..verdict import Verdict
from .families import LINK_V1, LINK_V2


@dataclass(frozen=True, kw_only=True)
class Integration(Entity):
    """One integration, whichever way the program writes it.

    `resource` is where a finding about it stands, `label` how messages call it: an operation of an OpenAPI body has no
    resource of its own. `link`, `target` and `listener` are what `connectionId`, `integrationTarget` and the URI name;
    beside each stands the resource from which the property is made where that can be no such thing. A `connectionId`
    that names a stage variable is a literal here. `timeout` is in milliseconds.
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

    @property
    def calls_http(self) -> bool:
        """Whether it calls an HTTP endpoint, as far as is known; others call AWS services or nothing."""
        return self.kind.absent or self.kind.may_be("HTTP", "HTTP_PROXY")

    @property
    def names_link(self) -> bool:
        """Whether it names a VPC link, or something in its place."""
        return not (self.connection_id.absent and self.link.absent)

    @property
    def private(self) -> Verdict:
        """Whether it goes through a VPC link."""
        return self.connection_type.or_else("INTERNET").map(str.upper).is_("VPC_LINK")


class Integrations(Reader):
    """Reads integrations of each kind."""

    def of_rest_api(self, resource: Resource) -> Integration:
        """An integration of a method."""
        return self._read(
            resource,
            resource,
            kind=resource.text("type"),
            http_method=resource.text("integrationHttpMethod"),
            uri=resource.text("uri"),
            uri_sources=tuple(self._stack.sources(resource, "uri")),
            integration_target=resource.text("integrationTarget"),
            target=self._stack.refer(resource, "integrationTarget", BALANCER),
            no_target=self._stack.misled(resource, "integrationTarget", BALANCER),
            timeout=resource.number("timeoutMilliseconds"),
        )

    def of_http_api(self, resource: Resource) -> Integration:
        """An integration of routes."""
        return self._read(
            resource,
            resource,
            kind=resource.text("integrationType"),
            http_method=resource.text("integrationMethod"),
            uri=resource.text("integrationUri"),
            uri_sources=tuple(self._stack.sources(resource, "integrationUri")),
            listener=self._stack.refer(resource, "integrationUri", LISTENER),
            no_listener=self._stack.misled(resource, "integrationUri", LISTENER),
            timeout=resource.number("timeoutMilliseconds"),
        )

    def of_body(self, resource: Resource, block: Block) -> Integration:
        """An `x-amazon-apigateway-integration` of an API's body."""
        target = "integration-target" if block.value("integrationTarget").absent else "integrationTarget"
        return self._read(
            resource,
            block,
            kind=block.text("type"),
            http_method=block.text("httpMethod"),
            uri=block.text("uri"),
            integration_target=block.text(target),
            target=self._named(resource, block, target, BALANCER),
            listener=self._named(resource, block, "uri", LISTENER),
            timeout=block.number("timeoutInMillis"),
        )

    def _read(
        self,
        resource: Resource,
        values: Values,
        *,
        kind: Value[str],
        http_method: Value[str],
        uri: Value[str],
        timeout: Value[int],
        integration_target: Value[str] = NOT_SET,
        uri_sources: tuple[Resource, ...] = (),
        target: Reference = NOTHING,
        no_target: Resource | None = None,
        listener: Reference = NOTHING,
        no_listener: Resource | None = None,
    ) -> Integration:
        """What all kinds have under the same names, beside what each has under its own."""
        tls = values.block("tlsConfig")
        return Integration(
            resource=resource,
            label=values.owner,
            kind=kind.map(str.upper),
            http_method=http_method.unless(""),
            connection_type=values.text("connectionType"),
            connection_id=values.text("connectionId").unless(""),
            link=self._named(resource, values, "connectionId", LINK_V1, LINK_V2),
            no_link=self._stack.misled(resource, "connectionId", LINK_V1, LINK_V2),
            uri=uri.unless(""),
            uri_sources=uri_sources,
            integration_target=integration_target.unless(""),
            target=target,
            no_target=no_target,
            listener=listener,
            no_listener=no_listener,
            timeout=timeout,
            response_transfer_mode=values.text("responseTransferMode"),
            request_parameters=values.mapping("requestParameters").or_else({}),
            tls=values.value("tlsConfig").map(bool).or_else(False),
            insecure=tls.flag("insecureSkipVerification").or_else(False),
            server_name=tls.text("serverNameToVerify"),
        )

    def _named(self, resource: Resource, values: Values, key: str, *families: str) -> Reference:
        """What a property names; all that a body holds is made from what the body is made from."""
        whole = key if values is resource else "body"
        return self._stack.refer_value(resource, whole, values.get(key), *families)
