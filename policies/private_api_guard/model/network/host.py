"""Hosts of URIs: which of them only a VPC can reach, and which names no certificate carries.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html and
https://www.rfc-editor.org/rfc/rfc6761 (names that public DNS does not answer).
"""

import re
from functools import cached_property
from ipaddress import ip_network
from typing import Final

from ..values.resource import Resource
from ..values.stack import Stack
from .address import contains, parse

_PRIVATE_RANGES: Final = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)
_PRIVATE_NAMES: Final = (".internal", ".local", ".localhost", ".lan", ".intranet", ".home.arpa", ".vpce.amazonaws.com")
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
        held = next((private for private in _PRIVATE_RANGES if contains(private, network)), None)
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


class PrivateNames:
    """Names that the stack's private hosted zones answer, and no public one of the same name."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def _zones(self) -> dict[str, str]:
        """Names of private zones by URN."""
        found = {
            zone: name for zone in self._stack.of("route53.Zone") if isinstance(name := zone.raw_text("name"), str)
        }
        public = {_plain(name) for zone, name in found.items() if not zone.get("vpcs")}
        return {
            zone.urn: _plain(name) for zone, name in found.items() if zone.get("vpcs") and _plain(name) not in public
        }

    def holds(self, record: Resource) -> bool:
        """Whether a record is in a private zone."""
        zone = self._stack.refer(record, "zoneId", "route53.Zone").one
        return zone is not None and zone.urn in self._zones

    @cached_property
    def _names(self) -> dict[str, str]:
        """Zones by the full name of each record in them."""
        found: dict[str, str] = {}
        for record in self._stack.of("route53.Record"):
            zone = self._stack.refer(record, "zoneId", "route53.Zone").one
            name = record.raw_text("name")
            if zone is None or zone.urn not in self._zones or not isinstance(name, str):
                continue
            name, domain = _plain(name), self._zones[zone.urn]
            found[name if name == domain or name.endswith(f".{domain}") else f"{name}.{domain}"] = zone.name
        return found

    def because(self, host: str) -> str:
        """Why a host is private by a record of the stack; empty where none says so."""
        zone = self._names.get(_plain(host))
        return f"{host} is a record of the private zone {zone}" if zone else ""


def _plain(name: str) -> str:
    return name.lower().rstrip(".")
