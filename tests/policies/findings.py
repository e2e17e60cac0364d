"""What a verdict says, in the short form that tests compare: sets of (fault, name of the resource)."""

from preflight.packs.diagnostics import Diagnostics, Violation

Found = set[tuple[str, str]]


def mandatory(verdict: Diagnostics) -> Found:
    """Faults that block."""
    return {_short(violation) for violation in verdict.violations if violation.mandatory}


def undecided(verdict: Diagnostics) -> Found:
    """What could not be decided."""
    return {_short(violation) for violation in verdict.violations if violation.policy == "undecided"}


def advisory(verdict: Diagnostics, policy: str) -> Found:
    """What an advisory policy reports."""
    return {_short(violation) for violation in verdict.violations if violation.policy == policy}


def everything(verdict: Diagnostics) -> Found:
    """Every violation."""
    return {_short(violation) for violation in verdict.violations}


def _short(violation: Violation) -> tuple[str, str]:
    fault = violation.message.split("\n", 1)[0].removeprefix("undecided: ").split(":", 1)[0]
    return fault, violation.urn.rsplit("::", 1)[-1]
