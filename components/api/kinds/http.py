"""HTTP APIs, and what stands around one: alarms, name."""

from collections.abc import Mapping

from pulumi import Input, ResourceOptions

from ...alarms import ApiAlarms
from ...settings.apis import HttpApiSettings
from ..http_api import HttpApi
from .domains import Served, named
from .site import ApiSite, BuiltApi, throttle_args


def build(key: str, settings: HttpApiSettings, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """An HTTP API on the internet."""
    name, operations, tokens = f"{site.environment}-{key}", site.settings.operations, settings.authorizer
    api = HttpApi(
        name,
        {
            "stage": settings.stage,
            "closed": settings.domain is not None and not settings.domain.default_endpoint,
            "routes": {
                route: {
                    "upstream": site.upstreams[answer.backend],
                    "path": answer.path,
                    "timeout": answer.timeout,
                }
                for route, answer in settings.routes.items()
            },
            "throttle": throttle_args(settings.throttle),
            "authorizer": {"issuer": tokens.issuer, "audience": tokens.audience} if tokens else None,
            "logs": site.logs,
        },
        opts,
    )
    dimensions: Mapping[str, Input[str]] = {"ApiId": api.api_id, "Stage": api.stage_name}
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
    if settings.domain is None:
        return BuiltApi(api.invoke_url, dimensions)
    served = Served(api.api_id, api.stage_name, site.settings.region, site.alarms_of(key), http=True)
    return BuiltApi(named(name, settings.domain, served, opts), dimensions)
