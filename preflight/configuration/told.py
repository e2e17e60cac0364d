"""What a configuration comes to, for people and for programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from preflight.configuration.effect import Effect
from preflight.packs.judgement import ListedWaiver
from preflight.report.formats.words import count

_STATES = {"in-force": "in force", "unused": "in force"}  # a stack that has nothing in it leaves all unused


def to_json(effect: Effect) -> str:
    """As JSON: every policy, waiver and problem."""
    content = {
        "pack": effect.pack,
        "release": effect.release,
        "policies": [asdict(each) for each in effect.policies],
        "waivers": [asdict(each) for each in effect.waivers],
        "problems": [asdict(each) for each in effect.problems],
        "notes": list(effect.notes),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def to_text(effect: Effect, name: str) -> str:
    """As text: what results, policy by policy, the waivers, and what has no effect."""
    return "\n".join(_lines(effect, name)) + "\n"


def _lines(effect: Effect, name: str) -> Iterator[str]:
    what = f"{effect.pack} {effect.release}".strip()
    wrong = count(len(effect.problems), "problem") if effect.problems else "nothing is wrong"
    yield f"{name}: {count(len(effect.policies), 'policy', 'policies')} of {what}, {wrong}"
    yield ""
    for each in effect.policies:
        own = f"  (by itself {each.own})" if each.level != each.own else ""
        yield f"  {each.level:<10} {each.policy}{own}"
        for option, value in each.options.items():
            told = count(len(value), "entry", "entries") if isinstance(value, list) else json.dumps(value)
            yield f"{' ' * 15}{option}: {told}"
    yield from _listed("Waivers", [waiver_line(each) for each in effect.waivers])
    problems = [
        "\n    ".join(filter(None, (f"{each.position}: {each.message}".removeprefix(": "), each.remedy)))
        for each in effect.problems
    ]
    yield from _listed("Problems", problems)
    yield from _listed("Note", list(effect.notes))


def waiver_line(waiver: ListedWaiver, states: dict[str, str] = _STATES) -> str:
    """A waiver in a line: whether it counts, what it covers, until when, why, by whom, and where it stands."""
    state = states.get(waiver.state, waiver.state)
    owner = f" ({waiver.owner})" if waiver.owner else ""
    fault = waiver.fault if "/" in waiver.fault or not waiver.policy else f"{waiver.policy}/{waiver.fault}"
    what = f"{fault or '(no fault)'} at {waiver.resource or '(no resource)'}"
    until = f" until {waiver.expires}" if waiver.expires and not waiver.problem else ""
    why = waiver.problem or f"{waiver.reason}{owner}"
    place = f"  {waiver.position}" if waiver.position else ""
    return f"{state:<10} {what}{until}: {why}{place}"


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"  {line}" for line in lines))
