"""The outcome of a run, ready to be written in any format. Its JSON form is described by `report.schema.json`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from preflight.errors import PreflightError
from preflight.packs.diagnostics import Aborted, Diagnostics
from preflight.packs.judgement import Judged, Judgement, RequestPath
from preflight.report.change import Comparison
from preflight.report.finding import Finding, by_place, finding_of_judgement, finding_of_violation, sorted_findings
from preflight.report.listed import ListedResource, listed
from preflight.report.names import READ, in_json

if TYPE_CHECKING:
    from preflight.protocol.resource import Resource

VERSION = 1
AS_OF_REFRESH = "an exported state is as true as its last refresh (`pulumi refresh`)"
"""What an audit presumes."""
Outcome = Literal["clean", "blocked", "failed"]


@dataclass(frozen=True)
class ReportedError:
    """Why there is no verdict, as a `PreflightError` says it. `details` are None where nobody asked for them."""

    kind: str
    message: str
    position: str
    remedy: str
    details: str | None = None


@dataclass(frozen=True)
class Report:
    """What a run found.

    `paths`, `waived` and `presumptions` come from the packs' judgements; `disabled` are policies that were not asked;
    `stand_ins` are configuration keys whose secret values were replaced; `seconds` are times. `left_out`
    counts, by kind, what is not in it because there is too much of it (see `told`). `files_at` is the address below
    which a code host shows the files of the commit, empty where it is not known. With `new_only`, what was there before
    the change of `comparison` blocks no more.
    """

    __pydantic_config__: ClassVar = READ

    project: str
    stack: str
    operation: str
    resources: tuple[ListedResource, ...] = ()
    paths: tuple[RequestPath, ...] = ()
    findings: tuple[Finding, ...] = ()
    aborted: tuple[Aborted, ...] = ()
    waived: tuple[Judged, ...] = ()
    presumptions: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    errors: tuple[ReportedError, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    files_at: str = ""
    comparison: Comparison | None = None
    new_only: bool = False

    @property
    def outcome(self) -> Outcome:
        """Clean, blocked by a mandatory finding or a mandatory policy that gave up, or failed before a verdict."""
        if self.errors:
            return "failed"
        asked = self.comparison.new if self.new_only and self.comparison else self.findings
        return "blocked" if any(each.mandatory for each in (*asked, *self.aborted)) else "clean"

    @property
    def mandatory(self) -> list[Finding]:
        """The findings that block."""
        return [finding for finding in self.findings if finding.mandatory]

    @property
    def advisory(self) -> list[Finding]:
        """The findings that do not block."""
        return [finding for finding in self.findings if not finding.mandatory]

    def document(self) -> dict[str, object]:
        """The JSON form. It holds no times, so that equal runs give equal documents."""
        return {
            "version": VERSION,
            "project": self.project,
            "stack": self.stack,
            "operation": self.operation,
            "outcome": self.outcome,
            "judged": len(self.paths),
            "packs": list(self.packs),
            "disabled": list(self.disabled),
            "standIns": list(self.stand_ins),
            "resources": [_as_json(resource) for resource in self.resources],
            "paths": [_as_json(path) for path in self.paths],
            "findings": [self._finding(finding) for finding in self.findings],
            "aborted": [_as_json(policy) for policy in self.aborted],
            "waived": [_as_json(judged) for judged in self.waived],
            "presumptions": list(self.presumptions),
            "errors": [_as_json(error) for error in self.errors],
            "leftOut": dict(self.left_out),
            **({"comparison": self._comparison(self.comparison)} if self.comparison else {}),
        }

    def _comparison(self, comparison: Comparison) -> dict[str, object]:
        findings = {"new": comparison.new, "gone": comparison.gone, "still": comparison.still}
        told = {kind: [self._finding(finding) for finding in listed] for kind, listed in findings.items()}
        return {**_as_json(comparison), **told, "newOnly": self.new_only}

    def _finding(self, finding: Finding) -> dict[str, object]:
        operations = list(finding.operations or [self.operation])
        return {**_as_json(finding), "fault": finding.fault or "", "operations": operations}


def failure(
    project: str, stack: str, operation: str, errors: Sequence[PreflightError], *, details: bool = False
) -> Report:
    """The report of a run that came to no verdict."""
    told = [
        ReportedError(
            error.kind, error.message, error.position, error.remedy, (error.details or None) if details else None
        )
        for error in errors
    ]
    return Report(project, stack, operation, errors=tuple(told))


def of_diagnostics(
    diagnostics: Diagnostics,
    resources: "Iterable[Resource]",
    *,
    project: str,
    stack: str,
    operation: str,
    seconds: Mapping[str, float] | None = None,
) -> Report:
    """The report of what packs said of resources."""
    shown = sorted(resources, key=lambda resource: resource.urn)
    places = {each.urn: (each.position, each.made_at) for each in shown}
    judgements, judged = diagnostics.judgements, by_place(diagnostics.judgements)
    return Report(
        project=project,
        stack=stack,
        operation=operation,
        resources=tuple(map(listed, shown)),
        paths=tuple(path for judgement in judgements for path in judgement.paths),
        findings=sorted_findings(
            finding_of_violation(violation, places.get(violation.urn, ("", "")), judged)
            for violation in diagnostics.violations
        ),
        aborted=tuple(diagnostics.aborted),
        waived=tuple(judged for judgement in judgements for judged in judgement.findings if judged.waived),
        presumptions=tuple(text for judgement in judgements for text in judgement.presumptions),
        packs=tuple(diagnostics.packs),
        disabled=tuple(diagnostics.disabled),
        seconds=seconds or {},
    )


def of_judgement(judgement: Judgement) -> Report:
    """The report of what a pack wrote, under whatever engine. Positions are not in it."""
    return Report(
        project=judgement.project,
        stack=judgement.stack,
        operation="judgement",
        paths=judgement.paths,
        findings=sorted_findings(
            finding_of_judgement(judgement.pack, judged) for judged in judgement.findings if not judged.waived
        ),
        waived=tuple(judged for judged in judgement.findings if judged.waived),
        presumptions=judgement.presumptions,
        packs=(judgement.pack,),
    )


def merged(reports: Sequence[Report]) -> Report:
    """One report on several stacks."""
    if len(reports) == 1:
        return reports[0]
    return Report(
        project=", ".join(dict.fromkeys(report.project for report in reports)),
        stack=", ".join(dict.fromkeys(report.stack for report in reports)),
        operation=reports[0].operation,
        resources=tuple(entry for report in reports for entry in report.resources),
        paths=tuple(entry for report in reports for entry in report.paths),
        findings=tuple(sorted((f for report in reports for f in report.findings), key=lambda f: not f.mandatory)),
        aborted=tuple(entry for report in reports for entry in report.aborted),
        waived=tuple(entry for report in reports for entry in report.waived),
        presumptions=tuple(dict.fromkeys(text for report in reports for text in report.presumptions)),
        packs=tuple(dict.fromkeys(name for report in reports for name in report.packs)),
        disabled=tuple(dict.fromkeys(name for report in reports for name in report.disabled)),
    )


def _as_json(
    entry: Comparison | ListedResource | RequestPath | Finding | Aborted | Judged | ReportedError,
) -> dict[str, object]:
    """An entry with the names of its fields, without details where there are none."""
    content = asdict(entry, dict_factory=_with_lists)
    return {key: value for key, value in content.items() if key != "details" or value is not None}


def _with_lists(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {in_json(key): list(value) if isinstance(value, tuple) else value for key, value in pairs}
