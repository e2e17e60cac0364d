"""Where an API is built, and what comes of it: the contract between an environment and the kinds of APIs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi import Input, Output, Resource

    from ..endpoints import Endpoints
    from ..settings import Settings
    from ..shapes import Place
    from .vpc_link import Upstream


@dataclass(frozen=True, kw_only=True)
class ApiSite:
    """What is there when an API is built."""

    environment: str
    """The name of the environment, with which all names begin."""
    settings: Settings
    places: Mapping[str, Place]
    endpoints: Mapping[str, Endpoints]
    """By network, where one has any."""
    upstreams: Mapping[str, Upstream]
    """By backend."""
    alarms: Mapping[str, Mapping[str, Input[str]]]
    """Alarms that are raised when nothing answers, by backend and service."""
    log_role: Sequence[Resource]
    """What has to exist before API Gateway may write logs."""

    def alarms_of(self, api: str) -> dict[str, Input[str]]:
        """The alarms of the backends of an API, by the name of backend and service."""
        used = dict.fromkeys(self.settings.used_backends(self.settings.apis[api]).values())
        return {
            f"{backend}-{service}".rstrip("-"): alarm
            for backend in used
            for service, alarm in self.alarms[backend].items()
        }


@dataclass(frozen=True, kw_only=True)
class BuiltApi:
    """What an API is to the rest of the environment."""

    url: Output[str]
    dimensions: Mapping[str, Input[str]]
    """Its dimensions in CloudWatch."""
    key_ids: Mapping[str, Output[str]] = field(default_factory=dict)
    """By `CONSUMER/LABEL`."""
    probe: Output[str] | None = None
    """The name of the function that calls it."""
