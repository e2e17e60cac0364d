"""The authorizer, in an execution environment of its own, against a simulated SSM."""

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.config import Config

from tests.components.lambdas.environment import AUTHORIZER, Environment, start, unpack
from tests.components.lambdas.keys import NEW, OLD, PARTNER, STRANGER
from tests.components.lambdas.ssm import ARN, SimulatedSsm

API = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5"
MOBILE = "/dev/orders/keys/mobile"
START = 1_795_000_000.0

Start = Callable[..., Environment]


@pytest.fixture
def begin(ssm: SimulatedSsm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Starts an execution environment with environment variables."""
    task = unpack(AUTHORIZER, tmp_path)
    return lambda **variables: start(task, {"PARAMETER_NAMES": MOBILE} | variables, monkeypatch)


class Clock:
    """The clock of the keys' cache."""

    def __init__(self, environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = START
        monkeypatch.setattr(environment.modules["keys"], "time", SimpleNamespace(time=lambda: self.now))


@pytest.fixture
def clock_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Environment], Clock]:
    return lambda environment: Clock(environment, monkeypatch)


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK's pause before it tries again is not waited for."""
    monkeypatch.setattr("time.sleep", lambda _: None)


def request(key: str | None, name: str = "x-api-key", route: str = "GET/orders") -> dict[str, Any]:
    """The event that a REST API's REQUEST authorizer gets."""
    headers = {"Host": "api.example.com", **({name: key} if key is not None else {})}
    return {
        "type": "REQUEST",
        "methodArn": f"{API}/v1/{route}",
        "resource": "/orders",
        "path": "/orders",
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "requestContext": {"apiId": "a1b2c3d4e5", "stage": "v1"},
    }


def request_v2(key: str | None) -> dict[str, Any]:
    """The event of format 2.0, which an HTTP API's authorizer gets."""
    return {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": f"{API}/$default/GET/orders",
        "identitySource": [key],
        "headers": {"x-api-key": key} if key else {},
    }


def refused(environment: Environment, event: dict[str, Any]) -> bool:
    """Whether the answer is an error with exactly the text that API Gateway answers 401 to."""
    with pytest.raises(environment.modules["handler"].UnauthorizedError) as raised:
        environment.invoke(event)
    return str(raised.value) == "Unauthorized"


def unavailable(environment: Environment, key: str) -> str:
    """The text of the error that says that a key cannot be judged."""
    with pytest.raises(environment.modules["keys"].KeysUnavailableError) as raised:
        environment.invoke(request(key))
    return str(raised.value)


def consumer(environment: Environment, key: str) -> tuple[str, int]:
    """Who is let in, and with which key."""
    context = environment.invoke(request(key))["context"]
    return context["consumer"], context["keyNumber"]


def test_a_known_key_is_allowed(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters[MOBILE] = NEW
    assert json.loads(json.dumps(begin().invoke(request(NEW)))) == {
        "principalId": "mobile",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": f"{API}/v1/*"}],
        },
        "context": {"consumer": "mobile", "keyNumber": 1},
    }
    assert ssm.calls == [("GetParameters", [MOBILE])]


@pytest.mark.parametrize(
    "sent", [STRANGER, NEW[:-1], NEW + "0", NEW.upper(), f"{NEW},{NEW}", "AQICAHh-ciphertext", "schlüssel"]
)
def test_any_other_key_is_refused(ssm: SimulatedSsm, begin: Start, sent: str) -> None:
    ssm.parameters[MOBILE] = NEW
    assert refused(begin(), request(sent))


@pytest.mark.parametrize("route", ["GET/orders", "POST/orders/7/items", "DELETE/", "GET/a:b/c", "GET"])
@pytest.mark.parametrize("stage", ["v1", "test-invoke-stage"])
@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_policy_covers_every_route_of_the_stage_and_nothing_else(
    ssm: SimulatedSsm, begin: Start, partition: str, stage: str, route: str
) -> None:
    ssm.parameters[MOBILE] = NEW
    api = f"arn:{partition}:execute-api:eu-central-1:123456789012:a1b2c3d4e5"
    answer = begin().invoke(request(NEW) | {"methodArn": f"{api}/{stage}/{route}"})
    (statement,) = answer["policyDocument"]["Statement"]
    covered = statement["Resource"]
    assert len(covered) <= 512
    for other in ("GET/orders", "POST/orders/7/items", "PATCH/", "OPTIONS/a/b/c"):
        assert fnmatchcase(f"{api}/{stage}/{other}", covered)
    assert not fnmatchcase(f"{api}/{stage}2/GET/orders", covered)
    assert not fnmatchcase(f"{api}9/{stage}/GET/orders", covered)


@pytest.mark.parametrize("name", ["x-api-key", "X-API-Key", "X-Api-Key"])
def test_the_header_is_found_however_it_is_written(ssm: SimulatedSsm, begin: Start, name: str) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin()
    whole = request(NEW, name)
    assert environment.invoke(whole)["principalId"] == "mobile"
    assert environment.invoke(whole | {"headers": None})["principalId"] == "mobile"
    assert environment.invoke(whole | {"multiValueHeaders": None})["principalId"] == "mobile"
    assert environment.invoke(whole | {"multiValueHeaders": {name: [NEW, NEW]}})["principalId"] == "mobile"


@pytest.mark.parametrize(
    "event",
    [
        request(None),
        request(""),
        request(NEW, "authorization"),
        request(NEW) | {"headers": None, "multiValueHeaders": None},
        request(NEW) | {"multiValueHeaders": {"x-api-key": [STRANGER, NEW]}},
        request(NEW) | {"headers": {"x-api-key": NEW, "X-Api-Key": STRANGER}},
    ],
    ids=["no key", "empty", "another header", "no headers", "two keys", "two spellings"],
)
def test_a_request_without_exactly_one_key_is_refused_unread(
    ssm: SimulatedSsm, begin: Start, event: dict[str, Any]
) -> None:
    ssm.parameters[MOBILE] = NEW
    assert refused(begin(), event)
    assert ssm.calls == []


def test_another_type_of_authorizer_is_a_mistake_that_is_named(ssm: SimulatedSsm, begin: Start) -> None:
    event = {"type": "TOKEN", "methodArn": f"{API}/v1/GET/orders", "authorizationToken": NEW}
    with pytest.raises(ValueError, match="type is TOKEN: it must be REQUEST"):
        begin().invoke(event)


def test_http_apis_get_the_simple_answer(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin(RETURN_USAGE_KEY="true")
    allowed = {"isAuthorized": True, "context": {"consumer": "mobile", "keyNumber": 1}}
    assert environment.invoke(request_v2(NEW)) == allowed
    for other in (STRANGER, None):
        assert environment.invoke(request_v2(other)) == {"isAuthorized": False, "context": {}}


def test_the_usage_key_is_returned_where_it_is_asked_for(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters[MOBILE] = f"{NEW}\n{OLD}"
    assert begin(RETURN_USAGE_KEY="true").invoke(request(OLD))["usageIdentifierKey"] == OLD
    assert "usageIdentifierKey" not in begin(RETURN_USAGE_KEY="false").invoke(request(OLD))


@pytest.mark.parametrize("value", [f"{NEW}\n{OLD}", f"\r\n {NEW} \r\n\r\n{OLD}\r\n"])
def test_two_keys_of_a_parameter_are_valid_at_a_time(ssm: SimulatedSsm, begin: Start, value: str) -> None:
    ssm.parameters[MOBILE] = value
    environment = begin()
    assert consumer(environment, NEW) == ("mobile", 1)
    assert consumer(environment, OLD) == ("mobile", 2)
    assert refused(environment, request(f"{NEW}\n{OLD}"))


def test_a_consumer_may_have_a_parameter_for_each_key(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters |= {"/keys/mobile/a": OLD, "/keys/mobile/b": NEW, "/keys/partner": PARTNER}
    environment = begin(PARAMETER_NAMES="mobile=/keys/mobile/a, mobile=/keys/mobile/b,/keys/partner,")
    assert consumer(environment, OLD) == ("mobile", 1)
    assert consumer(environment, NEW) == ("mobile", 2)
    assert consumer(environment, PARTNER) == ("partner", 1)
    assert len(ssm.calls) == 1


def test_a_parameter_of_another_account_is_asked_for_by_its_arn(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters[MOBILE] = NEW
    assert consumer(begin(PARAMETER_NAMES=ARN + MOBILE), NEW) == ("mobile", 1)


def test_more_parameters_than_a_call_takes(ssm: SimulatedSsm, begin: Start) -> None:
    names = [f"/keys/consumer-{number}" for number in range(23)]
    ssm.parameters |= {name: f"key-of-{name}-0123456789" for name in names}
    environment = begin(PARAMETER_NAMES=",".join([*names, names[0]]))
    assert [consumer(environment, ssm.parameters[name])[0] for name in names] == [name[6:] for name in names]
    assert [len(asked) for _, asked in ssm.calls] == [10, 10, 3]


def test_keys_are_kept_for_as_long_as_they_should(
    ssm: SimulatedSsm, begin: Start, clock_of: Callable[[Environment], Clock]
) -> None:
    ssm.parameters[MOBILE] = OLD
    environment = begin(CACHE_SECONDS="120")
    clock = clock_of(environment)
    for seconds, calls in ((0, 1), (119, 1), (120, 2), (239, 2), (240, 3)):
        clock.now = START + seconds
        assert consumer(environment, OLD) == ("mobile", 1)
        assert len(ssm.calls) == calls
    clock.now = START - 3600
    assert consumer(environment, OLD) == ("mobile", 1)
    assert len(ssm.calls) == 4


def test_a_new_key_works_at_once_and_a_withdrawn_one_until_the_cache_forgets_it(
    ssm: SimulatedSsm, begin: Start, clock_of: Callable[[Environment], Clock]
) -> None:
    ssm.parameters[MOBILE] = OLD
    environment = begin()
    clock = clock_of(environment)
    assert consumer(environment, OLD) == ("mobile", 1)
    ssm.parameters[MOBILE] = NEW
    clock.now += 4
    assert consumer(environment, OLD) == ("mobile", 1)
    assert consumer(environment, NEW) == ("mobile", 1)
    assert refused(environment, request(OLD))
    ssm.parameters[MOBILE] = PARTNER
    clock.now += 60
    assert refused(environment, request(NEW))


def test_unknown_keys_do_not_make_it_read_more_often_than_every_three_seconds(
    ssm: SimulatedSsm, begin: Start, clock_of: Callable[[Environment], Clock]
) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin()
    clock = clock_of(environment)
    for _ in range(50):
        assert refused(environment, request(STRANGER))
        clock.now += 0.1
    assert len(ssm.calls) == 2


@pytest.mark.usefixtures("_at_once")
def test_one_throttled_read_is_tried_again(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters[MOBILE] = NEW
    ssm.refusals.append("ThrottlingException")
    assert consumer(begin(), NEW) == ("mobile", 1)
    assert len(ssm.calls) == 2


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "InternalServerError"])
def test_without_ssm_nobody_is_judged(
    ssm: SimulatedSsm, begin: Start, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    ssm.parameters[MOBILE] = NEW
    ssm.refusal = code
    environment = begin()
    for key in (NEW, STRANGER):
        assert code in unavailable(environment, key)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert code in caplog.text


@pytest.mark.usefixtures("_at_once")
def test_keys_read_before_serve_while_ssm_is_away(
    ssm: SimulatedSsm, begin: Start, clock_of: Callable[[Environment], Clock]
) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin(CACHE_SECONDS="60", STALE_SECONDS="300")
    clock = clock_of(environment)
    assert consumer(environment, NEW) == ("mobile", 1)
    ssm.refusal = "ThrottlingException"
    clock.now = START + 359
    assert consumer(environment, NEW) == ("mobile", 1)
    assert "ThrottlingException" in unavailable(environment, STRANGER)
    clock.now = START + 363
    assert "ThrottlingException" in unavailable(environment, NEW)
    ssm.refusal = None
    clock.now = START + 367
    assert consumer(environment, NEW) == ("mobile", 1)
    assert refused(environment, request(STRANGER))


@pytest.mark.usefixtures("_at_once")
def test_keys_read_before_serve_no_longer_if_none_should(
    ssm: SimulatedSsm, begin: Start, clock_of: Callable[[Environment], Clock]
) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin(STALE_SECONDS="0")
    clock = clock_of(environment)
    assert consumer(environment, NEW) == ("mobile", 1)
    ssm.refusal = "ThrottlingException"
    clock.now += 60
    assert "ThrottlingException" in unavailable(environment, NEW)


@pytest.mark.usefixtures("_at_once")
def test_a_slow_ssm_is_not_waited_for(ssm: SimulatedSsm, begin: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin()
    keys = environment.modules["keys"]
    # All attempts, and the longest pause between them, end before the function's timeout of ten seconds.
    patience = keys.PATIENCE
    assert (patience.connect_timeout + patience.read_timeout) * patience.retries["total_max_attempts"] + 1 <= 6
    monkeypatch.setattr(keys, "PATIENCE", patience.merge(Config(read_timeout=0.1)))
    ring = keys.KeyRing({MOBILE: "mobile"}, 60, 900)
    ssm.delay = 30
    with pytest.raises(keys.KeysUnavailableError, match="Read timeout"):
        ring.caller(NEW)
    assert len(ssm.calls) == 2


@pytest.mark.parametrize("partner", [None, " \n"], ids=["missing", "without a key"])
def test_a_parameter_without_keys_stops_only_those_who_are_unknown(
    ssm: SimulatedSsm, begin: Start, caplog: pytest.LogCaptureFixture, partner: str | None
) -> None:
    ssm.parameters[MOBILE] = NEW
    if partner:
        ssm.parameters["/dev/orders/keys/partner"] = partner
    environment = begin(PARAMETER_NAMES=f"{MOBILE},/dev/orders/keys/partner")
    assert consumer(environment, NEW) == ("mobile", 1)
    assert unavailable(environment, PARTNER).endswith(": /dev/orders/keys/partner")
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "/dev/orders/keys/partner" in error.getMessage()
    assert MOBILE not in error.getMessage()


def test_only_digests_of_keys_are_kept(ssm: SimulatedSsm, begin: Start) -> None:
    ssm.parameters[MOBILE] = NEW
    environment = begin()
    environment.invoke(request(NEW))
    assert NEW not in repr(vars(environment.modules["handler"].RING))


def test_the_log_says_who_called_and_who_was_refused(
    ssm: SimulatedSsm, begin: Start, caplog: pytest.LogCaptureFixture
) -> None:
    ssm.parameters[MOBILE] = f"{NEW}\n{OLD}"
    environment = begin()
    environment.invoke(request(OLD))
    assert refused(environment, request(STRANGER))
    assert refused(environment, request(None))
    assert [record.getMessage() for record in caplog.records] == [
        "allowed: consumer mobile, key 2",
        "refused: unknown key",
        "refused: no single key",
    ]


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"PARAMETER_NAMES": " , "}, "PARAMETER_NAMES is empty"),
        ({"CACHE_SECONDS": "1m"}, "CACHE_SECONDS is '1m'"),
        ({"STALE_SECONDS": "never"}, "STALE_SECONDS is 'never'"),
        ({"RETURN_USAGE_KEY": "True"}, "RETURN_USAGE_KEY is 'True'"),
    ],
)
def test_a_mistake_in_the_environment_stops_the_start(begin: Start, variables: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        begin(**variables)
