"""How judging grows with the number of resources of each type alone."""

import copy
import cProfile
import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from rich.table import Table

from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from tests.policies.contracts import contracts
from tests.policies.in_process import entities
from tests.policies.stacks import PREVIEW, Stack

TIMES: Final = 4


@dataclass(frozen=True)
class Growth:
    """What judging a stack costs, with so many resources of a type more, and with four times as many."""

    token: str
    alone: float
    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How much more four times as many resources cost; what is linear costs four times as much."""
        return (self.many - self.alone) / (self.few - self.alone)


@cache
def stacks() -> dict[str, tuple[Stack, str]]:
    """By type, the smallest sound stack of the catalogue that has it, and what it is called there."""
    sound = sorted((each.twins()[0] for each in contracts()), key=lambda stack: len(stack.definitions), reverse=True)
    return {made.token: (stack, label) for stack in sound for label, made in stack.definitions.items()}


def growth(token: str, number: int, cost: Callable[[Stack], float]) -> Growth:
    """How a cost grows with so many resources of a type."""
    stack, label = stacks()[token]
    # What is kept from one judgement to the next is not counted.
    cost(_more(stack, label, 1))
    return Growth(token, *(cost(_more(stack, label, count)) for count in (0, number, TIMES * number)))


def growths(number: int) -> Iterator[Growth]:
    """How time grows, for each type."""
    return (growth(token, number, seconds) for token in stacks())


def table(number: int) -> Table:
    """What grows fastest first."""
    made = Table(title=f"{number} resources of a type, and {TIMES * number}", title_justify="left")
    for heading in ("type", "judged", "judged", "ratio"):
        made.add_column(heading, justify="left" if heading == "type" else "right")
    for each in sorted(growths(number), key=lambda each: -each.ratio)[:10]:
        made.add_row(each.token, f"{each.few:.3f} s", f"{each.many:.3f} s", f"{each.ratio:.1f}")
    return made


def _more(stack: Stack, label: str, number: int) -> Stack:
    other = copy.deepcopy(stack)
    for count in range(number):
        copied = copy.deepcopy(other.definitions[label])
        copied.name = f"{copied.name}-{count}"
        other.definitions[f"{label}-{count}"] = copied
    return other


def seconds(stack: Stack) -> float:
    """Seconds of processor time, without the collector, which the pack keeps from running as well."""
    plain = entities(stack.build(PREVIEW))
    gc.collect()
    gc.disable()
    begun = time.process_time()
    JudgementFile(Judgement(plain, recorded=True)).as_json()
    gc.enable()
    return time.process_time() - begun


def steps(stack: Stack) -> int:
    """Calls of functions, which are the same in every run."""
    plain = entities(stack.build(PREVIEW))
    with cProfile.Profile() as profile:
        JudgementFile(Judgement(plain, recorded=True)).as_json()
    return sum(entry.callcount for entry in profile.getstats())
