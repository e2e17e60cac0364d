"""What GitHub says of the event that began a run.

Source: https://docs.github.com/webhooks/webhook-events-and-payloads.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ConfigDict

from preflight.documents.document import Shape
from preflight.documents.json_reader import read_json
from preflight.errors import ReportError


class _Part(Shape):
    model_config = ConfigDict(alias_generator=None)


class Repository(_Part):
    """A repository: `owner/name`, and the name of its default branch, which parts of some events leave out."""

    full_name: str
    default_branch: str | None = None


class Side(_Part):
    """One side of a pull request. A fork that was deleted has no repository any more."""

    sha: str
    repo: Repository | None = None


class PullRequest(_Part):
    """A pull request: what is to be merged, and into what."""

    number: int
    head: Side
    base: Side
    state: str = "open"

    @property
    def from_fork(self) -> bool:
        """Whether what is to be merged stands in another repository."""
        theirs, ours = self.head.repo, self.base.repo
        return theirs is None or ours is None or theirs.full_name != ours.full_name


class WorkflowRun(_Part):
    """A run of another workflow that is over. Of a fork's it is not told to which pull request it belongs."""

    event: str
    head_sha: str
    head_repository: Repository


class Event(_Part):
    """The parts of an event that are asked for; `before` is the commit that a push has moved its branch from."""

    repository: Repository | None = None
    pull_request: PullRequest | None = None
    workflow_run: WorkflowRun | None = None
    before: str | None = None


def event_of(environment: Mapping[str, str]) -> Event:
    """The event of a run on GitHub; one without parts elsewhere. Raises `ReportError`."""
    file = environment.get("GITHUB_EVENT_PATH")
    if not file:
        return Event()
    return read_json(Path(file), ReportError, name="the file of GITHUB_EVENT_PATH").fit(Event, what="event of GitHub")
