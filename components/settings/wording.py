"""What an error of pydantic says in our words: key, value, what is wrong, what is allowed, the remedy."""

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from .base import BrokenRuleError
from .places import Path, description, fields, kind_of, models_at, path_of, value_at

PROJECT = "private-api"
UNSHOWN = "secrets"
KINDLESS = {"union_tag_invalid", "union_tag_not_found"}
# Values of another kind than is allowed: what they are not, and what is allowed.
KINDS = {
    "string_type": ("it is not text", "text, in quotes where it looks like something else"),
    "int_type": ("it is not a whole number", "a whole number without quotes"),
    "float_type": ("it is not a number", "a number without quotes"),
    "bool_type": ("it is neither true nor false", "true or false, without quotes"),
    "tuple_type": ("it is not a list", "a list: [one, two]"),
    "dict_type": ("it has no keys", "keys and values"),
    "model_type": ("it has no keys", "keys and values"),
}
# Values beyond what is allowed, with the names that pydantic gives the bounds.
BOUNDS = {
    "greater_than": ("it is too low", "above {gt:g}"),
    "greater_than_equal": ("it is too low", "{ge} or more"),
    "less_than_equal": ("it is too high", "{le} or less"),
    "literal_error": ("there is no such choice", "{expected}"),
    "string_too_short": ("it is too short", "{min_length} or more characters"),
}
# Of lists and objects, and of secrets, whose characters pydantic counts like items.
COUNTS = {"too_short": ("too few", "at least", "min_length"), "too_long": ("too many", "at most", "max_length")}


def telling(details: Sequence[ErrorDetails], document: Mapping[str, Any]) -> list[ErrorDetails]:
    """The errors that say what to change.

    pydantic tells of a choice how each of its kinds is not met, and calls a list too short whose items are wrong.
    """
    paths = [(path_of(each["loc"], document), each["type"] in KINDS) for each in details]

    def follows(detail: ErrorDetails, path: Path) -> bool:
        if detail["type"] not in {*KINDS, "too_short"}:
            return False
        of_kind = detail["type"] in KINDS
        return any(
            (len(other) > len(path) and other[: len(path)] == path) or (other == path and of_kind and not kind)
            for other, kind in paths
        )

    return [detail for detail, (path, _) in zip(details, paths, strict=True) if not follows(detail, path)]


def said(detail: ErrorDetails, path: Path, rule: BrokenRuleError | None, document: Mapping[str, Any]) -> str:
    """The whole text for an error at a path of the stack file; `rule` is the broken rule where it is one of ours."""
    if rule:
        value = rule.value if rule.value is not None else value_at(path, document)
        shown = "" if detail["loc"][-1:] == ("[key]",) else _shown(path, value)
        return f"{_key(path)}{shown}: {rule.wrong}. Allowed: {rule.allowed}. Remedy: {rule.remedy}."
    if detail["type"] == "extra_forbidden":
        return _unknown_key(path, document)
    if detail["type"] in KINDLESS:
        return _unknown_kind(path, detail, document)
    if detail["type"] == "missing":
        if path == ("region",):
            return "aws:region is missing. Allowed: such as eu-west-1. Remedy: pulumi config set aws:region REGION."
        return f"{_key(path)} is missing. Remedy: add it to the stack file. What it is: {description(path, document)}"
    wrong, allowed = _words(detail, path)
    told = f"{_key(path)}{_shown(path, value_at(path, document))}: {wrong}. Allowed: {allowed}."
    return f"{told} What it is: {description(path, document)} Remedy: {_remedy(detail, path, document)}."


def _words(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, bounds = detail["type"], detail.get("ctx") or {}
    if kind in COUNTS:
        wrong, limit, bound = COUNTS[kind]
        counted = "characters" if path[:1] == (UNSHOWN,) else "of them"
        return f"there are {wrong} {counted}", f"{limit} {bounds[bound]}"
    wrong, allowed = {**KINDS, **BOUNDS}.get(kind, (detail["msg"].rstrip("."), "see docs/reference/stack-file.md"))
    return wrong, allowed.format(**bounds).replace("'", "")


def _remedy(detail: ErrorDetails, path: Path, document: Mapping[str, Any]) -> str:
    """What to write: for an object of which one key is required, that key before the value."""
    value = value_at(path, document)
    if detail["type"] == "model_type" and isinstance(value, str):
        for model in models_at(path, document):
            required = [name for name, field in fields(model).items() if field.is_required()]
            if len(required) == 1:
                return f"write {{{required[0]}: {value}}}"
    return "correct the value in the stack file"


def _key(path: Path) -> str:
    if path[:1] == ("region",):
        return "aws:region"
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{PROJECT}:{text[1:]}"


def _shown(path: Path, value: Any) -> str:
    if value is None or path[:1] == (UNSHOWN,) or isinstance(value, (dict, list)):
        return ""
    return f" = {json.dumps(value)}"


def _unknown_key(path: Path, document: Mapping[str, Any]) -> str:
    kinds = [value_at((*path[:depth], "kind"), document) for depth in range(1, len(path))]
    known = sorted({name for model in models_at(path[:-1], document) for name in fields(model)} - {"region"})
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    meant = f"write {near[0]} instead" if near else "remove it"
    where = next((f"for the kind {kind}" for kind in reversed(kinds) if kind), "here")
    return f"{_key(path)}: there is no such key {where}. Allowed: {', '.join(known)}. Remedy: {meant}."


def _unknown_kind(path: Path, detail: ErrorDetails, document: Mapping[str, Any]) -> str:
    kinds = [kind for kind in map(kind_of, models_at(path[:-1], {})) if kind]
    value = value_at(path, document)
    wrong = "is missing" if detail["type"] == "union_tag_not_found" else f"= {json.dumps(value)}: there is no such kind"
    near = difflib.get_close_matches(str(value), kinds, n=1)
    return f"{_key(path)} {wrong}. Allowed: {', '.join(kinds)}. Remedy: write {near[0] if near else 'one'}."
