"""The answers to a program's look-ups: from a file, what needs no cloud, else a stand-in. None ends a program."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from preflight.answers import cloudless, marks
from preflight.answers.given import NOTHING, Given
from preflight.answers.stand_in import Facts, stand_in
from preflight.protocol import wire
from preflight.protocol.wire import Properties
from preflight.provider import whole_sdk
from preflight.provider.schema import is_aws

# Shorter texts stand in many others, and keep nothing secret.
_LONG_ENOUGH = 4
Source = Literal["given", "untouched", "known", "stand-in"]


@dataclass(frozen=True)
class Asked:
    """One look-up of a program, and what it was answered: a file's, what is known anywhere, or a stand-in.

    That of a file is `untouched` where it is still what was made up when the file was begun.
    """

    token: str
    arguments: Properties
    region: str
    result: Properties
    source: Source

    def __str__(self) -> str:
        given = ", ".join(
            f"{key}: {json.dumps(value, sort_keys=True)}" for key, value in sorted(self.arguments.items())
        )
        return f"{self.token}({given})" + (f" in {self.region}" if is_aws(self.token) else "")


class Answers:
    """Answers the look-ups of one run. `asked` are those that were made, each once, in their order.

    `installed` tells what the program's own environment has of a function of another provider than AWS's; `secrets`
    are texts that nothing says of which look-ups were made.
    """

    def __init__(
        self,
        given: Given = NOTHING,
        installed: Callable[[str], Facts | None] = lambda _: None,
        secrets: Iterable[str] = (),
    ) -> None:
        self.given = given
        self._installed = installed
        self._secrets = sorted((text for text in secrets if len(text) >= _LONG_ENOUGH), key=len, reverse=True)
        self._asked: dict[str, Asked] = {}

    @property
    def asked(self) -> list[Asked]:
        """The look-ups that were made."""
        return list(self._asked.values())

    @property
    def assumed(self) -> tuple[str, ...]:
        """Those that were answered by stand-ins, also such as a file still has, in one line each."""
        return tuple(sorted({self._told(each) for each in self.asked if each.source in ("stand-in", "untouched")}))

    @property
    def made_up(self) -> bool:
        """Whether anything that was answered is made up: a stand-in, or what a file leaves out of a result."""
        return any(marks.has_made_up(each.result) for each in self.asked if each.source != "known")

    def look_up(self, token: str, arguments: Properties, region: str) -> Properties | None:
        """What a look-up returns, None where it asks for something that is not known yet. Raises `ResourceError`."""
        if wire.has_unknown(arguments):
            return None
        clear = {key: value for key, value in wire.in_clear(arguments).items() if value is not None}
        key = json.dumps([token, clear, region], sort_keys=True)
        if key not in self._asked:
            result, source = self._answered(token, clear, region)
            self._asked[key] = Asked(token, clear, region, result, source)
        return self._asked[key].result

    def holds_secret(self, value: wire.Value) -> bool:
        """Whether one of the secrets is in a value."""
        text = json.dumps(value)
        return any(json.dumps(secret)[1:-1] in text for secret in self._secrets)

    def _told(self, asked: Asked) -> str:
        text = str(asked)
        for secret in self._secrets:
            text = text.replace(json.dumps(secret)[1:-1], "[secret]")
        return text

    def _answered(self, token: str, arguments: Properties, region: str) -> tuple[Properties, Source]:
        given = self.given.result(token, arguments, region)
        known = cloudless.answer(token, arguments, region)
        if known is None:
            facts = whole_sdk.facts(token) if is_aws(token) else self._installed(token)
            known, source = stand_in(token, arguments, region, facts), "stand-in"
        else:
            source = "known"
        if given is None:
            return known, source
        return {**known, **given}, "untouched" if marks.has_made_up(given) else "given"
