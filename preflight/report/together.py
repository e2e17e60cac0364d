"""A report on several stacks as people read it: what several of them share is told once, with their names."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from preflight.protocol import urn as urns
from preflight.report.report import Report

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_SHOWN = 6
# No stack's name has one: what begins so was written here.
_MARK = " "
_Entry = TypeVar("_Entry", bound="DataclassInstance")


def together(report: Report) -> Report:
    """Entries of several stacks that differ in nothing but the stack are one, and their URNs name all of these.

    A report on one stack is as it is. What is to be counted is counted in the report itself.
    """
    if not report.stacks:
        return report
    return replace(
        report,
        findings=_once(report.findings),
        paths=_once(report.paths),
        waived=_once(report.waived),
        aborted=_once(report.aborted),
    )


def stacks_of(urn: str) -> str:
    """The stacks that a URN names, where an entry is told of several or one of several; else empty."""
    stack = urns.stack_of(urn)
    return stack.removeprefix(_MARK) if stack.startswith(_MARK) else ""


def some_stacks(names: Iterable[str]) -> str:
    """Names of stacks in one line, the first ones of many."""
    all_ = list(dict.fromkeys(names))
    kept = all_ if len(all_) <= _SHOWN else [*all_[: _SHOWN - 1], f"{len(all_) - _SHOWN + 1} more"]
    return ", ".join(kept)


def _once(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    """Each entry once, in the place of its first; as often as a stack has it."""
    stacks: dict[Hashable, list[str]] = {}
    seen: Counter[Hashable] = Counter()
    for each in entries:
        stack = urns.stack_of(_urn(each))
        alone = _of(each, stack, "")
        seen[stack, alone] += 1
        stacks.setdefault((alone, seen[stack, alone]), []).append(stack)
    return tuple(_of(entry, "", _MARK + some_stacks(names)) for (entry, _), names in stacks.items())  # pyrefly: ignore


def _urn(entry: Any) -> str:
    return getattr(entry, "api", "") or getattr(entry, "urn", "")


def _of(part: Any, stack: str, other: str) -> Any:
    """A part of an entry, with another stack in its URNs."""
    if isinstance(part, str):
        if not part.startswith(f"urn:pulumi:{stack}::"):
            return part
        whole = part.replace(f"urn:pulumi:{stack}::", f"urn:pulumi:{other}::", 1)
        # The stack's own resource has the stack's name in its own.
        return whole.removesuffix(urns.name_of(part)) if urns.type_of(part) == urns.ROOT_TYPE else whole
    if isinstance(part, tuple):
        return tuple(_of(each, stack, other) for each in part)
    if hasattr(part, "__dataclass_fields__"):
        return replace(part, **{each.name: _of(getattr(part, each.name), stack, other) for each in fields(part)})
    return part
