"""The algebra of open, closed and unknown: its tables, and its laws over all answers up to three at once."""

import itertools
from collections.abc import Callable, Iterable

import pytest

from private_api_guard.model.values.reference import Reference
from private_api_guard.model.verdict import (
    State,
    Verdict,
    across,
    agreed,
    closed,
    every,
    opened,
    presumably,
    presuming,
    some,
    unknown,
)

OPEN, CLOSED, UNKNOWN = State.OPEN, State.CLOSED, State.UNKNOWN
YES, MAYBE, NO, ASK = opened("yes"), presumably("maybe"), closed("no", culprit="urn:no"), unknown("x.ask", "asked")
ANSWERS = (YES, MAYBE, NO, ASK)
UP_TO_THREE = [answers for length in range(4) for answers in itertools.product(ANSWERS, repeat=length)]


def _states(answers: Iterable[Verdict]) -> list[State]:
    return [answer.state for answer in answers]


# One answer


@pytest.mark.parametrize(
    ("answer", "state", "evidence", "where", "culprit", "presumed"),
    [
        (opened(), OPEN, (), "", None, ()),
        (opened("a", "b"), OPEN, ("a", "b"), "", None, ()),
        (presumably("a", "b"), OPEN, (), "", None, ("a", "b")),
        (closed(), CLOSED, (), "", None, ()),
        (closed("a", "b", culprit="urn"), CLOSED, ("a", "b"), "", "urn", ()),
        (unknown("x.port"), UNKNOWN, (), "x.port", None, ()),
        (unknown("x.port", "a", "b"), UNKNOWN, ("a", "b"), "x.port", None, ()),
    ],
)
def test_what_an_answer_says(answer, state, evidence, where, culprit, presumed):
    assert answer == Verdict(state, evidence, where, culprit, presumed)
    assert (answer.open, answer.closed, answer.unknown) == (state is OPEN, state is CLOSED, state is UNKNOWN)


@pytest.mark.parametrize(("answer", "opposite"), [(YES, CLOSED), (MAYBE, CLOSED), (NO, OPEN), (ASK, UNKNOWN)])
def test_the_opposite_question_has_the_opposite_answer_for_the_same_reasons(answer, opposite):
    turned = ~answer
    assert turned.state is opposite
    assert (turned.evidence, turned.where, turned.culprit, turned.presumed) == (
        answer.evidence,
        answer.where,
        answer.culprit,
        answer.presumed,
    )
    assert ~turned == answer


@pytest.mark.parametrize("answer", ANSWERS)
def test_other_evidence_is_all_that_because_changes(answer):
    told = answer.because("a", "b")
    assert told.evidence == ("a", "b")
    assert told.because(*answer.evidence) == answer


@pytest.mark.parametrize("answer", ANSWERS)
def test_only_what_is_closed_has_been_decided_by_somebody(answer):
    assert answer.at("urn:other").culprit == ("urn:other" if answer is NO else answer.culprit)
    assert answer.at(None).culprit is None
    assert answer.at("urn:other").at(answer.culprit) == answer


# And, or


@pytest.mark.parametrize(
    ("answers", "conjunction", "disjunction"),
    [
        ([], OPEN, CLOSED),
        ([YES], OPEN, OPEN),
        ([NO], CLOSED, CLOSED),
        ([ASK], UNKNOWN, UNKNOWN),
        ([YES, NO], CLOSED, OPEN),
        ([YES, ASK], UNKNOWN, OPEN),
        ([NO, ASK], CLOSED, UNKNOWN),
        ([YES, NO, ASK], CLOSED, OPEN),
    ],
)
def test_and_or(answers, conjunction, disjunction):
    for shuffled in itertools.permutations(answers):
        assert every(shuffled).state is conjunction
        assert some(shuffled).state is disjunction


def _fits(one: State, other: State) -> bool:
    """Whether one answer may become another when more is known."""
    return one is UNKNOWN or one is other


@pytest.mark.parametrize("combine", [every, some])
def test_what_becomes_known_turns_no_decided_answer_around(combine):
    for answers in UP_TO_THREE:
        before = combine(answers).state
        choices = [(YES, NO) if answer.unknown else (answer,) for answer in answers]
        for known in itertools.product(*choices):
            assert _fits(before, combine(known).state), (_states(answers), _states(known))


@pytest.mark.parametrize("combine", [every, some])
def test_what_may_become_either_is_unknown(combine):
    """The other side of the same law: where all that is not known could come out one way only, that is the answer."""
    for answers in UP_TO_THREE:
        choices = [(YES, NO) if answer.unknown else (answer,) for answer in answers]
        possible = {combine(known).state for known in itertools.product(*choices)}
        assert combine(answers).state is (possible.pop() if len(possible) == 1 else UNKNOWN)


def test_and_is_the_opposite_of_or():
    for answers in UP_TO_THREE:
        assert every(answers).state is (~some(~answer for answer in answers)).state
        assert some(answers).state is (~every(~answer for answer in answers)).state


@pytest.mark.parametrize("combine", [every, some])
def test_groups_may_be_formed_at_will(combine):
    for answers in UP_TO_THREE:
        for cut in range(len(answers) + 1):
            assert combine([combine(answers[:cut]), combine(answers[cut:])]).state is combine(answers).state


@pytest.mark.parametrize(("combine", "deciding"), [(every, (CLOSED, UNKNOWN)), (some, (OPEN, UNKNOWN))])
def test_the_first_answer_that_decides_is_the_answer(combine, deciding):
    for answers in itertools.product((opened("a"), opened("b"), closed("c"), closed("d"), unknown("e"), unknown("f")),
                                     repeat=3):  # fmt: skip
        for state in deciding:
            decisive = [answer for answer in answers if answer.state is state]
            if decisive:
                assert combine(answers) is decisive[0]
                break


def test_what_is_proven_is_taken_before_what_is_presumed():
    for answers in itertools.permutations((MAYBE, NO, ASK, YES)):
        assert some(answers) is YES
    assert some([NO, MAYBE, ASK]) is MAYBE


@pytest.mark.parametrize(
    ("combine", "answer", "make"),
    [(every, OPEN, opened), (some, CLOSED, closed)],
)
def test_an_answer_of_all_has_the_evidence_of_all_once(combine: Callable, answer, make):
    joined = combine([make("b", "a"), make("a", "c"), make()])
    assert joined == Verdict(answer, ("b", "a", "c"))


def test_an_answer_of_all_presumes_what_each_presumes():
    assert every([MAYBE, YES, presumably("perhaps", "maybe")]) == Verdict(OPEN, ("yes",), presumed=("maybe", "perhaps"))


def test_the_first_culprit_counts():
    answers = [closed("a"), closed("b", culprit="urn:b"), closed("c", culprit="urn:c")]
    assert some(answers) == closed("a", "b", "c", culprit="urn:b")
    assert every(answers) is answers[0]


# What all say alike


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([opened("a"), opened("b")], opened("a", "b")),
        ([closed("a"), closed("b", culprit="urn")], closed("a", "b", culprit="urn")),
        ([unknown("a"), unknown("b")], unknown("a")),
        ([YES], YES),
        ([YES, NO], unknown("x.which")),
        ([YES, ASK], unknown("x.which")),
        ([NO, ASK], unknown("x.which")),
        ([], unknown("x.which")),
    ],
)
def test_what_all_answers_say_alike(answers, said):
    assert agreed(answers, "x.which") == said


# What a reference may mean

ABOUT = {"yes": YES, "no": NO, "ask": ASK, "also": opened("also"), "neither": closed("neither")}


def _across(*keys: str, combine=every, **how) -> Verdict:
    return across(Reference(literals=keys, where="x.which", **how), ABOUT.__getitem__, combine)


@pytest.mark.parametrize(
    ("keys", "conjunction", "disjunction"),
    [
        ((), opened(), closed()),
        (("yes",), YES, YES),
        (("no",), NO, NO),
        (("yes", "also"), opened("yes", "also"), YES),
        (("yes", "no"), NO, YES),
        (("no", "neither"), NO, closed("no", "neither", culprit="urn:no")),
        (("yes", "ask"), ASK, YES),
        (("no", "ask"), NO, ASK),
    ],
)
def test_things_that_are_meant_are_combined_as_asked(keys, conjunction, disjunction):
    assert _across(*keys) == conjunction
    assert _across(*keys, combine=some) == disjunction


@pytest.mark.parametrize(
    ("keys", "conjunction", "disjunction"),
    [
        ((), unknown("x.which"), unknown("x.which")),
        (("yes",), unknown("x.which"), YES),
        (("no",), NO, unknown("x.which")),
        (("yes", "no"), NO, YES),
    ],
)
def test_what_else_may_be_meant_counts_as_unknown(keys, conjunction, disjunction):
    assert _across(*keys, unknown=True) == conjunction
    assert _across(*keys, unknown=True, combine=some) == disjunction


@pytest.mark.parametrize("combine", [every, some])
@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("yes",), YES),
        (("no",), NO),
        (("yes", "also"), opened("yes", "also")),
        (("no", "neither"), closed("no", "neither", culprit="urn:no")),
        (("yes", "no"), unknown("x.which")),
        (("yes", "ask"), unknown("x.which")),
        (("ask", "no"), unknown("x.which")),
    ],
)
def test_of_candidates_what_holds_for_all_holds(keys, said, combine):
    assert _across(*keys, certain=False, combine=combine) == said


@pytest.mark.parametrize("combine", [every, some])
@pytest.mark.parametrize("keys", [(), ("yes",), ("no",), ("yes", "also"), ("no", "neither"), ("yes", "no")])
def test_candidates_that_can_not_all_be_named_decide_nothing(keys, combine):
    assert _across(*keys, certain=False, unknown=True, combine=combine) == unknown("x.which")


@pytest.mark.parametrize("combine", [every, some])
@pytest.mark.parametrize(("keys", "evidence"), [(("yes",), ("yes",)), (("yes", "also"), None)])
def test_what_is_presumed_to_be_meant_opens_and_says_so(keys, evidence, combine):
    answer = _across(*keys, presumed="as it is named", combine=combine)
    assert answer.open
    assert answer.presumed == ("as it is named",)
    assert evidence is None or answer.evidence == evidence


def test_a_presumption_is_told_after_those_of_the_answer():
    reference = Reference(literals=("a",), presumed="as it is named", where="x.which")
    assert across(reference, lambda _: presumably("as it is open")).presumed == ("as it is open", "as it is named")


@pytest.mark.parametrize("combine", [every, some])
@pytest.mark.parametrize(("key", "said"), [("no", unknown("x.which")), ("ask", ASK)])
def test_what_is_presumed_to_be_meant_never_closes(key, said, combine):
    assert _across(key, presumed="as it is named", combine=combine) == said


@pytest.mark.parametrize(
    ("presumed", "answer", "said"),
    [
        ("", YES, YES),
        ("", NO, NO),
        ("", ASK, ASK),
        ("why", YES, Verdict(OPEN, ("yes",), presumed=("why",))),
        ("why", MAYBE, presumably("maybe", "why")),
        ("why", NO, unknown("x.which")),
        ("why", ASK, ASK),
    ],
)
def test_an_answer_about_what_is_presumed_to_be_meant(presumed, answer, said):
    assert presuming(Reference(literals=("a",), presumed=presumed, where="x.which"), answer) == said


@pytest.mark.parametrize("combine", [every, some])
@pytest.mark.parametrize("blind", [False, True])
def test_whatever_a_reference_turns_out_to_mean_no_decided_answer_turns_around(combine, blind):
    """Candidates of which some are meant, and what can not be named: each way in which this may become certain."""
    for keys in (keys for length in (1, 2, 3) for keys in itertools.combinations(ABOUT, length)):
        before = _across(*keys, certain=False, unknown=blind, combine=combine).state
        meant = [some_keys for length in range(1, len(keys) + 1) for some_keys in itertools.combinations(keys, length)]
        for real in [*meant, *((*each, other) for each in [(), *meant] for other in ABOUT if blind)]:
            assert _fits(before, _across(*real, combine=combine).state), (keys, real)
