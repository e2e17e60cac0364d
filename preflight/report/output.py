"""Where a report goes."""

import sys
from dataclasses import replace
from pathlib import Path

from rich.text import Text

from preflight.files import write_whole
from preflight.report.console import stderr, stdout
from preflight.report.formats import FORMATS, TEXT
from preflight.report.formats.text import print_report
from preflight.report.formats.words import summary
from preflight.report.report import Report
from preflight.report.told import told


def write(report: Report, format_: str, output: Path | None) -> None:
    """Write a report to standard output, or to a file. Raises `ReportError`."""
    console = stdout()
    if output is None and format_ == TEXT and console.is_terminal:
        print_report(told(report), console)
    elif output is None:
        sys.stdout.write(FORMATS[format_](report))
    else:
        write_whole(output, FORMATS[format_](replace(report, seconds={})))
        stderr().print(Text(f"{summary(report)}; report in {output}"))
