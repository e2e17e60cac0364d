"""What every format gets of a report: so much that people and tools can read it, in text that does nothing.

What is left out is counted in the report's `left_out`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from preflight.plan.plan import Plan
from preflight.report.change import Comparison
from preflight.report.cost import Cost
from preflight.report.finding import Finding
from preflight.report.plain import plain
from preflight.report.report import Report

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ENTRIES = 1_000
"""Entries of one kind that are told: findings, paths, waivers, ... What blocks comes first."""

CHARACTERS = 1_000_000
"""Characters that the entries of one kind may have in all."""

CHARACTERS_OF_ENTRY = 50_000
"""Characters after which an entry has no more parts."""

RESOURCES = 10_000
"""Resources that are listed."""

PARTS = 200
"""Parts of one entry: lines of evidence, routes, hops."""

_AROUND = 20  # characters that a format puts around a text, about
_IN_LINES = frozenset({"message", "details"})
_Entry = TypeVar("_Entry", bound="DataclassInstance")


def told(report: Report) -> Report:
    """The report in bounds. Telling it again changes nothing."""
    telling = _Telling(Counter(report.left_out))
    return replace(
        report,
        project=plain(report.project),
        stack=plain(report.stack),
        file=plain(report.file),
        packs=telling.texts("packs", report.packs),
        releases=dict(
            zip(
                telling.texts("versions", tuple(report.releases)),
                telling.texts("versions", tuple(report.releases.values())),
                strict=False,
            )
        ),
        resources=telling.some(report.resources, lambda _: ("resources",), most=RESOURCES),
        paths=telling.some(report.paths, lambda _: ("paths",), later=lambda path: path.state == "open"),
        findings=telling.some(
            report.findings,
            _kinds,
            later=lambda finding: (not report.blocks(finding), not finding.mandatory),
        ),
        aborted=telling.some(report.aborted, lambda _: ("aborted",), later=lambda policy: not policy.mandatory),
        waived=telling.some(
            report.waived,
            lambda finding: ("waived mandatory" if finding.mandatory else "waived advisory",),
            later=lambda finding: not finding.mandatory,
        ),
        waivers=telling.some(
            report.waivers, lambda _: ("waivers",), later=lambda waiver: waiver.state in {"in-force", "unused"}
        ),
        notes=telling.texts("notes", report.notes),
        presumptions=telling.texts("presumptions", report.presumptions),
        disabled=telling.texts("disabled", report.disabled),
        stand_ins=telling.texts("stand-ins", report.stand_ins),
        assumed=telling.texts("look-ups", report.assumed),
        errors=telling.some(report.errors, lambda _: ("errors",)),
        untouched=telling.texts("untouched stacks", report.untouched),
        removed=telling.texts("removed stacks", report.removed),
        sources=None if report.sources is None or len(report.sources) > PARTS else report.sources,
        stacks=telling.some(report.stacks, lambda _: ("stacks",)),
        cost=report.cost and telling.cost(report.cost),
        comparison=report.comparison and telling.change(report.comparison),
        plan=report.plan and telling.plan(report.plan),
        left_out=dict(telling.left),
    )


def _kinds(finding: Finding) -> Iterator[str]:
    """What a finding counts as where it is left out: its level, and what else formats count of findings."""
    yield "mandatory" if finding.mandatory else "advisory"
    if finding.undecided:
        yield "undecided"
    if finding.new is not None:
        yield "new" if finding.new else "still"


@dataclass
class _Telling:
    """Makes entries that are told, and counts by kind what is left out."""

    left: Counter[str] = field(default_factory=Counter)
    _size: int = 0

    def some(
        self,
        entries: Sequence[_Entry],
        kinds: Callable[[_Entry], Iterable[str]],
        *,
        later: Callable[[_Entry], bool | tuple[bool, ...]] = lambda _: False,
        most: int = ENTRIES,
    ) -> tuple[_Entry, ...]:
        """The entries in their order, as many as there is room for; those that come `later` have what is left."""
        shown: dict[int, _Entry] = {}
        room = CHARACTERS
        for place in sorted(range(len(entries)), key=lambda place: later(entries[place])):
            if room > 0 and len(shown) < most:
                self._size = 0
                shown[place] = self._entry(entries[place])
                room -= self._size
            else:
                self.left.update(kinds(entries[place]))
        return tuple(shown[place] for place in sorted(shown))

    def texts(self, kind: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        """The first of the report's own texts."""
        self._size = 0
        return self._listed(kind, texts)

    def change(self, change: Comparison) -> Comparison:
        """What a change does: of requests and hops what closes first."""
        return replace(
            change,
            base=plain(change.base),
            note=plain(change.note, lines=True),
            notes=self.texts("notes on the base", change.notes),
            requests=self.some(
                change.requests, lambda _: ("requests changed",), later=lambda each: each.after == "open"
            ),
            hops=self.some(change.hops, lambda _: ("hops changed",), later=lambda each: each.after == "open"),
            gone=self.some(change.gone, lambda _: ("gone",), later=lambda each: not each.mandatory),
            added=self.some(change.added, lambda _: ("resources added",)),
            changed=self.some(change.changed, lambda _: ("resources changed",)),
            removed=self.some(change.removed, lambda _: ("resources removed",)),
            costs=None if change.costs is None else self.some(change.costs, lambda _: ("costs changed",)),
        )

    def cost(self, cost: Cost) -> Cost:
        """What stands; the sum is of all of it."""
        return replace(
            cost,
            parts=self.some(cost.parts, lambda _: ("parts that cost",)),
            by_use=self.texts("parts billed by use", cost.by_use),
        )

    def plan(self, plan: Plan) -> Plan:
        """What an update does: what goes or is replaced comes first."""
        return replace(
            plan,
            steps=self.some(
                plan.steps, lambda _: ("steps",), later=lambda step: step.operation not in ("delete", "replace")
            ),
            notes=self.texts("notes on the plan", plan.notes),
            interruptions=None
            if plan.interruptions is None
            else self.some(
                plan.interruptions, lambda _: ("interruptions",), later=lambda each: each.notice == "survives"
            ),
        )

    def _listed(self, kind: str, parts: tuple[Any, ...]) -> tuple[Any, ...]:
        shown: list[Any] = []
        for part in parts[:PARTS]:
            if self._size > CHARACTERS_OF_ENTRY:
                break
            shown.append(self._part("", part))
        if len(shown) < len(parts):
            self.left[kind] += len(parts) - len(shown)
        return tuple(shown)

    def _entry(self, entry: _Entry) -> _Entry:
        return replace(entry, **{each.name: self._part(each.name, getattr(entry, each.name)) for each in fields(entry)})

    def _part(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            text = plain(value, lines=name in _IN_LINES)
            self._size += _AROUND + len(text)
            return text
        if isinstance(value, tuple):
            return self._listed(name, value)
        return self._entry(value) if hasattr(value, "__dataclass_fields__") else value
