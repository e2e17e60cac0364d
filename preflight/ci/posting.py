"""Which pull request kept comments belong to, and that each stands there once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from preflight.ci.comment import FACTS_FILE, Comment, kept
from preflight.ci.event import Event, WorkflowRun
from preflight.ci.github import GitHub, Written, github_of
from preflight.errors import ReportError
from preflight.report.plain import plain

_CLOSED = "left out, as its pull request is closed"
Did = Literal["created", "updated", "left", "left out, as its pull request is closed"]
MOST = 100
"""Comments that one run may write."""

_FOREIGN = "> Written by a run of code from a fork, as it is. Its own run has the proof.\n\n"
_READ_ONLY = "dependabot[bot]"


@dataclass(frozen=True)
class Posted:
    """What became of a comment: it was made, given another text, or left as it was."""

    comment: Comment
    did: Did


def kept_in(folder: Path) -> list[Comment]:
    """The comments that are kept below a folder. Raises `ReportError`."""
    places = sorted(file.parent for file in folder.rglob(FACTS_FILE))
    if len(places) > MOST:
        raise ReportError(f"{len(places)} comments in {folder.name}", remedy=f"Allowed: {MOST}.")
    comments = [kept(place) for place in places]
    marks = [comment.facts.mark for comment in comments]
    twice = next((mark for mark in marks if marks.count(mark) > 1), None)
    if twice:
        raise ReportError(f"two comments in {folder.name} are one: {twice}")
    return comments


def may_write(event: Event, environment: Mapping[str, str]) -> bool:
    """Whether the token of this run may write comments: GitHub gives none to forks and to Dependabot.

    Source: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request.
    """
    if event.workflow_run:
        return True
    request = event.pull_request
    return request is not None and not request.from_fork and environment.get("GITHUB_ACTOR") != _READ_ONLY


def post(comments: Sequence[Comment], event: Event, environment: Mapping[str, str]) -> list[Posted]:
    """Bring comments to their pull request. Raises `ReportError`, `UsageError`.

    After a run of another workflow nothing that it kept is believed: its number has to be that of a pull request whose
    newest commit is the one that GitHub says the run was of, in the repository that GitHub names. One that was closed
    since gets no comment.
    """
    github = github_of(environment)
    if event.workflow_run:
        number, is_open = _checked({comment.facts.number for comment in comments}, event.workflow_run, github)
        if not is_open:
            return [Posted(comment, _CLOSED) for comment in comments]
        foreign = event.workflow_run.head_repository.full_name.lower() != github.repository.lower()
        comments = [replace(each, text=_FOREIGN + each.text) if foreign else each for each in comments]
        return _posted(comments, number, github)
    if not event.pull_request:
        raise ReportError("this run is of no pull request", remedy="Comments stand in pull requests alone.")
    return _posted(comments, event.pull_request.number, github)


def _checked(numbers: set[int], run: WorkflowRun, github: GitHub) -> tuple[int, bool]:
    """The number of the pull request that a run was of, and whether that is open."""
    if len(numbers) != 1 or run.event != "pull_request":
        raise ReportError(f"what the run ({plain(run.event)}) kept is of no one pull request")
    (number,) = numbers
    request = github.pull_request(number)
    repository = request.head.repo.full_name if request.head.repo else ""
    if (request.number, request.head.sha, repository) != (number, run.head_sha, run.head_repository.full_name):
        raise ReportError(
            f"pull request {number} is not the one that the run was of, or has moved on",
            remedy="The run of its newest commit writes the comment.",
        )
    return number, request.state == "open"


def _posted(comments: Sequence[Comment], number: int, github: GitHub) -> list[Posted]:
    """Each is made where the same author has none with its mark, and else given its new text."""
    me = github.me()
    there = _of(me, number, github)
    return [Posted(comment, _written(comment, _first(comment, there), number, github, me)) for comment in comments]


def _of(author: str, number: int, github: GitHub) -> list[Written]:
    return [each for each in github.comments(number) if each.user and each.user.login == author]


def _first(comment: Comment, there: Sequence[Written]) -> Written | None:
    return next((each for each in there if (each.body or "").startswith(comment.facts.mark)), None)


def _written(comment: Comment, there: Written | None, number: int, github: GitHub, me: str) -> Did:
    if there is None:
        return _made(comment, number, github, me)
    if (there.body or "").split() == comment.body.split():  # GitHub may end its lines in another way
        return "left"
    github.update(there, comment.body)
    return "updated"


def _made(comment: Comment, number: int, github: GitHub, me: str) -> Did:
    """Makes a comment, and takes it back where another run, at the same moment, has made one before."""
    made = github.create(number, comment.body)
    first = _first(comment, _of(me, number, github))
    if first is None or first.id >= made.id:
        return "created"
    github.update(first, comment.body)
    github.delete(made)
    return "updated"
