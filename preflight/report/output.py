"""Where a report goes."""

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.text import Text

from preflight.errors import ReportError
from preflight.report.console import stderr, stdout
from preflight.report.formats import FORMATS
from preflight.report.formats.text import print_report
from preflight.report.formats.words import summary
from preflight.report.report import Report


def write(report: Report, format_: str, output: Path | None) -> None:
    """Write a report to standard output, or to a file. Raises `ReportError`."""
    if output is None and format_ == "text":
        print_report(report, stdout())
    elif output is None:
        sys.stdout.write(FORMATS[format_](report))
    else:
        write_whole(output, FORMATS[format_](replace(report, seconds={})))
        stderr().print(Text(f"{summary(report)}; report in {output}"))


def write_whole(file: Path, text: str) -> None:
    """Write a file in one step: nobody ever sees half of it. Raises `ReportError`."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise ReportError(f"{file} can not be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(file)
    except OSError as error:
        raise ReportError(f"{file} can not be written: {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)
