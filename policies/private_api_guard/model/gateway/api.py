"""APIs of API Gateway, REST and HTTP: their methods or routes, stages and deployments.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from ..balancing.listener import LISTENER
from ..balancing.load_balancer import BALANCER
from ..values.reference import NOTHING, Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Block, Flag, Text
from . import openapi
from .integration import Integration
from .vpc_link import LINK_V1, LINK_V2

REST_API = "apigateway.RestApi"
HTTP_API = "apigatewayv2.Api"
AUTHORIZERS = ("apigateway.Authorizer", "apigatewayv2.Authorizer")
_DEPLOYMENTS = ("apigateway.Deployment", "apigatewayv2.Deployment")


@dataclass(frozen=True)
class Method:
    """A method of a REST API or a route of an HTTP API. `resource` is where a finding about it stands."""

    resource: Resource
    verb: str
    path: str
    key_required: Flag
    authorization: Text
    authorizer: Reference = NOTHING
    integration: Integration | None = None
    scheme: "dict[str, Any] | None" = None
    operation: openapi.Operation | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.verb} {self.path}"


@dataclass(frozen=True)
class Stage:
    """A stage; `name` is unknown where it is made from outputs. `variables` are its stage variables."""

    key: Key
    resource: Resource
    name: Text
    deployment: Reference
    variables: "dict[str, Any] | Unknown"

    @property
    def label(self) -> str:
        """How messages call it."""
        return self.name if isinstance(self.name, str) else self.resource.name

    @property
    def variables_key(self) -> str:
        """The property that holds the stage variables."""
        return "stageVariables" if self.resource.family.startswith("apigatewayv2.") else "variables"


@dataclass
class Api:
    """An API with everything that hangs from it."""

    key: Key
    resource: Resource | None
    http: bool
    methods: list[Method] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    deployments: list[Resource] = field(default_factory=list)
    documents: "list[tuple[Resource, openapi.Document]]" = field(default_factory=list)
    blind: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.resource.name if self.resource else self.key

    @property
    def endpoint(self) -> Text:
        """REGIONAL, EDGE or PRIVATE."""
        if self.http:
            return "REGIONAL"
        if self.resource is None:
            return UNKNOWN
        block = self.resource.block("endpointConfiguration")
        types = block.raw_texts("types")
        kind = UNKNOWN if types is UNKNOWN else types[0] if types else None
        return "EDGE" if kind is None else kind.upper() if isinstance(kind, str) else kind

    @property
    def private(self) -> bool:
        """Whether it is known to be private."""
        return self.endpoint == "PRIVATE"

    @property
    def key_source(self) -> Text:
        """Where API keys come from: HEADER or AUTHORIZER."""
        source = self.resource.raw_text("apiKeySource") if self.resource else UNKNOWN
        if source is None:
            sources = [document.block.raw_text("x-amazon-apigateway-api-key-source") for _, document in self.documents]
            source = next((each for each in sources if each is not None), None)
        return "HEADER" if source is None else source.upper() if isinstance(source, str) else source


class Apis:
    """All APIs of the stack, and those outside to which it adds."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @cached_property
    def by_key(self) -> dict[Key, Api]:
        """APIs by key."""
        apis = {resource.urn: Api(resource.urn, resource, http=False) for resource in self.stack.of(REST_API)}
        apis |= {
            resource.urn: Api(resource.urn, resource, http=True)
            for resource in self.stack.of(HTTP_API)
            if resource.raw_text("protocolType") != "WEBSOCKET"
        }
        self._add_deployments(apis)
        self._add_rest_methods(apis)
        self._add_routes(apis)
        self._add_documents(apis)
        self._add_stages(apis)
        return apis

    def owner(self, resource: Resource, key: str, apis: "dict[Key, Api] | None" = None) -> Api | None:
        """The API that a property of a resource names."""
        known = self.by_key if apis is None else apis
        reference = self.stack.refer(resource, key, REST_API, HTTP_API)
        if reference.key is None:
            return None
        if reference.key not in known:
            known[reference.key] = Api(reference.key, reference.one, http=resource.family.startswith("apigatewayv2."))
        return known[reference.key]

    def _add_deployments(self, apis: dict[Key, Api]) -> None:
        for resource in self.stack.of(*_DEPLOYMENTS):
            api = self.owner(resource, "apiId" if "v2" in resource.family else "restApi", apis)
            if api:
                api.deployments.append(resource)

    # REST

    def _add_rest_methods(self, apis: dict[Key, Api]) -> None:
        for resource in self.stack.of("apigateway.Method"):
            api = self.owner(resource, "restApi", apis)
            if api is None:
                continue
            verb = resource.raw_text("httpMethod")
            integration = self._integration_of(resource)
            api.methods.append(
                Method(
                    resource,
                    verb.upper() if isinstance(verb, str) else "?",
                    self.path(resource, "resourceId"),
                    resource.raw_flag("apiKeyRequired"),
                    resource.raw_text("authorization"),
                    self.stack.refer(resource, "authorizerId", *AUTHORIZERS),
                    self._integration(integration) if integration else None,
                )
            )

    def _integration_of(self, method: Resource) -> Resource | None:
        """The integration of a method: of the same API, resource and verb, or made from the method itself."""
        by_key, by_method = self._integrations
        return by_key.get(self._method_key(method)) or by_method.get(method.urn)

    def _method_key(self, resource: Resource) -> tuple[object, ...]:
        """What ties an integration to its method: API, resource and verb."""
        verb = resource.raw_text("httpMethod")
        owner = self.stack.refer(resource, "resourceId", "apigateway.Resource", REST_API)
        fed = owner.key or tuple(sorted(owner.keys))
        return self.stack.refer(resource, "restApi", REST_API).key, fed, verb.upper() if isinstance(verb, str) else verb

    @cached_property
    def _integrations(self) -> "tuple[dict[tuple[object, ...], Resource], dict[str, Resource]]":
        """Integrations by API, resource and verb, and, where a part of that is not known, by the method they follow."""
        by_key: dict[tuple[object, ...], Resource] = {}
        by_method: dict[str, Resource] = {}
        for resource in self.stack.of("apigateway.Integration"):
            api, owner, verb = self._method_key(resource)
            by_key[api, owner, verb] = resource
            for key in ("httpMethod", "resourceId") if not (isinstance(owner, str) and isinstance(verb, str)) else ():
                sources = [urn for urn in resource.feeds(key) if urn in self._method_urns]
                if len(sources) == 1:
                    by_method.setdefault(sources[0], resource)
        return by_key, by_method

    @cached_property
    def _method_urns(self) -> frozenset[str]:
        return frozenset(resource.urn for resource in self.stack.of("apigateway.Method"))

    @cached_property
    def loose_integrations(self) -> dict[Key, str]:
        """By API, the property that keeps an integration's method from being known; the empty key is any API."""
        found: dict[Key, str] = {}
        for resource in self.stack.of("apigateway.Integration"):
            api, owner, verb = self._method_key(resource)
            if api is None:
                found[""] = f"{resource.name}.restApi"
            elif not isinstance(verb, str):
                found[str(api)] = f"{resource.name}.httpMethod"
            elif not isinstance(owner, str):
                found[str(api)] = f"{resource.name}.resourceId"
        return found

    def _integration(self, resource: Resource) -> Integration:
        link = resource.get("connectionId")
        return Integration(
            resource,
            resource,
            resource.raw_text("type"),
            resource.raw_text("connectionType"),
            self.stack.refer(resource, "connectionId", LINK_V1, LINK_V2),
            link if isinstance(link, str | Unknown) else None,
            resource.raw_text("uri"),
            self.stack.refer(resource, "integrationTarget", BALANCER),
            self.stack.refer(resource, "integrationTarget", LISTENER),
            self.stack.refer(resource, "uri", BALANCER) if resource.get("uri") is UNKNOWN else NOTHING,
        )

    @cached_property
    def orphans(self) -> list[Resource]:
        """Integrations of which it is known that their API has no such method."""
        methods = {self._method_key(resource) for resource in self.stack.of("apigateway.Method")}
        vague = {key[0] for key in methods if not (isinstance(key[1], str) and isinstance(key[2], str))}
        found: list[Resource] = []
        for resource in self.stack.of("apigateway.Integration"):
            api, owner, verb = self._method_key(resource)
            made = self.by_key.get(api) if isinstance(api, str) else None
            known = made is not None and made.resource is not None and isinstance(owner, str) and isinstance(verb, str)
            if not known or made is None or made.documents or made.blind or vague & {api, None}:
                continue
            # A resource that another stack adds may have its method from there as well.
            if owner in self.stack.by_urn and (api, owner, verb) not in methods:
                found.append(resource)
        return found

    @cached_property
    def _answered(self) -> "tuple[set[tuple[object, ...]], bool]":
        """API, resource and verb of every integration response, and whether one of these is not known."""
        keys = {self._method_key(each) for each in self.stack.of("apigateway.IntegrationResponse")}
        return keys, any(not (isinstance(key[1], str) and isinstance(key[2], str)) for key in keys)

    def answered(self, method: Method) -> bool:
        """Whether a method of a REST API has an integration response, or may have one."""
        if method.operation is not None:
            return not method.operation.integration.block("responses").absent
        keys, vague = self._answered
        return vague or self._method_key(method.resource) in keys

    def orphan_beside(self, method: Resource) -> Resource | None:
        """The integration on a method's resource that has another verb than any method there."""
        key = self._method_key(method)[:2]
        return next((each for each in self.orphans if self._method_key(each)[:2] == key), None)

    def path(self, resource: Resource, key: str) -> str:
        """The path of a method, put together from its resources; `…` stands for a part that is not known."""
        parts: list[str] = []
        seen: set[str] = set()
        owner = self.stack.refer(resource, key, "apigateway.Resource").one
        while owner is not None and owner.urn not in seen:
            seen.add(owner.urn)
            part = owner.raw_text("pathPart")
            parts.append(part if isinstance(part, str) else "…")
            owner = self.stack.refer(owner, "parentId", "apigateway.Resource").one
        return "/" + "/".join(reversed(parts))

    # HTTP APIs

    def _add_routes(self, apis: dict[Key, Api]) -> None:
        for resource in self.stack.of("apigatewayv2.Route"):
            api = self.owner(resource, "apiId", apis)
            if api is None or (api.resource and api.resource.raw_text("protocolType") == "WEBSOCKET"):
                continue
            route = resource.raw_text("routeKey")
            verb, _, path = str(route if isinstance(route, str) else "? …").partition(" ")
            integration = self._route_integration(resource)
            api.methods.append(
                Method(
                    resource,
                    verb,
                    path or ("" if verb != "$default" else "/"),
                    resource.raw_flag("apiKeyRequired"),
                    resource.raw_text("authorizationType"),
                    self.stack.refer(resource, "authorizerId", *AUTHORIZERS),
                    self._http_integration(integration) if integration else None,
                )
            )

    def _route_integration(self, route: Resource) -> Resource | None:
        target = route.raw_text("target")
        value = target.removeprefix("integrations/") if isinstance(target, str) else target
        return self.stack.refer_value(route, "target", value, "apigatewayv2.Integration").one

    def _http_integration(self, resource: Resource) -> Integration:
        link = resource.get("connectionId")
        return Integration(
            resource,
            resource,
            resource.raw_text("integrationType"),
            resource.raw_text("connectionType"),
            self.stack.refer(resource, "connectionId", LINK_V1, LINK_V2),
            link if isinstance(link, str | Unknown) else None,
            resource.raw_text("integrationUri"),
            NOTHING,
            self.stack.refer(resource, "integrationUri", LISTENER),
            self.stack.refer(resource, "integrationUri", BALANCER),
            http_api=True,
        )

    # OpenAPI

    def _add_documents(self, apis: dict[Key, Api]) -> None:
        for resource in self.stack.of(REST_API, HTTP_API, "apigateway.RestApiPut"):
            api = apis.get(resource.urn) or self.owner(resource, "restApiId", apis)
            if api is None:
                continue
            document = openapi.parse(resource.get("body"))
            if document is UNKNOWN:
                api.blind.append(f"{resource.name}.body")
            elif document is not None:
                api.documents.append((resource, document))
                api.methods += [self._operation(resource, api, document, each) for each in document.operations()]

    def _operation(
        self, resource: Resource, api: Api, document: openapi.Document, operation: openapi.Operation
    ) -> Method:
        schemes = document.schemes(operation)
        custom = next((scheme for scheme in schemes if _authorizing(scheme)), None)
        keyed = any(scheme.get("type") == "apiKey" and not _authorizing(scheme) for scheme in schemes)
        given = not operation.integration.absent
        return Method(
            resource,
            operation.method,
            operation.path,
            keyed,
            _authorization(custom) if custom else "NONE",
            NOTHING,
            self._from_document(resource, operation.integration, http_api=api.http) if given else None,
            custom,
            operation,
        )

    def _from_document(self, resource: Resource, block: Block, *, http_api: bool) -> Integration:
        values = _Extension(block)
        link, uri = values.raw_text("connectionId"), values.raw_text("uri")
        target = values.raw_text("integrationTarget")
        return Integration(
            resource,
            values,
            values.raw_text("type"),
            values.raw_text("connectionType"),
            self._literal(link, LINK_V1, LINK_V2),
            link,
            uri,
            self._literal(target, BALANCER),
            self._literal(uri if http_api else target, LISTENER),
            self._literal(uri, BALANCER) if http_api else NOTHING,
            http_api=http_api,
        )

    def _literal(self, value: Text, *families: str) -> Reference:
        """What a literal of a document names. A document is one known text, so that nothing feeds its parts."""
        if not isinstance(value, str) or not value:
            return NOTHING
        found = self.stack.named(value, *families)
        return Reference((found,)) if found else Reference(literals=(value,))

    # Stages

    def _add_stages(self, apis: dict[Key, Api]) -> None:
        for resource in self.stack.of("apigateway.Stage", "apigatewayv2.Stage"):
            http = resource.family.startswith("apigatewayv2.")
            api = self.owner(resource, "apiId" if http else "restApi", apis)
            if api is None:
                continue
            variables = resource.get("stageVariables" if http else "variables")
            api.stages.append(
                Stage(
                    resource.urn,
                    resource,
                    resource.raw_text("name" if http else "stageName"),
                    self.stack.refer(resource, "deploymentId" if http else "deployment", *_DEPLOYMENTS),
                    {} if variables is None else variables if isinstance(variables, dict) else UNKNOWN,
                )
            )

    def link_of(self, integration: Integration, stage: Stage | None, variable: str) -> Reference:
        """What a stage variable that stands for a VPC link means on a stage."""
        if stage is None or stage.variables is UNKNOWN:
            where = f"{stage.resource.name}.variables" if stage else f"{integration.resource.name}.connectionId"
            links = self.stack.refer(stage.resource, stage.variables_key, LINK_V1, LINK_V2) if stage else NOTHING
            return links if links.one else Reference(unknown=True, where=where)
        value = stage.variables.get(variable)
        return self.stack.refer_value(stage.resource, stage.variables_key, value, LINK_V1, LINK_V2)

    @cached_property
    def by_deployment(self) -> dict[Key, list[Stage]]:
        """Stages by the deployment that they serve."""
        found: dict[Key, list[Stage]] = defaultdict(list)
        for api in self.by_key.values():
            for stage in api.stages:
                for key in stage.deployment.keys:
                    found[key].append(stage)
        return found


def _authorizing(scheme: dict[str, Any]) -> bool:
    """Whether a security scheme stands for an authorizer or for IAM, not for an API key."""
    return bool(scheme.get("x-amazon-apigateway-authtype") or scheme.get("x-amazon-apigateway-authorizer"))


def _authorization(scheme: dict[str, Any]) -> str:
    """A security scheme as a method's `authorization`. HTTP APIs leave the kind to the authorizer's own type."""
    kinds = {"custom": "CUSTOM", "cognito_user_pools": "COGNITO_USER_POOLS", "awssigv4": "AWS_IAM"}
    authtype = scheme.get("x-amazon-apigateway-authtype")
    if authtype:
        return kinds.get(str(authtype).lower(), "NONE")
    types = {"request": "CUSTOM", "token": "CUSTOM", "jwt": "JWT", "cognito_user_pools": "COGNITO_USER_POOLS"}
    kind = Block(scheme).block("x-amazon-apigateway-authorizer").raw_text("type")
    return types.get(str(kind).lower(), "NONE")


class _Extension(Block):
    """An integration of an OpenAPI document, under the names of the resource's properties."""

    __slots__ = ()
    _NAMES: ClassVar = {"integrationHttpMethod": "httpMethod", "timeoutMilliseconds": "timeoutInMillis"}

    def get(self, key: str) -> Any:
        value = super().get(self._NAMES.get(key, key))
        if value is None and key == "integrationTarget":
            return super().get("integration-target")
        return value

    def __init__(self, block: Block) -> None:
        super().__init__(block.content, block.place)
