"""Settings of stages: what callers reach, and how fast."""

from typing import Annotated

from pydantic import Field

from .base import Setting
from .form import Form
from .names import Name


class ThrottleSettings(Setting):
    """How fast requests may come."""

    rate: float = Field(gt=0)
    """Requests a second, on average."""

    burst: int = Field(ge=1)
    """Requests at once."""


class StageSettings(Setting):
    """What every stage has."""

    throttle: ThrottleSettings = ThrottleSettings(rate=1000, burst=500)
    """How fast requests may come in all, over all consumers."""


class RestStageSettings(StageSettings):
    """The stage of a REST API."""

    stage: Name = "v1"
    """The name of the stage: the first part of the path that callers ask for. Another name is another URL."""

    tracing: bool = False
    """Whether X-Ray traces requests, and the calls of the API's authorizer and probe."""

    client_certificate: bool = False
    """Whether API Gateway shows its backends a certificate, valid for a year. Those with `passThrough` see it."""


class HttpStageSettings(StageSettings):
    """The stage of an HTTP API."""

    stage: Annotated[
        str,
        Form(
            "the name of a stage",
            r"(\$default|[A-Za-z0-9_-]{1,128})",
            "$default, or up to 128 letters, digits, _ and -",
        ),
    ] = "$default"
    """The name of the stage. `$default` stands in no path."""
