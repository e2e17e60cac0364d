"""Settings of APIs: one class for each kind."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .base import BrokenRuleError, Setting
from .domains import DomainSettings, PublicDomainSettings
from .form import Form
from .names import Cidr, EndpointId, Name, Path, VpcId, WebAcl
from .network import Located
from .plans import PlanSettings, two_of_one_name
from .routes import RestRouteSettings, Routed, RouteSettings, one_parameter_below_a_path
from .stages import HttpStageSettings, RestStageSettings

# https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
Variable = Annotated[str, Form("the name of a stage variable", "[A-Za-z0-9_]+", "letters, digits and _")]


class OpenApiSettings(Setting):
    """An OpenAPI document that says what the API is."""

    file: str
    """The document, as a path from the project's folder."""

    links: dict[Variable, Name] = Field(default={})
    """Stage variables of the document that stand for VPC links (`${stageVariables.ordersLink}`), and their backends."""


class WebAclSettings(Setting):
    """What a web ACL keeps out."""

    rate: int = Field(default=2000, ge=10)
    """Requests from one address in five minutes, above which it is blocked."""

    managed: tuple[str, ...] = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
    """Rule groups of AWS that apply."""


class FirewallSettings(WebAclSettings):
    """AWS WAF in front of the API."""

    acl: WebAcl | None = None
    """The ARN of a regional web ACL that is there already. Without it one is made."""


class KeyAuthorizerSettings(Setting):
    """A Lambda function that compares the caller's key with parameters in SSM."""

    cache: int = Field(default=300, ge=0, le=3600)
    """Seconds for which an answer is kept. A key that is withdrawn works as long as this."""


class CallSettings(Setting):
    """What a probe asks for, and how often."""

    path: Path
    """The path it asks for with GET."""

    status: int = Field(default=200, ge=200, le=499)
    """The status that it expects."""

    every: int = Field(default=5, ge=1, le=1440)
    """Minutes between two calls."""


class ProbeSettings(CallSettings):
    """A function that calls the API as a client does, on a schedule and on demand, and reports what it got."""

    consumer: Name | None = None
    """The consumer whose first key it uses, where the route needs one."""


class RestSettings(Routed, RestStageSettings):
    """What private and regional REST APIs have."""

    routes: dict[str, RestRouteSettings] = Field(default={})
    """What answers which request: `GET /orders`, `ANY /orders/{proxy+}`."""

    openapi: OpenApiSettings | None = None
    """An OpenAPI document, instead of routes."""

    plans: dict[Name, PlanSettings] = Field(default={})
    """Usage plans: who may call how often."""

    authorizer: KeyAuthorizerSettings | None = None
    """A function that decides who may call, beside the keys."""

    firewall: FirewallSettings | None = None
    """AWS WAF in front of the API."""

    probe: ProbeSettings | None = None
    """A function that calls the API and reports."""

    @property
    def consumers(self) -> dict[str, tuple[str, ...]]:
        """The labels of the keys of every consumer."""
        return {name: keys for plan in self.plans.values() for name, keys in plan.keys.items()}

    @model_validator(mode="after")
    def _one_source_of_routes(self) -> Self:
        if bool(self.routes) == bool(self.openapi):
            raise BrokenRuleError(
                "an API has either routes or an OpenAPI document",
                allowed="one of routes and openapi",
                remedy="remove one" if self.routes else "add one",
                key=("routes",),
            )
        if self.openapi and self.authorizer:
            raise BrokenRuleError(
                "the OpenAPI document says which authorizer its operations have",
                allowed="authorizer with routes",
                remedy="remove it, or write routes",
                key=("authorizer",),
            )
        return self

    @model_validator(mode="after")
    def _one_parameter_below_a_path(self) -> Self:
        one_parameter_below_a_path(self.routes)
        return self

    @model_validator(mode="after")
    def _keys_need_plans(self) -> Self:
        for route, settings in self.routes.items():
            if settings.key and not self.plans:
                raise BrokenRuleError(
                    "no key would ever be accepted: the API has no plans",
                    allowed="key: true where the API has plans with consumers",
                    remedy="add a plan with its consumers, or remove key",
                    key=("routes", route, "key"),
                )
        if self.authorizer and not self.plans:
            raise BrokenRuleError(
                "it has no key to compare with: the API has no plans",
                allowed="an authorizer where the API has plans with consumers",
                remedy="add a plan with its consumers",
                key=("authorizer",),
            )
        if self.probe and self.probe.consumer and self.probe.consumer not in self.consumers:
            raise BrokenRuleError(
                "no plan has this consumer",
                allowed=", ".join(self.consumers) or "none, without plans",
                remedy="correct the name, or add the consumer to a plan",
                key=("probe", "consumer"),
            )
        return self

    @model_validator(mode="after")
    def _probe_is_answered(self) -> Self:
        # A probe may well expect to be refused. What an OpenAPI document answers is not read.
        if not self.probe or self.probe.status >= 400 or self.openapi:
            return self
        route = self.serving(self.probe.path)
        if route is None:
            raise BrokenRuleError(
                "no route answers GET there, so that the probe's alarm would never end",
                allowed=", ".join(each for each in self.routes if each.startswith(("GET ", "ANY "))) or "none so far",
                remedy="ask for the path of a route, or add the route",
                key=("probe", "path"),
            )
        lacking = self.routes[route].requires.lacking(self.probe.path)
        if lacking:
            raise BrokenRuleError(
                f"{route} requires {', '.join(lacking)}, without which the probe would be refused",
                allowed="a path with the query that its route requires; a probe sends no headers",
                remedy="add ?NAME=VALUE to the path, or ask for another route",
                key=("probe", "path"),
            )
        needs_key = bool(self.authorizer) or (bool(self.plans) and self.routes[route].key is not False)
        if self.probe.consumer is None and needs_key:
            raise BrokenRuleError(
                f"it is missing: {route} needs a key, so that the probe would be refused",
                allowed=", ".join(self.consumers),
                remedy="name the consumer whose key it uses",
                key=("probe", "consumer"),
            )
        return self

    @model_validator(mode="after")
    def _consumers_once(self) -> Self:
        seen: dict[str, str] = {}
        for plan, settings in self.plans.items():
            for position, name in enumerate(settings.keys):
                if name in seen:
                    raise two_of_one_name(name, ("plans", plan, "consumers", position), f"the plan {seen[name]}")
                seen[name] = plan
        return self


class CallerSettings(Setting):
    """Who may call a private API."""

    cidrs: tuple[Cidr, ...] = ()
    """Addresses that reach the network's own execute-api endpoint. Default: the whole network."""

    endpoints: tuple[EndpointId, ...] = ()
    """Further execute-api endpoints, of other VPCs, that calls may come through."""

    vpcs: tuple[VpcId, ...] = ()
    """Further VPCs that calls may come from, through whichever of their endpoints."""


class PrivateApiSettings(Located, RestSettings):
    """A REST API that only callers in a VPC reach, through an execute-api endpoint."""

    kind: Literal["private"]
    """`private`: a REST API for callers in a VPC."""

    callers: CallerSettings = CallerSettings()
    """Who may call."""

    domain: DomainSettings | None = None
    """A name of one's own, in the VPC."""


class RegionalApiSettings(RestSettings):
    """A REST API on the internet."""

    kind: Literal["regional"]
    """`regional`: a REST API on the internet."""

    domain: PublicDomainSettings | None = None
    """A name of one's own."""


class JwtSettings(Setting):
    """Tokens of an identity provider."""

    issuer: Annotated[str, Form("an address with https", "https://.+", "such as https://login.example.com/")]
    """Who issues the tokens."""

    audience: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(min_length=1)
    """Whom they are issued for."""


class HttpApiSettings(Routed, HttpStageSettings):
    """An HTTP API on the internet: cheaper and faster, without keys, firewall and private endpoints."""

    kind: Literal["http"]
    """`http`: an HTTP API on the internet."""

    routes: dict[str, RouteSettings] = Field(min_length=1)
    """What answers which request: `GET /orders`, `ANY /orders/{proxy+}`."""

    authorizer: JwtSettings | None = None
    """Whose tokens callers need."""

    domain: PublicDomainSettings | None = None
    """A name of one's own."""


RestApi = PrivateApiSettings | RegionalApiSettings
Api = Annotated[PrivateApiSettings | RegionalApiSettings | HttpApiSettings, Field(discriminator="kind")]
