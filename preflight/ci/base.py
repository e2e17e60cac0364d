"""What a change is compared with, as the variables of build servers and git tell it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from preflight.ci.event import Event
from preflight.errors import UsageError
from preflight.revision import asked_git, commit_of

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


def base_in(environment: Mapping[str, str], event: Event, repository: Path) -> str:
    """The commit to compare with; empty where there is none, as on a default branch by schedule.

    Of a request that is where it leaves its target, elsewhere where HEAD leaves the default branch, and on that what
    was there before the push. Raises `UsageError` where a request's is not in this clone and can not be had.
    """
    head = _commit("HEAD", repository)
    asked = list(_of_a_request(environment, event, head))
    if asked:
        if not head:
            asked_git(["rev-parse", "--verify", "HEAD"], repository)  # which raises in git's own words
        found = next(filter(None, (_left(each, repository) for each in asked)), "")
        found = found or next(filter(None, (_fetched(each, repository) for each in asked)), "")
        if not found:
            raise UsageError(
                f"what the request is to be merged into ({asked[-1]}) is not in this clone",
                remedy="Clone with history (`fetch-depth: 0` on GitHub, `GIT_DEPTH: 0` on GitLab), or name --against.",
            )
        return found
    left = next(filter(None, (_left(each, repository) for each in _DEFAULT)), "")
    if left and left != head:
        return left
    before = event.before or environment.get("CI_COMMIT_BEFORE_SHA", "")
    return "" if _NONE.fullmatch(before) else _commit(before, repository)


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
    """A commit that the clone lacks and its origin gives."""
    if not _FULL.fullmatch(revision):
        return ""
    _said(["fetch", "--quiet", "--no-tags", "--depth=1", "origin", revision], repository)
    return _commit(revision, repository)


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
