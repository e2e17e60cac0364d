"""What can go wrong: each error says what, where, and what to do about it, and knows its exit status."""

CLEAN, BLOCKED, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 3, 130
STATUSES = {
    CLEAN: "nothing mandatory was found",
    BLOCKED: "something mandatory was found",
    FAILED: "there is no verdict, or it could not be written",
    USAGE: "the command line makes no sense",
    INTERRUPTED: "interrupted by a signal",
}
"""The exit statuses of the command, and what each says."""


class PreflightError(Exception):
    """A run that could not come to a verdict.

    `message` names the key, resource or file and its value; `remedy` what is allowed or what to do; `position` is
    `file:line` where one is known; `details` (a traceback, a process's last words) is shown with `--debug` only.
    `parts` are what reports tell in its place, where several things are wrong.
    """

    kind = "error"
    status = FAILED

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        position: str = "",
        details: str = "",
        parts: "tuple[PreflightError, ...]" = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.position = position
        self.details = details
        self.parts = parts

    def __str__(self) -> str:
        """Position, message and remedy in reading order."""
        place = f"{self.position}: " if self.position else ""
        return f"{place}{self.message}" + (f"\n{self.remedy}" if self.remedy else "")


class UsageError(PreflightError):
    """The command line does not make sense."""

    kind = "usage"
    status = USAGE


class ProjectError(PreflightError):
    """Pulumi.yaml is missing or says something no engine accepts."""

    kind = "project"


class StackError(PreflightError):
    """The stack does not exist, or its file can not be read."""

    kind = "stack"


class ConfigError(PreflightError):
    """A configuration key is unknown, missing or of another type than declared."""

    kind = "config"


class LookupsError(PreflightError):
    """A look-ups file can not be read, or answers what nobody can ask."""

    kind = "lookups"


class PricesError(PreflightError):
    """A file of prices can not be read, or names a part that nobody counts."""

    kind = "prices"


class ProgramError(PreflightError):
    """The Pulumi program raised, or ended before it was done."""

    kind = "program"


class StartError(PreflightError):
    """A process that can not be started."""

    kind = "process"


class ResourceError(PreflightError):
    """A registration that the engine refuses, such as two resources of one URN."""

    kind = "resource"


class PackError(PreflightError):
    """A policy pack does not start, is no pack, or raised."""

    kind = "pack"


class PackConfigError(PreflightError):
    """A policy pack's configuration file does not fit the pack."""

    kind = "pack-config"


class ReportError(PreflightError):
    """A judgement, state or catalogue file that can not be read."""

    kind = "report"


def unforeseen(error: Exception) -> PreflightError:
    """What the machine refuses (a name that is too long, a full disk, too little memory), or a bug of ours."""
    if isinstance(error, OSError) and error.strerror:
        name = str(error.filename)
        place = f"{name[:200]}{'...' if name[200:] else ''}: " if error.filename else ""
        return PreflightError(f"{place}{error.strerror}", remedy="--debug shows where.")
    if isinstance(error, MemoryError):
        return PreflightError("there is not enough memory", remedy="--debug shows where.")
    return PreflightError(
        f"preflight itself failed: {type(error).__name__}: {error}", remedy="--debug shows where. Please report it."
    )
