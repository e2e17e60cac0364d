"""Settings of health checks that AWS refuses."""

import pytest

from private_api_guard.faults.health_checks import wrong
from private_api_guard.model.balancing.target_group import TargetGroups
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made


def refused(group: dict[str, object] | None = None, **check: object) -> list[str]:
    """The settings that are told, by the first words of each line."""
    inputs = {"protocol": "HTTP", "targetType": "ip", "healthCheck": check, **(group or {})}
    [found] = TargetGroups(Stack([made("lb/targetGroup:TargetGroup", "app-tg", **inputs)])).by_key.values()
    return [line.split()[0].rstrip(",") for line in wrong(found)]


@pytest.mark.parametrize(
    ("key", "fitting", "unfit"),
    [
        ("interval", [6, 300, "30", UNKNOWN, None], [301]),
        ("timeout", [2, 30, UNKNOWN, None], [1, 121]),
        ("healthyThreshold", [2, 10, UNKNOWN], [1, 11]),
        ("unhealthyThreshold", [2, 10, UNKNOWN], [1, 11]),
        ("port", [1, 65535, "traffic-port", "", UNKNOWN], [0, 65536]),
        ("path", ["/", "/healthz?deep=1", "", UNKNOWN, None], ["healthz", "?"]),
        ("protocol", ["HTTP", "https", UNKNOWN, None], ["UDP", "GRPC", "TLS"]),
        (
            "matcher",
            ["200", "200-299", "200,202", "200, 300-399", "499", "", UNKNOWN],
            ["199", "500", "300-200", "ok", "200-"],
        ),
        ("enabled", [True, UNKNOWN, None], [False]),
    ],
)
def test_bounds(key, fitting, unfit):
    for value in fitting:
        assert refused(**{key: value}) == [], value
    for value in unfit:
        assert refused(**{key: value}) == [f"healthCheck.{key}"], value


@pytest.mark.parametrize(
    ("interval", "timeout", "of_http", "of_tcp"),
    [
        (30, 29, True, True),
        (30, 30, False, True),
        (30, 31, False, True),
        (UNKNOWN, 31, True, True),
        (30, UNKNOWN, True, True),
        (5, None, False, True),
        (6, None, True, True),
    ],
)
def test_a_timeout_is_within_the_interval(interval, timeout, of_http, of_tcp):
    for protocol, fits in (("HTTP", of_http), ("HTTPS", of_http), ("TCP", of_tcp), (UNKNOWN, of_tcp)):
        group = {"protocol": protocol}
        found = refused(group, protocol="HTTP", interval=interval, timeout=timeout)
        assert found == ([] if fits else ["healthCheck.timeout"]), protocol


@pytest.mark.parametrize(
    ("group", "check", "expected"),
    [
        ({"protocol": "TCP"}, {"protocol": "TCP"}, []),
        ({"protocol": "TCP"}, {"protocol": "TCP", "interval": 4}, ["healthCheck.interval"]),
        ({"protocol": "HTTP"}, {"protocol": "TCP"}, ["healthCheck.protocol"]),
        ({"protocol": "HTTPS"}, {"protocol": "tcp"}, ["healthCheck.protocol"]),
        ({"protocol": "TCP"}, {"protocol": "TCP", "path": "/"}, ["healthCheck.path"]),
        ({"protocol": "TCP"}, {"protocol": "TCP", "matcher": "200"}, ["healthCheck.matcher"]),
        ({"protocol": "TCP"}, {"protocol": "HTTP", "matcher": "200-599"}, []),
        ({"protocol": "TCP"}, {"protocol": "HTTP", "matcher": "600"}, ["healthCheck.matcher"]),
        ({"protocolVersion": "GRPC"}, {"matcher": "0-99"}, []),
        ({"protocolVersion": "GRPC"}, {"matcher": "12"}, []),
        ({"protocolVersion": "GRPC"}, {"matcher": "100"}, ["healthCheck.matcher"]),
        ({"protocolVersion": "HTTP2"}, {"matcher": "99"}, ["healthCheck.matcher"]),
        ({"protocolVersion": UNKNOWN}, {"matcher": "99"}, []),
        ({"protocol": UNKNOWN}, {"matcher": "599"}, []),
        ({"targetType": "lambda", "protocol": None}, {"enabled": False}, []),
        ({"targetType": None}, {"enabled": False}, ["healthCheck.enabled"]),
        ({"targetType": "alb", "protocol": "TCP"}, {"enabled": False}, ["healthCheck.enabled"]),
        ({"targetType": UNKNOWN}, {"enabled": False}, []),
    ],
)
def test_settings_that_do_not_go_together(group, check, expected):
    assert refused(group, **check) == expected
