"""REST APIs, private and regional, and what stands around one: keys, authorizer, plans, firewall, alarms, name."""

from collections.abc import Mapping

from pulumi import Input, Output, ResourceOptions

from ...alarms import ApiAlarms
from ...settings.apis import PrivateApiSettings, RegionalApiSettings, RestSettings
from ..access import Keys, Plan
from ..authorizer import Decision, KeyAuthorizer
from ..callers import CallersArgs
from ..domain import RestDomain
from ..firewall import Firewall
from ..openapi import document
from ..private_domain import PrivateDomain
from ..rest_api import RestApi
from ..routes import RouteArgs
from .domains import Served, public
from .site import ApiSite, BuiltApi, throttle_args


def private(key: str, settings: PrivateApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """An API for callers in a VPC."""
    network = site.settings.network_of(settings)
    endpoints = site.endpoints[network]
    own = endpoints.execute_api_id if endpoints else None
    callers: CallersArgs = {
        "endpoint_ids": [own] if own is not None else [],
        "further_endpoint_ids": settings.callers.endpoints,
        "vpc_ids": settings.callers.vpcs,
    }
    built, api = _build(key, settings, callers, site, opts)
    domain = settings.domain
    if domain is None or endpoints is None or own is None:
        return built
    named = PrivateDomain(
        f"{site.environment}-{key}",
        {
            "api_id": api.api_id,
            "stage": api.stage_name,
            "domain": domain.name,
            "certificate": domain.certificate,
            "endpoint_id": own,
            "endpoint": endpoints.execute_api,
            "vpc_id": site.places[network].vpc_id,
            "zone": domain.zone,
            "base_path": domain.base_path,
        },
        opts,
    )
    return BuiltApi(named.url, built.dimensions, built.key_ids)


def regional(key: str, settings: RegionalApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """An API on the internet."""
    built, api = _build(key, settings, None, site, opts)
    if settings.domain is None:
        return built
    url = public(
        RestDomain,
        f"{site.environment}-{key}",
        settings.domain,
        Served(api.api_id, api.stage_name, f"/{settings.stage}", site.settings.region),
        opts,
    )
    return BuiltApi(url, built.dimensions, built.key_ids)


def _build(
    key: str, settings: RestSettings, callers: CallersArgs | None, site: ApiSite, opts: ResourceOptions
) -> tuple[BuiltApi, RestApi]:
    name, operations = f"{site.environment}-{key}", site.settings.operations
    keys = _keys(key, settings, site, opts)
    api = RestApi(
        name,
        {
            "callers": callers,
            "routes": _routes(settings, site),
            "document": document(settings.openapi.file) if settings.openapi else None,
            "authorizer": _authorizer(key, settings, keys, site, opts),
            "stage": settings.stage,
            "variables": _variables(settings, site),
            "throttle": throttle_args(settings.throttle),
            "tracing": settings.tracing,
            "logs": site.logs,
            "log_role": site.log_role,
        },
        opts,
    )
    _plans(name, settings, api, keys, opts)
    firewall = settings.firewall
    if firewall:
        Firewall(
            name,
            {"stage_arn": api.stage_arn, "acl": firewall.acl, "rate": firewall.rate, "managed": firewall.managed},
            opts,
        )
    dimensions: Mapping[str, Input[str]] = {"ApiName": api.api_name, "Stage": api.stage_name}
    alarms = operations.alarms
    ApiAlarms(
        name,
        {
            "dimensions": dimensions,
            "errors": alarms.errors,
            "latency": alarms.latency,
            "topic": operations.topic,
        },
        opts,
    )
    return BuiltApi(api.invoke_url, dimensions, keys.key_ids if keys else {}), api


def _keys(key: str, settings: RestSettings, site: ApiSite, opts: ResourceOptions) -> Keys | None:
    if not settings.consumers:
        return None
    prefix = f"{key}/"
    given = site.settings.secrets.api_keys
    return Keys(
        f"{site.environment}-{key}",
        {
            "consumers": settings.consumers,
            "values": {
                name.removeprefix(prefix): Output.secret(value.get_secret_value())
                for name, value in given.items()
                if name.startswith(prefix)
            },
            "parameters": f"/{site.environment}/{key}/keys" if settings.authorizer or settings.probe else None,
            "encryption_key": site.settings.operations.key,
        },
        opts,
    )


def _authorizer(
    key: str, settings: RestSettings, keys: Keys | None, site: ApiSite, opts: ResourceOptions
) -> Decision | None:
    if settings.authorizer is None or keys is None:
        return None
    return KeyAuthorizer(
        f"{site.environment}-{key}",
        {
            "region": site.settings.region,
            "parameters": keys.parameters,
            "encryption_key": site.settings.operations.key,
            "cache": settings.authorizer.cache,
            "logs": site.logs,
        },
        opts,
    ).decision


def _routes(settings: RestSettings, site: ApiSite) -> dict[str, RouteArgs]:
    return {
        route: {
            "upstream": site.upstreams[answer.backend],
            "path": answer.path,
            "key": bool(settings.plans) if answer.key is None else answer.key,
            "timeout": answer.timeout,
        }
        for route, answer in settings.routes.items()
    }


def _variables(settings: RestSettings, site: ApiSite) -> dict[str, Input[str]] | None:
    if settings.openapi is None:
        return None
    return {variable: site.upstreams[backend].link_id for variable, backend in settings.openapi.links.items()}


def _plans(name: str, settings: RestSettings, api: RestApi, keys: Keys | None, opts: ResourceOptions) -> None:
    for plan, each in settings.plans.items():
        quota = each.quota
        Plan(
            f"{name}-{plan}",
            {
                "api_id": api.api_id,
                "stage": api.stage_name,
                "keys": {
                    f"{consumer}-{label}": keys.key_ids[f"{consumer}/{label}"]
                    for consumer, labels in each.keys.items()
                    for label in labels
                }
                if keys
                else {},
                "throttle": throttle_args(each.throttle) if each.throttle else None,
                "quota": {"limit": quota.limit, "period": quota.period} if quota else None,
            },
            opts,
        )
