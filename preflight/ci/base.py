"""What a change is compared with, as the variables of build servers and git tell it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from preflight.change.revision import asked_git, commit_of
from preflight.ci.event import Event
from preflight.errors import UsageError

# The commit that a request is compared with, the better one first: the target's in a pipeline of merged results, which
# has it, else where the branch began. Source: https://docs.gitlab.com/ci/variables/predefined_variables/.
_COMMITS = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA")

# The branch into which a request is to be merged.
_BRANCHES = (
    "GITHUB_BASE_REF",  # https://docs.github.com/actions/reference/workflows-and-actions/variables
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",  # https://docs.gitlab.com/ci/variables/predefined_variables/
    "CHANGE_TARGET",  # https://www.jenkins.io/doc/book/pipeline/multibranch/
    "SYSTEM_PULLREQUEST_TARGETBRANCH",  # https://learn.microsoft.com/azure/devops/pipelines/build/variables
    "BITBUCKET_PR_DESTINATION_BRANCH",  # https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",  # https://buildkite.com/docs/pipelines/configure/environment-variables
)
_DEFAULT = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
# What GitHub merged for a try: its first parent is the target as it was then.
_MERGED = re.compile(r"refs/pull/\d+/merge")
_NONE = re.compile("0*")
_FULL = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_SHORT = 12
# How each build server is told to bring history, by a variable that only it sets.
_HISTORY = {
    "GITHUB_ACTIONS": "`fetch-depth: 0`",
    "GITLAB_CI": "`GIT_DEPTH: 0`",
    "TF_BUILD": "`fetchDepth: 0` of the step `checkout`",
    "BITBUCKET_BUILD_NUMBER": "`clone: depth: full`",
    "JENKINS_URL": "without a shallow clone, and with the target's branch in the refspec",
    "BUILDKITE": "without `--depth` in BUILDKITE_GIT_CLONE_FLAGS",
}


@dataclass(frozen=True)
class Start:
    """What a change begins at: a commit; or else why there is none, for people.

    `landed` is a change of the default branch itself, whose report is the one that code hosts keep.
    """

    commit: str = ""
    why: str = ""
    landed: bool = False


def base_in(environment: Mapping[str, str], event: Event, repository: Path) -> Start:
    """The commit to compare with, if there is one.

    Of a request that is where it leaves its target, elsewhere where HEAD leaves the default branch, and on that what
    was there before the push. Raises `UsageError` where a request's is not in this clone and can not be had.
    """
    asked = list(_of_a_request(environment, event, _commit("HEAD", repository)))
    try:
        head = commit_of("HEAD", repository)
    except UsageError as error:
        if asked:
            raise
        return Start(why=error.message)
    if asked:
        found = next(filter(None, (_left(each, repository) for each in asked)), "")
        found = found or next(filter(None, (_fetched(each, repository) for each in asked)), "")
        if not found:
            raise UsageError(
                f"what the request is to be merged into ({asked[-1]}) is not in this clone",
                remedy=_history(environment),
            )
        return Start(found)
    return _of_a_branch(environment, event, repository, head)


def _of_a_branch(environment: Mapping[str, str], event: Event, repository: Path, head: str) -> Start:
    of_event = event.repository.default_branch if event.repository else None
    default = environment.get("CI_DEFAULT_BRANCH") or of_event or ""
    names = (f"origin/{default}", default) if default else _DEFAULT
    left = next(((name, at) for name in names if (at := _left(name, repository))), None)
    if left is None:
        return Start(why=f"this clone has no {default or 'default branch'} ({', '.join(names)})")
    name, commit = left
    if commit != head:
        return Start(commit)
    before = event.before or environment.get("CI_COMMIT_BEFORE_SHA", "")
    if _NONE.fullmatch(before):
        return Start(why=f"HEAD is on the default branch ({name}), and nobody says what was there before")
    was = _commit(before, repository)
    return (
        Start(was, landed=True)
        if was
        else Start(why=f"{before[:_SHORT]}, which was there before, is not in this clone")
    )


def _history(environment: Mapping[str, str]) -> str:
    """How a build server is told to clone with history."""
    how = next((how for variable, how in _HISTORY.items() if environment.get(variable)), "")
    return f"Clone with history{how and f' ({how})'}, or name --against."


def _of_a_request(environment: Mapping[str, str], event: Event, head: str) -> Iterator[str]:
    """What a request may be compared with, the best first."""
    branches = [environment[name].removeprefix("refs/heads/") for name in _BRANCHES if environment.get(name)]
    if event.pull_request:
        if _MERGED.fullmatch(environment.get("GITHUB_REF", "")) and head == environment.get("GITHUB_SHA"):
            yield "HEAD^1"
        yield event.pull_request.base.sha
    yield from (environment[name] for name in _COMMITS if environment.get(name))
    for branch in branches:
        yield from (f"origin/{branch}", branch)


def _left(revision: str, repository: Path) -> str:
    """Where HEAD leaves a revision: their newest commit in common, or the revision where a clone shows none."""
    commit = _commit(revision, repository)
    return (commit and _said(["merge-base", commit, "HEAD"], repository)) or commit


def _fetched(revision: str, repository: Path) -> str:
    """Where HEAD leaves a commit or branch that the clone lacks and its origin gives."""
    what = revision if _FULL.fullmatch(revision) else f"refs/heads/{revision.removeprefix('origin/')}"
    shallow = _said(["rev-parse", "--is-shallow-repository"], repository) == "true"
    depth = ["--depth=1"] if shallow else []  # which would cut off the history of a clone that has all
    try:
        asked_git(["fetch", "--quiet", "--no-tags", *depth, "origin", what], repository)
    except UsageError:
        return ""
    return _left("FETCH_HEAD", repository)


def _commit(revision: str, repository: Path) -> str:
    """The commit that a revision names; empty where it names none."""
    try:
        return commit_of(revision, repository)
    except UsageError:
        return ""


def _said(arguments: list[str], repository: Path) -> str:
    try:
        return asked_git(arguments, repository).strip()
    except UsageError:
        return ""
