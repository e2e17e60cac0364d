"""The three answers: open, closed, unknown, each with its evidence."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class State(enum.Enum):
    """Whether something lets a request through."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
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


def opened(*evidence: str) -> Verdict:
    """Yes, because of the evidence."""
    return Verdict(State.OPEN, evidence)


def presumably(*presumed: str) -> Verdict:
    """Yes, as far as one can tell of something outside the stack."""
    return Verdict(State.OPEN, presumed=presumed)


def closed(*evidence: str, culprit: str | None = None) -> Verdict:
    """No, because of the evidence."""
    return Verdict(State.CLOSED, evidence, culprit=culprit)


def unknown(where: str, *evidence: str) -> Verdict:
    """Not to be known: `where` names the property that would tell."""
    return Verdict(State.UNKNOWN, evidence, where=where)


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """Open if all are: the first closed one decides, then the first unknown one."""
    answers = list(verdicts)
    for state in (State.CLOSED, State.UNKNOWN):
        for answer in answers:
            if answer.state is state:
                return answer
    return Verdict(
        State.OPEN,
        tuple(dict.fromkeys(line for answer in answers for line in answer.evidence)),
        presumed=tuple(dict.fromkeys(line for answer in answers for line in answer.presumed)),
    )
