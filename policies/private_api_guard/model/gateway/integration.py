"""Integrations: what API Gateway calls behind a method or route, and how.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
"""

import re
from dataclasses import dataclass

from ..values.reference import NOTHING, Reference
from ..values.resource import Resource
from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Number, Text, Values

_VARIABLE = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}|\$stageVariables\.([A-Za-z0-9_]+)")
_URI = re.compile(
    r"^(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>[^/:?#]*)(?::(?P<port>[^/?#]*))?(?P<path>/[^?#]*)?"
)


@dataclass(frozen=True)
class Endpoint:
    """The parts of an integration's URI; `port` follows the scheme where it is not written."""

    scheme: Text
    host: Text
    port: Number
    path: Text
    written: bool = False


def variables(text: str) -> list[str]:
    """Names of the stage variables in a text."""
    return [first or second for first, second in _VARIABLE.findall(text)]


def substitute(text: Text, values: "dict[str, Text]") -> Text:
    """A text with its stage variables filled in; unknown where one of them is."""
    if not isinstance(text, str):
        return text
    for name in variables(text):
        value = values.get(name)
        if not isinstance(value, str):
            return UNKNOWN
        text = text.replace("${stageVariables." + name + "}", value).replace(f"$stageVariables.{name}", value)
    return text


def endpoint(uri: Text) -> Endpoint:
    """The parts of a URI. Nothing is known of one that is made from outputs."""
    if not isinstance(uri, str):
        return Endpoint(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    # A variable in the host says nothing about the port that stands beside it.
    plain = _VARIABLE.sub("stage-variable", uri)
    match = _URI.match(plain)
    if match is None:
        return Endpoint(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    scheme = (match["scheme"] or "http").lower()
    if match["port"] is None:
        port: Number = {"http": 80, "https": 443}.get(scheme, UNKNOWN)
    else:
        port = int(match["port"]) if match["port"].isdigit() else UNKNOWN
    host: Text = UNKNOWN if "stage-variable" in match["host"] else match["host"]
    return Endpoint(scheme, host, port, match["path"] or "/", written=match["port"] is not None)


@dataclass(frozen=True)
class Integration:
    """One integration.

    `values` reads its properties under the names of `aws:apigateway/integration:Integration`, also where it comes from
    an OpenAPI body. `resource` is where a finding about it stands. `link_text` is the literal of `connectionId`, which
    may name a stage variable.
    """

    resource: Resource
    values: Values
    kind: Text
    connection_type: Text
    link: Reference
    link_text: Text
    uri: Text
    target: Reference = NOTHING
    listener: Reference = NOTHING
    balancers: Reference = NOTHING
    http_api: bool = False

    @property
    def calls_http(self) -> bool:
        """Whether it calls an HTTP endpoint, as far as is known; others call AWS services or nothing."""
        return not isinstance(self.kind, str) or self.kind.upper() in ("HTTP", "HTTP_PROXY")

    @property
    def private(self) -> "bool | Unknown":
        """Whether it goes through a VPC link."""
        if self.connection_type is UNKNOWN:
            return UNKNOWN
        return str(self.connection_type or "INTERNET").upper() == "VPC_LINK"
