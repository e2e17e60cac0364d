"""What the functions' tests share: no account, no network, and a watch on secrets."""

from collections.abc import Iterator

import pytest

from tests.components.lambdas.api import LocalApi
from tests.components.lambdas.environment import CREDENTIALS
from tests.components.lambdas.keys import KEYS
from tests.components.lambdas.ssm import SimulatedSsm

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedSsm]:
    with SimulatedSsm() as server:
        for name, value in CREDENTIALS.items():
            monkeypatch.setenv(name, value)
        for name in (*PROXIES, "AWS_PROFILE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSM", f"http://127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def api() -> Iterator[LocalApi]:
    with LocalApi() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_key_is_told(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Whatever a test does: no key stands in a log or on standard output."""
    yield
    logged = [record.getMessage() for record in caplog.get_records("call")]
    told = "\n".join([*logged, *capfd.readouterr()])
    assert not [key for key in KEYS if key in told]
