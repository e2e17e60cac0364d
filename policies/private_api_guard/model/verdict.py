"""The three answers, open, closed and unknown, each with its evidence, and the algebra in which they are put together.

Unknown is the least that can be said: an answer that is put together from others never turns around when one of these
becomes known.
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from .values.reference import Key, Reference


class State(enum.Enum):
    """Whether something lets a request through."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer, what it rests on, and, where it is unknown, the property that kept it from being known.

    `culprit` is the URN of the resource that decided a closed answer, where that is another than the one asked about.
    `presumed` says what an open answer takes to be so, of what is outside the stack.
    """

    state: State
    evidence: tuple[str, ...] = ()
    where: str = ""
    culprit: str | None = None
    presumed: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the answer is yes."""
        return self.state is State.OPEN

    @property
    def closed(self) -> bool:
        """Whether the answer is no."""
        return self.state is State.CLOSED

    @property
    def unknown(self) -> bool:
        """Whether there is no answer yet."""
        return self.state is State.UNKNOWN

    def __invert__(self) -> "Verdict":
        """The answer to the opposite question."""
        if self.state is State.UNKNOWN:
            return self
        return replace(self, state=State.CLOSED if self.state is State.OPEN else State.OPEN)

    def because(self, *evidence: str) -> "Verdict":
        """The same answer on other evidence."""
        return replace(self, evidence=evidence)

    def at(self, culprit: "str | None") -> "Verdict":
        """The same answer, decided by a resource if it is closed."""
        return replace(self, culprit=culprit) if self.closed else self


# Answers without evidence are asked for many thousands of times.
_OPEN: Final = Verdict(State.OPEN)
_CLOSED: Final = Verdict(State.CLOSED)


def opened(*evidence: str) -> Verdict:
    """Yes, because of the evidence."""
    return Verdict(State.OPEN, evidence) if evidence else _OPEN


def presumably(*presumed: str) -> Verdict:
    """Yes, as far as one can tell of something outside the stack."""
    return Verdict(State.OPEN, presumed=presumed)


def closed(*evidence: str, culprit: str | None = None) -> Verdict:
    """No, because of the evidence."""
    return Verdict(State.CLOSED, evidence, culprit=culprit) if evidence or culprit else _CLOSED


def unknown(where: str, *evidence: str) -> Verdict:
    """Not to be known: `where` names the property that would tell."""
    return Verdict(State.UNKNOWN, evidence, where=where)


# How the answers about several things become one.
Combine: TypeAlias = Callable[[Iterable[Verdict]], Verdict]


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """And: the first closed answer decides, then the first unknown one; of none, open."""
    answers = list(verdicts)
    return _first(answers, State.CLOSED) or _first(answers, State.UNKNOWN) or _joined(State.OPEN, answers)


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """Or: the first open answer decides, then the first unknown one; of none, closed.

    An answer that rests on no presumption is taken before one that does.
    """
    answers = list(verdicts)
    proven = next((answer for answer in answers if answer.open and not answer.presumed), None)
    return proven or _first(answers, State.OPEN) or _first(answers, State.UNKNOWN) or _joined(State.CLOSED, answers)


def agreed(verdicts: Iterable[Verdict], where: str) -> Verdict:
    """What all answers say alike; where they differ, which of them counts is what `where` would tell."""
    answers = list(verdicts)
    states = {answer.state for answer in answers}
    if len(states) != 1:
        return unknown(where)
    state = states.pop()
    return answers[0] if state is State.UNKNOWN else _joined(state, answers)


def across(reference: "Reference", ask: "Callable[[Key], Verdict]", combine: Combine = every) -> Verdict:
    """The answer for what a reference may mean.

    Things that are meant for certain are combined as asked. Of candidates some are meant, nobody knows which: what
    holds for all of them holds. Where something may be meant that can not be named, it counts as unknown. What is only
    presumed to be meant opens, and says so, but never closes.
    """
    answers = [ask(key) for key in reference.keys]
    if reference.presumed:
        return presuming(reference, combine(answers))
    blind = [unknown(reference.where)] if reference.unknown else []
    if reference.certain or (len(answers) <= 1 and not blind):
        return combine([*answers, *blind])
    return agreed([*answers, *blind], reference.where)


def presuming(reference: "Reference", answer: Verdict) -> Verdict:
    """An answer about what a reference is only presumed to mean: it may open, and says so, but never closes."""
    if not reference.presumed or answer.unknown:
        return answer
    if answer.closed:
        return unknown(reference.where)
    return replace(answer, presumed=(*answer.presumed, reference.presumed))


def _first(answers: list[Verdict], state: State) -> Verdict | None:
    return next((answer for answer in answers if answer.state is state), None)


def _joined(state: State, answers: list[Verdict]) -> Verdict:
    """One answer of a state with the evidence of all; the first culprit counts."""
    if len(answers) == 1:
        return answers[0]
    if state is State.OPEN and all(answer is _OPEN for answer in answers):
        return _OPEN
    return Verdict(
        state,
        tuple(dict.fromkeys(line for answer in answers for line in answer.evidence)),
        culprit=next((answer.culprit for answer in answers if answer.culprit), None),
        presumed=tuple(dict.fromkeys(line for answer in answers for line in answer.presumed)),
    )
