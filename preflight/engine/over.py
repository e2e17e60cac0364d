"""What an operation goes over: what is deployed, and which part of it the operation is about."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from preflight.engine.state import State
from preflight.protocol import urn as urns

_ANYTHING, _PART = ".*", "[^:]*"


@dataclass(frozen=True)
class Over:
    """What is deployed, None for a new stack, and the options of `pulumi preview` of these names.

    `targets` and `excludes` are URNs, in which `**` stands for anything and `*` for anything but a colon; targets go
    first. `folder` is what paths in the program are relative to, `name` what messages call the state. `stand_ins` are
    texts in place of secrets that nobody can read, so that a value with one of them is taken for unchanged.
    """

    state: State | None = None
    refresh: bool = False
    targets: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    folder: Path = Path()
    name: str = ""
    stand_ins: tuple[str, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether it is about a part of the stack."""
        return bool(self.targets or self.excludes)

    def includes(self, urn: str) -> bool:
        """Whether it is about a resource; about providers and the stack it always is."""
        type_ = urns.type_of(urn)
        if type_.startswith(urns.PROVIDERS) or type_ == urns.ROOT_TYPE:
            return True
        if self.targets:
            return self._targeted.fullmatch(urn) is not None
        return not self.excludes or self._excluded.fullmatch(urn) is None

    @property
    def literal_targets(self) -> list[str]:
        """The targets that are URNs without a `*`, and so have to be there."""
        return [each for each in self.targets if "*" not in each]

    def unfitting(self, urns: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The patterns that none of some URNs fits, each with its option."""
        for option, patterns in (("--target", self.targets), ("--exclude", self.excludes)):
            for pattern in patterns:
                if not any(map(_any_of([pattern]).fullmatch, urns)):
                    yield option, pattern

    @cached_property
    def _targeted(self) -> re.Pattern[str]:
        return _any_of(self.targets)

    @cached_property
    def _excluded(self) -> re.Pattern[str]:
        return _any_of(self.excludes)


NEW = Over()
"""A new stack."""


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_as_regex, patterns)))


def _as_regex(pattern: str) -> str:
    parts = (re.escape(part).replace(r"\*", _PART) for part in pattern.split("**"))
    return f"(?:{_ANYTHING.join(parts)})"
