"""The comment on a pull request: one for each program and stack, known by a mark that nobody sees."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from preflight.ci.scope import Scope
from preflight.documents.document import Shape, read_text
from preflight.documents.json_reader import read_json
from preflight.errors import ReportError
from preflight.files import write_whole
from preflight.report.formats import FORMATS
from preflight.report.formats.markdown import MOST_CHARACTERS
from preflight.report.report import Report

TEXT_FILE, FACTS_FILE = "comment.md", "comment.json"
"""What a comment is kept in, for a job that may write one."""

_MARK = re.compile(r"<!--\s*preflight\b")
_OPEN, _CLOSE = "\n<details><summary>What was judged</summary>\n", "\n</details>\n"
_MOST = MOST_CHARACTERS + len(_OPEN + _CLOSE)
_MOST_BYTES = 4 * _MOST
_MOST_BYTES_OF_FACTS = 10_000


class Facts(Shape):
    """What tells one comment from the others, and where it belongs. `digest` is that of its scope.

    `number` is the pull request's, as the run of the check knew it.
    """

    version: Literal[1] = 1
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,200}$")]
    digest: Annotated[str, Field(pattern="^[0-9a-f]{12}$")]
    number: Annotated[int, Field(ge=1)]

    @property
    def mark(self) -> str:
        """The first line of the comment. GitHub shows none of it."""
        return f"<!-- preflight {self.digest} -->"


@dataclass(frozen=True)
class Comment:
    """What is told, and in which comment."""

    facts: Facts
    text: str

    @property
    def body(self) -> str:
        """The comment with its mark."""
        return f"{self.facts.mark}\n{self.text}"


def comment_of(report: Report, scope: Scope, number: int) -> Comment:
    """The comment on a report. It is folded where nothing blocks, nothing is new and no request changes."""
    facts = Facts(name=scope.name, digest=scope.digest, number=number)
    report = replace(report, seconds={})  # what differs from run to run is no news
    text = FORMATS["markdown"](report)
    return Comment(facts, _folded(text) if _quiet(report) else text)


def _quiet(report: Report) -> bool:
    changes = report.comparison and (report.comparison.requests or report.new)
    return report.outcome == "clean" and not report.mandatory and not changes


def _folded(text: str) -> str:
    """The verdict, and the rest behind a click."""
    verdict, _, rest = text.partition("\n")
    return f"{verdict}\n{_OPEN}{rest}{_CLOSE}"


def keep(comment: Comment, folder: Path) -> None:
    """Write a comment into a folder, for a job that may post it. Raises `ReportError`."""
    write_whole(folder / TEXT_FILE, comment.text)
    write_whole(folder / FACTS_FILE, json.dumps(comment.facts.model_dump(by_alias=True), indent=2) + "\n")


def kept(folder: Path) -> Comment:
    """A comment from its folder, whoever wrote it. Raises `ReportError` for what is none: too long, or with a mark.

    A link is none: it would put another file of this machine before everybody's eyes.
    """
    linked = next((name for name in (FACTS_FILE, TEXT_FILE) if (folder / name).is_symlink()), None)
    if linked:
        raise ReportError("a comment is no link to another file", position=f"{folder.name}/{linked}")
    size = (folder / FACTS_FILE).stat().st_size
    if size > _MOST_BYTES_OF_FACTS:
        raise ReportError(
            f"what tells a comment from others has {size} bytes", remedy=f"Allowed: {_MOST_BYTES_OF_FACTS}."
        )
    name = f"{folder.name}/{FACTS_FILE}"
    facts = read_json(folder / FACTS_FILE, ReportError, name=name).fit(Facts, what="comment of preflight")
    place = f"{folder.name}/{TEXT_FILE}"
    text = read_text(folder / TEXT_FILE, place, ReportError, _MOST_BYTES)
    if len(text) > _MOST:
        raise ReportError(f"a comment has {len(text)} characters", remedy=f"Allowed: {_MOST}.", position=place)
    if _MARK.search(text):
        raise ReportError("a comment has a mark of comments in its midst", position=place)
    return Comment(facts, text)
