"""REST APIs, private and regional, and what stands around one: keys, authorizer, plans, firewall, alarms, name."""

from collections.abc import Mapping

from pulumi import Input, Output, ResourceOptions

from ...alarms import ApiAlarms
from ...probe import Probe, ProbePlaceArgs
from ...settings.apis import PrivateApiSettings, PublicDomainSettings, RegionalApiSettings, RestSettings
from ..access import Keys
from ..callers import CallersArgs
from ..firewall import Firewall
from ..openapi import document
from ..private_domain import PrivateDomain
from ..rest_api import RestApi
from ..routes import RouteArgs
from .consumers import authorizer_of, keys_of, plans_of
from .domains import Served, named
from .probes import Called, probe_of
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
    api, keys = _build(key, settings, callers, site, opts)
    url = api.invoke_url
    if settings.domain and endpoints and own is not None:
        url = PrivateDomain(
            f"{site.environment}-{key}",
            {
                "api_id": api.api_id,
                "stage": api.stage_name,
                "domain": settings.domain.name,
                "certificate": settings.domain.certificate,
                "endpoint_id": own,
                "endpoint": endpoints.execute_api,
                "vpc_id": site.places[network].vpc_id,
                "zone": settings.domain.zone,
                "base_path": settings.domain.base_path,
            },
            opts,
        ).url
    probe = probe_of(key, settings, Called(url, keys, _inside(site, network)), site, opts)
    return _built(url, api, keys, probe)


def regional(key: str, settings: RegionalApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """An API on the internet."""
    api, keys = _build(key, settings, None, site, opts)
    url = api.invoke_url
    if settings.domain:
        served = Served(api.api_id, api.stage_name, site.settings.region, site.alarms_of(key))
        url = named(f"{site.environment}-{key}", settings.domain, served, opts)
    probe = probe_of(key, settings, Called(url, keys), site, opts)
    return _built(url, api, keys, probe)


def _inside(site: ApiSite, network: str) -> ProbePlaceArgs:
    """Where a client of a private API stands: it calls the API's endpoint, and SSM's for its key."""
    place, endpoints = site.places[network], site.endpoints[network]
    groups = list(endpoints.group_ids.items()) if endpoints else []
    if endpoints and endpoints.execute_api_group_id is not None:
        groups.append(("callers", endpoints.execute_api_group_id))
    return {"vpc_id": place.vpc_id, "subnets": place.subnets["application"], "endpoint_groups": groups}


def _built(url: Output[str], api: RestApi, keys: Keys | None, probe: Probe | None) -> BuiltApi:
    dimensions: Mapping[str, Input[str]] = {"ApiName": api.api_name, "Stage": api.stage_name}
    return BuiltApi(url, dimensions, keys.key_ids if keys else {}, probe.function_name if probe else None)


def _build(
    key: str, settings: RestSettings, callers: CallersArgs | None, site: ApiSite, opts: ResourceOptions
) -> tuple[RestApi, Keys | None]:
    name, operations = f"{site.environment}-{key}", site.settings.operations
    keys, domain = keys_of(key, settings, site, opts), getattr(settings, "domain", None)
    api = RestApi(
        name,
        {
            "callers": callers,
            "closed": isinstance(domain, PublicDomainSettings) and not domain.default_endpoint,
            "routes": _routes(settings, site),
            "document": document(settings.openapi.file) if settings.openapi else None,
            "authorizer": authorizer_of(key, settings, keys, site, opts),
            "stage": settings.stage,
            "variables": _variables(settings, site),
            "throttle": throttle_args(settings.throttle),
            "tracing": settings.tracing,
            "logs": site.logs,
            "log_role": site.log_role,
        },
        opts,
    )
    plans_of(name, settings, api, keys, opts)
    firewall = settings.firewall
    if firewall:
        Firewall(
            name,
            {"stage_arn": api.stage_arn, "acl": firewall.acl, "rate": firewall.rate, "managed": firewall.managed},
            opts,
        )
    alarms = operations.alarms
    ApiAlarms(
        name,
        {
            "dimensions": {"ApiName": api.api_name, "Stage": api.stage_name},
            "errors": alarms.errors,
            "latency": alarms.latency,
            "topic": operations.topic,
        },
        opts,
    )
    return api, keys


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
