"""The law of the whole pack: making an unknown value known never turns a decided answer around.

What is closed stays closed. What is open stays open, unless its hop said what it presumed, or something before it was
undecided.
"""

from collections.abc import Callable
from functools import cache

from hypothesis import given, note
from hypothesis import strategies as st

from preflight.protocol.resource import Resource
from private_api_guard.faults import LEVELS
from private_api_guard.faults.fault import Finding
from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from private_api_guard.model.hop import Hop
from tests.captures import capture_resources, read_capture
from tests.drawn import Unprinted, cases
from tests.policies.in_process import judged
from tests.policies.laws.hiding import SOURCES, Hidden, fed_otherwise, places, possible, without
from tests.policies.stacks import PREVIEW, UPDATE, Stack
from tests.policies.test_properties import FAULTY, SOUND

_CAPTURES = ("update/sound_nlb", "update/F03_no_ingress_from_nlb")
_STACKS: dict[str, Callable[[], Stack]] = {**SOUND, **FAULTY}
_MOST_HIDDEN = 3


@cache
def _captured(name: str) -> list[Resource]:
    return capture_resources(read_capture(name))


@cache
def _built(name: str, made: int | None) -> list[Resource]:
    """A stack of which everything is known, or, in a preview, what an earlier update made."""
    return _STACKS[name]().build(UPDATE) if made is None else _STACKS[name]().build(PREVIEW, made)


@cache
def _places(name: str) -> list[tuple[str, tuple]]:
    return places(_captured(name) if name in _CAPTURES else _built(name, None))


def _closed(judgement: Judgement) -> list[Finding]:
    return [each for each in judgement.findings if not each.undecided and LEVELS[each.policy] == "mandatory"]


def _presumed(judgement: Judgement) -> set[Hop]:
    """The hops that say what they presume."""
    drawn = JudgementFile(judgement).as_json()["paths"]
    return {Hop(hop["kind"]) for path in drawn for hop in path["hops"] if hop["presumed"]}


def _turned(less: Judgement, more: Judgement) -> list[str]:
    """The decided answers of the stack of which less is known that are others once more is known."""
    before, after = _closed(less), _closed(more)
    found = [f"closed, then not: {each.message}" for each in before if not any(_same(each, other) for other in after)]
    if any(each.undecided for each in less.findings):
        return found
    presumed = _presumed(less)
    return found + [
        f"open, then closed: {each.message}"
        for each in after
        if each.fault.hop not in presumed and not any(_same(each, other) for other in before)
    ]


def _same(one: Finding, other: Finding) -> bool:
    """Whether two findings close the same hop of the same things; which fault it is may become clearer."""
    return one.fault.hop is other.fault.hop and bool(one.subjects & other.subjects)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[str, list[Resource], list[Resource]]:
    name = draw(st.sampled_from([*_STACKS, *_CAPTURES]))
    all_known = _captured(name) if name in _CAPTURES else _built(name, None)
    made = None
    if name not in _CAPTURES and draw(st.booleans()):
        made = draw(st.integers(0, len(all_known)))
    chosen = draw(st.lists(st.tuples(st.sampled_from(_places(name)), st.sampled_from(SOURCES)), max_size=_MOST_HIDDEN))
    hidden = [each for place, sources in chosen if possible(all_known, each := Hidden(*place, sources))]
    less = all_known if made is None else _built(name, made)
    note(f"{name}, made {made}, hidden: {'; '.join(map(str, hidden))}")
    more = fed_otherwise(all_known, hidden)
    return name, Unprinted(without(fed_otherwise(less, hidden), hidden)), Unprinted(more)


@cases(150)
@given(_pairs())
def test_what_was_decided_stays_so_when_more_is_known(pair):
    _, less, more = pair
    assert not _turned(judged(less), judged(more))
