"""Where a file is, as whoever has the repository calls it: by its path below the repository's top folder."""

import os
from functools import lru_cache
from pathlib import Path

from preflight.files import absolute

# Where package managers put what somebody else wrote.
_INSTALLED = frozenset({"site-packages", "node_modules"})
_PREFLIGHT = Path(__file__).resolve().parent


def repository_of(folder: Path) -> Path:
    """The top of the git work tree that a folder is in; the folder itself where it is in none.

    The top has `.git`: a folder, or a file in linked work trees and submodules. git is not asked, since an archive of a
    repository is judged on machines without it.
    """
    folder = absolute(folder)
    return next((above for above in (folder, *folder.parents) if _is_there(above / ".git")), folder)


def project_file(folder: Path) -> Path | None:
    """The file of the Pulumi project in a folder, if one is there."""
    return next((folder / name for name in ("Pulumi.yaml", "Pulumi.yml") if (folder / name).is_file()), None)


def path_in(repository: Path, file: Path) -> str:
    """A file's path below a repository's top, with slashes; the name of the top itself; the whole path of others.

    Links are followed, since code hosts show no line of a link, save where they lead out of the repository.
    """
    whole = Path(os.path.normpath(file.absolute()))
    if whole == repository:
        return repository.name
    inside = (path for path in (_without_links(whole), whole) if path.is_relative_to(repository))
    return next((path.relative_to(repository).as_posix() for path in inside), whole.as_posix())


def without_top(repository: Path, text: str) -> str:
    """A text that calls files of the repository by their paths in it, whoever wrote it."""
    return text.replace(f"{repository}/", "") if repository.name else text


def place_for(judged: Path) -> str:
    """Where what has no place of its own is told of a file that is read here: in the project's file, if one is here.

    Code hosts know no exported states and no judgements.
    """
    return path_in(repository_of(Path()), project_file(Path()) or judged)


@lru_cache(maxsize=4096)  # all resources name the same few files
def own_path_in(repository: Path, file: Path) -> str:
    """As `path_in`, but empty for what nobody of the repository writes: other files, packages, preflight itself."""
    path = Path(path_in(repository, file))
    installed = not _INSTALLED.isdisjoint(path.parts) or (repository / path).is_relative_to(_PREFLIGHT)
    return "" if path.is_absolute() or installed else path.as_posix()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # what may not be looked at is no work tree of ours


def _without_links(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path  # no file is called so, or its links lead to one another
