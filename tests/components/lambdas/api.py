"""An API on this machine, which answers as API Gateway or a backend would."""

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

from tests.components.lambdas.server import Server


@dataclass
class Answer:
    """What the API answers; `delay` in seconds; `dropped`: it closes the connection instead."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = "{}"
    delay: float = 0
    dropped: bool = False


def gateway(status: int, kind: str, message: str | None, member: str = "message") -> Answer:
    """An answer that API Gateway makes itself."""
    headers = {"x-amzn-errortype": kind, "x-amzn-requestid": "3f2c"}
    return Answer(status, headers, json.dumps({member: message}))


class LocalApi(Server):
    """Answers every request with `answer`, unless `keys` are set and the request has none of them; notes requests."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.answer = Answer()
        self.keys: set[str] | None = None
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._stopped = Event()
        super().__init__(_handler(self), certificate)

    def stop(self) -> None:
        self._stopped.set()
        super().stop()

    def answer_to(self, path: str, headers: dict[str, str]) -> Answer:
        self.requests.append((path, headers))
        self._stopped.wait(self.answer.delay)
        if self.keys is not None and headers.get("x-api-key") not in self.keys:
            return gateway(403, "ForbiddenException", "Forbidden")
        return self.answer


def _handler(api: LocalApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "backend", ""

        def do_GET(self) -> None:
            answer = api.answer_to(self.path, {name.lower(): value for name, value in self.headers.items()})
            if answer.dropped:
                self.close_connection = True
                return
            content = answer.body.encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
