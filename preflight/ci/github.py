"""What is asked of GitHub's API: pull requests and their comments.

Source: https://docs.github.com/rest/issues/comments and https://docs.github.com/rest/pulls/pulls.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from ipaddress import ip_address
from types import NoneType
from typing import Annotated, Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pydantic import ConfigDict, Field

from preflight.ci.event import PullRequest
from preflight.documents.document import Document, DocumentError, Shape
from preflight.documents.json_reader import value_of
from preflight.errors import ReportError, UsageError
from preflight.report.plain import plain

_SECONDS = 30
_PAGE = 100
_MOST_PAGES = 100
_MOST_BYTES = 32 << 20
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_REMEDIES = {
    401: "GITHUB_TOKEN is not, or no more, a token of this server.",
    403: "The job needs `permissions: pull-requests: write`; runs for forks and of Dependabot never have it.",
    404: "The token reads no such pull request: `permissions: pull-requests: write`, and a number of this repository.",
}
_T = TypeVar("_T")


class _Read(Shape):
    model_config = ConfigDict(alias_generator=None)


class Author(_Read):
    """Who wrote a comment."""

    login: str


class Written(_Read):
    """A comment as it stands. Who wrote it is None where the account is gone."""

    id: Annotated[int, Field(ge=1)]
    body: str | None = None
    user: Author | None = None


class _Data(_Read):
    viewer: Author


class _Answer(_Read):
    data: _Data


@dataclass(frozen=True)
class GitHub:
    """A repository on a server of GitHub. `token` is in no text of this object and of no error."""

    api: str
    graphql: str
    repository: str
    token: str = field(repr=False)

    def me(self) -> str:
        """The login that comments made with this token have: `github-actions[bot]`, say. Raises `ReportError`."""
        return self._asked("POST", self.graphql, _Answer, {"query": "{ viewer { login } }"}).data.viewer.login

    def pull_request(self, number: int) -> PullRequest:
        """A pull request by its number. Raises `ReportError`."""
        return self._asked("GET", f"{self._of_repository}/pulls/{number}", PullRequest)

    def comments(self, number: int) -> Iterator[Written]:
        """All comments of a pull request's conversation, the oldest first. Raises `ReportError`."""
        for page in range(1, _MOST_PAGES + 1):
            address = f"{self._of_repository}/issues/{number}/comments?per_page={_PAGE}&page={page}"
            found = self._asked("GET", address, tuple[Written, ...])
            yield from found
            if len(found) < _PAGE:
                return

    def create(self, number: int, body: str) -> Written:
        """Add a comment to a pull request, and answer it. Raises `ReportError`."""
        return self._asked("POST", f"{self._of_repository}/issues/{number}/comments", Written, {"body": body})

    def update(self, comment: Written, body: str) -> None:
        """Give a comment another text. Raises `ReportError`."""
        self._asked("PATCH", f"{self._of_repository}/issues/comments/{comment.id}", Written, {"body": body})

    def delete(self, comment: Written) -> None:
        """Take a comment away. Raises `ReportError`."""
        self._asked("DELETE", f"{self._of_repository}/issues/comments/{comment.id}", NoneType)

    @property
    def _of_repository(self) -> str:
        return f"{self.api}/repos/{self.repository}"

    def _asked(self, method: str, address: str, shape: type[_T], content: dict[str, Any] | None = None) -> _T:
        request = Request(  # noqa: S310 - `github_of` refuses other schemes
            address,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Content-Type": "application/json",
                "User-Agent": "preflight",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        what = f"{method} {urlsplit(address).path}"
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - the same
                text = answer.read(_MOST_BYTES).decode("utf-8", "replace")
            document = Document(what, ReportError, value_of(text or "null"))
        except HTTPError as error:
            raise ReportError(
                f"GitHub answers {error.code} to {what}: {_reason(error)}", remedy=_REMEDIES.get(error.code, "")
            ) from None
        except DocumentError as error:
            raise ReportError(f"GitHub's answer to {what} is not JSON: {error.wrong}") from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ReportError(f"GitHub can not be asked ({what}): {plain(str(reason))}") from None
        return document.fit(shape, what="answer of GitHub's API")


def github_of(environment: Mapping[str, str]) -> GitHub:
    """The server, repository and token that the variables of a run name. Raises `UsageError`."""
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    graphql = environment.get("GITHUB_GRAPHQL_URL") or f"{api}/graphql"
    for name, address in (("GITHUB_API_URL", api), ("GITHUB_GRAPHQL_URL", graphql)):
        if not _safe(address):
            raise UsageError(f"{name} is {plain(address)!r}", remedy="A token is sent by https alone.")
    repository = environment.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise UsageError(f"GITHUB_REPOSITORY is {plain(repository)!r}", remedy="Allowed: owner/name.")
    token = environment.get("GITHUB_TOKEN", "").strip()
    if not token.isascii() or not token.isprintable():
        raise UsageError("GITHUB_TOKEN is no token")
    return GitHub(api.rstrip("/"), graphql, repository, token)


def _safe(address: str) -> bool:
    """Whether what is sent there is read on the way by nobody: https, or this machine itself."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" or (parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback)
    except ValueError:
        return False


def _reason(error: HTTPError) -> str:
    """What an answer says, in a line."""
    try:
        said = json.loads(error.read(_MOST_BYTES))["message"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        said = error.reason
    return plain(str(said))
