"""Throttles of stages: whether API Gateway lets any request through, of all methods and of single ones.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..values import Resource, Stack, Value, Values, known
from ..verdict import Verdict, closed, opened
from .method import Method
from .stage import Stage, method_settings

_LIMITS: Final = ("throttlingRateLimit", "throttlingBurstLimit")
_ALL: Final = "*/*"
_DEFAULT: Final = "defaultRouteSettings"


@dataclass(frozen=True)
class Throttle:
    """Limits of a stage: those of all its methods, or of the one that `path` names."""

    resource: Resource
    path: Value[str]
    values: Values

    @property
    def lets_through(self) -> Verdict:
        """Whether any request passes. A limit that is not set is the account's."""
        limits = (self.values.text(key) for key in _LIMITS)
        zero = [f"{each.where} is 0" for each in limits if each.is_("0").open]
        return closed(*zero) if zero else opened()

    @property
    def unset(self) -> tuple[str, ...]:
        """The limits that it does not set."""
        return tuple(key for key in _LIMITS if self.values.text(key).absent)


def throttles(stack: Stack, stage: Stage) -> Iterator[Throttle]:
    """The throttles of a stage."""
    if stage.http:
        default = stage.resource.block(_DEFAULT)
        if not default.absent:
            yield Throttle(stage.resource, known(_ALL), default)
        for block in stage.resource.blocks("routeSettings").known or ():
            yield Throttle(stage.resource, block.text("routeKey"), block)
        return
    for each in method_settings(stack):
        if each.of(stage).open:
            yield Throttle(each.resource, each.resource.text("methodPath"), each.resource.block("settings"))


def of_method(throttles: tuple[Throttle, ...], method: Method, *, http: bool) -> Throttle | None:
    """The throttle that counts for a method: its own, else that of all."""
    of_route = method.verb if method.verb.startswith("$") else method.name
    name = of_route if http else f"{method.path}/{method.verb}"
    own = (each for each in throttles if _same(each.path.known or "", name))
    return next(own, next((each for each in throttles if each.path.known == _ALL), None))


def _same(path: str, name: str) -> bool:
    return path.replace("~1", "/").strip("/").upper() == name.strip("/").upper()
