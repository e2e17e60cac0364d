"""Configurations as documents: begun from a profile, and written as the engine reads them."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from preflight.documents.document import Document
from preflight.errors import PackConfigError, UsageError
from preflight.files import write_whole
from preflight.packs.catalogue import read_catalogue
from preflight.packs.pack_config import is_yaml, read_document

_UNTIL = "UNTIL"


def document_of(file: Path | None, name: str) -> Document:
    """What a configuration file holds; an empty one where there is none. Raises `PackConfigError`."""
    return read_document(file, name=name) if file else Document("the profile", PackConfigError, {})


def from_profile(document: Document, pack: Path, profile: str, until: str) -> Document:
    """A configuration with what a profile of a pack says beneath it. Raises `UsageError` and `ReportError`."""
    known = {each.profile: each for each in read_catalogue(pack).profiles}
    if profile not in known:
        raise UsageError(f"no profile is called {profile!r}", remedy=f"The pack's: {', '.join(known) or 'none'}.")
    begun = json.dumps(dict(known[profile].settings))
    if (f'"{_UNTIL}"' in begun) is not bool(until):
        remedy = (
            "Give its last day: --until 2027-03-31, say." if not until else "It has no last day; leave --until out."
        )
        raise UsageError(f"the profile {profile!r} {'without' if not until else 'with'} --until", remedy=remedy)
    return replace(document, content=_over(document.content, json.loads(begun.replace(_UNTIL, until))))


def today() -> datetime.date:
    """The day on which packs judge waivers."""
    return datetime.datetime.now(datetime.UTC).date()


def day(text: str) -> str:
    """A day to come, as it is written in a configuration; empty where none is given. Raises `UsageError`."""
    try:
        given = datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is no day", remedy="Write YYYY-MM-DD.") from None
    if given and given < today():
        raise UsageError(f"{text} has passed", remedy="Give a day to come.")
    return str(given) if given else ""


def write(document: Document, output: Path) -> None:
    """Writes a configuration as JSON, which is all that the engine reads. Raises `UsageError` and `ReportError`."""
    if is_yaml(output):
        raise UsageError(f"--output {output} is YAML, which pulumi does not read", remedy="Name it .json.")
    write_whole(output, text_of(document))


def text_of(document: Document) -> str:
    """A configuration as the engine reads it."""
    return json.dumps(document.content, indent=2, ensure_ascii=False) + "\n"


def _over(above: Any, below: Any) -> Any:
    """A policy's settings above others: a level by itself is the one of an object."""
    if not isinstance(above, Mapping) or not isinstance(below, Mapping):
        return above
    merged = {**below, **above}
    for name in {*above, *below}:
        if name in above and name in below:
            merged[name] = _of_policy(above[name], below[name])
    return merged


def _of_policy(above: Any, below: Any) -> Any:
    if isinstance(above, str) and isinstance(below, Mapping):
        above = {"enforcementLevel": above}
    if isinstance(above, Mapping) and isinstance(below, str):
        below = {"enforcementLevel": below}
    return {**below, **above} if isinstance(above, Mapping) and isinstance(below, Mapping) else above
