"""Policy documents of the IAM language: their statements, and what they say of a request.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ..values import Value, Values, scalars
from ..verdict import Verdict, closed, every, opened, some
from .arn import matches
from .condition import conditions
from .fit import AS_THE_CALLER_LIKES, FITS, FITS_NOT, Fit, all_fit, any_fits, fits, not_told
from .glob import covers
from .request import INVOKE, Arn, Request, ResourceArn

_MOST_TOLD: Final = 4
_NOWHERE: Final = closed()


@dataclass(frozen=True)
class Statement:
    """One statement, under the names of its elements."""

    content: Mapping[str, Any]

    @property
    def allows(self) -> bool:
        """Whether its effect is Allow."""
        return self.content.get("Effect") == "Allow"

    @property
    def denies(self) -> bool:
        """Whether its effect is Deny."""
        return self.content.get("Effect") == "Deny"

    @property
    def conditional(self) -> bool:
        """Whether it has conditions."""
        return bool(self.content.get("Condition"))

    @cached_property
    def principals(self) -> tuple[str, ...]:
        """Whom it names as `Principal`, of whatever kind."""
        value = self.content.get("Principal")
        listed = value.values() if isinstance(value, dict) else [value]
        return tuple(text for each in listed for text in scalars(each))

    @property
    def for_everyone(self) -> bool:
        """Whether it is for everyone, with and without an IAM identity."""
        return "*" in _accounts(self.content.get("Principal"))

    def covers(self, action: str) -> bool:
        """Whether it is about an action."""
        return self._element("Action", lambda value: fits(_has_action(value, action))).always.open

    def names(self, arn: Arn) -> Verdict:
        """Whether it is about a resource."""
        listed = self.content.get("NotResource")
        wanted = self.content.get("Resource") if listed is None else listed
        named = any_fits(matches(each, arn) for each in scalars(wanted)).ever
        return named if listed is None else ~named

    def fits(self, request: Request) -> Fit:
        """Which of the calls that a request stands for it is about."""
        return all_fit(
            (
                self._element("Principal", lambda value: _principal(value, request)),
                self._element("Action", lambda value: fits(_has_action(value, INVOKE))),
                self._element(
                    "Resource", lambda value: any_fits(matches(each, request.arn) for each in scalars(value))
                ),
                *conditions(self.content.get("Condition"), request),
            )
        )

    def _element(self, key: str, fit: Callable[[Any], Fit]) -> Fit:
        """An element or its negation; a statement without either fits nothing."""
        if self.content.get(key) is not None:
            return fit(self.content[key])
        negated = self.content.get(f"Not{key}")
        return FITS_NOT if negated is None else ~fit(negated)

    def __str__(self) -> str:
        """A few words, for evidence."""
        who = self._words("Principal")
        parts = [self._words("Action"), self._words("Resource")]
        parts += [] if who in ("*", '{"AWS": "*"}') else [f"principal {who}"]
        condition = self.content.get("Condition")
        if isinstance(condition, dict) and condition:
            parts.append(f"if {json.dumps(condition)}")
        return " ".join(parts)

    def _words(self, key: str) -> str:
        for name, sign in ((key, ""), (f"Not{key}", "not ")):
            value = self.content.get(name)
            if value is not None:
                return sign + (value if isinstance(value, str) else json.dumps(value))
        return "nothing"


def answers(
    statements: Iterable[tuple[str, Statement]], actions: tuple[str, ...], arn: ResourceArn
) -> tuple[list[Verdict], list[Verdict]]:
    """What statements, each with the name of its policy, say of one of some actions on something: denied, allowed.

    An explicit Deny counts unless it has conditions.
    """
    action, denied, allowed = actions[0], list[Verdict](), list[Verdict]()
    for policy, statement in statements:
        if not any(statement.covers(each) for each in actions):
            continue
        named = statement.names(Arn(arn.text, f"the ARN of {arn.name}"))
        if statement.allows:
            allowed.append(opened(f"{policy} allows {action} on {arn.name}") if named.open else named)
        elif statement.denies and not statement.conditional:
            denied.append(closed(f"{policy} denies {action} on {arn.name}") if named.open else ~named)
    return denied, allowed


@dataclass(frozen=True)
class PolicyDocument:
    """A document; `problem` tells why it can not be read, and then it has no statements."""

    statements: tuple[Statement, ...] = ()
    problem: str = ""

    def admits(self, request: Request, elsewhere: Verdict = _NOWHERE) -> Verdict:
        """Whether a request is let in: an explicit Deny wins over every Allow.

        `elsewhere` tells whether another lets in what the document does not mention.
        """
        denied, allowed = [], [elsewhere.because()]
        for number, statement in enumerate(self.statements, 1):
            if statement.denies:
                answer = statement.fits(request).always
                denied.append(closed(f"statement {number} denies: {statement}") if answer.open else ~answer)
            elif statement.allows:
                allowed.append(statement.fits(request).ever)
        answer = every((*denied, some(allowed)))
        return answer.because(*answer.evidence or (f"no statement allows it: {self}",)) if answer.closed else answer

    def permits(self, actions: tuple[str, ...], arn: ResourceArn, name: str) -> Verdict:
        """Whether it lets one of some actions on something through, for whoever it names. Its own name is told."""
        denied, allowed = answers(((name, each) for each in self.statements), actions, arn)
        through = some(allowed)
        if through.closed:
            through = closed(f"{name} does not allow {actions[0]} on {arn.name}")
        return every((*denied, through))

    @property
    def opening(self) -> Statement | None:
        """The statement that admits everyone without a condition, unless another denies some."""
        if any(each.denies for each in self.statements):
            return None
        listed = (each for each in self.statements if each.allows and not each.conditional and each.for_everyone)
        return next(listed, None)

    def __str__(self) -> str:
        told = [f"{each.content.get('Effect')} {each}" for each in self.statements[:_MOST_TOLD]]
        return self.problem or "; ".join(told) or "no statement"


def policy_document(values: Values, key: str) -> Value[PolicyDocument]:
    """The document that a property holds as text or object; unknown where any of it is, absent where it is empty."""
    return values.whole(key).map(read)


def read(content: Any) -> PolicyDocument:
    """A document from text or an object of which all is known."""
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return PolicyDocument(problem="it is not JSON")
    if not isinstance(content, dict):
        return PolicyDocument(problem="it is not a policy document")
    listed = content.get("Statement")
    items = listed if isinstance(listed, list) else [listed]
    statements = tuple(Statement(each) for each in items if isinstance(each, dict))
    return PolicyDocument(statements, "" if statements else "it has no statement")


def _has_action(value: Any, action: str) -> bool:
    return any(covers(pattern.lower(), action.lower()) for pattern in scalars(value))


def _accounts(principal: Any) -> list[str]:
    return scalars(principal.get("AWS") if isinstance(principal, dict) else principal)


def _principal(value: Any, request: Request) -> Fit:
    """Whether callers are whom an element names; whoever has an identity may be any."""
    named, identity = _accounts(value), request.identity
    if "*" in named:
        return FITS
    if not named:
        return FITS_NOT
    if isinstance(identity, Value) and (identity.absent or identity.unknown):
        return not_told(identity.where) if identity.unknown else FITS_NOT
    return AS_THE_CALLER_LIKES
