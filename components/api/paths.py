"""Routes and their paths. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PARAMETER = re.compile(r"\{([^}+]+)\+?\}")


@dataclass(frozen=True)
class RouteKey:
    """A method and a path, as a route is written: `ANY /orders/{proxy+}`."""

    method: str
    path: str

    @classmethod
    def parse(cls, text: str) -> "RouteKey":
        """The key of a route that is known to be valid."""
        method, _, path = text.partition(" ")
        return cls(method, path)

    @property
    def name(self) -> str:
        """The part of resources' names that stands for the route."""
        return f"{self.method}-{self.path}"


def segments(path: str) -> tuple[str, ...]:
    """The parts between the slashes; none for `/`."""
    return tuple(part for part in path.split("/") if part)


def tree(paths: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Every resource that a REST API needs below its root: path to parent's path and own part, parents first."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(paths):
        parent = "/"
        for part in segments(path):
            here = f"{parent.rstrip('/')}/{part}"
            found.setdefault(here, (parent, part))
            parent = here
    return found


def parameters(path: str) -> tuple[str, ...]:
    """The names of the parameters in a path: `proxy` for `/orders/{proxy+}`."""
    return tuple(PARAMETER.findall(path))


def upstream_path(path: str) -> str:
    """A route's path as an integration writes it: `{proxy+}` is `{proxy}` there."""
    return path.replace("+}", "}")
