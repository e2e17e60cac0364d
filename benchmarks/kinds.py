"""How judging grows with the number of resources of each type alone."""

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from tests.policies import link_stacks, private_stacks, start_stacks
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import entities
from tests.policies.stacks import PREVIEW, Stack

_STACKS = (
    fargate_behind_nlb, link_stacks.http_to_alb, private_stacks.named, link_stacks.instances, start_stacks.authorizer,
)  # fmt: skip
_TIMES = 4


@dataclass(frozen=True)
class Growth:
    """Seconds of judging a stack with so many resources of a type, and with four times as many."""

    token: str
    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How much longer four times as many take; what is linear takes at most four times as long."""
        return self.many / self.few


def growths(number: int) -> Iterator[Growth]:
    """One for each type of the sound stacks, from so many resources on."""
    seen: set[str] = set()
    for make in _STACKS:
        stack = make()
        _judged(stack)
        for label, definition in stack.definitions.items():
            if definition.token not in seen:
                seen.add(definition.token)
                few, many = (_judged(_more(stack, label, count)) for count in (number, _TIMES * number))
                yield Growth(definition.token, few, many)


def table(number: int) -> Table:
    """What grows fastest first."""
    made = Table(title=f"{number} resources of a type, and {_TIMES * number}", title_justify="left")
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


def _judged(stack: Stack) -> float:
    """Seconds of processor time."""
    plain = entities(stack.build(PREVIEW))
    begun = time.process_time()
    JudgementFile(Judgement(plain, recorded=True)).as_json()
    return time.process_time() - begun
