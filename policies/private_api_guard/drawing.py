"""The request paths as the judgement file has them: the model's hops, coloured with what was found about each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, TypeAlias, TypeVar

from .faults import LEVELS, MANDATORY
from .faults.fault import Finding, Judge
from .model.balancing.backend import Backend
from .model.gateway.method import Method
from .model.hop import Hop
from .model.model import Model
from .model.path import Stop, behind, stops
from .model.verdict import State

T = TypeVar("T")

_MOST_EVIDENCE = 6
# Clears a text of secrets.
Hidden: TypeAlias = Callable[[str], str]
# Hops of one path, and of all: methods, stages and target groups of one API may multiply.
_MOST_STEPS = 100
_MOST_STEPS_OF_ALL = 20_000
_WORST_FIRST = (State.CLOSED, State.UNKNOWN, State.OPEN)


@dataclass(frozen=True)
class Step:
    """One hop: whether it lets requests (or health checks) through, and why."""

    stop: Stop
    state: State
    check: str
    evidence: tuple[str, ...]
    presumed: tuple[str, ...] = ()
    symptom: str | None = None
    remedy: str | None = None

    @property
    def signature(self) -> tuple[object, ...]:
        """What must be equal for hops to be the same: routes have integrations of their own to one backend."""
        apart = self.stop.kind is Hop.INTEGRATION and self.state is State.OPEN
        return self.stop.kind, None if apart else self.stop.urn, self.state, self.check

    def as_json(self, hidden: Hidden, after: list[int]) -> dict[str, object]:
        """The hop as the judgement file has it, cleared of secrets; `after` are the places of those that lead to it."""
        return {
            "kind": self.stop.kind, "name": hidden(self.stop.name), "urn": _key(self.stop.urn, hidden),
            "state": self.state.value, "check": self.check, "evidence": [hidden(line) for line in self.evidence],
            "symptom": self.symptom, "remedy": self.remedy, "presumed": [hidden(line) for line in self.presumed],
            "after": after,
        }  # fmt: skip


@dataclass(frozen=True)
class Path:
    """The routes of an API on a stage that share all hops."""

    api: str
    stage: str | None
    routes: tuple[Method, ...]
    steps: tuple[Step, ...]

    def as_json(self, hidden: Hidden) -> dict[str, Any]:
        """The path as the judgement file has it, cleared of secrets."""
        return {
            "api": _key(self.api, hidden), "stage": self.stage and hidden(self.stage),
            "state": self.state("request").value,
            "routes": [
                {"method": hidden(each.verb), "path": hidden(each.path), "urn": each.resource.urn}
                for each in self.routes
            ],
            "health": self.state("health").value if any(step.stop.kind is Hop.TARGET for step in self.steps) else None,
            "hops": [step.as_json(hidden, after) for step, after in zip(self.steps, self.ways, strict=True)],
        }  # fmt: skip

    @property
    def ways(self) -> list[list[int]]:
        """For each hop, the places of those that lead to it: paths fork at load balancers and behind the client."""
        places: dict[Stop, int] = {}
        ways: list[list[int]] = []
        before: list[int] = []
        front: list[int] = []
        for place, step in enumerate(self.steps):
            stop = step.stop
            if stop in places:
                ways.append(ways[places[stop]])
                continue
            after = stop.after
            ways.append(before if after is None else _places(places, after) or front)
            places[stop], before = place, [place]
            front = before if stop.kind is Hop.INTEGRATION else front
        return ways

    def state(self, check: str) -> State:
        """The verdict on requests or on health checks: a closed hop decides, then an unknown one."""
        # Requests end at the target: what it asks of a database is another question than whether they arrive.
        steps = (step for step in self.steps if step.check == check and step.stop.kind is not Hop.DATABASE)
        states = {step.state for step in steps}
        return next((state for state in (State.CLOSED, State.UNKNOWN) if state in states), State.OPEN)


def draw(model: Model, judge: Judge) -> list[Path]:
    """Every path of a stack. Routes whose hops are the same stand together.

    Of more hops than there is room for, those that are open are left out first; one more path, or hop, stands for them.
    """
    colours = _Colours(model, judge)
    routes: dict[object, list[Method]] = {}
    steps: dict[object, tuple[str, str | None, list[_Drawn]]] = {}
    for chain in model.chains:
        drawn = [colours.of(stops(model, chain)), *(colours.behind(each) for each in chain.backends)]
        stage = chain.stage.label if chain.stage else None
        key = chain.api.key, stage, tuple(signature for _, signatures in drawn for signature in signatures)
        steps.setdefault(key, (chain.api.key, stage, drawn))
        routes.setdefault(key, []).append(chain.method)
    paths = [
        Path(api, stage, tuple(routes[key]), _shortened([step for listed, _ in drawn for step in listed]))
        for key, (api, stage, drawn) in steps.items()
    ]
    kept, left = _with_room(paths, _MOST_STEPS_OF_ALL, lambda path: path.state("request"), lambda path: len(path.steps))
    if not left:
        return kept
    rest = _standing_for(Hop.CLIENT, f"{len(left)} more paths", [path.state("request") for path in left])
    return [*kept, Path(left[0].api, None, (), (rest,))]


def _shortened(steps: list[Step]) -> tuple[Step, ...]:
    """As many steps as one path has room for."""
    kept, left = _with_room(steps, _MOST_STEPS, lambda step: step.state, lambda _: 1)
    for check in dict.fromkeys(step.check for step in left):
        alike = [step.state for step in left if step.check == check]
        kept.append(replace(_standing_for(Hop.TARGET, f"{len(alike)} more hops", alike), check=check))
    return tuple(kept)


def _with_room(
    items: list[T], room: int, state: Callable[[T], State], size: Callable[[T], int]
) -> tuple[list[T], list[T]]:
    """What there is room for and what is not, both in their order: what is open makes room first."""
    if sum(map(size, items)) <= room:
        return items, []
    worst_first = sorted(range(len(items)), key=lambda number: _WORST_FIRST.index(state(items[number])))
    filled = accumulate(size(items[number]) for number in worst_first)
    kept = {number for number, total in zip(worst_first, filled, strict=True) if total <= room}
    return (
        [item for number, item in enumerate(items) if number in kept],
        [item for number, item in enumerate(items) if number not in kept],
    )


def _standing_for(kind: Hop, name: str, states: Iterable[State]) -> Step:
    """The step that stands for some that are left out, in the worst of their states."""
    return Step(Stop(kind, name, None, frozenset()), min(states, key=_WORST_FIRST.index), "request", ())


# Steps, and the signature of each.
_Drawn: TypeAlias = tuple[list[Step], list[tuple[object, ...]]]


def _places(places: dict[Stop, int], after: Iterable[Stop]) -> list[int]:
    """Where some hops stand; in place of one that is left out, those that lead to it."""
    found = ([places[each]] if each in places else _places(places, each.after or ()) for each in after)
    return list(dict.fromkeys(place for listed in found for place in listed))


class _Colours:
    """What was found about each hop. Only findings that block colour one, save those about databases."""

    def __init__(self, model: Model, judge: Judge) -> None:
        self._model = model
        self._judge = judge
        self._found: dict[tuple[Hop, str], list[Finding]] = {}
        self._behind: dict[object, _Drawn] = {}
        for finding in judge.findings:
            if LEVELS.get(finding.fault.policy) == MANDATORY or finding.fault.hop is Hop.DATABASE:
                for subject in finding.subjects:
                    self._found.setdefault((finding.fault.hop, subject), []).append(finding)

    def of(self, listed: Iterable[Stop]) -> "_Drawn":
        """The steps of some hops."""
        steps = [step for stop in listed for step in self._steps(stop)]
        return steps, [step.signature for step in steps]

    def behind(self, backend: Backend) -> "_Drawn":
        """The steps of a backend, to which many routes may lead."""
        key = backend.key, backend.presumed
        if key not in self._behind:
            self._behind[key] = self.of(behind(self._model, backend))
        return self._behind[key]

    def _steps(self, stop: Stop) -> Iterator[Step]:
        """A hop, and, where something was found about health checks there, another for these."""
        found = {
            (each.fault.id, each.urn, each.undecided): each
            for subject in stop.subjects
            for each in self._found.get((stop.kind, subject), ())
        }
        findings = [found[key] for key in sorted(found)]
        yield self._request(stop, [each for each in findings if each.check in ("request", "both")])
        health = [each for each in findings if each.check in ("health", "both")]
        if health:
            yield _coloured(stop, "health", health)

    def _request(self, stop: Stop, findings: list[Finding]) -> Step:
        passed = [each for urn in sorted(stop.subjects) for each in self._judge.passages.get((stop.kind, urn), ())]
        presumed = _first([stop.presumed, *(line for each in passed for line in each.presumed)])
        if findings:
            return _coloured(stop, "request", findings, presumed)
        if stop.unknown:
            return Step(stop, State.UNKNOWN, "request", (f"not known: {stop.unknown}",), presumed)
        evidence = _first(line for each in passed for line in each.evidence)
        return Step(stop, State.OPEN, "request", evidence, presumed)


def _coloured(stop: Stop, check: str, findings: list[Finding], presumed: tuple[str, ...] = ()) -> Step:
    """A hop that something closes, or that may be closed for all that is known."""
    undecided = all(each.undecided for each in findings)
    told = [each for each in findings if each.undecided == undecided]
    # The fault as a fact only where it is one.
    heads = [f"not known: {each.where}" if undecided else each.fault.title for each in told]
    lines = [line for head, each in zip(heads, told, strict=True) for line in (head, *each.evidence)]
    state, fault = State.UNKNOWN if undecided else State.CLOSED, told[0].fault
    return Step(stop, state, check, _first(lines), presumed, fault.symptom.text, fault.remedy)


def _first(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in lines if line))[:_MOST_EVIDENCE]


def _key(key: str | None, hidden: Hidden) -> str | None:
    """A URN as it is; what is outside the stack is known by a literal."""
    return key if key is None or key.startswith("urn:pulumi:") else hidden(key)
