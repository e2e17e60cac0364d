"""Settings of names of one's own for APIs."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from .base import BrokenRuleError, Setting
from .form import Form
from .names import Certificate, HostedZone, HostName


class ApiNameSettings(Setting):
    """What an API is called."""

    name: HostName
    """The name: `api.example.com`. The old name goes when another is given."""

    base_path: Annotated[
        str, Form("one part of a path", "[A-Za-z0-9$_.+!*'()-]*", "letters, digits and $_.+!*'()-, no slash")
    ] = ""
    """The first part of the path below the name that leads to the API; none by default."""


class DomainSettings(ApiNameSettings):
    """A name of one's own for the API."""

    certificate: Certificate
    """The ARN of a certificate for it, in the stack's region."""

    zone: HostedZone | None = None
    """The Route 53 zone that the name is put into. Without it: for a private API a zone of its own, else none."""


class RoutingSettings(Setting):
    """How callers are spread over stacks in several regions that have the same name."""

    policy: Literal["latency", "primary", "secondary"]
    """`latency`: the nearest region; `primary` and `secondary`: the second when the first has no healthy targets."""


class PublicDomainSettings(DomainSettings):
    """A name of one's own for an API on the internet."""

    routing: RoutingSettings | None = None
    """How callers are spread over regions."""

    default_endpoint: bool = False
    """Whether the API also answers at the address that AWS gave it."""

    @model_validator(mode="after")
    def _zone_for_routing(self) -> Self:
        if self.routing and not self.zone:
            raise BrokenRuleError(
                "it is missing: routing between regions is done by the records of a zone",
                allowed="the id of a public hosted zone",
                remedy="add the zone",
                key=("zone",),
            )
        return self
