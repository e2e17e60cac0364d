"""The names of APIs on the internet."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input, Output, ResourceOptions

from ...settings.apis import PublicDomainSettings
from ..domain import Domain


@dataclass(frozen=True)
class Served:
    """An API that a name leads to."""

    api_id: Input[str]
    stage: Input[str]
    """The name of the stage, known once it exists."""
    region: str
    alarms: Mapping[str, Input[str]]
    """Alarms that say that a backend of the API is down."""
    http: bool = False
    """Whether it is an HTTP API."""


def named(name: str, settings: PublicDomainSettings, served: Served, opts: ResourceOptions) -> Output[str]:
    """Gives an API a name, and answers its address."""
    routing = settings.routing
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
            "routing": {"policy": routing.policy, "region": served.region, "alarms": served.alarms}
            if routing
            else None,
        },
        opts,
    ).url
