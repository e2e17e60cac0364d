"""Settings of routes: what answers which request."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, model_validator

from .base import BrokenRuleError, Setting
from .form import Form
from .names import Name, Path
from .stages import StageSettings

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY")
SEGMENT = re.compile(r"^(?:[A-Za-z0-9._~:$-]+|\{[A-Za-z0-9._-]+\+?\})$")

# https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
Query = Annotated[
    str,
    Form("the name of a query parameter", r"[A-Za-z0-9._$-]{1,128}", "up to 128 letters, digits and ._$-"),
]
Header = Annotated[
    str,
    Form("the name of a header", r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}", "up to 128 letters, digits, _ and -"),
]


class RequiredSettings(Setting):
    """What a request has to bring along. Without it API Gateway answers 400, and the backend is not asked."""

    query: tuple[Query, ...] = ()
    """Parameters of the query, by name."""

    headers: tuple[Header, ...] = ()
    """Headers, by name."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """As API Gateway calls them: `method.request.querystring.from`."""
        named = (("querystring", self.query), ("header", self.headers))
        return tuple(f"method.request.{place}.{name}" for place, names in named for name in names)

    def lacking(self, path: str) -> tuple[str, ...]:
        """What a GET of a path, without headers, lacks: also what has no value there."""
        brought = dict(parse_qsl(urlsplit(path).query))
        return (*(name for name in self.query if name not in brought), *self.headers)


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

    requires: RequiredSettings = RequiredSettings()
    """What a request has to bring along. Default: the parameters of the path, which every request has."""


class Routed(StageSettings):
    """An API with routes."""

    @model_validator(mode="after")
    def _routes_are_routes(self) -> Self:
        routes: Mapping[str, RouteSettings] = getattr(self, "routes", {})
        for route, settings in routes.items():
            method, _, path = route.partition(" ")
            segments = _segments(path)
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

    def serving(self, path: str) -> str | None:
        """The route that answers a GET of a path; None where there is none."""
        asked = _segments(path.partition("?")[0].rstrip("/") or "/")
        fitting = [(fit, route) for route in getattr(self, "routes", {}) if (fit := _fit(route, asked)) is not None]
        return min(fitting)[1] if fitting else None

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


def _segments(path: str) -> list[str]:
    return path[1:].split("/") if path != "/" else []


def _fit(route: str, asked: list[str]) -> tuple[list[int], bool] | None:
    """How closely a route fits a GET: the smaller the closer, None not at all. Literal parts win over parameters.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """
    method, _, path = route.partition(" ")
    parts = _segments(path)
    greedy = bool(parts) and parts[-1].endswith("+}")
    if method not in {"GET", "ANY"} or (len(asked) < len(parts) if greedy else len(asked) != len(parts)):
        return None
    ranks = [0 if part == given else 2 if part.endswith("+}") else 1 for part, given in zip(parts, asked, strict=False)]
    fits = all(rank == 0 or part.startswith("{") for rank, part in zip(ranks, parts, strict=True))
    return (ranks, method == "ANY") if fits else None


def one_parameter_below_a_path(routes: Iterable[str]) -> None:
    """Raises BrokenRuleError where a REST API would have two parameters side by side. HTTP APIs may.

    https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
    """
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for route in routes:
        parts = _segments(route.partition(" ")[2])
        for depth, part in enumerate(parts):
            if not part.startswith("{"):
                continue
            other, first = seen.setdefault(tuple(parts[:depth]), (part, route))
            if other != part:
                raise BrokenRuleError(
                    f"a REST API has one parameter below a path, and {first} has {other} where this has {part}",
                    allowed=f"{other} in this place",
                    remedy=f"write {other} here, or {part} there too",
                    key=("routes", route),
                )
