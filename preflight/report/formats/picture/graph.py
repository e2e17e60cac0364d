"""The paths of a stack as one graph: what several of them pass through stands there once."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from preflight.packs.judgement import Check, Hop, RequestPath, State
from preflight.report.formats import words

ROUTES: Final = "routes"
"""The kind of a node that stands for routes which lead to the same place."""

_INTEGRATION: Final = "integration"
_TYPE: Final = re.compile(r" \(\w+\.\w+\)")
_API: Final = "API"
_GATES: Final = ("policy", "key", "deployment")
_FRONT: Final = ("client", "endpoint", "domain", _API, "authorizer", _INTEGRATION)
_BEHIND: Final = ("listener", "target-group", "network", "target", "database")
# A load balancer may be the target of another one, and that of a third.
_COLUMNS: Final = (*_FRONT, "vpc-link", "network", "load-balancer", *_BEHIND * 3)
_CHECKS: Final[tuple[Check, ...]] = ("request", "health")
_WORST: Final[tuple[State, ...]] = ("open", "unknown", "closed")


@dataclass(frozen=True)
class Node:
    """What requests pass through. `column` counts from the client on.

    `lines` say more of it: its routes, what an API asks, or the hops of a group that are not open. `presumed` is what
    is open only as far as something is presumed. `symptoms` are what a caller sees where it is closed. `apis` are the
    positions of the APIs whose requests come by, as `apis_of` lists them.
    """

    column: int
    kind: str
    name: str
    state: State
    presumed: bool = False
    lines: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    apis: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Graph:
    """Nodes, in the order in which requests meet them, and the places of those that an edge joins.

    `edges` lead from lower columns to higher ones; `columns` are how many there are.
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 1 + max((node.column for node in self.nodes), default=-1)


def worst(states: Iterable[State]) -> State:
    """A closed one decides, then one that is not known."""
    return max(states, key=_WORST.index, default="open")


def apis_of(paths: Iterable[RequestPath]) -> list[str]:
    """The names of APIs, each with its stage."""
    return list(dict.fromkeys(words.api_of(path) for path in paths))


def numbered(paths: Sequence[RequestPath]) -> Iterator[tuple[RequestPath, int]]:
    """Each path with the position of its API, as `apis_of` lists them."""
    numbers = {name: number for number, name in enumerate(apis_of(paths))}
    return ((path, numbers[words.api_of(path)]) for path in paths)


def apis_at(paths: Sequence[RequestPath]) -> dict[str, set[int]]:
    """By URN, the positions of the APIs whose requests come by a resource."""
    found: dict[str, set[int]] = {}
    for path, api in numbered(paths):
        for urn in (path.api, *(hop.urn for hop in path.hops), *(route.urn for route in path.routes)):
            if urn:
                found.setdefault(urn, set()).add(api)
    return found


def of_hops(paths: Sequence[RequestPath]) -> Graph:
    """Every hop as a node, save that what an API itself asks stands in one."""
    drawing = Drawing()
    for path, api in numbered(paths):
        for hop, passed in zip(path.hops, _passed(path), strict=True):
            kind, name, lines = words.kind_of(hop), short(hop), list[str]()
            if hop.kind in _GATES:
                kind, name, lines = _API, words.api_of(path), [f"{words.STATES[hop.state]} {kind}"]
            elif hop.kind == _INTEGRATION and path.routes:
                kind, lines = ROUTES, words.routes_of(path)
            drawing.add(passed.node, passed.place, kind, name, [hop], lines, api, passed.before)
    return drawing.graph()


@dataclass(frozen=True)
class _Passed:
    """A hop in the graph: its node, where it stands, the nodes that requests come from, and those that they leave."""

    node: Hashable
    place: float
    before: Sequence[Hashable]
    exits: Sequence[Hashable]


def _passed(path: RequestPath) -> list[_Passed]:
    """Each hop of a path."""
    found: list[_Passed] = []
    led = _led(path)
    gate: _Passed | None = None
    for hop, after in zip(path.hops, led, strict=True):
        same = next((each for each in after if _is_the_same(hop, path.hops[each])), None)
        before = list(dict.fromkeys(node for each in after for node in found[each].exits))
        least = max((found[each].place for each in after), default=-1.0)
        place = _column(hop, least)
        node = (place, *_mark(path, hop, led))
        if same is not None:
            found.append(replace(found[same], before=()))
        elif hop.kind in _GATES and gate:
            # What the API asks behind its authorizer is drawn before it: requests go on from the authorizer.
            found.append(_Passed(gate.node, least, (), before))
        else:
            found.append(_Passed(node, place, before, [node]))
            gate = found[-1] if hop.kind in _GATES else gate
    return found


def of_groups(paths: Sequence[RequestPath]) -> Graph:
    """An API with all that it asks as one node, its routes, and what stands behind them as another."""
    drawing = Drawing()
    for path, api in numbered(paths):
        place = next((place for place, hop in enumerate(path.hops) if hop.kind == _INTEGRATION), len(path.hops))
        front, joint, behind = path.hops[:place], path.hops[place : place + 1], path.hops[place + 1 :]
        name, routes = words.api_of(path), words.routes_of(path)
        drawing.add((path.api, path.stage), 0, _API, name, front, _trouble(front), api, [])
        before: Hashable = (path.api, path.stage)
        backend = next((hop for hop in behind if hop.kind == "load-balancer"), next(iter(behind), None))
        key = tuple((hop.kind, hop.urn or hop.name) for hop in behind)
        if joint:
            state = worst(hop.state for hop in joint)
            node = (path.api, path.stage, path.state, state, key)
            drawing.add(node, 1, ROUTES, short(joint[0]), joint, [*routes, *_trouble(joint)], api, [before])
            before = node
        if backend:
            drawing.add(key, 2, "backend", short(backend), behind, _trouble(behind), api, [before])
    return drawing.graph()


def of_apis(paths: Sequence[RequestPath], most: int) -> Graph:
    """Each API as one node, those first that are not open; of more than `most` the others are counted."""
    by_api: dict[int, list[RequestPath]] = {}
    for path, api in numbered(paths):
        by_api.setdefault(api, []).append(path)
    ranked = sorted(by_api.items(), key=lambda pair: -_WORST.index(_state(pair[1])))
    drawing = Drawing()
    drawing.add("client", 0, "client", "client", [], [], None, [])
    for api, listed in ranked[:most]:
        hops = [hop for path in listed for hop in path.hops]
        count = words.count(sum(len(path.routes) for path in listed), "route")
        drawing.add(api, 1, _API, words.api_of(listed[0]), hops, [count, *_trouble(hops)], api, ["client"])
    left = ranked[most:]
    if left:
        hops = [hop for _, listed in left for path in listed for hop in path.hops]
        drawing.add("left", 1, "APIs", f"{len(left)} more", hops, [], None, ["client"])
    return drawing.graph()


def short(hop: Hop) -> str:
    """A hop's name without what its kind and its neighbours say."""
    name = _without_types(hop.name)
    return f"to {name.rpartition(' -> ')[2]}" if hop.kind == "network" and " -> " in name else name


@dataclass
class _Made:
    place: float
    kind: str
    name: str
    hops: list[Hop] = field(default_factory=list)
    lines: dict[str, None] = field(default_factory=dict)
    apis: set[int] = field(default_factory=set)

    def node(self, column: int) -> Node:
        closed = [hop for hop in self.hops if hop.state == "closed"]
        state = worst(hop.state for hop in self.hops)
        return Node(
            column,
            self.kind,
            self.name,
            state,
            state == "open" and any(hop.presumed for hop in self.hops),
            tuple(self.lines),
            _symptoms(closed),
            frozenset(self.apis),
        )


class Drawing:
    """A graph that is being made: what is added twice is one node."""

    def __init__(self) -> None:
        self._made: dict[Hashable, _Made] = {}
        self._edges: dict[tuple[Hashable, Hashable], None] = {}

    def add(
        self,
        key: Hashable,
        place: float,
        kind: str,
        name: str,
        hops: Iterable[Hop],
        lines: Iterable[str],
        api: int | None,
        before: Iterable[Hashable],
    ) -> None:
        """Adds to a node, and edges from others to it. Columns are in the order of places."""
        made = self._made.setdefault(key, _Made(place, kind, name))
        made.hops += hops
        made.lines |= dict.fromkeys(lines)
        made.apis |= set() if api is None else {api}
        self._edges |= dict.fromkeys((each, key) for each in before)

    def graph(self) -> Graph:
        """What was made."""
        columns = {place: column for column, place in enumerate(sorted({made.place for made in self._made.values()}))}
        numbers = {key: number for number, key in enumerate(self._made)}
        nodes = tuple(made.node(columns[made.place]) for made in self._made.values())
        return Graph(nodes, tuple((numbers[source], numbers[target]) for source, target in self._edges))


def _led(path: RequestPath) -> list[list[int]]:
    """For each hop the places of those that lead to it, all of which stand before it."""
    return [
        [each for each in ([place - 1] if hop.after is None else hop.after) if 0 <= each < place]
        for place, hop in enumerate(path.hops)
    ]


def _column(hop: Hop, least: float) -> float:
    """Where a hop stands behind another: in the next column of its kind, else right behind it."""
    column = _API if hop.kind in _GATES else hop.kind
    return next(
        (float(place) for place, kind in enumerate(_COLUMNS) if place > least and kind == column), least + 1 / 64
    )


def _mark(path: RequestPath, hop: Hop, led: list[list[int]]) -> tuple[Hashable, ...]:
    """What tells hops of a column apart. Integrations are told apart by where they lead, and to what end."""
    if hop.kind in _GATES:
        return path.api, path.stage
    if hop.kind != _INTEGRATION:
        return hop.kind, hop.urn or hop.name
    place = path.hops.index(hop)
    next_ = tuple(each.urn or each.name for each, after in zip(path.hops, led, strict=True) if place in after)
    return path.api, path.stage, path.state, hop.state, next_


def _is_the_same(hop: Hop, before: Hop) -> bool:
    """Whether a hop is the one before, asked about health checks, or the load balancer that a target is."""
    if hop.kind == before.kind and hop.check == "health":
        return (hop.urn, hop.name) == (before.urn, before.name)
    return (before.kind, hop.kind) == ("target", "load-balancer") and hop.urn is not None and hop.urn == before.urn


def _state(paths: Iterable[RequestPath]) -> State:
    return worst(hop.state for path in paths for hop in path.hops)


def _trouble(hops: Iterable[Hop]) -> list[str]:
    """The hops that are not open, worst first."""
    found = sorted((hop for hop in hops if hop.state != "open"), key=lambda hop: -_WORST.index(hop.state))
    return [f"{words.STATES[hop.state]} {words.kind_of(hop)} {short(hop)}" for hop in found]


def _symptoms(closed: Iterable[Hop]) -> tuple[str, ...]:
    """What a caller sees; of health checks, what requests do not tell already."""
    told = {check: {hop.symptom: None for hop in closed if hop.check == check and hop.symptom} for check in _CHECKS}
    return *told["request"], *(f"health checks: {each}" for each in told["health"] if each not in told["request"])


def _without_types(name: str) -> str:
    """`web` of `web (lb.Listener)`."""
    return _TYPE.sub("", name)
