"""Text that a stack, a program or a pack chose, made so that it does nothing where it is shown."""

import re

LONGEST = 2_000
"""Characters of a text in one line that are shown; of one with several lines, ten times as many."""

SILENT = "\u200b"
"""A space without width: it keeps apart what together would mean something."""

_TOLD_LENGTH = 40
_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what terminals obey, and XML refuses
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text
    "\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_COMMAND_OF_A_LINE = re.compile(r"^([ \t]*:)(?=:)", re.MULTILINE)
_COMMAND = re.compile(r"##(?=\[|\w+\[)")


def plain(text: str, *, lines: bool = False) -> str:
    """Text without characters that do something, of a length that can be read, in one line unless `lines`."""
    most = 10 * LONGEST if lines else LONGEST
    if len(text) > most:
        text = f"{text[: most - _TOLD_LENGTH]}… ({len(text)} characters)"
    return without_controls(text if lines else " ".join(re.split(r"\r?\n", text)))


def without_controls(text: str) -> str:
    """Text without what a terminal obeys: its sequences go, and a mark stands for any other such character."""
    return _ACTIVE.sub("\ufffd", _SEQUENCE.sub("", text).replace("\r\n", "\n").replace("\t", " "))


def without_commands(text: str) -> str:
    """Output in which no line is a command to a build server that reads it.

    Sources: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands (`::error::` at the
    beginning of a line, `##[error]` anywhere), https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
    (`##vso[`), https://www.jetbrains.com/help/teamcity/service-messages.html (`##teamcity[`).
    """
    return _COMMAND.sub(f"#{SILENT}#", _COMMAND_OF_A_LINE.sub(rf"\1{SILENT}", text))
