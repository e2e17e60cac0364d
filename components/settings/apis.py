"""Settings of APIs: endpoint, stage, routes, plans and their consumers."""

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import BrokenRuleError, Setting
from .names import Cidr, Name, Path

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY")
SEGMENT = re.compile(r"^(?:[A-Za-z0-9._~:$-]+|\{[A-Za-z0-9._-]+\+?\})$")


class RouteSettings(Setting):
    """What answers the requests of a route."""

    backend: Name
    """The backend, by its name below `backends`."""

    path: Path | None = None
    """The path that the backend is asked for, if it differs from the route's. The route's parameters may stand in it."""

    key: bool | None = None
    """Whether a caller needs an API key. Default: yes, where the API has plans."""

    timeout: int = Field(default=29000, ge=50, le=29000)
    """Milliseconds after which API Gateway gives up on the backend."""


class ThrottleSettings(Setting):
    """How fast requests may come."""

    rate: float = Field(gt=0)
    """Requests a second, on average."""

    burst: int = Field(ge=1)
    """Requests at once."""


class QuotaSettings(Setting):
    """How many requests may come."""

    limit: int = Field(ge=1)
    """Requests in each period."""

    period: Literal["DAY", "WEEK", "MONTH"]
    """The period."""


class PlanSettings(Setting):
    """What the consumers of a plan may ask of the API, each with a key of its own."""

    consumers: tuple[Name, ...] = Field(min_length=1)
    """Who calls the API. Each gets an API key."""

    throttle: ThrottleSettings | None = None
    """How fast each consumer may call."""

    quota: QuotaSettings | None = None
    """How often each consumer may call in a period."""


class ApiSettings(Setting):
    """An API Gateway API."""

    kind: Literal["private"]
    """`private`: a REST API that only callers in a VPC reach, through its execute-api endpoint."""

    network: Name | None = None
    """The network that callers reach a private API from; may be left out where the stack has one."""

    callers: tuple[Cidr, ...] = ()
    """The addresses of the callers of a private API, as CIDR blocks. Default: the whole network."""

    stage: Name = "v1"
    """The name of the stage: the first part of the path that callers ask for."""

    routes: dict[str, RouteSettings] = Field(min_length=1)
    """What answers which request: `GET /orders`, `ANY /orders/{proxy+}`."""

    plans: dict[Name, PlanSettings] = Field(default={})
    """Usage plans: who may call how often."""

    throttle: ThrottleSettings = ThrottleSettings(rate=1000, burst=500)
    """How fast requests may come in all, over all consumers."""

    tracing: bool = False
    """Whether requests are traced with X-Ray."""

    @model_validator(mode="after")
    def _routes(self) -> Self:
        for route in self.routes:
            method, _, path = route.partition(" ")
            segments = path[1:].split("/") if path != "/" else []
            if (
                method not in METHODS
                or not path.startswith("/")
                or not all(SEGMENT.match(segment) for segment in segments)
            ):
                raise BrokenRuleError(
                    "it is not a route",
                    allowed=f"{', '.join(METHODS)}, a space and a path: GET /orders/{{id}} or ANY /orders/{{proxy+}}",
                    remedy="correct the key",
                    key=("routes", route),
                )
            if any(segment.endswith("+}") for segment in segments[:-1]):
                raise BrokenRuleError(
                    "nothing may follow a parameter that takes the rest of the path",
                    allowed="{proxy+} as the last part of a path",
                    remedy="remove what follows it",
                    key=("routes", route),
                )
            if self.routes[route].key and not self.plans:
                raise BrokenRuleError(
                    "no key would ever be accepted: the API has no plans",
                    allowed="key: true where the API has plans with consumers",
                    remedy="add a plan with its consumers, or remove key",
                    key=("routes", route, "key"),
                )
        return self

    @model_validator(mode="after")
    def _consumers_once(self) -> Self:
        seen: dict[str, str] = {}
        for plan, settings in self.plans.items():
            for position, consumer in enumerate(settings.consumers):
                if consumer in seen:
                    raise BrokenRuleError(
                        f"two consumers have this name (the other is in the plan {seen[consumer]})",
                        allowed="names that differ within an API, and one plan for each consumer",
                        remedy="rename one of them or remove it",
                        key=("plans", plan, "consumers", position),
                        value=consumer,
                    )
                seen[consumer] = plan
        return self
