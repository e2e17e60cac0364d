"""Everyday changes to stacks and examples, planned over what an update of them left: steps and what requests see.

`tests/changes.yaml` has them. Each is held as somebody looked at it in `tests/golden/changes`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml

from components.settings.reading import parse
from components.stack import PrivateApi
from preflight.analysis import PackChoice, analyze_side_by_side
from preflight.engine.over import NEW, Over
from preflight.engine.simulation import Simulation, simulated
from preflight.engine.state import State
from preflight.interruption.found import interruptions
from preflight.packs.judgement import RequestPath
from preflight.packs.pack import Pack
from preflight.plan.plan import plan_of
from preflight.protocol import urn as urns
from preflight.protocol.registration import Registrations
from preflight.protocol.resource import Resource
from preflight.protocol.stack_identity import StackIdentity
from preflight.report.formats.planned import sections
from preflight.report.operations import both
from preflight.report.report import Report, of_diagnostics
from tests.accepted import WRITES, check_accepted, check_no_other_accepted
from tests.direct import registered
from tests.drawn import one_in
from tests.engine import raw_settings
from tests.policies.conftest import PACK
from tests.recorded import COMPOSITIONS, ROOT

CHANGES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "changes.yaml").read_text(encoding="utf-8"))
FILES = {path.name.split(".")[1]: path for path in COMPOSITIONS}
REAL = ROOT / "tests" / "fixtures" / "real-changes"
RECORDED = {name: found for file in REAL.glob("*.json") for name, found in json.loads(file.read_text()).items()}
# What its README says of deployments.
NUMBERED = {
    ("replace", "aws:apigateway/deployment:Deployment"),
    ("update", "aws:apigateway/stage:Stage"),
}
# `make test` asks a few, all of one stack.
_OF_ONE_STACK = [name for name, change in CHANGES.items() if change["of"] == "dev"]
_STEP = one_in(16)
ASKED = [*CHANGES] if WRITES or _STEP == 1 else _OF_ONE_STACK[::_STEP]


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    with Pack.start(PACK, StackIdentity("private-api", "dev")) as process:
        yield process


def program(of: str, edits: list[tuple[list[str], Any]]) -> Callable[[], PrivateApi]:
    """The program with the settings of a stack's file, edited."""
    raw, region = raw_settings(FILES[of])
    for keys, value in edits:
        *above, last = keys
        place = raw
        for key in above:
            place = place.setdefault(key, {})
        if value is None:
            del place[last]
        else:
            place[last] = value
    return lambda: PrivateApi("dev", parse(raw, region))


def identity(of: str, *, preview: bool) -> StackIdentity:
    _, region = raw_settings(FILES[of])
    return StackIdentity("private-api", "dev", preview=preview, config={"aws:region": region})


@cache
def deployed(of: str) -> State:
    """What an update of a stack leaves."""
    made = registered(identity(of, preview=False), program(of, []))
    return simulated(made.identity, made, over=Over(folder=ROOT)).state


@cache
def unchanged(of: str) -> Registrations:
    return registered(identity(of, preview=True), program(of, []), Over(deployed(of), folder=ROOT))


def renamed(registrations: Registrations, change: dict[str, Any]) -> Registrations:
    """The registrations of a program that calls its resources otherwise."""
    old, new = f"::{change['from']}-", f"::{change['to']}-"

    def other(part: Any) -> Any:
        if isinstance(part, str):
            return part.replace(old, new)
        if isinstance(part, tuple):
            return tuple(map(other, part))
        return {key: other(value) for key, value in part.items()} if isinstance(part, dict) else part

    items = (
        replace(
            item,
            urn=other(item.urn),
            name=other(f"::{item.name}").removeprefix("::"),
            parent=other(item.parent),
            dependencies=other(item.dependencies),
            property_dependencies=other(item.property_dependencies),
            aliases=(item.urn,) if change["aliased"] and other(item.urn) != item.urn else (),
        )
        for item in registrations
    )
    return replace(registrations, items=tuple(items))


@cache
def planned(name: str, *, preview: bool = True) -> Simulation:
    change = CHANGES[name]
    of = change["of"]
    over = Over(deployed(of), folder=ROOT)
    if "rename" in change:
        made = renamed(unchanged(of), change["rename"])
        made = replace(made, identity=identity(of, preview=preview))
    else:
        made = registered(identity(of, preview=preview), program(of, change["set"]), over)
    return simulated(made.identity, made, over=over)


def judged(pack: Pack, resources: list[Resource]) -> tuple[RequestPath, ...]:
    """The request paths through resources."""
    said = analyze_side_by_side(resources, [PackChoice(PACK)], [pack], StackIdentity("private-api", "dev"))
    return of_diagnostics(said, resources, project="", stack="", operation="audit").paths


def live(pack: Pack, of: str) -> tuple[RequestPath, ...]:
    """The paths through what is deployed."""
    return judged(pack, deployed(of).resources)


def report(simulation: Simulation, paths: tuple[RequestPath, ...], pack: Pack) -> Report:
    """A plan whose order is not the program's, which registers several things at once."""
    steps = sorted(simulation.planner.plan(), key=lambda each: (each.step.operation, each.step.urn))
    plan = plan_of((each.step for each in steps), simulation.planner.notes)
    plan = replace(plan, interruptions=tuple(interruptions(steps, paths, judged(pack, simulation.resources))))
    return Report("private-api", "dev", simulation.identity.operation, plan=plan)


def told(name: str, whole: Report) -> str:
    lines = [f"{name}, of {CHANGES[name]['of']}"]
    for title, listed in sections(whole, most=1_000):
        lines += ["", title, *(f"  {line}" for line in listed)] if listed else []
    return "\n".join(lines) + "\n"


@pytest.mark.drawn
@pytest.mark.parametrize("name", ASKED)
def test_a_change_is_planned_as_somebody_accepted_it(pack: Pack, name: str) -> None:
    preview, update = planned(name), planned(name, preview=False)
    assert [*preview.planner.errors, *update.planner.errors] == []
    paths = live(pack, CHANGES[name]["of"])
    check_accepted(f"changes/{name}.txt", told(name, both(report(preview, paths, pack), report(update, paths, pack))))


@pytest.mark.drawn
@pytest.mark.parametrize("name", [name for name in ASKED if name in RECORDED])
def test_the_real_provider_plans_the_same(name: str) -> None:
    mine = {operation: set() for operation in RECORDED[name]}
    for each in planned(name).planner.plan():
        if each.step.type.startswith("aws:") and each.step.operation in mine:
            mine[each.step.operation].add(f"{each.step.type} {urns.name_of(each.step.urn)}")
    for operation, theirs in RECORDED[name].items():
        only_theirs = {each for each in {*theirs} - mine[operation] if (operation, each.split()[0]) not in NUMBERED}
        assert (mine[operation] - {*theirs}, only_theirs) == (set(), set()), operation


def test_ten_changes_were_planned_by_the_real_provider() -> None:
    assert len(RECORDED) >= 10
    assert RECORDED.keys() <= CHANGES.keys()


@pytest.mark.drawn
@pytest.mark.parametrize("of", FILES if _STEP == 1 else {CHANGES[name]["of"]: None for name in ASKED})
def test_without_a_change_everything_stays(pack: Pack, of: str) -> None:
    simulation = simulated(identity(of, preview=True), unchanged(of), over=Over(deployed(of), folder=ROOT))
    assert {each.step.operation for each in simulation.planner.plan()} == {"same"}
    assert simulation.resources != simulated(identity(of, preview=True), unchanged(of), over=NEW).resources
    assert interruptions(simulation.planner.plan(), live(pack, of)) == []


def test_nothing_is_held_that_no_change_gives() -> None:
    check_no_other_accepted("changes", {f"changes/{name}.txt" for name in CHANGES})
