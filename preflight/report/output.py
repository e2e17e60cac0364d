"""Where a report goes."""

import sys
from dataclasses import replace
from pathlib import Path

from rich.text import Text

from preflight.files import write_whole
from preflight.report.console import stderr, stdout
from preflight.report.formats import FORMATS, TEXT
from preflight.report.formats.text import print_report
from preflight.report.formats.verdict import summary
from preflight.report.report import Report
from preflight.report.told import told


def write(report: Report, format_: str, output: Path | None, *, paths: bool = False) -> None:
    """Write a report to standard output, or to a file. Raises `ReportError`.

    In text, open paths are drawn hop by hop only where `paths` asks for it; every other format has them.
    """
    console = stdout()
    manner: dict[str, object] = {"paths": paths} if format_ == TEXT else {}
    if output is not None:
        write_whole(output, FORMATS[format_](replace(report, seconds={}), **manner))
        stderr().print(Text(f"{summary(report)}; report in {output}"), soft_wrap=True)
    elif format_ == TEXT and console.is_terminal:
        print_report(told(report), console, paths=paths)
    else:
        manner |= {"width": console.width} if format_ == TEXT else {}
        sys.stdout.write(FORMATS[format_](report, **manner))
