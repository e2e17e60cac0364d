"""SSM's parameters, simulated: the two operations that the functions call, over HTTP as the SDK speaks it.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
"""

import json
from collections import deque
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

from tests.components.lambdas.server import Server

ARN = "arn:aws:ssm:eu-central-1:123456789012:parameter"


class RefusedError(Exception):
    """An error that SSM answers, by its code."""


class SimulatedSsm(Server):
    """Parameters by name. `refusals`: error codes of the next calls; `refusal`: of every call; `delay`: seconds."""

    def __init__(self) -> None:
        self.parameters: dict[str, str] = {}
        self.calls: list[tuple[str, list[str]]] = []
        self.refusals: deque[str] = deque()
        self.refusal: str | None = None
        self.delay = 0.0
        self._stopped = Event()
        super().__init__(_handler(self))

    def stop(self) -> None:
        self._stopped.set()
        super().stop()

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        names = asked["Names"] if operation == "GetParameters" else [asked["Name"]]
        self.calls.append((operation, names))
        self._stopped.wait(self.delay)
        if self.refusals:
            raise RefusedError(self.refusals.popleft())
        if self.refusal:
            raise RefusedError(self.refusal)
        if not 1 <= len(names) <= 10 or len(set(names)) < len(names):
            raise RefusedError("ValidationException")
        found = [self._parameter(name, decrypted=asked.get("WithDecryption", False)) for name in names]
        if operation == "GetParameters":
            return {
                "Parameters": [parameter for parameter in found if parameter],
                "InvalidParameters": [name for name, parameter in zip(names, found, strict=True) if not parameter],
            }
        if not found[0]:
            raise RefusedError("ParameterNotFound")
        return {"Parameter": found[0]}

    def _parameter(self, asked: str, *, decrypted: bool) -> dict[str, Any] | None:
        name = asked.removeprefix(ARN)
        if name not in self.parameters:
            return None
        return {
            "Name": name,
            "Type": "SecureString",
            "Value": self.parameters[name] if decrypted else "AQICAHh-ciphertext",
            "Version": 1,
            "LastModifiedDate": 1795000000.5,
            "ARN": f"{ARN}{name}",
            "DataType": "text",
        }


def _handler(ssm: SimulatedSsm) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=simulated/")
            service, operation = self.headers["X-Amz-Target"].split(".")
            assert service == "AmazonSSM"
            try:
                self._send(200, ssm.answer(operation, asked))
            except RefusedError as refused:
                self._send(400, {"__type": str(refused), "message": f"simulated {refused}"})

        def _send(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
