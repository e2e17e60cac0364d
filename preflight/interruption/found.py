"""What a plan does to the requests that paths lead through what is deployed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from preflight.interruption import balancing, gateway, running
from preflight.interruption.belonging import belonging
from preflight.interruption.effect import Around, Effect, way_of
from preflight.packs.judgement import RequestPath
from preflight.plan.interruption import Interruption
from preflight.plan.step import Planned
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.resource import Resource

ROWS: tuple[Effect, ...] = (*gateway.ROWS, *balancing.ROWS, *running.ROWS)
_UNREACHABLE = {
    "aws:apigatewayv2/api:Api": '503 {"message":"Service Unavailable"}',
}
_OF_REST = '500 {"message":"Internal server error"}'
_STAYS = ("same", "update", "read")
_NOTICED = ("interrupts", "moves", "stops")
_NOTHING = Around()


def interruptions(
    plan: Sequence[Planned], live: Sequence[RequestPath], then: Sequence[RequestPath] = ()
) -> list[Interruption]:
    """What the steps do to requests, in the order of the steps.

    `live` are the paths through what is deployed, `then` those after the update. A path that is closed has no requests.
    What several paths go through is told once for each API and stage.
    """
    before = {each.before.urn: each.before for each in plan if each.before}
    steps = {each.before.urn: (place, each) for place, each in enumerate(plan, 1) if each.before and way_of(each)}
    found: dict[tuple[str, str, str], _Met] = {}
    for path in live:
        if path.state == "closed":
            continue
        hops = {hop.urn: hop.kind for hop in path.hops if hop.urn}
        hops |= {route.urn: "integration" for route in path.routes if route.urn}
        for urn, hop in belonging(hops, before).items():
            if urn in steps:
                met = found.setdefault((urn, path.api, path.stage or ""), _Met(hops[hop].replace("-", " ")))
                met.requests |= dict.fromkeys(_requests(path))
    for (urn, path), routes in _led_to(plan, live, then):
        steps[urn] = next((place, each) for place, each in enumerate(plan, 1) if each.step.urn == urn)
        met = found.setdefault((urn, path.api, path.stage or ""), _Met("target group"))
        met.requests |= dict.fromkeys(routes)
    around = _around(plan)
    for (urn, api, _), met in found.items():
        step, near = steps[urn][1], around.get(urn, _NOTHING)
        near = replace(near, of_api=around.get(api, _NOTHING).used_by)
        met.row = next((row for row in ROWS if row.holds(step, near)), None)
    noticed = {(*key[1:], urns.type_of(key[0])) for key, met in found.items() if met.row and met.row.notice in _NOTICED}
    told = (
        _told(*steps[urn], met, api, stage)
        for (urn, api, stage), met in found.items()
        if not met.row or not any((api, stage, type_) in noticed for type_ in met.row.unless)
    )
    return sorted(filter(None, told), key=lambda each: each.place)


def _led_to(
    plan: Sequence[Planned], live: Sequence[RequestPath], then: Sequence[RequestPath]
) -> Iterator[tuple[tuple[str, RequestPath], list[str]]]:
    """The target groups that are made and to which live requests are led, unless the update waits for their targets."""
    names = {each.step.was: each.step.urn for each in plan if each.step.was}
    made = {each.step.urn: each.after for each in plan if each.step.operation == "create" and each.after}
    known = {each.after.urn: each.after for each in plan if each.after}
    before = {
        (names.get(path.api, path.api), path.stage, request)
        for path in live
        if path.state != "closed"
        for request in _requests(path)
    }
    for path in then:
        routes = [each for each in _requests(path) if (path.api, path.stage, each) in before]
        hops = [known[hop.urn] for hop in path.hops if hop.urn in known]
        if not routes or any(hop.inputs.get("waitForSteadyState") is True for hop in hops):
            continue
        for hop in hops:
            if hop.urn in made and hop.type.endswith("/targetGroup:TargetGroup"):
                yield (hop.urn, path), routes


def _requests(path: RequestPath) -> list[str]:
    return [f"{route.method} {route.path}".strip() for route in path.routes]


@dataclass
class _Met:
    """The hop that a resource is or belongs to, the requests that go through it, and what they see."""

    hop: str
    requests: dict[str, None] = field(default_factory=dict)
    row: Effect | None = None


def _told(place: int, planned: Planned, met: _Met, api: str, stage: str) -> Interruption | None:
    step, row = planned.step, met.row
    if row is None and way_of(planned) in ("create", "update", "delete"):
        return None
    seen = {"unreachable": _UNREACHABLE.get(urns.type_of(api), _OF_REST), "healthy": _healthy(planned)}
    return Interruption(
        row.notice if row else "unknown",
        step.urn,
        step.operation,
        met.hop,
        api,
        stage,
        tuple(met.requests),
        _filled(row.seen, seen) if row else "nobody knows here what requests see of it",
        _filled(row.until, seen) if row else "",
        _why(planned),
        row.source if row else "",
        place,
    )


def _around(plan: Sequence[Planned]) -> dict[str, Around]:
    """What is not made anew around each resource, by the URN that it had."""
    stays = {each.after.urn for each in plan if each.after and each.step.operation in _STAYS}
    refers: dict[str, set[str]] = {each.before.urn: set() for each in plan if each.before}
    used: dict[str, set[str]] = {urn: set() for urn in refers}
    for each in plan:
        if each.before is None:
            continue
        if each.after:
            refers[each.before.urn] |= {_type(urn) for urn in _references(each.after) if urn in stays}
        if each.step.operation in _STAYS:
            for urn in _references(each.before):
                used.setdefault(urn, set()).add(_type(each.before.urn))
    return {urn: Around(frozenset(refers[urn]), frozenset(used[urn])) for urn in refers}


def _references(resource: Resource) -> Iterator[str]:
    return (urn for each in resource.property_dependencies.values() for urn in each)


def _type(urn: str) -> str:
    return urns.type_of(urn).replace("aws:alb/", "aws:lb/")


def _filled(text: str, words: Mapping[str, str]) -> str:
    for key, word in words.items():
        text = text.replace(f"{{{key}}}", word)
    return text


def _healthy(planned: Planned) -> str:
    """How long a target takes at least until it counts as healthy."""
    after = wire.in_clear(planned.after.inputs) if planned.after else {}
    check = after.get("healthCheck")
    every, times = (check.get(key) for key in ("interval", "healthyThreshold")) if isinstance(check, dict) else (0, 0)
    known = every * times if isinstance(every, int) and isinstance(times, int) else 0
    return f", which takes {known} s of health checks" if known else ""


def _why(planned: Planned) -> str:
    """What keeps the new one from being made first."""
    step = planned.step
    if not step.deletes_first:
        return ""
    if step.named:
        return f"the old one goes first, since somebody gave its {step.named}, and AWS has no two of one name"
    option = planned.after.options.delete_before_replace if planned.after else None
    return f"the old one goes first, {'as `delete_before_replace` asks' if option else 'as its provider does it'}"
