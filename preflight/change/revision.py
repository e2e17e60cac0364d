"""A git revision of the repository that a program is in, in a folder of its own for as long as it is looked at."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from preflight.errors import UsageError

_SECONDS = 120
# No hook of the repository runs, no password is asked for, nothing is written beside the work tree, and that on as many
# cores as there are.
_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", "-c", "checkout.workers=0")
_WITHOUT = "--against REPORT.json does without git."
# What `git ls-tree` calls a submodule.
_SUBMODULE = "160000"


class _RefusedError(UsageError):
    """What git can not do, as against that there is no git. `said` is git's own line, empty where it has none."""

    said = ""


@contextlib.contextmanager
def checked_out(revision: str, repository: Path) -> Iterator[Path]:
    """The work tree of a revision, gone afterwards. Raises `UsageError` where git has no such revision.

    Submodules are in it as far as this clone has their commits; nothing is fetched.
    """
    commit = commit_of(revision, repository)
    with (
        tempfile.TemporaryDirectory(prefix="preflight-", ignore_cleanup_errors=True) as place,
        contextlib.ExitStack() as added,
    ):
        tree = Path(place) / repository.name
        _add(tree, commit, repository, added)
        yield tree


def lacking(tree: Path) -> list[str]:
    """The submodules of a work tree that are not in it, by their paths. Raises `UsageError`."""
    return [path for path, _ in _submodules("HEAD", tree) if not any((tree / path).iterdir())]


def renamed_from(file: str, revision: str, repository: Path) -> str:
    """What a file of a repository was called at a revision, if git takes it for a renamed one; empty where not.

    Raises `UsageError`.
    """
    told = asked_git(["diff", "--find-renames", "--diff-filter=R", "--name-status", "-z", revision], repository)
    parts = told.split("\0")
    return next((old for old, new in zip(parts[1::3], parts[2::3], strict=False) if new == file), "")


def commit_of(revision: str, repository: Path) -> str:
    """The commit that a revision names. Raises `UsageError` where it names none."""
    if revision.startswith("-"):
        raise UsageError(f"--against {revision!r} is no git revision")
    try:
        return asked_git(["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"], repository).strip()
    except _RefusedError as error:
        if "dubious ownership" in error.said:
            raise UsageError(
                f"git does not read {repository.name}, whose files another user owns",
                remedy=f"If that is as it should be: git config --global --add safe.directory '{repository}'",
            ) from error
        if error.said:
            raise UsageError(f"git does not read {repository.name}: {error.said}", remedy=_WITHOUT) from error
        raise UsageError(
            f"--against {revision!r} is neither a file nor a git revision that {repository.name} has here",
            remedy="A shallow clone has few revisions: `git fetch origin BRANCH` brings one (`fetch-depth: 0` in CI).",
        ) from error


def asked_git(arguments: Sequence[str], repository: Path) -> str:
    """What git prints. Raises `UsageError` with what it says of its failure."""
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
    except FileNotFoundError:
        raise UsageError("there is no git on this machine", remedy=f"Install it, or: {_WITHOUT}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it took longer than {_SECONDS} s"
        raise UsageError(f"git can not be asked: {reason}", remedy=_WITHOUT) from None
    if done.returncode:
        said = _reason(done.stderr)
        refused = _RefusedError(
            f"git {arguments[0]} failed: {said or f'it ended with {done.returncode}'}", remedy=_WITHOUT
        )
        refused.said = said
        raise refused
    return done.stdout


def _reason(said: str) -> str:
    """The line of an error: what follows it is advice."""
    lines = said.strip().splitlines() or [""]
    line = next((each for each in lines if each.startswith(("fatal: ", "error: "))), lines[-1])
    return line.removeprefix("fatal: ").removeprefix("error: ")


def _add(tree: Path, commit: str, repository: Path, added: contextlib.ExitStack) -> None:
    asked_git(["worktree", "add", "--quiet", "--detach", "--force", str(tree), commit], repository)
    added.callback(_remove, tree, repository)
    for path, at in _submodules(commit, repository):
        own = repository / path
        if (own / ".git").exists():
            with contextlib.suppress(UsageError):  # its commit may be in no clone of it
                _add(tree / path, at, own, added)


def _remove(tree: Path, repository: Path) -> None:
    with contextlib.suppress(UsageError):
        asked_git(["worktree", "remove", "--force", str(tree)], repository)


def _submodules(commit: str, repository: Path) -> Iterator[tuple[str, str]]:
    """The path of each submodule at a commit, and its own commit."""
    for line in asked_git(["ls-tree", "-r", "-z", commit], repository).split("\0"):
        about, _, path = line.partition("\t")
        if about.startswith(_SUBMODULE):
            yield path, about.split()[-1]
