"""The report for a terminal: the path drawn hop by hop, then what to change and where."""

import io

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from preflight.packs.judgement import Hop, RequestPath, State
from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.report import Report, ReportedError

_STYLES: dict[State, str] = {"open": "green", "closed": "bold red", "unknown": "yellow"}
_WIDTH = 110


def to_text(report: Report) -> str:
    """The report as plain text."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=_WIDTH, force_terminal=False, color_system=None)
    print_report(report, console)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def print_report(report: Report, console: Console) -> None:
    """Print the report on a console, in colour where it has colours."""
    _Printer(console).report(report)


class _Printer:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._told: set[str] = set()

    def report(self, report: Report) -> None:
        self._line(Text(words.heading(report), style="bold"))
        for error in report.errors:
            self._error(error)
        self._told = {finding.remedy for finding in report.findings}
        for path in report.paths:
            self._path(path)
        self._findings(report)
        self._waived(report)
        self._console.print()
        if words.left_out(report):
            self._line(Text(words.left_out(report)))
        self._summary(report)

    def _path(self, path: RequestPath) -> None:
        self._console.print()
        routes = words.joined(words.routes_of(path))
        self._line(Text.assemble((words.api_of(path), "bold"), f"   {routes}" if routes else ""))
        self._state("requests", path.state)
        for hop in words.hops_of(path, "request"):
            self._hop(hop)
        if path.health:
            self._state("health checks", path.health)
            for hop in words.hops_of(path, "health"):
                self._hop(hop)

    def _state(self, what: str, state: State) -> None:
        self._line(Text.assemble(f"{what} ", (words.state_phrase(state), _STYLES[state])), 2)

    def _hop(self, hop: Hop) -> None:
        kind = words.kind_of(hop)
        shown = hop.name if hop.name.lower() != kind else ""
        label = f"{kind:<14} " if shown else kind
        self._line(Text.assemble((f"{words.STATES[hop.state]} ", _STYLES[hop.state]), label, (shown, "bold")), 4)
        for line in hop.evidence:
            self._line(Text(line, style="dim" if hop.state == "open" else ""), 21)
        for line in hop.presumed:
            self._line(Text(f"presumed: {line}", style="dim"), 21)
        if hop.state != "open" and hop.remedy not in self._told:
            self._labelled("symptom", hop.symptom, 21)
            self._labelled("remedy", hop.remedy, 21)

    def _findings(self, report: Report) -> None:
        for heading, findings in (("Mandatory", report.mandatory), ("Advisory", report.advisory)):
            if not findings:
                continue
            self._console.print()
            self._line(Text(heading, style="bold"))
            for finding in findings:
                self._finding(finding)
        if report.aborted:
            self._console.print()
            self._line(Text("Aborted policies", style="bold"))
            for policy in report.aborted:
                text = f"? {policy.policy} ({policy.level}, {policy.pack}): {policy.reason}"
                self._line(Text(text, style="yellow"), 2)

    def _finding(self, finding: Finding) -> None:
        state: State = "closed" if finding.mandatory else "unknown"
        mark = words.STATES["unknown"] if finding.undecided else "✗" if finding.mandatory else "!"
        self._line(Text.assemble((f"{mark} ", _STYLES[state]), (finding.name, "bold"), f"  {words.title(finding)}"), 2)
        self._line(Text(words.place(finding), style="cyan"), 4)
        for line in (*finding.evidence, *words.lines(finding)):
            self._line(Text(line), 4)
        self._labelled("symptom", finding.symptom, 4)
        self._labelled("remedy", finding.remedy, 4)
        self._labelled("source", words.link(finding), 4)

    def _waived(self, report: Report) -> None:
        if not report.waived:
            return
        self._console.print()
        self._line(Text("Waived", style="bold"))
        for entry in report.waived:
            self._line(Text(words.waiver_line(entry), style="dim"), 2)

    def _error(self, error: ReportedError) -> None:
        place = f"{error.position}: " if error.position else ""
        self._line(Text.assemble(("error: ", "bold red"), f"{place}{error.message}"))
        for text in (error.remedy, error.details):
            if text:
                self._line(Text(text), 2)

    def _summary(self, report: Report) -> None:
        style = {"clean": "bold green", "blocked": "bold red", "failed": "bold red"}[report.outcome]
        seconds = report.seconds.get("total")
        took = f"   {seconds:.1f} s" if seconds is not None else ""
        program = report.seconds.get("program")
        part = f" (program {program:.1f} s)" if program is not None else ""
        self._line(Text.assemble((words.summary(report), style), (f"{took}{part}", "dim")))

    def _labelled(self, label: str, text: str | None, indent: int) -> None:
        if text:
            self._line(Text.assemble((f"{label}: ", "bold"), text), indent)

    def _line(self, text: Text, indent: int = 0) -> None:
        text.overflow = "fold"
        self._console.print(Padding(text, (0, 0, 0, indent), expand=False), crop=False)
