"""Sets of addresses: which hold which, also where AWS will choose a range."""

from ipaddress import ip_network

import pytest

from private_api_guard.model.network.address import (
    ANYWHERE,
    EPHEMERAL,
    LINUX,
    PRIVATE_RANGES,
    PUBLIC_RANGES,
    WINDOWS,
    Place,
    Range,
    contains,
    covered,
    hold,
    of_a_vpc,
    overlap,
    parse,
    subtract,
)
from private_api_guard.model.values.value import known, not_known

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
NOT_KNOWN = not_known("subnet", "cidrBlock")


def test_replies_come_back_on_the_ports_that_aws_and_the_systems_document():
    """Source: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports."""
    assert (EPHEMERAL, LINUX, WINDOWS) == ((1024, 65535), (32768, 60999), (49152, 65535))


def nets(*texts):
    return [ip_network(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.0.0.7/8", "10.0.0.0/8"),
        (" 10.0.0.7 ", "10.0.0.7/32"),
        ("fd00::1", "fd00::1/128"),
        ("", None),
        ("10.0.0.0/33", None),
        ("i-0123", None),
    ],
)
def test_parse(text, expected):
    assert parse(text) == (ip_network(expected) if expected else None)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("10.0.0.0/16", "10.0.255.0/24", True),
        ("10.0.0.0/16", "10.0.0.0/16", True),
        ("10.0.0.0/16", "10.1.0.0/24", False),
        ("10.0.1.0/24", "10.0.0.0/16", False),
        ("0.0.0.0/0", "10.0.0.0/16", True),
        ("0.0.0.0/0", "fd00::/8", False),
        ("::/0", "fd00::/8", True),
    ],
)
def test_contains(outer, inner, expected):
    one, other = ip_network(outer), ip_network(inner)
    assert contains(one, other) is expected
    same_version = one.version == other.version
    assert overlap(one, other) is overlap(other, one) is (same_version and one.overlaps(other))


@pytest.mark.parametrize(
    ("network", "by", "expected"),
    [
        ("10.0.0.0/24", ["10.0.0.0/24"], True),
        ("10.0.0.0/24", ["10.0.0.0/16"], True),
        ("10.0.0.0/24", ["10.0.0.0/25", "10.0.0.128/25"], True),
        ("10.0.0.0/24", ["10.0.0.128/25", "10.0.0.0/26", "10.0.0.64/26"], True),
        ("10.0.0.0/24", ["10.0.0.0/25", "10.0.0.128/26"], False),
        ("10.0.0.0/24", ["10.0.0.0/25", "10.0.0.0/25"], False),
        ("10.0.0.0/24", ["10.0.1.0/24"], False),
        ("10.0.0.0/24", [], False),
        ("0.0.0.0/0", ["0.0.0.0/1", "128.0.0.0/1"], True),
        ("0.0.0.0/0", ["::/0"], False),
        ("0.0.0.0/0", ["0.0.0.0/1", "128.0.0.0/1", "::/0"], True),
        ("fd00::/64", ["fd00::/65", "fd00:0:0:0:8000::/65"], True),
    ],
)
def test_covered(network, by, expected):
    assert covered(ip_network(network), nets(*by)) is expected


def test_many_ranges_are_one_sweep():
    halves = list(ip_network("10.0.0.0/8").subnets(new_prefix=21))
    assert covered(ip_network("10.0.0.0/8"), [*halves[::2], *halves[1::2]])
    assert not covered(ip_network("10.0.0.0/8"), halves[:-1])


@pytest.mark.parametrize(
    ("pieces", "network", "expected"),
    [
        (["10.0.0.0/24"], "10.0.0.0/24", []),
        (["10.0.0.0/24"], "10.0.0.0/16", []),
        (["10.0.0.0/24"], "10.0.0.0/25", ["10.0.0.128/25"]),
        (["10.0.0.0/24", "10.1.0.0/24"], "10.1.0.0/24", ["10.0.0.0/24"]),
        (["10.0.0.0/24"], "fd00::/8", ["10.0.0.0/24"]),
    ],
)
def test_subtract(pieces, network, expected):
    assert subtract(nets(*pieces), ip_network(network)) == nets(*expected)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("10.1.2.3", False),
        ("172.31.0.1", False),
        ("172.32.0.1", True),
        ("192.168.9.9", False),
        ("100.64.0.1", False),
        ("100.128.0.1", True),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("52.94.0.1", True),
        ("223.255.255.255", True),
        ("224.0.0.1", None),
    ],
)
def test_an_address_is_private_or_public_or_no_host(address, public):
    network = ip_network(address)
    assert any(contains(each, network) for each in PUBLIC_RANGES) is (public is True)
    assert any(contains(each, network) for each in PRIVATE_RANGES) is (public is False)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("10.0.0.0/16", True),
        ("10.0.0.0/28", True),
        ("10.0.0.0/29", False),
        ("10.0.0.1/32", False),
        ("172.32.0.0/16", False),
        ("0.0.0.0/0", False),
        ("100.64.0.0/16", True),
        ("fd00::/64", True),
        ("fd00::1/128", False),
    ],
)
def test_range_of_a_vpc(network, expected):
    assert of_a_vpc(ip_network(network)) is expected


SUBNET = Place(known(ip_network("10.0.1.0/24")), "subnet", "vpc")
NODE = Place(known(ip_network("10.0.1.7/32")))
CHOSEN = Place(NOT_KNOWN, "subnet", "vpc")
BOUNDED = Place(NOT_KNOWN, "subnet", "vpc", bounds=tuple(nets("10.0.0.0/16")))


def literal(text, *, certain=True):
    return Range(known(ip_network(text)), certain=certain)


@pytest.mark.parametrize(
    ("ranges", "place", "expected"),
    [
        ([literal("10.0.1.0/24")], SUBNET, OPEN),
        ([literal("10.0.0.0/16")], SUBNET, OPEN),
        ([literal("10.0.1.0/25"), literal("10.0.1.128/25")], SUBNET, OPEN),
        # AWS chooses an address in the subnet: the half that is admitted may hold it.
        ([literal("10.0.1.0/25")], SUBNET, UNKNOWN),
        ([literal("10.0.1.7/32")], NODE, OPEN),
        ([literal("10.0.1.8/32")], NODE, CLOSED),
        ([literal("10.0.2.0/24")], SUBNET, CLOSED),
        ([literal("::/0")], SUBNET, CLOSED),
        ([literal("fd00::/8")], SUBNET, CLOSED),
        ([], SUBNET, CLOSED),
        ([literal("10.0.0.0/16", certain=False)], SUBNET, UNKNOWN),
        # What nobody knows yet.
        ([Range(NOT_KNOWN, certain=False)], SUBNET, UNKNOWN),
        ([Range(NOT_KNOWN, "subnet")], SUBNET, OPEN),
        ([Range(NOT_KNOWN, "vpc")], SUBNET, OPEN),
        ([Range(NOT_KNOWN, "subnet", certain=False)], SUBNET, UNKNOWN),
        # The range that AWS will choose for another subnet does not hold this one.
        ([Range(NOT_KNOWN, "other")], SUBNET, CLOSED),
        ([Range(NOT_KNOWN, "other")], CHOSEN, UNKNOWN),
        ([Range(NOT_KNOWN, "vpc")], CHOSEN, OPEN),
        ([literal("0.0.0.0/0")], CHOSEN, OPEN),
        ([literal("10.0.0.0/8")], CHOSEN, UNKNOWN),
        ([literal("10.0.0.0/8")], BOUNDED, OPEN),
        ([literal("10.0.0.0/17"), literal("10.0.128.0/17")], BOUNDED, OPEN),
        ([literal("10.0.1.0/24")], BOUNDED, UNKNOWN),
        ([literal("10.1.0.0/16")], BOUNDED, CLOSED),
        ([], CHOSEN, CLOSED),
        # All addresses: a range that holds some of them does not hold them all.
        ([literal("0.0.0.0/0")], ANYWHERE, OPEN),
        ([literal("0.0.0.0/1"), literal("128.0.0.0/1")], ANYWHERE, OPEN),
        ([literal("0.0.0.0/1")], ANYWHERE, CLOSED),
        ([literal("10.0.0.0/8")], ANYWHERE, CLOSED),
    ],
)
def test_ranges_hold_a_place(ranges, place, expected):
    assert hold(ranges, place).state.value == expected
