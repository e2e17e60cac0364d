"""Random programs: a sound stack of any parts, written in any way, is clean; one break is found, where it is."""

import random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from private_api_guard.judgement import Judgement
from tests.drawn import cases, seeds
from tests.policies import findings
from tests.policies.composer import BALANCERS, BREAKS, FRONTS, MODULES, RUNS, Composition
from tests.policies.in_process import judged, mandatory, undecided
from tests.policies.stacks import OPERATIONS, Stack

_PORTS = st.sampled_from([80, 443, 8080, 8443, 5000])


@st.composite
def _compositions(draw: st.DrawFn) -> Composition:
    front = draw(st.sampled_from(FRONTS))
    return Composition(
        front=front,
        balancer="network" if front == "REST by link V1" else draw(st.sampled_from(BALANCERS)),
        runs=draw(st.sampled_from(RUNS)),
        port=draw(st.sampled_from([80, 8080, 8000])),
        target=draw(_PORTS),
        module=draw(st.sampled_from(MODULES)),
        split=draw(st.booleans()),
        lists=draw(st.booleans()),
        nested=draw(st.booleans()),
        second=draw(st.booleans()),
    )


@st.composite
def _broken(draw: st.DrawFn) -> tuple[Composition, str]:
    made = draw(_compositions())
    return made, draw(st.sampled_from([name for name, each in BREAKS.items() if each.fits(made)]))


def _names(judgement: Judgement, stack: Stack, about: str) -> bool:
    """Whether a finding that blocks stands at a resource, or names it."""
    urn, name = stack.urn(about), stack.definitions[about].name
    return any(
        urn in each.subjects or each.urn == urn or name in each.message
        for each in judgement.findings
        if (each.fault.id, each.urn.rsplit("::", 1)[-1]) in mandatory(judgement)
    )


@pytest.mark.parametrize("operation", OPERATIONS)
@cases(40)
@given(made=_compositions())
def test_a_sound_program_is_clean(operation: str, made: Composition) -> None:
    judgement = judged(made.stack().build(operation))
    assert (mandatory(judgement), undecided(judgement)) == (set(), set())


@pytest.mark.parametrize("operation", OPERATIONS)
@cases(40)
@given(drawn=_broken())
def test_a_break_is_found_at_what_it_is_about(operation: str, drawn: tuple[Composition, str]) -> None:
    made, name = drawn
    stack = BREAKS[name].edit(made.stack())
    judgement = judged(stack.build(operation))
    note(f"{[each.message for each in judgement.findings]}")
    assert _names(judgement, stack, BREAKS[name].about)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("seed", seeds(10))
def test_the_packs_process_says_the_same(judge, operation: str, seed: int) -> None:
    chance = random.Random(seed)
    front = chance.choice(FRONTS)
    balanced = "network" if front == "REST by link V1" else chance.choice(BALANCERS)
    written = {key: chance.random() < 0.5 for key in ("split", "lists", "nested", "second")}
    made = Composition(front, balanced, chance.choice(RUNS), 8080, 5000, chance.choice(MODULES), **written)
    broken = BREAKS[chance.choice([name for name, each in BREAKS.items() if each.fits(made)])].edit(made.stack())
    assert findings.mandatory(judge(made.stack(), operation)) == set()
    assert findings.mandatory(judge(broken, operation)) == mandatory(judged(broken.build(operation))) != set()
