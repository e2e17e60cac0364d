"""A server that answers as GitHub's API does for pull requests and comments, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "somebody/their-infra"
TOKEN = "ghs_nobody_may_read_this"
BOT = "github-actions[bot]"


@dataclass
class StandIn:
    """`comments` are those of pull request 7; `pulls` what the API says of pull requests; `status` refuses all.

    `meanwhile` is what somebody else does after comments were listed and before one is made.
    """

    address: str
    comments: list[dict[str, Any]] = field(default_factory=list)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    asked: list[str] = field(default_factory=list)
    login: str = BOT
    status: int = 200
    answer: bytes | None = None
    meanwhile: Callable[[], object] = bool

    def add(self, body: str, login: str = BOT) -> dict[str, Any]:
        comment = {"id": 1000 + len(self.comments), "body": body, "user": {"login": login, "type": "Bot"}}
        self.comments.append(comment)
        return comment

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.address,
            "GITHUB_GRAPHQL_URL": f"{self.address}/graphql",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": TOKEN,
        }

    def _answered(self, method: str, path: str, query: dict[str, list[str]], content: Any) -> tuple[int, Any]:
        issue, edited = f"/repos/{REPOSITORY}/issues/7/comments", f"/repos/{REPOSITORY}/issues/comments/"
        match method:
            case "POST" if path == "/graphql":
                return 200, {"data": {"viewer": {"login": self.login}}}
            case "GET" if path == issue:
                size, page = int(query["per_page"][0]), int(query["page"][0])
                return 200, self.comments[(page - 1) * size : page * size]
            case "POST" if path == issue:
                self.meanwhile()
                self.created += 1
                return 201, self.add(content["body"], self.login)
            case "PATCH" if path.startswith(edited):
                comment = next(each for each in self.comments if each["id"] == int(path.removeprefix(edited)))
                self.updated += 1
                comment["body"] = content["body"]
                return 200, comment
            case "DELETE" if path.startswith(edited):
                self.comments = [each for each in self.comments if each["id"] != int(path.removeprefix(edited))]
                return 204, None
            case "GET" if path.startswith(f"/repos/{REPOSITORY}/pulls/"):
                number = int(path.rpartition("/")[2])
                return (200, self.pulls[number]) if number in self.pulls else (404, {"message": "Not Found"})
        return 404, {"message": "Not Found"}


@contextmanager
def stand_in() -> Iterator[StandIn]:
    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            there.asked.append(f"{self.command} {parts.path}")
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, answer = 401, {"message": "Bad credentials"}
            elif there.status != 200:
                status, answer = there.status, {"message": "Resource not accessible by integration"}
            else:
                status, answer = there._answered(self.command, parts.path, parse_qs(parts.query), content)
            body = there.answer if there.answer is not None else b"" if status == 204 else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = _handle  # noqa: N815 - what the server calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there = StandIn(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
