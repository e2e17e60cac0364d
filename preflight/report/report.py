"""The outcome of a run, ready to be written in any format. Its JSON form is described by `report.schema.json`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from preflight.errors import PreflightError
from preflight.packs.diagnostics import Aborted, Diagnostics
from preflight.packs.judgement import Judgement, ListedWaiver, RequestPath
from preflight.plan.plan import Plan
from preflight.report.change import Comparison
from preflight.report.cost import Cost
from preflight.report.finding import (
    Finding,
    by_place,
    finding_of_judgement,
    finding_of_violation,
    placed,
    sorted_findings,
)
from preflight.report.listed import ListedResource, listed
from preflight.report.names import READ, in_json
from preflight.report.waivers import with_places
from preflight.version import own_version

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
class StackVerdict:
    """What became of one of several stacks. `paths` are its request paths, `closed` those of them that are.

    `file` is where what has no place of its own is told.
    """

    project: str
    stack: str
    outcome: Outcome
    mandatory: int
    advisory: int
    paths: int
    closed: int
    file: str = ""


@dataclass(frozen=True)
class Report:
    """What a run found.

    `paths`, `waived` and `presumptions` come from the packs' judgements; `releases` are the packs' versions by
    name; `disabled` are policies that were not asked;
    `stand_ins` are configuration keys whose secret values were replaced, `assumed` the look-ups that were answered by
    stand-ins; `seconds` are times. `left_out`
    counts, by kind, what is not in it because there is too much of it (see `told`). `files_at` is the address below
    which a code host shows the files of the commit, empty where it is not known. With `new_only`, what was there before
    the change of `comparison` blocks no more. `file` is where what has no place of its own is told: the file of the
    stack or the project, else the state or judgement that was read. `stacks` are the verdicts of several, `untouched`
    names those that were not judged, since the change does not touch them, `removed` those that it removes. `sources`
    are the files and folders of the repository that the program is made from, None where nobody knows. `waivers` are
    all that packs were given, `notes` say what one has to know of how they were configured, and what nobody knows of
    the program. `plan` is there where something is deployed, `cost` where it was asked for.
    """

    __pydantic_config__: ClassVar = READ

    project: str
    stack: str
    operation: str
    resources: tuple[ListedResource, ...] = ()
    paths: tuple[RequestPath, ...] = ()
    findings: tuple[Finding, ...] = ()
    aborted: tuple[Aborted, ...] = ()
    waived: tuple[Finding, ...] = ()
    presumptions: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    releases: Mapping[str, str] = field(default_factory=dict)
    disabled: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    errors: tuple[ReportedError, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    files_at: str = ""
    comparison: Comparison | None = None
    new_only: bool = False
    file: str = ""
    stacks: tuple[StackVerdict, ...] = ()
    untouched: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    sources: tuple[str, ...] | None = None
    waivers: tuple[ListedWaiver, ...] = ()
    notes: tuple[str, ...] = ()
    plan: Plan | None = None
    cost: Cost | None = None

    @property
    def outcome(self) -> Outcome:
        """Clean, blocked by a mandatory finding or a mandatory policy that gave up, or failed before a verdict."""
        if self.errors:
            return "failed"
        blocked = any(map(self.blocks, self.findings)) or any(policy.mandatory for policy in self.aborted)
        return "blocked" if blocked else "clean"

    def blocks(self, finding: Finding) -> bool:
        """Whether a finding blocks: a mandatory one, and only a new one where that is asked."""
        return finding.mandatory and not (self.new_only and finding.new is False)

    @property
    def mandatory(self) -> list[Finding]:
        """The findings of mandatory policies."""
        return [finding for finding in self.findings if finding.mandatory]

    @property
    def advisory(self) -> list[Finding]:
        """The findings of advisory policies."""
        return [finding for finding in self.findings if not finding.mandatory]

    @property
    def new(self) -> list[Finding]:
        """The findings that a change brings."""
        return [finding for finding in self.findings if finding.new]

    @property
    def still(self) -> list[Finding]:
        """The findings that were there before a change."""
        return [finding for finding in self.findings if finding.new is False]

    def document(self) -> dict[str, object]:
        """The JSON form. It holds no times, so that equal runs give equal documents."""
        return {
            "version": VERSION,
            "project": self.project,
            "stack": self.stack,
            "operation": self.operation,
            "file": self.file,
            "outcome": self.outcome,
            "judged": len(self.paths),
            "stacks": [_as_json(verdict) for verdict in self.stacks],
            "untouched": list(self.untouched),
            "removed": list(self.removed),
            "sources": None if self.sources is None else list(self.sources),
            "packs": list(self.packs),
            "releases": dict(self.releases),
            "preflight": own_version(),
            "disabled": list(self.disabled),
            "standIns": list(self.stand_ins),
            "assumed": list(self.assumed),
            "resources": [_as_json(resource) for resource in self.resources],
            "paths": [_as_json(path) for path in self.paths],
            "findings": [self._finding(finding) for finding in self.findings],
            "aborted": [_as_json(policy) for policy in self.aborted],
            "waived": [self._finding(finding) for finding in self.waived],
            "waivers": [_as_json(waiver) for waiver in self.waivers],
            "presumptions": list(self.presumptions),
            "notes": list(self.notes),
            "errors": [_as_json(error) for error in self.errors],
            "leftOut": dict(self.left_out),
            **({"plan": _as_json(self.plan)} if self.plan else {}),
            **({"cost": _as_json(self.cost)} if self.cost else {}),
            **({"comparison": self._comparison(self.comparison)} if self.comparison else {}),
        }

    def _comparison(self, comparison: Comparison) -> dict[str, object]:
        findings = {"new": self.new, "gone": comparison.gone, "still": self.still}
        told = {kind: [self._finding(finding) for finding in listed] for kind, listed in findings.items()}
        costs = [_as_json(each) for each in comparison.costs or ()]
        return {**_as_json(comparison), **told, "costs": costs, "newOnly": self.new_only}

    def _finding(self, finding: Finding) -> dict[str, object]:
        operations = list(finding.operations or [self.operation])
        return {**_as_json(finding), "fault": finding.fault or "", "operations": operations}


def failure(blank: Report, errors: Sequence[PreflightError], *, details: bool = False) -> Report:
    """The report of a run that came to no verdict; `blank` tells what it was about."""
    told = [
        ReportedError(
            error.kind, error.message, error.position, error.remedy, (error.details or None) if details else None
        )
        for whole in errors
        for error in (whole.parts or (whole,))
    ]
    return replace(blank, errors=tuple(told))


def of_diagnostics(
    diagnostics: Diagnostics,
    resources: "Iterable[Resource]",
    *,
    project: str,
    stack: str,
    operation: str,
    file: str = "",
    seconds: Mapping[str, float] | None = None,
) -> Report:
    """The report of what packs said of resources. `file` is what was judged."""
    shown = sorted(resources, key=lambda resource: resource.urn)
    places = {each.urn: (each.position, each.made_at) for each in shown}
    judgements, judged = diagnostics.judgements, by_place(diagnostics.judgements)
    found = [finding_of_violation(violation, judged) for violation in diagnostics.violations]
    judgements = [with_places(judgement, diagnostics.settings, places) for judgement in judgements]
    waived = [finding for judgement in judgements for finding in _waived(judgement)]
    return Report(
        project=project,
        stack=stack,
        operation=operation,
        resources=tuple(map(listed, shown)),
        paths=tuple(path for judgement in judgements for path in judgement.paths),
        findings=sorted_findings(placed(finding, places, diagnostics.settings) for finding in found),
        aborted=tuple(diagnostics.aborted),
        waived=tuple(placed(finding, places, diagnostics.settings) for finding in waived),
        presumptions=tuple(text for judgement in judgements for text in judgement.presumptions),
        waivers=tuple(waiver for judgement in judgements for waiver in judgement.waivers),
        notes=tuple(note for judgement in judgements for note in judgement.notes),
        packs=tuple(diagnostics.packs),
        releases=dict(diagnostics.releases),
        disabled=tuple(diagnostics.disabled),
        seconds=seconds or {},
        file=file,
    )


def of_judgement(judgement: Judgement, file: str = "") -> Report:
    """The report of what a pack wrote in a file, under whatever engine. Positions are not in it."""
    return Report(
        project=judgement.project,
        stack=judgement.stack,
        operation="judgement",
        paths=judgement.paths,
        findings=sorted_findings(
            finding_of_judgement(judgement.pack, judged)
            for judged in judgement.findings
            if not judged.waived and judged.level != "disabled"
        ),
        waived=tuple(_waived(judgement)),
        presumptions=judgement.presumptions,
        waivers=judgement.waivers,
        notes=judgement.notes,
        packs=(judgement.pack,),
        releases={judgement.pack: judgement.release} if judgement.release else {},
        file=file,
    )


def _waived(judgement: Judgement) -> Iterator[Finding]:
    for judged in judgement.findings:
        if judged.waived:
            at = "" if judged.waived_by is None else judgement.waivers[judged.waived_by].position
            yield replace(finding_of_judgement(judgement.pack, judged), waived_at=at)


def _as_json(entry: "DataclassInstance") -> dict[str, object]:
    """An entry with the names of its fields, without those that have nothing to say."""
    content = asdict(entry, dict_factory=_with_lists)
    left_out = {key for key in ("details", "waived", "new") if content.get(key) is None}
    left_out |= {"waivedAt"} if "waived" in left_out else set()
    return {key: value for key, value in content.items() if key not in left_out}


def _with_lists(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {in_json(key): list(value) if isinstance(value, tuple) else value for key, value in pairs}
