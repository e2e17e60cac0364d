"""The report for a terminal: the verdict, what to change and where, then the request paths hop by hop."""

import io
import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from preflight.packs.judgement import Hop, RequestPath, State
from preflight.report.console import WIDTH
from preflight.report.finding import Finding
from preflight.report.formats import changes, costs, words
from preflight.report.formats.facts import Fact, Facts
from preflight.report.formats.verdict import summary
from preflight.report.report import Outcome, Report, ReportedError
from preflight.report.together import together

_NARROWEST = 40
_MOST_ROUTES = 3
_LABEL = 10
_STYLES: dict[State, str] = {"open": "green", "closed": "bold red", "unknown": "yellow"}
_VERDICTS: dict[Outcome, str] = {"clean": "bold green", "blocked": "bold red", "failed": "bold red"}


def to_text(report: Report, *, width: int = WIDTH, paths: bool = False) -> str:
    """The report as plain text; with `paths`, those that are open are drawn hop by hop as well."""
    buffer = io.StringIO()
    print_report(report, Console(file=buffer, width=width, force_terminal=False, color_system=None), paths=paths)
    return buffer.getvalue()


def print_report(report: Report, console: Console, *, paths: bool = False) -> None:
    """Print the report on a console, in colour where it has colours; `paths` as in `to_text`."""
    _Printer(report, console).report(paths=paths)


class _Printer:
    """Prints each fact once: a hop does not say again what a finding says of it."""

    def __init__(self, report: Report, console: Console) -> None:
        self._report = report
        self._one = together(report)
        self._console = console
        self._facts = Facts(self._one.findings)

    def report(self, *, paths: bool) -> None:
        self._line(summary(self._report), _VERDICTS[self._report.outcome])
        self._line(words.heading(self._report), "dim")
        for error in self._report.errors:
            self._error(error)
        for title, lines in (*changes.sections(self._report), *costs.sections(self._report)):
            self._listed(title, lines)
        for finding in self._one.findings:
            self._finding(finding)
        self._aborted()
        self._paths(paths)
        self._listed("Waived", map(words.waiver_line, self._one.waived))
        self._listed("Left out", filter(None, [words.left_out(self._report)]))
        why, command = words.more(self._report)
        if command:
            self._console.print()
            self._line(why)
            self._console.print(Text(f"  {command}", "bold"), soft_wrap=True)  # whole, so that it can be copied
        self._listed("Note", self._report.notes)

    def _error(self, error: ReportedError) -> None:
        self._console.print()
        self._line(f"{error.position}: {error.message}" if error.position else error.message, "bold", "error: ")
        for text in (error.remedy, error.details or ""):
            for line in text.splitlines():
                self._line(line, "", "  ")

    def _finding(self, finding: Finding) -> None:
        self._console.print()
        state: State = "closed" if finding.mandatory else "unknown"
        self._line(words.title(finding), _STYLES[state], f"{words.mark(finding)} ")
        position, *where = words.places(finding)
        self._line(position, "bold cyan", "  ")
        self._line("  ".join(where), "", "  ")
        self._labelled("symptom", [finding.symptom], "bold")
        self._labelled("remedy", [finding.remedy], "bold")
        self._labelled("evidence", finding.evidence or words.lines(finding))
        self._labelled("source", [words.link(finding)], "dim")
        self._labelled("fault", [words.known_as(finding)], "dim")

    def _aborted(self) -> None:
        for policy in self._one.aborted:
            self._console.print()
            self._line(
                f"policy {policy.policy} gave up ({policy.level}, {policy.pack}){words.in_brackets(policy.urn)}",
                _STYLES["unknown"],
                "? ",
            )
            self._line(policy.reason, "", "  ")

    def _paths(self, whole: bool) -> None:
        """Those that are not open hop by hop, then the others, each in a line of its own unless all are drawn."""
        before = False
        for path in words.worst_first(self._one.paths):
            drawn = whole or not words.is_open(path)
            if drawn or not before:
                self._console.print()
            if drawn:
                self._path(path)
            else:
                routes = words.joined(words.some(words.routes_of(path), _MOST_ROUTES))
                told = (words.api_of(path), routes, words.joined(words.passed(path)))
                self._line("  ".join(filter(None, told)), "", "✓ ", _STYLES["open"])
            before = not drawn

    def _path(self, path: RequestPath) -> None:
        self._line("  ".join(filter(None, (words.api_of(path), words.joined(words.routes_of(path))))), "bold")
        told: set[Fact] = set()
        self._line(words.state_phrase(path.state), _STYLES[path.state], "  requests ", "")
        for hop in words.hops_of(path, "request"):
            self._hop(hop, told)
        if path.health:
            self._line(words.state_phrase(path.health), _STYLES[path.health], "  health checks ", "")
            for hop in words.hops_of(path, "health"):
                self._hop(hop, told)

    def _hop(self, hop: Hop, told: set[Fact]) -> None:
        kind = words.kind_of(hop)
        shown = hop.name if hop.name.lower() != kind else ""
        label = f"    {words.STATES[hop.state]} {kind:<14} " if shown else f"    {words.STATES[hop.state]} "
        self._line(shown or kind, "bold" if shown else "", label, _STYLES[hop.state])
        for fact in self._facts.of(hop):
            if fact not in told:
                style = "bold" if fact.kind in {"symptom", "remedy"} else "dim" if hop.state == "open" else ""
                self._line(str(fact), style, " " * 8)
                told |= {fact} if fact.kind != "see" else set()

    def _listed(self, heading: str, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines):
            if number == 0:
                self._console.print()
                self._line(heading, "bold")
            self._line(line, "", "  ")

    def _labelled(self, label: str, texts: Iterable[str], style: str = "") -> None:
        first = f"  {label:<{_LABEL}}"
        for text in filter(None, texts):
            self._line(text, style, first, "")
            first = " " * len(first)

    def _line(self, text: str, style: str = "", before: str = "", style_before: str | None = None) -> None:
        """A text behind another one, in as many lines as it needs; no word is broken, so that each can be copied."""
        room = max(self._console.width, _NARROWEST) - len(before)
        wrapped = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
        for line in wrapped:
            self._console.print(
                Text.assemble((before, style if style_before is None else style_before), (line, style)), soft_wrap=True
            )
            before = " " * len(before)
