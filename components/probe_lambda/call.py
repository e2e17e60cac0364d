"""One call of the API, as a client makes it, step by step, so that it is known which step went wrong."""

import http.client
import socket
import ssl
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult

from symptoms import symptom_of

BODY_BYTES = 4096


class CallError(Exception):
    """No answer came; `error` is a name of SYMPTOMS, `detail` holds no secret."""

    def __init__(self, error: str, detail: str) -> None:
        super().__init__(error, detail)
        self.error, self.detail = error, detail


@dataclass(frozen=True)
class Outcome:
    """What came of a call: `latency` in milliseconds; `error` is a name of SYMPTOMS; `detail` holds no secret."""

    status: int | None = None
    latency: float | None = None
    error: str | None = None
    detail: str | None = None
    request_id: str | None = None


def get(url: SplitResult, headers: Mapping[str, str | bytes], expected: Collection[int], timeout: float) -> Outcome:
    """Asks for an http or https URL, and follows nothing. Timeout: seconds for all steps but the name's resolution.

    Raises CallError where no answer comes.
    """
    start = time.perf_counter()
    connection = _connect(url, start + timeout)
    try:
        with _step("no-answer", "connection-closed"):
            connection.request("GET", f"{url.path}?{url.query}" if url.query else url.path, headers=headers)
            answer = connection.getresponse()
            latency = round((time.perf_counter() - start) * 1000, 1)
            wrong = answer.status not in expected
            body = answer.read1(BODY_BYTES).decode(errors="replace") if wrong else ""
    finally:
        connection.close()
    kind = answer.headers.get("x-amzn-errortype", "")
    # A REST API renames the backend's header Server.
    server = answer.headers.get("x-amzn-remapped-server") or answer.headers.get("server", "")
    return Outcome(
        status=answer.status,
        latency=latency,
        error=symptom_of(answer.status, f"{kind} {server} {body}") if wrong else None,
        detail=kind or None,
        request_id=answer.headers.get("x-amzn-requestid") or answer.headers.get("apigw-requestid"),
    )


def _connect(url: SplitResult, deadline: float) -> http.client.HTTPConnection:
    host, secure = str(url.hostname), url.scheme == "https"
    port = url.port or (443 if secure else 80)
    with _step("dns", "dns"):
        addresses = [each[4] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    with _step("connect-timeout", "connect-refused"):
        connected = _first(addresses, deadline)
    if secure:
        connected = _encrypted(connected, host, deadline)
    connected.settimeout(_left(deadline))
    connection = http.client.HTTPConnection(host, port)
    connection.sock = connected
    return connection


def _first(addresses: Sequence[Any], deadline: float) -> socket.socket:
    """A connection to the first address that takes one, as clients do: one zone's endpoint may be away.

    Each address gets its share of the time.
    """
    failure = OSError("the name has no address")
    for position, address in enumerate(addresses):
        try:
            return socket.create_connection(address[:2], timeout=_left(deadline) / (len(addresses) - position))
        except OSError as error:
            failure = error
    raise failure


def _encrypted(connected: socket.socket, host: str, deadline: float) -> socket.socket:
    connected.settimeout(_left(deadline))
    try:
        with _step("tls", "tls"):
            return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
    except CallError:
        connected.close()
        raise


def _left(deadline: float) -> float:
    """Seconds until the deadline; never 0, which would mean not to wait at all."""
    return max(deadline - time.perf_counter(), 0.001)


@contextmanager
def _step(late: str, broken: str) -> Iterator[None]:
    """Turns what goes wrong in a step of the call into the CallError of that step."""
    try:
        yield
    except TimeoutError as error:
        raise CallError(late, str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        raise CallError(broken, str(error)) from error
