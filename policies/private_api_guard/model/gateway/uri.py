"""URIs of integrations: their parts, and the stage variables in them.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..values import NOT_SET, Value

_VARIABLE: Final = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}|\$stageVariables\.([A-Za-z0-9_]+)")
# What stands for a variable that is not known: a character that no URI has.
_GAP: Final = "\N{NULL}"
_PARTS: Final = re.compile(r"^(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/:?#]*)(?::([^/?#]*))?")
_PORTS: Final = {"http": 80, "https": 443}


def variables(text: Value[str]) -> tuple[str, ...]:
    """Names of the stage variables in a text, each once."""
    found = _VARIABLE.findall(text.known or "")
    return tuple(dict.fromkeys(first or second for first, second in found))


def filled(text: Value[str], variable: Callable[[str], Value[str]]) -> Value[str]:
    """A text with its stage variables put in; as it stands where one of them is not known or not defined."""
    values = {name: variable(name).known for name in variables(text)}
    if not values or None in values.values():
        return text
    return text.map(lambda known: _VARIABLE.sub(lambda match: values[match[1] or match[2]] or "", known))


@dataclass(frozen=True)
class Uri:
    """The parts of an integration's URI. A part that a stage variable without a known value may hold is not known.

    Without a scheme it is `http`; `port` follows the scheme where none is written.
    """

    text: Value[str]
    scheme: Value[str]
    host: Value[str]
    port: Value[int]


def parts(text: Value[str]) -> Uri:
    """The parts of a URI. Nothing is known of one that is made from outputs."""
    return Uri(text, text.map(_scheme), text.map(_host), text.map(_port))


NO_URI: Final = Uri(NOT_SET, NOT_SET, NOT_SET, NOT_SET)


def _split(text: str) -> tuple[str | None, str, str | None]:
    """Scheme, host and port as they are written."""
    match = _PARTS.match(_VARIABLE.sub(_GAP, text))
    scheme, host, port = match.groups() if match else (None, "", None)
    return scheme, host, port


def _scheme(text: str) -> str | None:
    scheme, host, _ = _split(text)
    return None if scheme is None and host.startswith(_GAP) else (scheme or "http").lower()


def _host(text: str) -> str | None:
    host = _split(text)[1]
    return None if _GAP in host else host


def _port(text: str) -> int | None:
    scheme, host, port = _split(text)
    if port is not None:
        return int(port) if port.isdecimal() else None
    return None if host.endswith(_GAP) else _PORTS.get((scheme or "http").lower())
