"""APIs of API Gateway, REST and HTTP: their methods or routes, stages and deployments.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..families import API, BALANCER, HTTP_API, LINKS, LISTENER
from ..values import NOT_SET, Key, Keyed, Reader, Resource, Stack, Value, Values, grouped, known, not_known
from ..verdict import Verdict, closed, opened, some, unknown
from .deployment import Deployment, deployments
from .integration import Integrations
from .method import Method
from .openapi import Document, parse
from .rest_method import RestMethods
from .route import of_websockets, routes
from .stage import Stage, stages


@dataclass(frozen=True)
class Body:
    """An OpenAPI body that an API is made from, or that is put into it; `document` is what it says, if it is known.

    `private` says whether it is made from parts of a private integration, or may be.
    """

    resource: Resource
    text: Value[Any]
    document: Document | None
    private: bool = True


@dataclass(frozen=True, kw_only=True)
class Api(Keyed):
    """An API with everything that hangs from it; `resource` is `None` for one outside the stack.

    `astray` is the property of a stage of which nobody can say whose it is, `adrift` that of a method, route or body.
    """

    http: bool
    methods: tuple[Method, ...] = ()
    stages: tuple[Stage, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    bodies: tuple[Body, ...] = ()
    astray: str = ""
    adrift: str = ""

    @property
    def documents(self) -> tuple[tuple[Resource, Document], ...]:
        """The bodies that can be read, each with the resource that has it."""
        return tuple((body.resource, body.document) for body in self.bodies if body.document)

    @property
    def unknown_bodies(self) -> tuple[str, ...]:
        """The properties that hold bodies that are not known."""
        return tuple(body.text.where for body in self.bodies if body.text.unknown)

    @property
    def overwritten(self) -> bool:
        """Whether each change of its own body puts all of it anew, and with it what stands beside the body."""
        own = any(body.resource is self.resource for body in self.bodies)
        replaces = self.properties.text("putRestApiMode").or_else("overwrite").is_("overwrite")
        return own and replaces.open and self.resource is not None and not self.resource.native

    @property
    def blind_bodies(self) -> tuple[str, ...]:
        """Those of them that may have a private integration."""
        return tuple(body.text.where for body in self.bodies if body.text.unknown and body.private)

    @property
    def served(self) -> Verdict:
        """Whether it has a stage. An HTTP API that names its target gets one along with its only route."""
        makes = [each.name for each in self.deployments if each.makes_stage]
        along = opened() if self.stages or makes or not self.properties.value("target").absent else closed()
        adrift = [unknown(self.astray)] if self.astray else []
        return some([along, *adrift, closed(f"no stage names {self.name}")])

    @property
    def answers(self) -> Verdict:
        """Whether it has a method or route, or a body that may have some; one that names its target has a route."""
        web_socket = self.properties.text("protocolType").is_("WEBSOCKET").open
        made = self.methods or self.bodies or web_socket or not self.properties.value("target").absent
        adrift = [unknown(self.adrift)] if self.adrift else []
        line = f"no {'route' if self.http else 'method'} names {self.name}, and it has no body"
        return some([opened() if made else closed(line), *adrift])

    @cached_property
    def parts(self) -> tuple[Resource, ...]:
        """What has to be made before a deployment: methods, integrations, and bodies that are put into the API."""
        found: dict[str, Resource] = {}
        for method in self.methods:
            found.setdefault(method.resource.urn, method.resource)
            # An integration that stands inside its method has the method's URN.
            if method.integration is not None:
                found.setdefault(method.integration.resource.urn, method.integration.resource)
        found |= {body.resource.urn: body.resource for body in self.bodies}
        return tuple(each for urn, each in found.items() if urn != self.key)

    @property
    def responses(self) -> tuple[Resource, ...]:
        """What makes the answers of its methods, where these are not handed on as they are."""
        made = [each for each in self.methods if each.integration is not None and each.integration.hands_on.closed]
        return tuple(response for method in made for response in method.responses)

    @property
    def endpoint_access_mode(self) -> Value[str]:
        """STRICT or BASIC."""
        return self.properties.text("endpointAccessMode").map(str.upper)

    @property
    def websocket(self) -> bool:
        """Whether it is a WebSocket API, with integrations as REST APIs have, and stages as HTTP APIs have."""
        return self.resource is not None and self.resource.family == HTTP_API and not self.http

    @property
    def endpoint_type(self) -> Value[str]:
        """REGIONAL, EDGE or PRIVATE."""
        return known("REGIONAL") if self.http or self.websocket else endpoint_type(self.properties)

    @property
    def vpc_endpoint_ids(self) -> Value[tuple[Value[str], ...]]:
        """The VPC endpoints that it names among its own properties."""
        return self.resource.block("endpointConfiguration").texts("vpcEndpointIds") if self.resource else NOT_SET

    @property
    def private(self) -> bool:
        """Whether it is known to be private."""
        return self.endpoint_type.known == "PRIVATE"

    @property
    def written_policy(self) -> Value[str]:
        """The resource policy among its own properties."""
        return self.properties.text("policy")

    @property
    def key_source(self) -> Value[str]:
        """Where API keys come from: HEADER or AUTHORIZER."""
        told = (self.properties.text("apiKeySource"), *(document.key_source for _, document in self.documents))
        return next((each for each in told if not each.absent), told[0]).or_else("HEADER").map(str.upper)

    @property
    def default_endpoint_disabled(self) -> Verdict:
        """Whether its `execute-api` endpoint is turned off, by its own properties or in its body."""
        own = self.properties.flag("disableExecuteApiEndpoint")
        if not own.absent:
            return own.is_(True)
        bodies = [document.default_endpoint_disabled for _, document in self.documents]
        return some([*bodies, *map(unknown, self.unknown_bodies)])

    @property
    def all_binary(self) -> Verdict:
        """Whether it takes every body for binary, by its own properties or in its body."""
        listed = (self.properties.texts("binaryMediaTypes"), *(each.binary_types for _, each in self.documents))
        return some(types.holds(lambda each: any(name.known == "*/*" for name in each)) for types in listed)

    @property
    def needs_name(self) -> Verdict:
        """Whether names of its own alone lead to it. What a body holds, or no input tells, is mostly not set."""
        off = self.default_endpoint_disabled
        untold = self.unknown_bodies or self.resource is None or not self.resource.told
        return closed() if off.unknown and untold else off


def endpoint_type(resource: Values) -> Value[str]:
    """REGIONAL, EDGE or PRIVATE, of a REST API or one of its domain names."""
    types = resource.block("endpointConfiguration").texts("types")
    if types.known is None:
        return not_known(types.where)
    return types.known[0].map(str.upper) if types.known else known("EDGE")


class Apis(Reader):
    """All APIs of the stack, and those outside to which it adds, in order of their key.

    `strays` are the integrations of REST APIs that belong to no method.
    """

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self._integrations = Integrations(stack)
        bodies = grouped(self._bodies())
        told = {key for key, listed in bodies.items() if any(body.document or body.text.unknown for body in listed)}
        http = {each.urn: each.family == HTTP_API and not of_websockets(each) for each in stack.of(*API)}
        rest = RestMethods(stack, self._integrations, http.keys() - told)
        by_route = routes(stack, self._integrations)
        by_deployment = grouped((each.api, each) for each in deployments(stack))
        by_stage = grouped((each.api, each) for each in stages(stack))
        astray = next((each.resource.name for each in stages(stack) if each.api is None), "")
        for key, (first, *_) in (*by_deployment.items(), *by_stage.items()):
            http.setdefault(key, first.http)
        http |= dict.fromkeys(by_route.keys() - http.keys(), True)
        http |= dict.fromkeys((rest.by_api.keys() | bodies.keys()) - http.keys(), False)
        self.strays, self.adrift = rest.strays, rest.adrift
        adrift = self._adrift()
        self.by_key = {
            key: Api(
                key=key,
                resource=stack.by_urn.get(key),
                http=http[key],
                methods=(
                    *rest.by_api.get(key, ()),
                    *by_route.get(key, ()),
                    *(method for body in bodies.get(key, ()) for method in self._operations(body)),
                ),
                stages=by_stage.get(key, ()),
                deployments=by_deployment.get(key, ()),
                bodies=bodies.get(key, ()),
                astray=f"the API of {astray}" if astray else "",
                adrift=adrift,
            )
            for key in sorted(http)
        }

    def _adrift(self) -> str:
        """The property that would tell to which API a method, route or body belongs."""
        parts = (
            ("apigateway.Method", "restApi"),
            ("apigatewayv2.Route", "apiId"),
            ("apigateway.RestApiPut", "restApiId"),
        )
        named = (api for family, key in parts for _, api in self._stack.referring(family, key, *API))
        return next((api.where for api in named if api.key is None), "")

    def _bodies(self) -> Iterator[tuple[Key | None, Body]]:
        for resource in self._stack.of(*API):
            body = resource.value("body")
            if not body.absent:
                yield resource.urn, self._body(resource, body)
        for resource, api in self._stack.referring("apigateway.RestApiPut", "restApiId", *API):
            body = resource.value("body")
            yield api.key, self._body(resource, body)

    def _body(self, resource: Resource, body: Value[Any]) -> Body:
        sources = self._stack.sources(resource, "body")
        aws = bool(sources) and all(each.type.startswith("aws") for each in sources)
        private = self._stack.made_from(resource, "body", *LINKS, BALANCER, LISTENER, "servicediscovery.Service")
        return Body(resource, body, parse(body, resource.name), bool(private) or not aws)

    def _operations(self, body: Body) -> Iterator[Method]:
        resource = body.resource
        for each in body.document.operations if body.document else ():
            scheme = next((scheme for scheme in each.schemes if scheme.authorizes), None)
            given = not each.integration.absent
            yield Method(
                resource=resource,
                verb=each.verb,
                path=each.path,
                key_required=known(any(scheme.is_api_key for scheme in each.schemes)),
                authorization=known(scheme.authorization if scheme else "NONE"),
                scheme=scheme,
                integration=self._integrations.of_body(resource, each.integration) if given else None,
                responds=each.responds,
                in_body=True,
            )
