"""A baseline: what blocks today as dated waivers, so that only what is new blocks from now on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from preflight.documents.document import Document
from preflight.errors import PackConfigError
from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.report import Report

_POLICY = _OPTION = "waivers"
_MOST_ROUNDS = 50  # a pack tells so many findings of one fault by name, and of the rest only how many there are


@dataclass(frozen=True)
class Terms:
    """On what terms findings are accepted: the last day (YYYY-MM-DD), why, and who answers for it."""

    expires: str
    reason: str
    owner: str


@dataclass(frozen=True)
class Baseline:
    """A configuration with a waiver for each finding that blocked, how many are new, and the report under it."""

    document: Document
    added: int
    report: Report


def baseline(document: Document, terms: Terms, check: Callable[[Document], Report]) -> Baseline:
    """Waives what a check finds, until it finds nothing more that can be waived. Raises `PreflightError`."""
    added = 0
    for _ in range(_MOST_ROUNDS):
        report = check(document)
        if _POLICY in report.disabled:
            raise PackConfigError(
                "the policy waivers is disabled, so that nothing can be waived", remedy="Leave it advisory."
            )
        new = list(_waivers(report, terms, _given(document.content)))
        if not new:
            break
        added += len(new)
        document = replace(document, content=_with(document.content, new))
    return Baseline(document, added, report)


def _waivers(report: Report, terms: Terms, given: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A waiver for each finding that blocks and has a fault, by which a waiver can name it."""
    known: list[dict[str, Any]] = [{key: each.get(key) for key in ("policy", "fault", "resource")} for each in given]
    for finding in report.mandatory:
        if not finding.fault:
            continue
        named = {"policy": finding.policy, "fault": finding.fault, "resource": _resource(finding)}
        if named not in known:
            known.append(named)
            yield {**named, "reason": terms.reason, "expires": terms.expires, "owner": terms.owner}


def _resource(finding: Finding) -> str:
    """The URN of a resource in whatever stack: a name alone may be another resource's, too."""
    if not finding.urn:
        return "*"
    name = "*" if urns.type_of(finding.urn) == urns.ROOT_TYPE else urns.name_of(finding.urn)
    return f"urn:pulumi:*::{urns.project_of(finding.urn)}::{urns.qualified_type(finding.urn)}::{name}"


def _given(content: Any) -> list[dict[str, Any]]:
    policy = content.get(_POLICY)
    return list(policy.get(_OPTION) or []) if isinstance(policy, dict) else []


def _with(content: dict[str, Any], new: list[dict[str, Any]]) -> dict[str, Any]:
    policy = content.get(_POLICY) or {}
    settings = {"enforcementLevel": policy} if isinstance(policy, str) else dict(policy)
    return {**content, _POLICY: {**settings, _OPTION: [*_given(content), *new]}}
