"""A git revision of the repository that a program is in, in a folder of its own for as long as it is looked at."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from preflight.errors import UsageError

_SECONDS = 120
# No hook of the repository runs, no password is asked for, nothing is written beside the work tree.
_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false")


class _RefusedError(UsageError):
    """What git can not do, as against that there is no git."""


@contextlib.contextmanager
def checked_out(revision: str, repository: Path) -> Iterator[Path]:
    """The work tree of a revision, gone afterwards. Raises `UsageError` where git has no such revision."""
    commit = commit_of(revision, repository)
    with tempfile.TemporaryDirectory(prefix="preflight-", ignore_cleanup_errors=True) as place:
        tree = Path(place) / repository.name
        asked_git(["worktree", "add", "--quiet", "--detach", "--force", str(tree), commit], repository)
        try:
            yield tree
        finally:
            with contextlib.suppress(UsageError):
                asked_git(["worktree", "remove", "--force", str(tree)], repository)


def commit_of(revision: str, repository: Path) -> str:
    """The commit that a revision names. Raises `UsageError` where it names none."""
    if revision.startswith("-"):
        raise UsageError(f"--against {revision!r} is no git revision")
    try:
        return asked_git(["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"], repository).strip()
    except _RefusedError as error:
        raise UsageError(
            f"--against {revision!r} is neither a file nor a git revision that {repository.name} has here",
            remedy="A shallow clone has few revisions: `git fetch origin BRANCH` brings one (`fetch-depth: 0` in CI).",
        ) from error


def asked_git(arguments: Sequence[str], repository: Path) -> str:
    """What git prints. Raises `UsageError` with its last line."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(  # noqa: S603 - the command is built here, not by a shell
            [*_GIT, *arguments], cwd=repository, env=environment, check=False, capture_output=True, text=True,
            errors="replace", stdin=subprocess.DEVNULL, timeout=_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it took longer than {_SECONDS} s"
        raise UsageError(f"git can not be asked: {reason}", remedy="--against REPORT.json does without git.") from None
    if done.returncode:
        said = done.stderr.strip().rpartition("\n")[2] or f"it ended with {done.returncode}"
        raise _RefusedError(f"git {arguments[0]} failed: {said}", remedy="--against REPORT.json does without git.")
    return done.stdout
