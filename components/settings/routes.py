"""Settings of routes: what answers which request."""

import re
from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from .base import BrokenRuleError, Setting
from .names import Name, Path
from .stages import StageSettings

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY")
SEGMENT = re.compile(r"^(?:[A-Za-z0-9._~:$-]+|\{[A-Za-z0-9._-]+\+?\})$")


class ForwardSettings(Setting):
    """How a backend is asked for what a route's callers ask for."""

    path: Path | None = None
    """The path that the backend is asked for, if it is not the route's. The route's parameters may stand in it."""

    timeout: int = Field(default=29000, ge=50, le=29000)
    """Milliseconds after which API Gateway gives up on the backend."""


class RouteSettings(ForwardSettings):
    """What answers the requests of a route."""

    backend: Name
    """The backend, by its name below `backends`."""


class RestRouteSettings(RouteSettings):
    """What answers the requests of a route of a REST API."""

    key: bool | None = None
    """Whether a caller needs an API key. Default: yes, where the API has plans."""


class Routed(StageSettings):
    """An API with routes."""

    @model_validator(mode="after")
    def _routes_are_routes(self) -> Self:
        routes: Mapping[str, RouteSettings] = getattr(self, "routes", {})
        for route, settings in routes.items():
            method, _, path = route.partition(" ")
            segments = path[1:].split("/") if path != "/" else []
            if method not in METHODS or not path.startswith("/") or not all(map(SEGMENT.match, segments)):
                raise BrokenRuleError(
                    "it is not a route",
                    allowed=f"{', '.join(METHODS)}, a space and a path: GET /orders/{{id}} or ANY /orders/{{proxy+}}",
                    remedy=f"write {method.upper()} {path}" if method.islower() else "correct the key",
                    key=("routes", route),
                )
            if any(segment.endswith("+}") for segment in segments[:-1]):
                raise BrokenRuleError(
                    "nothing may follow a parameter that takes the rest of the path",
                    allowed="{proxy+} as the last part of a path",
                    remedy="remove what follows it",
                    key=("routes", route),
                )
            self._parameters_exist(route, path, settings)
        return self

    @staticmethod
    def _parameters_exist(route: str, path: str, settings: RouteSettings) -> None:
        known = {name.rstrip("+") for name in re.findall(r"\{([^}]+)\}", path)}
        for name in re.findall(r"\{([^}]+)\}", settings.path or ""):
            if name.rstrip("+") not in known:
                raise BrokenRuleError(
                    f"the route has no parameter {name}",
                    allowed=", ".join(sorted(known)) or "no parameters",
                    remedy="correct the parameter's name",
                    key=("routes", route, "path"),
                )
