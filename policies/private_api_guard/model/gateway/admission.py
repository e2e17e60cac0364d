"""Whether a policy lets the callers of an API in, for each of its methods."""

from dataclasses import dataclass
from functools import cached_property

from ..values import Key
from ..verdict import Combine, Verdict, closed, every, unknown
from .access_policy import AccessPolicy
from .api import Api
from .caller import Caller
from .invocation import Invocation, invocations

_MOST_TOLD = 4


@dataclass(frozen=True)
class Admission:
    """What one policy says of some callers of an API. `combine` tells whether all have to come through, or one."""

    policy: AccessPolicy
    api: Api
    callers: tuple[Caller, ...]
    combine: Combine = every

    @cached_property
    def verdict(self) -> Verdict:
        """Whether every method may be called."""
        answer = every(self.combine(answers) for _, answers in self._answers)
        if answer.closed:
            told = closed(f"{self.policy.where} of {self.api.name}", *self._told)
            # A policy of which it is not known whether it is this API's closes nothing.
            return told if self.policy.sure else unknown(self.policy.where)
        return answer if answer.unknown or answer.presumed else answer.because(self._lets_in)

    @cached_property
    def refused(self) -> list[Invocation]:
        """The methods that are refused to those who have to be let in."""
        return [call for call, answers in self._answers if self.combine(answers).closed]

    @property
    def subjects(self) -> list[Key]:
        """What the answer is about: the methods that are refused, or the API where these are all or none."""
        urns = sorted({call.method.resource.urn for call in self.refused if call.method})
        part = self.verdict.closed and urns and len(self.refused) < len(self.api.methods)
        return urns if part else [self.api.key]

    @cached_property
    def _answers(self) -> list[tuple[Invocation, list[Verdict]]]:
        return [(call, [self.policy.admits(each, call) for each in self.callers]) for call in invocations(self.api)]

    @property
    def _told(self) -> list[str]:
        """Which methods are refused to whom, and why."""
        lines: list[str] = []
        for place, caller in enumerate(self.callers):
            refused = [(call.name, answers[place]) for call, answers in self._answers if answers[place].closed]
            names = ", ".join(name for name, _ in refused[:_MOST_TOLD]) + (" ..." if len(refused) > _MOST_TOLD else "")
            lines += [f"for calls of {names} from {caller.name}"] if refused and self.policy.document.known else []
            lines += list(dict.fromkeys(line for _, answer in refused for line in answer.evidence))[:_MOST_TOLD]
        return lines

    @property
    def _lets_in(self) -> str:
        let_in = [
            caller.name
            for place, caller in enumerate(self.callers)
            if not any(answers[place].closed for _, answers in self._answers)
        ]
        return f"{self.policy.where} lets calls from {', '.join(let_in)} in"
