"""The file that a pack writes where `PRIVATE_API_REPORT` says: its judgement of one stack."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from preflight.errors import ReportError
from preflight.files import read_json
from preflight.packs.enforcement import Level

VERSION = 1

State = Literal["open", "closed", "unknown"]
Check = Literal["request", "health"]


@dataclass(frozen=True, kw_only=True)
class Route:
    """A method of an API: `GET` and `/orders`, and the URN of its resource."""

    method: str
    path: str
    urn: str | None = None


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One hop of a path: what it is, whether it lets requests or health checks through, why, and what was presumed."""

    kind: str
    name: str
    urn: str | None = None
    state: State
    check: Check = "request"
    evidence: tuple[str, ...] = ()
    symptom: str | None = None
    remedy: str | None = None
    presumed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RequestPath:
    """The routes of an API on a stage that share all hops. `health` is None where no target is checked."""

    api: str
    stage: str | None = None
    routes: tuple[Route, ...] = ()
    state: State
    health: State | None = None
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """Why a finding is exempted, and the last day (YYYY-MM-DD) on which it is."""

    reason: str | None = None
    expires: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A finding as the pack has it, with its fault's id (`policy/fault`). What is `waived` is not reported."""

    policy: str
    fault: str
    level: Level
    urn: str | None = None
    undecided: bool = False
    message: str = ""
    evidence: tuple[str, ...] = ()
    symptom: str | None = None
    remedy: str | None = None
    waived: Waiver | None = None

    @property
    def opening(self) -> str:
        """What the text of its violation begins with."""
        return f"{'undecided: ' if self.undecided else ''}{self.fault}: "


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a pack made of one stack. `presumptions` are those of all paths."""

    pack: str = ""
    project: str = ""
    stack: str = ""
    paths: tuple[RequestPath, ...] = ()
    findings: tuple[Judged, ...] = ()
    presumptions: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> "Judgement":
        """From the JSON form of version 1. Raises `ValueError`, which says where it is another one."""
        import pydantic  # noqa: PLC0415 - it takes a twentieth of a second, which most commands need not

        try:
            return pydantic.TypeAdapter(cls).validate_python(content)
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def read_judgement(file: Path) -> Judgement:
    """A judgement from a file. Raises `ReportError`."""
    content = read_json(file)
    if not isinstance(content, dict) or not isinstance(content.get("paths"), list):
        raise ReportError(
            f"{file} is no judgement of a policy pack",
            remedy="A pack writes one where the environment variable PRIVATE_API_REPORT names a file.",
        )
    if content.get("version") != VERSION:
        raise ReportError(f"{file} has version {content.get('version')!r}", remedy=f"Known: {VERSION}.")
    try:
        return Judgement.from_json(content)
    except ValueError as error:
        raise ReportError(
            f"{file} is no judgement of version {VERSION}: {error}", remedy="Write it again with the pack itself."
        ) from None
