"""What evidence must not show: values that a program, or the provider's schema, keeps secret."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from .model.values.values import as_text

SECRET: Final = "a secret value"  # noqa: S105 - what is told in its place
_WORD: Final = re.compile(r"\w+")
# What stands between spaces, quotes and brackets: evidence may have put a part of a secret together with others in it.
_PIECE: Final = re.compile(r"""[^\s"'`,;()\[\]{}]+""")
# Shorter words of a secret text say nothing by themselves.
_SHORTEST: Final = 4


class Secrets:
    """Secret values, which lines of evidence are cleared of.

    All of them are found as they stand. Evidence also tells parts of URIs and documents, so that of `marked` values
    each word is found. `spoken` gives texts whose words are no secret, whoever has them too: else evidence about a
    stack whose OpenAPI body is secret would not even say "method".
    """

    def __init__(
        self,
        marked: Iterable[Any] = (),
        sensitive: Iterable[str] = (),
        spoken: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._marked = {text for value in marked for text in _texts(value)}
        self._texts = {text for text in (*self._marked, *sensitive) if _WORD.search(text)}
        self._spoken = spoken

    def hidden(self, line: str) -> str:
        """A line with "a secret value" in the place of each."""
        return _PIECE.sub(self._piece, self._whole.sub(SECRET, line)) if self._texts else line

    def _piece(self, found: re.Match[str]) -> str:
        return found[0] if self._words.isdisjoint(_words(found[0])) else SECRET

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        longest_first = sorted(self._texts, key=lambda text: (-len(text), text))
        return re.compile("|".join(map(_apart, longest_first)))

    @cached_property
    def _words(self) -> frozenset[str]:
        spoken = {word for text in (SECRET, *self._spoken()) for word in _words(text)} if self._marked else ()
        return frozenset(word for text in self._marked for word in _words(text)).difference(spoken)


def _texts(value: Any) -> Iterator[str]:
    """The texts and numbers in a plain value. Truth values could not be kept: the titles of faults tell them."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(as_text(value))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in _WORD.findall(text) if len(word) >= _SHORTEST)


def _apart(text: str) -> str:
    """The pattern of a text that is no part of a longer word."""
    before, after = r"(?<!\w)" if _WORD.match(text) else "", r"(?!\w)" if _WORD.match(text[-1]) else ""
    return f"{before}{re.escape(text)}{after}"
