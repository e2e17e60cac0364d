"""The probe, in an execution environment of its own, against an API and an SSM on this machine."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.components.lambdas.api import Answer, LocalApi, gateway
from tests.components.lambdas.environment import PROBE, Environment, start, unpack
from tests.components.lambdas.keys import KEYS, NEW, OLD
from tests.components.lambdas.ssm import SimulatedSsm

PARAMETER = "/dev/orders/keys/probe"
HOPS = {
    "client", "endpoint", "policy", "domain", "key", "authorizer", "deployment", "integration", "vpc-link",
    "load-balancer", "listener", "rule", "target-group", "network", "target",
}  # fmt: skip
ANONYMOUS = "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:x"
UNREACHABLE = "InternalServerErrorException"


@dataclass(frozen=True)
class Report:
    """What a call returned, and the line that it logged."""

    returned: dict[str, Any]
    line: dict[str, Any]


Start = Callable[..., Environment]
Call = Callable[..., Report]


@pytest.fixture
def begin(api: LocalApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Starts an execution environment with environment variables."""
    task = unpack(PROBE, tmp_path)
    usual = {"API_URL": f"{api.url}/v1", "PROBE_NAME": "orders", "METRIC_NAMESPACE": "Private", "TIMEOUT_SECONDS": "5"}
    return lambda **variables: start(task, usual | variables, monkeypatch)


@pytest.fixture
def call(begin: Start, capfd: pytest.CaptureFixture[str]) -> Call:
    """Calls once with environment variables."""

    def probe(**variables: str) -> Report:
        returned = begin(**variables).invoke({})
        line = capfd.readouterr().out
        assert line.endswith("\n")
        assert not [key for key in KEYS if key in line + str(returned)]
        return Report(returned, json.loads(line))

    return probe


def metrics(line: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float, str]]:
    """Reads a line as CloudWatch does: values and units, by namespace, dimensions and name.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    assert isinstance(line["_aws"]["Timestamp"], int)
    found = {}
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for dimensions in directive["Dimensions"]:
            assert all(isinstance(line[dimension], str) for dimension in dimensions)
            where = ",".join(f"{dimension}={line[dimension]}" for dimension in dimensions)
            for metric in directive["Metrics"]:
                value = line[metric["Name"]]
                assert isinstance(value, int | float)
                found[directive["Namespace"], where, metric["Name"]] = (value, metric["Unit"])
    return found


def test_a_call_that_succeeds(api: LocalApi, call: Call) -> None:
    report = call(PROBE_PATH="/orders?limit=1")
    assert report.returned == {"ok": True, "status": 200, "latency_ms": report.returned["latency_ms"], "error": None}
    assert metrics(report.line) == {
        ("Private", "Probe=orders", "ProbeSuccess"): (1, "Count"),
        ("Private", "Probe=orders", "ProbeLatency"): (report.returned["latency_ms"], "Milliseconds"),
    }
    assert set(report.line) == {"_aws", "Probe", "ProbeSuccess", "ProbeLatency", "url", "status"}
    ((path, headers),) = api.requests
    assert path == "/v1/orders?limit=1"
    assert headers["host"] == f"localhost:{api.port}"
    assert "x-api-key" not in headers


def test_the_line_tells_the_time_in_milliseconds(call: Call) -> None:
    before = int(time.time() * 1000)
    assert before <= call().line["_aws"]["Timestamp"] <= time.time() * 1000


@pytest.mark.parametrize(("url", "path", "asked"), [("", "", "/"), ("/", "/", "/"), ("/v1/", "orders", "/v1/orders")])
def test_url_and_path_are_joined_by_one_slash(api: LocalApi, call: Call, url: str, path: str, asked: str) -> None:
    assert call(API_URL=api.url + url, PROBE_PATH=path).returned["ok"]
    assert api.requests[0][0] == asked


def test_the_host_header_may_be_another(api: LocalApi, call: Call) -> None:
    assert call(HOST_HEADER="a1b2.execute-api.eu-central-1.amazonaws.com").returned["ok"]
    assert api.requests[0][1]["host"] == "a1b2.execute-api.eu-central-1.amazonaws.com"


def test_the_key_is_sent(ssm: SimulatedSsm, api: LocalApi, call: Call) -> None:
    ssm.parameters[PARAMETER] = f"{NEW}\n{OLD}\n"
    api.keys = {NEW}
    assert call(API_KEY_PARAMETER=PARAMETER).returned["ok"]
    assert ssm.calls == [("GetParameter", [PARAMETER])]


def test_a_key_that_is_changed_counts_from_the_next_call(
    ssm: SimulatedSsm, api: LocalApi, begin: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    ssm.parameters[PARAMETER] = OLD
    api.keys = {OLD, NEW}
    environment = begin(API_KEY_PARAMETER=PARAMETER)
    assert environment.invoke({})["ok"]
    ssm.parameters[PARAMETER] = NEW
    api.keys = {NEW}
    assert environment.invoke({})["ok"]


def test_a_wrong_key_is_refused(ssm: SimulatedSsm, api: LocalApi, call: Call) -> None:
    ssm.parameters[PARAMETER] = OLD
    api.keys = {NEW}
    report = call(API_KEY_PARAMETER=PARAMETER)
    assert report.returned["error"] == "forbidden"
    assert report.line["hop"] == "key"
    assert report.line["detail"] == "ForbiddenException"
    assert report.line["requestId"] == "3f2c"


@pytest.mark.parametrize("value", [None, " \n"], ids=["missing", "without a key"])
def test_a_key_that_cannot_be_had(ssm: SimulatedSsm, api: LocalApi, call: Call, value: str | None) -> None:
    if value:
        ssm.parameters[PARAMETER] = value
    report = call(API_KEY_PARAMETER=PARAMETER)
    assert report.returned == {"ok": False, "status": None, "latency_ms": None, "error": "key-unreadable"}
    assert PARAMETER in report.line["detail"]
    assert api.requests == []


def test_throttled_by_ssm(ssm: SimulatedSsm, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    ssm.parameters[PARAMETER] = NEW
    ssm.refusal = "ThrottlingException"
    report = call(API_KEY_PARAMETER=PARAMETER)
    assert report.returned["error"] == "key-unreadable"
    assert "ThrottlingException" in report.line["detail"]
    assert len(ssm.calls) == 2


@pytest.mark.parametrize(
    ("answer", "error", "hop"),
    [
        (gateway(401, "UnauthorizedException", "Unauthorized"), "unauthorized", "authorizer"),
        (gateway(403, "AccessDeniedException", ANONYMOUS, "Message"), "access-denied", "policy"),
        (
            gateway(403, "AccessDeniedException", f"{ANONYMOUS} with an explicit deny", "Message"),
            "access-denied",
            "policy",
        ),
        (
            gateway(403, "AccessDeniedException", "User is not authorized to access this resource", "Message"),
            "authorizer-denied",
            "authorizer",
        ),
        (
            gateway(403, "MissingAuthenticationTokenException", "Missing Authentication Token"),
            "not-deployed",
            "deployment",
        ),
        (gateway(403, "ForbiddenException", "Forbidden"), "forbidden", "key"),
        (gateway(429, "LimitExceededException", "Limit Exceeded"), "quota-exceeded", "key"),
        (Answer(429, {}, '{"message":"Limit Exceeded"}'), "quota-exceeded", "key"),
        (gateway(429, "TooManyRequestsException", "Too Many Requests"), "throttled", "key"),
        (gateway(500, "AuthorizerConfigurationException", None), "authorizer-configuration", "authorizer"),
        (gateway(500, "AuthorizerFailureException", None), "authorizer-failure", "authorizer"),
        (gateway(500, UNREACHABLE, "Internal server error"), "integration-failed", "vpc-link"),
        (Answer(500, {}, '{"message":"Internal Server Error"}'), "integration-failed", "vpc-link"),
        (Answer(503, {"apigw-requestid": "7"}, '{"message":"Service Unavailable"}'), "integration-failed", "vpc-link"),
        (Answer(503, {"x-amzn-remapped-server": "awselb/2.0"}, "<html>"), "load-balancer", "target-group"),
        (Answer(502, {"x-amzn-remapped-server": "awselb/2.0"}, "<html>"), "load-balancer", "target-group"),
        (
            gateway(504, "InternalServerErrorException", "Network error communicating with endpoint"),
            "integration-broken",
            "target-group",
        ),
        (gateway(504, UNREACHABLE, "Endpoint request timed out"), "gateway-timeout", "target"),
        (Answer(504, {"x-amzn-remapped-server": "awselb/2.0"}, "<html>"), "load-balancer", "target-group"),
        (Answer(404, {}, '{"detail":"Not Found"}'), "unexpected-status", "target"),
        (Answer(500, {}, "Traceback"), "unexpected-status", "target"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_refusal_is_told_by_its_symptom(api: LocalApi, call: Call, answer: Answer, error: str, hop: str) -> None:
    api.answer = answer
    report = call()
    assert report.returned["error"] == error
    assert (report.returned["ok"], report.returned["status"]) == (False, answer.status)
    assert (report.line["error"], report.line["hop"]) == (error, hop)
    assert metrics(report.line)["Private", "Probe=orders", "ProbeSuccess"] == (0, "Count")
    assert metrics(report.line)["Private", "Probe=orders", "ProbeLatency"][0] > 0


@pytest.mark.parametrize(
    ("status", "expected", "ok"),
    [(302, "", True), (302, "200", False), (404, "404", True), (204, "200", False), (204, "", True), (400, "", False)],
)
def test_which_status_is_right(api: LocalApi, call: Call, status: int, expected: str, ok: bool) -> None:
    api.answer = Answer(status, {"location": "/elsewhere"}, body="")
    assert call(EXPECTED_STATUS=expected).returned["ok"] is ok
    assert len(api.requests) == 1


@pytest.mark.parametrize(("given", "seconds"), [("", 10), ("0.5", 0.5)])
def test_how_long_a_call_may_take(begin: Start, given: str, seconds: float) -> None:
    assert begin(TIMEOUT_SECONDS=given).modules["handler"].PROBE.timeout == seconds


def test_a_slow_backend(api: LocalApi, call: Call) -> None:
    api.answer = Answer(delay=30)
    report = call(TIMEOUT_SECONDS="0.5")
    assert report.returned == {"ok": False, "status": None, "latency_ms": None, "error": "no-answer"}
    assert set(metrics(report.line)) == {("Private", "Probe=orders", "ProbeSuccess")}


def test_the_latency_is_that_of_the_answer(api: LocalApi, call: Call) -> None:
    api.answer = Answer(delay=0.2)
    assert 200 <= call().returned["latency_ms"] < 5000


def test_a_connection_that_is_closed(api: LocalApi, call: Call) -> None:
    api.answer = Answer(dropped=True)
    assert call().returned["error"] == "connection-closed"


def test_a_name_that_does_not_resolve(call: Call) -> None:
    assert call(API_URL="https://api.invalid").returned["error"] == "dns"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A bound port that nobody serves."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound


@pytest.mark.parametrize(
    ("url", "port"),
    [("http://api.example.com", 80), ("https://api.example.com", 443), ("https://api.example.com:8443", 8443)],
)
def test_the_port_is_that_of_the_url_or_of_its_scheme(
    call: Call, url: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def unresolved(host: str, port: int, **_: object) -> None:
        asked.append((host, port))
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    assert call(API_URL=url).returned["error"] == "dns"
    assert asked == [("api.example.com", port)]


def test_nobody_listens(call: Call, listener: socket.socket) -> None:
    report = call(API_URL=f"https://127.0.0.1:{listener.getsockname()[1]}")
    assert report.returned["error"] == "connect-refused"


@pytest.fixture
def silent(listener: socket.socket) -> Iterator[tuple[str, int]]:
    """An address that does not answer: a queue that is full is as good as a security group that drops."""
    listener.listen(0)
    waiting: list[socket.socket] = []
    try:
        for _ in range(200):
            waiting.append(socket.socket())
            waiting[-1].settimeout(0.25)
            if waiting[-1].connect_ex(listener.getsockname()):
                break
        yield listener.getsockname()
    finally:
        for each in waiting:
            each.close()


def test_nobody_answers(call: Call, silent: tuple[str, int]) -> None:
    report = call(API_URL=f"https://127.0.0.1:{silent[1]}", TIMEOUT_SECONDS="0.2")
    assert report.returned["error"] == "connect-timeout"


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Gives api.example.com addresses."""
    resolved = socket.getaddrinfo

    def addresses(*given: tuple[str, int]) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in given]
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: found if host == "api.example.com" else resolved(host, *rest, **more),
        )

    return addresses


def test_the_next_address_is_tried_as_clients_do(
    api: LocalApi, call: Call, silent: tuple[str, int], resolve: Callable[..., None]
) -> None:
    resolve(silent, ("127.0.0.1", api.port))
    api.answer = Answer(delay=0.05)
    assert call(API_URL="http://api.example.com", TIMEOUT_SECONDS="1").returned["ok"]


def test_an_answer_may_take_all_the_time_that_is_left(api: LocalApi, call: Call, resolve: Callable[..., None]) -> None:
    resolve(*[("127.0.0.1", api.port)] * 3)
    api.answer = Answer(delay=1)
    assert call(API_URL="http://api.example.com", TIMEOUT_SECONDS="2").returned["ok"]


@pytest.fixture
def certificate(fixtures: Path) -> Path:
    """A certificate for localhost that nobody signed, and its key."""
    return fixtures / "lambdas" / "localhost.pem"


def test_tls(call: Call, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalApi(certificate) as api:
        untrusted = call(API_URL=api.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = call(API_URL=api.url)
        another_name = call(API_URL=f"https://127.0.0.1:{api.port}")
    assert trusted.returned["ok"]
    for report, reason in ((untrusted, "certificate verify failed"), (another_name, "IP address mismatch")):
        assert report.returned["error"] == "tls"
        assert reason in report.line["detail"]


def test_tls_where_plain_http_is_spoken(api: LocalApi, call: Call) -> None:
    assert call(API_URL=api.url.replace("http:", "https:")).returned["error"] == "tls"


def test_a_failure_is_an_error_of_the_function_where_that_is_asked_for(
    api: LocalApi, begin: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    api.answer = gateway(429, "TooManyRequestsException", "Too Many Requests")
    environment = begin()
    assert environment.invoke({"fail": False})["error"] == "throttled"
    with pytest.raises(environment.modules["handler"].ProbeFailedError, match=r"^throttled \(status 429\): more"):
        environment.invoke({"fail": True})
    logged = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["ProbeSuccess"] for line in logged] == [0, 0]
    api.answer = Answer()
    assert environment.invoke({"fail": True})["ok"]


def test_each_symptom_has_a_hop_of_the_path_and_each_answer_a_symptom(begin: Start) -> None:
    symptoms = begin().modules["symptoms"]
    assert {symptom.hop for symptom in symptoms.SYMPTOMS.values()} <= HOPS
    assert {error for _, _, error in symptoms.ANSWERS} <= set(symptoms.SYMPTOMS)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"API_URL": ""}, "API_URL is missing"),
        ({"API_URL": "api.example.com"}, "API_URL is 'api.example.com': it must be https://HOST"),
        ({"API_URL": "ftp://api.example.com"}, "it must be https://HOST"),
        ({"PROBE_NAME": ""}, "PROBE_NAME is missing"),
        ({"METRIC_NAMESPACE": ""}, "METRIC_NAMESPACE is missing"),
        ({"EXPECTED_STATUS": "2xx"}, "EXPECTED_STATUS is '2xx': it must be a number"),
        ({"TIMEOUT_SECONDS": "10s"}, "TIMEOUT_SECONDS is '10s': it must be a number"),
    ],
)
def test_a_mistake_in_the_environment_stops_the_start(begin: Start, variables: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        begin(**variables)
