"""Policy documents of the IAM language, asked about one call to an API.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and, for the keys
of a call, https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
"""

import enum
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ..network.address import Network, parse
from ..network.address import covered as addresses_covered
from ..values.unknown import UNKNOWN, Unknown, has_unknown
from ..values.values import as_text
from .glob import covers, overlaps

INVOKE: Final = "execute-api:invoke"
_SHORTHAND: Final = "execute-api:/"
# arn, partition, service, region, account, resource
_ARN_PARTS: Final = 6


class Answer(enum.Enum):
    """Whether something of a statement fits a call. `EITHER`: as the caller likes; `MAYBE`: not known yet."""

    YES = "yes"
    NO = "no"
    EITHER = "either"
    MAYBE = "maybe"


class Special(enum.Enum):
    """What a condition key of a call may be instead of a text."""

    ABSENT = "absent"
    FREE = "free"


ABSENT: Final = Special.ABSENT
FREE: Final = Special.FREE
# The value of a condition key: a text, the ranges that callers' addresses lie in, or none that can be named.
Fact: TypeAlias = "str | tuple[Network, ...] | Special | Unknown"


@dataclass(frozen=True)
class Call:
    """A call: its ARN, in which `*` stands for what is not known, and what the caller brings along.

    `signed` tells whether the caller has an IAM identity, `None` where it may have one. `facts` are the values of
    condition keys in lower case; a key that is not listed has whatever value the caller gives it.
    """

    arn: str
    signed: bool | None
    facts: Mapping[str, Fact]

    def fact(self, key: str) -> Fact:
        """The value of a condition key."""
        name = key.lower()
        if name in self.facts:
            return self.facts[name]
        identity = name.startswith("aws:principal") or name in ("aws:userid", "aws:username")
        return ABSENT if identity and self.signed is False else FREE

    @property
    def root(self) -> str:
        """The ARN of the API, without stage, method and path."""
        return self.arn.split("/", 1)[0]


@dataclass(frozen=True)
class Decision:
    """What a document says of a call; `None` where that is not known. `reason` is the statement that denies."""

    denied: bool | None
    allowed: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Document:
    """A document; `problem` tells why it can not be read, and then it has no statements."""

    statements: tuple[Mapping[str, Any], ...] = ()
    problem: str = ""

    def decide(self, call: Call) -> Decision:
        """What the document says of a call: an explicit Deny wins over every Allow."""
        denied: bool | None = False
        allowed: bool | None = False
        for number, statement in enumerate(self.statements, 1):
            effect, answer = statement.get("Effect"), _applies(statement, call)
            if effect == "Deny" and answer is Answer.YES:
                return Decision(True, False, f"statement {number} denies: {describe(statement)}")
            if effect == "Deny" and answer is Answer.MAYBE:
                denied = None
            if effect == "Allow" and answer in (Answer.YES, Answer.EITHER):
                allowed = True
            if effect == "Allow" and answer is Answer.MAYBE:
                allowed = allowed or None
        return Decision(denied, allowed)

    def __str__(self) -> str:
        if self.problem:
            return self.problem
        return "; ".join(f"{each.get('Effect')} {describe(each)}" for each in self.statements[:4]) or "no statement"


def read(value: Any) -> "Document | Unknown | None":
    """A document from text or an object: `None` where there is none, `UNKNOWN` where any of it is not known yet."""
    if value is None or value == "":
        return None
    if has_unknown(value):
        return UNKNOWN
    content = value
    if isinstance(value, str):
        try:
            content = json.loads(value)
        except (ValueError, RecursionError):
            return Document(problem="it is not JSON")
    if not isinstance(content, dict):
        return Document(problem="it is not a policy document")
    statements = tuple(each for each in _list(content.get("Statement")) if isinstance(each, dict))
    return Document(statements, "" if statements else "it has no statement")


def describe(statement: Mapping[str, Any]) -> str:
    """A statement in a few words, for evidence."""
    parts = [_words(statement, "Action", "NotAction"), _words(statement, "Resource", "NotResource")]
    who = _words(statement, "Principal", "NotPrincipal")
    parts += [] if who in ("*", '{"AWS": "*"}') else [f"principal {who}"]
    condition = statement.get("Condition")
    if isinstance(condition, dict) and condition:
        parts.append(f"if {json.dumps(condition)}")
    return " ".join(parts)


def _words(statement: Mapping[str, Any], *keys: str) -> str:
    for key in keys:
        value = statement.get(key)
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            return f"not {text}" if key.startswith("Not") else text
    return "nothing"


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    return [text for text in map(as_text, _list(value)) if isinstance(text, str)]


def _all(answers: Iterable[Answer]) -> Answer:
    """Whether everything fits."""
    found = set(answers)
    for answer in (Answer.NO, Answer.MAYBE, Answer.EITHER):
        if answer in found:
            return answer
    return Answer.YES


def _any(answers: Iterable[Answer]) -> Answer:
    """Whether something fits."""
    found = set(answers)
    for answer in (Answer.YES, Answer.EITHER, Answer.MAYBE):
        if answer in found:
            return answer
    return Answer.NO


def _not(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, answer)


def _yes(value: bool) -> Answer:
    return Answer.YES if value else Answer.NO


# Who, what, on what


def _applies(statement: Mapping[str, Any], call: Call) -> Answer:
    return _all(
        (
            _either(statement, "Principal", "NotPrincipal", lambda value: _principal(value, call)),
            _either(statement, "Action", "NotAction", _action),
            _either(statement, "Resource", "NotResource", lambda value: _resource(value, call)),
            *_conditions(statement.get("Condition"), call),
        )
    )


def _either(statement: Mapping[str, Any], key: str, negated: str, fits: Callable[[Any], Answer]) -> Answer:
    """An element or its negation; a statement without either fits nothing."""
    if statement.get(key) is not None:
        return fits(statement[key])
    return _not(fits(statement[negated])) if statement.get(negated) is not None else Answer.NO


def _principal(value: Any, call: Call) -> Answer:
    named = value.get("AWS") if isinstance(value, dict) else value
    if "*" in _texts(named):
        return Answer.YES
    if not _texts(named) or call.signed is False:
        return Answer.NO
    return Answer.EITHER


def _action(value: Any) -> Answer:
    return _yes(any(covers(pattern.lower(), INVOKE) for pattern in _texts(value)))


def _resource(value: Any, call: Call) -> Answer:
    return _any(_arn(pattern, call) for pattern in _texts(value))


def _arn(pattern: str, call: Call) -> Answer:
    """Whether a pattern matches the ARN of a call, part by part: a part that is not known fits any."""
    if pattern.startswith(_SHORTHAND):
        return _glob(pattern.removeprefix("execute-api:"), call.arn[len(call.root) :])
    parts, own = pattern.split(":", _ARN_PARTS - 1), call.arn.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return _glob(pattern, call.arn)
    return _all(_glob(part, text) for part, text in zip(parts, own, strict=False))


def _glob(pattern: str, text: str) -> Answer:
    if covers(pattern, text):
        return Answer.YES
    return Answer.EITHER if overlaps(pattern, text) else Answer.NO


# On which conditions


def _conditions(value: Any, call: Call) -> list[Answer]:
    if not isinstance(value, dict):
        return []
    return [
        _condition(str(operator), _texts(wanted), call.fact(str(key)))
        for operator, block in value.items()
        if isinstance(block, dict)
        for key, wanted in block.items()
    ]


def _condition(operator: str, wanted: list[str], fact: Fact) -> Answer:
    qualifier, _, name = operator.rpartition(":")
    lenient = name.endswith("IfExists") or qualifier.lower() == "forallvalues"
    name = name.removesuffix("IfExists").lower()
    negated = "not" in name
    if name == "null":
        present = Answer.EITHER if fact is FREE else Answer.MAYBE if fact is UNKNOWN else _yes(fact is not ABSENT)
        return _any(_not(present) if each.lower() == "true" else present for each in wanted)
    if fact is ABSENT:
        return _yes(lenient or negated)
    if isinstance(fact, Unknown):
        return Answer.MAYBE
    matches = Answer.NO if not wanted else Answer.EITHER
    if not isinstance(fact, Special):
        matches = _addresses(wanted, fact) if isinstance(fact, tuple) else _any(_fits(name, w, fact) for w in wanted)
    return _not(matches) if negated else matches


def _fits(name: str, wanted: str, fact: str) -> Answer:
    kind = name.replace("not", "")
    if "${" in wanted:
        return Answer.EITHER
    if kind in ("stringequals", "arnequals", "arnlike", "stringlike"):
        return _yes(wanted == fact if kind == "stringequals" else covers(wanted, fact))
    if kind in ("stringequalsignorecase", "bool"):
        return _yes(wanted.lower() == fact.lower())
    return Answer.EITHER


def _addresses(wanted: list[str], ranges: tuple[Network, ...]) -> Answer:
    """Whether callers' addresses lie in the ranges that a condition lists: all, none, or some of them."""
    networks = [network for text in wanted if (network := parse(text)) is not None]
    if all(addresses_covered(each, networks) for each in ranges):
        return Answer.YES
    return _yes(False) if not any(_touch(one, other) for one in ranges for other in networks) else Answer.EITHER


def _touch(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)  # type: ignore[arg-type]
