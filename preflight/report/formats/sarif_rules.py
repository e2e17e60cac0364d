"""What SARIF tells of the rules behind results, which code hosts show beside each.

Limits: https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support.
"""

import re
from collections.abc import Iterable

from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.formats.templates import escaped

_LONGEST = 1024
_LONGEST_NAME = 255
_ESCAPE = "\\"


def rules_of(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """A rule for each fault, or policy where a pack names no faults, in order of their names."""
    found: dict[str, Finding] = {}
    for finding in findings:
        known = found.get(finding.name)
        if known is None or known.undecided:  # of what is decided, the first line is the fault's title
            found[finding.name] = finding
    return [_rule(found[name]) for name in sorted(found)]


def _rule(finding: Finding) -> dict[str, object]:
    title = words.title(finding) if finding.fault else f"What policy {finding.policy} of {finding.pack} asks"
    level = "error" if finding.mandatory else "warning"
    address = words.link(finding)
    labelled = [(label, told) for label, told in (("Symptom", finding.symptom), ("Remedy", finding.remedy)) if told]
    text = [f"{label}: {told}" for label, told in labelled] + ([f"Source: {address}"] if address else [])
    markdown = [f"**{label}:** {escaped(told)}" for label, told in labelled]
    markdown += [f"**Source:** <{address}>"] if address else []
    return {
        "id": finding.name or "unnamed",
        "name": finding.name[:_LONGEST_NAME] or "unnamed",
        "shortDescription": {"text": _cut(literal(title))},
        "fullDescription": {"text": _cut(literal(finding.symptom or title))},
        "help": {
            "text": _cut(literal("\n".join(text) or title)),
            "markdown": _cut("\n\n".join(markdown) or escaped(title)),
        },
        **({"helpUri": address} if address else {}),
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": [*dict.fromkeys(filter(None, (finding.pack, finding.policy)))],
            "problem.severity": level,
        },
    }


def literal(text: str) -> str:
    """Text without links: `[text](address)` is one in messages (3.11.6 of the standard)."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _cut(text: str) -> str:
    """Escaped text of a length that is taken, and never empty."""
    shown = text.strip() or "-"
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1].rstrip(_ESCAPE)}…"
