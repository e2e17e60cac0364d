"""A REST API: endpoint, resource policy, routes or an OpenAPI document, deployment and stage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, Resource, ResourceOptions

from ..alarms import ApiAlarms, ApiAlarmsArgs
from ..origins import made_from
from ..probe import Probe, ProbeArgs, ProbePlaceArgs
from .access import Keys, keys_of, plans_of
from .authorizer import Decision, attach, authorizer_of
from .callers import CallersArgs, callers_policy
from .domain import ServedArgs, named
from .firewall import Firewall, FirewallArgs
from .openapi import document
from .private_domain import PrivateDomain, PrivateDomainArgs
from .routes import RouteArgs, Routes
from .site import ApiSite, BuiltApi
from .stage import StageArgs, stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..settings.apis import PrivateApiSettings, RegionalApiSettings, RestSettings


@dataclass(frozen=True, kw_only=True)
class RestApiArgs(StageArgs):
    """Arguments of RestApi."""

    callers: CallersArgs | None = None
    """Who may call a private API; without it the API is regional, on the internet."""

    closed: bool = False
    """Whether the address that AWS gives the API is closed, since it has a name of its own."""

    routes: Mapping[str, RouteArgs] = field(default_factory=dict)
    """What answers which request, by method and path: `ANY /orders/{proxy+}`."""

    document: str | None = None
    """An OpenAPI document instead of routes, as text. VPC links reach it as stage variables."""

    authorizer: Decision | None = None
    """The function that decides who may call; none by default."""


class RestApi(pulumi.ComponentResource):
    """A REST API on one stage."""

    api_id: Output[str]
    """The id of the API."""

    api_name: Output[str]
    """The name of the API: its dimension in CloudWatch."""

    stage_name: Output[str]
    """The name of the stage, known once it exists."""

    stage_arn: Output[str]
    """The ARN of the stage, for a firewall."""

    invoke_url: Output[str]
    """The address that callers use; private DNS resolves that of a private API in the endpoints' VPCs."""

    def __init__(self, name: str, args: RestApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:RestApi", name, None, opts)
        child = ResourceOptions(parent=self)
        callers, decision = args.callers, args.authorizer
        endpoints = list(callers.endpoint_ids) if callers else None
        api = aws.apigateway.RestApi(
            f"{name}-api",
            endpoint_configuration={"types": "PRIVATE" if callers else "REGIONAL", "vpc_endpoint_ids": endpoints},
            body=args.document,
            # Replacing everything would take the resource policy along, without which a private API cannot be deployed.
            put_rest_api_mode="merge" if callers and args.document else None,
            disable_execute_api_endpoint=args.closed,
            tags={"Name": f"{name}-api"},
            opts=child,
        )
        self.api_id, self.api_name = api.id, api.name
        # A deployment is a snapshot: whatever shapes the API has to be in here, or a change of it is never served.
        specification: dict[str, Any] = {
            "endpoints": endpoints,
            "document": args.document,
            "closed": args.closed,
            **({"client certificate": True} if args.settings.client_certificate else {}),
        }
        shaping: list[Resource] = []
        if callers:
            specification["policy"] = callers_policy(api, callers)
            shaping.append(
                aws.apigateway.RestApiPolicy(
                    f"{name}-callers", rest_api_id=api.id, policy=specification["policy"], opts=child
                )
            )
        authorizer_id = None
        if decision:
            authorizer, permission = attach(name, api, decision, child)
            shaping += [authorizer, permission]
            authorizer_id = authorizer.id
            specification["authorizer"] = [authorizer.id, authorizer.authorizer_uri, decision.cache]
        routes = Routes(name, api, args.routes, authorizer_id, child)
        specification["routes"] = routes.specification
        deployment = aws.apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            triggers={"specification": _digest(specification)},
            opts=ResourceOptions(parent=self, depends_on=[*shaping, *routes.resources]),
        )
        stage = stage_of(name, api, deployment, args, child)
        self.stage_name, self.stage_arn, self.invoke_url = stage.stage_name, stage.arn, stage.invoke_url
        self.register_outputs(
            {
                "apiId": self.api_id,
                "apiName": self.api_name,
                "stageName": self.stage_name,
                "stageArn": self.stage_arn,
                "invokeUrl": self.invoke_url,
            }
        )


def _digest(specification: dict[str, Any]) -> Output[str]:
    text = Output.json_dumps(specification, sort_keys=True)
    return text.apply(lambda known: hashlib.sha256(known.encode()).hexdigest())


def private(key: str, settings: PrivateApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """A REST API for callers in a VPC, and what stands around it."""
    network = site.settings.network_of(settings)
    endpoints, place = site.endpoints[network], site.places[network]
    callers = CallersArgs(
        endpoint_ids=[endpoints.execute_api.id],
        further_endpoint_ids=settings.callers.endpoints,
        vpc_ids=settings.callers.vpcs,
    )
    api, keys = _build(key, settings, callers, site, opts, closed=False)
    url = api.invoke_url
    if settings.domain:
        args = PrivateDomainArgs(
            settings=settings.domain,
            api_id=api.api_id,
            stage=api.stage_name,
            certificate=settings.domain.certificate,
            endpoint=endpoints.execute_api,
            vpc_id=place.vpc_id,
            zone=settings.domain.zone,
        )
        with made_from("domain"):
            url = PrivateDomain(f"{site.environment}-{key}", args, opts).url
    # A client of a private API calls the API's endpoint, and SSM's for its key.
    inside = ProbePlaceArgs(
        subnets=place.tier("application"),
        endpoint_groups={**endpoints.group_ids, "callers": endpoints.execute_api.group_id},
    )
    return _built(key, settings, api, keys, url, site, opts, inside)


def regional(key: str, settings: RegionalApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """A REST API on the internet, and what stands around it."""
    domain = settings.domain
    api, keys = _build(key, settings, None, site, opts, closed=domain is not None and not domain.default_endpoint)
    url = api.invoke_url
    if domain:
        served = ServedArgs(api_id=api.api_id, stage=api.stage_name)
        with made_from("domain"):
            url = named(key, domain, served, site, opts, http=False)
    return _built(key, settings, api, keys, url, site, opts)


def _build(
    key: str, settings: RestSettings, callers: CallersArgs | None, site: ApiSite, opts: ResourceOptions, *, closed: bool
) -> tuple[RestApi, Keys | None]:
    name, operations = f"{site.environment}-{key}", site.settings.operations
    keys, openapi = keys_of(key, settings, site, opts), settings.openapi
    api = RestApi(
        name,
        RestApiArgs(
            settings=settings,
            callers=callers,
            closed=closed,
            routes=_routes(settings, site),
            document=document(openapi.file, ("private-api:apis", key, "openapi", "file")) if openapi else None,
            variables={each: site.upstreams[to].link_id for each, to in openapi.links.items()} if openapi else None,
            authorizer=authorizer_of(key, settings, keys, site, opts),
            log_role=site.log_role,
            logs=operations,
            key=operations.key,
        ),
        opts,
    )
    if keys:
        plans_of(name, settings, api.api_id, api.stage_name, keys, opts)
    if settings.firewall:
        args = FirewallArgs(settings=settings.firewall, stage_arn=api.stage_arn, acl=settings.firewall.acl)
        with made_from("firewall"):
            Firewall(name, args, opts)
    ApiAlarms(
        name,
        ApiAlarmsArgs(settings=operations.alarms, dimensions=_dimensions(api), topic=operations.topic),
        opts,
    )
    return api, keys


def _routes(settings: RestSettings, site: ApiSite) -> dict[str, RouteArgs]:
    """Where an API has plans, its routes need a key unless they say that they do not."""
    return {
        route: RouteArgs(
            settings=answer,
            upstream=site.upstreams[answer.backend],
            needs_key=bool(settings.plans) if answer.key is None else answer.key,
            requires=answer.requires,
        )
        for route, answer in settings.routes.items()
    }


def _dimensions(api: RestApi) -> dict[str, Input[str]]:
    return {"ApiName": api.api_name, "Stage": api.stage_name}


def _built(
    key: str,
    settings: RestSettings,
    api: RestApi,
    keys: Keys | None,
    url: Output[str],
    site: ApiSite,
    opts: ResourceOptions,
    inside: ProbePlaceArgs | None = None,
) -> BuiltApi:
    """An API with its probe, where it has one, which calls it with its consumer's first key."""
    probe, operations, name = settings.probe, site.settings.operations, None
    if probe:
        args = ProbeArgs(
            settings=probe,
            url=url,
            api_key=_first_key(settings, keys, probe.consumer),
            place=inside,
            traced=settings.tracing,
            topic=operations.topic,
            logs=operations,
            key=operations.key,
        )
        name = Probe(f"{site.environment}-{key}", args, opts).function_name
    return BuiltApi(url=url, dimensions=_dimensions(api), key_ids=keys.key_ids if keys else {}, probe=name)


def _first_key(settings: RestSettings, keys: Keys | None, consumer: str | None) -> aws.ssm.Parameter | None:
    return keys.parameters[f"{consumer}/{settings.consumers[consumer][0]}"] if keys and consumer else None
