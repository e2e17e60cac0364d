"""The report as Markdown, for a comment on a pull request."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from preflight.packs.judgement import RequestPath
from preflight.report.formats import changes, costs, words
from preflight.report.formats.facts import Facts
from preflight.report.formats.picture.labels import fitted
from preflight.report.formats.picture.mermaid import mermaid
from preflight.report.formats.templates import template
from preflight.report.formats.verdict import is_untouched, summary
from preflight.report.plain import without_commands
from preflight.report.report import Report
from preflight.report.together import together

MOST_CHARACTERS = 65_000
"""A comment on GitHub may have 65,536; some are left for who posts it.

Source: `Body is too long (maximum is 65536 characters)`, https://github.com/orgs/community/discussions/27190.
"""

_MOST_OF_PICTURE = 25_000
_MOST_OF_HEADING = 500
_FRAME = 8_000  # verdict, headings, and what is left out

_Entry = TypeVar("_Entry")


def to_markdown(report: Report) -> str:
    """The verdict, the findings and the picture; hops, and findings that were there before, are folded.

    Names and messages are escaped.

    It is never longer than `MOST_CHARACTERS`: what there is no room for is left out whole and counted, the picture and
    what blocks last.
    """
    one = together(report)
    paths = words.worst_first(one.paths)
    picture = mermaid(paths, _MOST_OF_PICTURE)
    room = _Room(MOST_CHARACTERS - _FRAME - len(picture))
    written: Any = template("parts.md.j2").make_module({"files_at": report.files_at})
    facts = Facts(one.findings)
    mandatory, advisory = ([each for each in kind if each.new is not False] for kind in (one.mandatory, one.advisory))
    opened = [path for path in paths if words.is_open(path)]
    others = [path for path in paths if not words.is_open(path)]

    def path(path: RequestPath) -> str:
        return written.path(path, facts)

    sections = [*changes.sections(report), *costs.sections(report)]
    # In this order there is room for them.
    parts = {
        "errors": room.some("errors", report.errors, written.error),
        "sections": [(title, room.some("lines", lines, written.line)) for title, lines in sections],
        "mandatory": room.some("mandatory", mandatory, written.finding),
        "others": room.some("paths", others, path),
        "advisory": room.some("advisory", advisory, written.finding),
        "still": room.some("findings that were there before", one.still, written.finding),
        "unjudged": room.some("lines on what was not judged", words.not_judged(one), written.line),
        "opened": room.some("paths", opened, path),
        "presumptions": room.some("presumptions", report.presumptions, written.line),
        "notes": room.some("notes", report.notes, written.line),
    }
    return template("report.md.j2").render(
        report=report,
        verdict=fitted(summary(report), _MOST_OF_HEADING),
        untouched=is_untouched(report),
        heading=fitted(words.heading(report), _MOST_OF_HEADING),
        picture=picture,
        cut=[f"{number} {kind}" for kind, number in room.left.items()],
        **parts,
    )


class _Room:
    """So many characters; `left` counts by kind what there is no room for."""

    def __init__(self, characters: int) -> None:
        self._characters = characters
        self.left: dict[str, int] = {}

    def some(self, kind: str, entries: Iterable[_Entry], written: Callable[[_Entry], str]) -> list[str]:
        """The entries as they are written, those left out that are too long for what room there is."""
        kept = []
        for entry in entries:
            text = without_commands(str(written(entry)))
            if len(text) <= self._characters:
                self._characters -= len(text)
                kept.append(text)
            else:
                self.left[kind] = self.left.get(kind, 0) + 1
        return kept
