"""The environments of today's program in a work tree of another revision, which git does not keep."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from preflight.program.project import Project

_NODE = "node_modules"


@contextlib.contextmanager
def environments_of_today(project: Project, tree: Path) -> Iterator[None]:
    """What the program's language needs and the revision's `tree` lacks, as links, for as long as it is looked at."""
    repository = project.repository
    with contextlib.ExitStack() as links:
        for environment in project.language.environments(project.program):
            place = tree / environment.relative_to(repository)
            if place.exists():
                continue
            if environment.name != _NODE:
                place.parent.mkdir(parents=True, exist_ok=True)
                _link(environment, place, links)
            elif place.parent.is_dir():
                _linked(environment, place, repository, tree, links)
        yield


def _linked(folder: Path, place: Path, repository: Path, tree: Path, links: contextlib.ExitStack) -> None:
    """A link to a folder; one that holds packages of the repository, by links of its own, has each entry linked.

    A package of a workspace is what it was at the revision.
    """
    entries = [entry for entry in sorted(folder.iterdir()) if _workspace(entry, repository)]
    scopes = [entry for entry in sorted(folder.glob("@*")) if entry.is_dir() and not entry.is_symlink()]
    if not entries and not any(_workspace(entry, repository) for scope in scopes for entry in scope.iterdir()):
        _link(folder, place, links)
        return
    place.mkdir()
    links.callback(os.rmdir, place)
    for entry in sorted(folder.iterdir()):
        own = _workspace(entry, repository)
        if entry in scopes:
            _linked(entry, place / entry.name, repository, tree, links)
        elif own is None:
            _link(entry, place / entry.name, links)
        elif (tree / own).exists():
            _link(tree / own, place / entry.name, links)


def _workspace(entry: Path, repository: Path) -> Path | None:
    """Where in the repository a link of `node_modules` leads to, if that is no installed package."""
    if not entry.is_symlink():
        return None
    target = entry.resolve()
    own = target.relative_to(repository) if target.is_relative_to(repository) else None
    return None if own is None or _NODE in own.parts else own


def _link(target: Path, place: Path, links: contextlib.ExitStack) -> None:
    place.symlink_to(target, target_is_directory=target.is_dir())
    links.callback(place.unlink, missing_ok=True)  # before the work tree is removed with all that is in it
