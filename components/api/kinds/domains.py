"""The names of APIs on the internet."""

from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from ...settings.apis import PublicDomainSettings, RoutingSettings
from ..domain import Domain
from ..records import RoutingArgs


@dataclass(frozen=True)
class Served:
    """An API that a name leads to."""

    api_id: Input[str]
    stage: Input[str]
    """The name of the stage, known once it exists."""
    stage_path: str
    """How the stage stands in paths without the name: `/v1`, or nothing."""
    region: str
    http: bool = False
    """Whether it is an HTTP API."""


def named(name: str, settings: PublicDomainSettings, served: Served, opts: ResourceOptions) -> Output[str]:
    """Gives an API a name, and answers its address."""
    return Domain(
        name,
        {
            "api_id": served.api_id,
            "stage": served.stage,
            "http": served.http,
            "domain": settings.name,
            "certificate": settings.certificate,
            "zone": settings.zone,
            "base_path": settings.base_path,
            "routing": _routing(settings.routing, served) if settings.routing else None,
        },
        opts,
    ).url


def _routing(settings: RoutingSettings, served: Served) -> RoutingArgs:
    suffix = "amazonaws.com.cn" if served.region.startswith("cn-") else "amazonaws.com"
    return {
        "policy": settings.policy,
        "region": served.region,
        "check": {
            "host": Output.concat(served.api_id, f".execute-api.{served.region}.{suffix}"),
            "path": served.stage_path + settings.check,
        },
    }
