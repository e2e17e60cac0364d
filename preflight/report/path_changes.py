"""What a change does to request paths: the requests, and the hops, that open or close."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from preflight.packs.judgement import Hop, RequestPath, State

_BEST_FIRST: tuple[State, ...] = ("open", "unknown", "closed")


@dataclass(frozen=True)
class RequestChange:
    """A request (`GET /orders` of an API's stage) whose state is another than before; None where there is none.

    `hop` is what keeps it from being open, now or else before, with its symptom; both are empty where nothing does.
    """

    api: str
    stage: str
    request: str
    before: State | None
    after: State | None
    hop: str = ""
    symptom: str = ""


@dataclass(frozen=True)
class HopChange:
    """A hop that is there before and after, and whose state is another."""

    api: str
    stage: str
    kind: str
    name: str
    before: State
    after: State


def request_changes(
    before: Iterable[RequestPath], after: Iterable[RequestPath], names: Mapping[str, str]
) -> Iterator[RequestChange]:
    """The requests that open, close, come or go. `names` has what a URN of before is called now."""
    old, new = _requests(before, names), _requests(after, {})
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        if (was and was.state) == (now and now.state):
            continue
        hop = next((hop for path in (now, was) if path for hop in _not_open(path)), None)
        api, stage, request = key
        yield RequestChange(
            api=api,
            stage=stage,
            request=request,
            before=was.state if was else None,
            after=now.state if now else None,
            hop=hop.kind.replace("-", " ") if hop else "",
            symptom=(hop.symptom if hop else None) or "",
        )


def hop_changes(
    before: Iterable[RequestPath], after: Iterable[RequestPath], names: Mapping[str, str]
) -> Iterator[HopChange]:
    """The hops that open or close. What is on several paths is told once, as it is where it is worst."""
    old, new = _hops(before, names), _hops(after, {})
    for key, now in new.items():
        was = old.get(key)
        if was and was.state != now.state:
            api, stage, *_ = key
            yield HopChange(api, stage, now.kind, now.name, was.state, now.state)


def _requests(
    paths: Iterable[RequestPath], names: Mapping[str, str]
) -> dict[tuple[str, str, str], RequestPath]:  # fmt: skip
    """The path of each request by API, stage, and method and path; the worst, where there are several."""
    return {
        (names.get(path.api, path.api), path.stage or "", f"{route.method} {route.path}".strip()): path
        for path in sorted(paths, key=lambda path: _BEST_FIRST.index(path.state))
        for route in path.routes
    }


def _hops(paths: Iterable[RequestPath], names: Mapping[str, str]) -> dict[tuple[str, str, Hashable], Hop]:
    """Each hop by API, stage, and what it is; as it is where it is worst."""
    pairs = [(path, hop) for path in paths for hop in path.hops]
    return {
        (
            names.get(path.api, path.api),
            path.stage or "",
            (hop.kind, hop.check, names.get(hop.urn, hop.urn) if hop.urn else hop.name),
        ): hop
        for path, hop in sorted(pairs, key=lambda pair: _BEST_FIRST.index(pair[1].state))
    }


def _not_open(path: RequestPath) -> list[Hop]:
    """The hops that keep requests from getting through, closed ones first."""
    hops = [hop for hop in path.hops if hop.check == "request" and hop.state != "open"]
    return sorted(hops, key=lambda hop: hop.state != "closed")
