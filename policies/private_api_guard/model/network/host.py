"""Hosts of URIs: which of them only a VPC can reach, and which names no certificate carries.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html and
https://www.rfc-editor.org/rfc/rfc6761 (names that public DNS does not answer).
"""

import re
from functools import cached_property
from typing import Final

from ..values import Key, Reader, Resource
from .address import PRIVATE_RANGES, contains, parse

_PRIVATE_NAMES: Final = (".internal", ".local", ".localhost", ".lan", ".intranet", ".home.arpa", ".vpce.amazonaws.com")
_ZONE: Final = "route53.Zone"
_BALANCER: Final = re.compile(r"(^|\.)elb\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$")


def is_address(host: str) -> bool:
    """Whether a host is an address, not a name."""
    return parse(host) is not None


def of_balancer(host: str) -> bool:
    """Whether a host is a name that AWS gave to a load balancer: nobody but AWS gets a certificate for it."""
    return _BALANCER.search(host.lower()) is not None


def private_because(host: str) -> str:
    """Why a host is out of the internet's reach, as far as it says so itself; empty where it does not."""
    name = host.lower().rstrip(".")
    network = parse(name)
    if network is not None:
        held = next((private for private in PRIVATE_RANGES if contains(private, network)), None)
        return f"{host} is a private address ({held})" if held else ""
    if of_balancer(name) and name.startswith("internal-"):
        return f"{host} is the name of an internal load balancer"
    suffix = next((each for each in _PRIVATE_NAMES if name.endswith(each)), None)
    if suffix:
        return f"no public name ends with {suffix}"
    return f"{host} has no domain" if name and "." not in name else ""


def certifies(pattern: str, host: str) -> bool:
    """Whether a certificate's name, perhaps with a wildcard for one label, is good for a host."""
    pattern, host = pattern.lower().rstrip("."), host.lower().rstrip(".")
    if not pattern.startswith("*."):
        return pattern == host
    return host.partition(".")[2] == pattern[2:]


class PrivateHostedZones(Reader):
    """The stack's private hosted zones of whose name there is no public one, and the names that they answer."""

    @cached_property
    def _domains(self) -> dict[Key, str]:
        """Names of private zones by URN."""
        named = [(zone, name) for zone in self._stack.of(_ZONE) if (name := zone.text("name").map(_plain).known)]
        inside = {zone.urn: name for zone, name in named if zone.value("vpcs").holds(bool).open}
        public = {name for zone, name in named if zone.urn not in inside}
        return {urn: name for urn, name in inside.items() if name not in public}

    def holds(self, record: Resource) -> bool:
        """Whether a record is in a private zone."""
        return self._zone(record) is not None

    def _zone(self, record: Resource) -> Resource | None:
        zone = self._stack.refer(record, "zoneId", _ZONE).one
        return zone if zone is not None and zone.urn in self._domains else None

    @cached_property
    def _names(self) -> dict[str, str]:
        """Zones by the full name of each record in them."""
        found: dict[str, str] = {}
        for record in self._stack.of("route53.Record"):
            zone, name = self._zone(record), record.text("name").map(_plain).known
            if zone is not None and name is not None:
                domain = self._domains[zone.urn]
                found[name if name == domain or name.endswith(f".{domain}") else f"{name}.{domain}"] = zone.name
        return found

    def because(self, host: str) -> str:
        """Why a host is private by a record of the stack; empty where none says so."""
        zone = self._names.get(_plain(host))
        return f"{host} is a record of the private zone {zone}" if zone else ""


def _plain(name: str) -> str:
    return name.lower().rstrip(".")
