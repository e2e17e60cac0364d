"""Where an API is built, and what comes of it: the contract between an environment and the kinds of APIs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulumi import Input, Output, Resource

from ...endpoints import Endpoints
from ...settings import Settings
from ...settings.routes import ThrottleSettings
from ...shapes import LogArgs, Place
from ..access import ThrottleArgs
from ..vpc_link import Upstream


@dataclass(frozen=True)
class ApiSite:
    """What is there when an API is built."""

    environment: str
    """The name of the environment, with which all names begin."""
    settings: Settings
    places: Mapping[str, Place]
    endpoints: Mapping[str, Endpoints | None]
    upstreams: Mapping[str, Upstream]
    """By backend."""
    alarms: Mapping[str, Mapping[str, Input[str]]]
    """Alarms that are raised when nothing answers, by backend and service."""
    log_role: Sequence[Resource]
    """What has to exist before API Gateway may write logs."""

    @property
    def logs(self) -> LogArgs:
        """How logs are kept."""
        return {"retention": self.settings.operations.retention, "key": self.settings.operations.key}

    def alarms_of(self, api: str) -> dict[str, Input[str]]:
        """The alarms of the backends of an API, by the name of backend and service."""
        used = dict.fromkeys(self.settings.used_backends(self.settings.apis[api]).values())
        return {
            f"{backend}-{service}".rstrip("-"): alarm
            for backend in used
            for service, alarm in self.alarms[backend].items()
        }


@dataclass(frozen=True)
class BuiltApi:
    """What an API is to the rest of the environment."""

    url: Output[str]
    dimensions: Mapping[str, Input[str]]
    """Its dimensions in CloudWatch."""
    key_ids: Mapping[str, Output[str]] = field(default_factory=dict)
    """By `CONSUMER/LABEL`."""
    probe: Output[str] | None = None
    """The name of the function that calls it."""


def throttle_args(settings: ThrottleSettings) -> ThrottleArgs:
    """Throttle settings as arguments."""
    return {"rate": settings.rate, "burst": settings.burst}
