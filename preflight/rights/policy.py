"""Policies of IAM that allow actions, each small enough for a managed policy."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

MOST_CHARACTERS = 6_144
"""Of a managed policy, white space not counted.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
"""

_VERSION = "2012-10-17"
Statement = dict[str, Any]


def policies(actions: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """Policy documents that allow actions on ARNs: as few as fit, actions with the same ARNs in one statement."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for action, arns in actions.items():
        grouped.setdefault(tuple(_widest(arns)), []).append(action)
    documents: list[list[Statement]] = []
    for arns, named in sorted(grouped.items()):
        for statement in _fitting(_statement(_widest(named), arns)):
            if not documents or _size([*documents[-1], statement]) > MOST_CHARACTERS:
                documents.append([])
            documents[-1].append(statement)
    return [_document(statements) for statements in documents]


def written(documents: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """A document, or several, as people read it."""
    return json.dumps(documents, indent=2) + "\n"


def _fitting(statement: Statement) -> Iterator[Statement]:
    """A statement, or several that say the same, of which each fits into a policy."""
    if _size([statement]) <= MOST_CHARACTERS:
        yield statement
        return
    longest = max(("Action", "Resource"), key=lambda part: len(json.dumps(statement[part])))
    half = len(statement[longest]) // 2
    for part in (statement[longest][:half], statement[longest][half:]):
        yield from _fitting({**statement, longest: part})


def _statement(actions: list[str], arns: Iterable[str]) -> Statement:
    return {"Effect": "Allow", "Action": actions, "Resource": [*arns]}


def _document(statements: list[Statement]) -> dict[str, Any]:
    return {"Version": _VERSION, "Statement": statements}


def _size(statements: list[Statement]) -> int:
    return len(json.dumps(_document(statements), separators=(",", ":")))


def _widest(patterns: Iterable[str]) -> list[str]:
    """Patterns without those that another one includes, in order."""
    listed = sorted(set(patterns))
    wide = [(pattern, _texts_of(pattern)) for pattern in listed if "*" in pattern]
    return [
        each for each in listed if not any(other != each and texts.fullmatch(each) is not None for other, texts in wide)
    ]


def _texts_of(pattern: str) -> re.Pattern[str]:
    """The texts that a pattern of IAM matches, in which `*` stands for any text; other patterns are such texts, too."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))
