"""The file that a pack writes where `PRIVATE_API_REPORT` says: its judgement of one stack."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from preflight.documents.json_reader import read_json
from preflight.errors import ReportError
from preflight.packs.catalogue import KnownFault
from preflight.packs.enforcement import Level

UNDECIDED = "undecided: "
"""What the text of a violation begins with that is not decided."""

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
    """One hop of a path: what it is, whether it lets requests or health checks through, why, and what was presumed.

    `after` are the places of the hops that lead to it, where the pack tells them; None is the one before.
    """

    kind: str
    name: str
    urn: str | None = None
    state: State
    check: Check = "request"
    evidence: tuple[str, ...] = ()
    symptom: str | None = None
    remedy: str | None = None
    presumed: tuple[str, ...] = ()
    after: tuple[int, ...] | None = None


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
    """Why a finding is exempted, the last day (YYYY-MM-DD) on which it is, and who answers for that."""

    reason: str | None = None
    expires: str | None = None
    owner: str | None = None


@dataclass(frozen=True, kw_only=True)
class ListedWaiver:
    """A waiver as the pack took it: from its configuration, or, with a `urn`, beside the code.

    `problem` says why it has no effect, where it is not the want of a finding; `findings` are the ids of the faults
    that it waives. `position` is `file:line`, which a pack does not know.
    """

    policy: str = ""
    fault: str = ""
    resource: str = ""
    reason: str = ""
    expires: str = ""
    owner: str = ""
    urn: str | None = None
    state: Literal["in-force", "unused", "expired", "incomplete", "unknown"]
    problem: str = ""
    findings: tuple[str, ...] = ()
    position: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A finding as the pack has it, with its fault's id (`policy/fault`). What is `waived` is not reported.

    `source` is the address of the page that says so; `waived_by` the place of its waiver in the judgement's list.
    """

    policy: str
    fault: str
    level: Level
    urn: str | None = None
    undecided: bool = False
    message: str = ""
    evidence: tuple[str, ...] = ()
    symptom: str | None = None
    remedy: str | None = None
    source: str | None = None
    waived: Waiver | None = None
    waived_by: int | None = None

    @property
    def opening(self) -> str:
        """What the text of its violation begins with."""
        return f"{UNDECIDED if self.undecided else ''}{self.fault}: "


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a pack made of one stack. `release` is the pack's version; `presumptions` are those of all paths.

    `waivers` are all that it was given, those in its configuration first and in their order there; `faults` are those
    of checks of an organisation's own, which no catalogue has; `notes` say of its configuration what one has to know.
    """

    version: Literal[1]
    pack: str = ""
    release: str = ""
    project: str = ""
    stack: str = ""
    paths: tuple[RequestPath, ...]
    findings: tuple[Judged, ...] = ()
    presumptions: tuple[str, ...] = ()
    waivers: tuple[ListedWaiver, ...] = ()
    faults: tuple[KnownFault, ...] = ()
    notes: tuple[str, ...] = ()


def read_judgement(file: Path, *, name: str = "") -> Judgement:
    """A judgement from a file, which messages call `name`. Raises `ReportError`."""
    return read_json(file, ReportError, name=name).fit(
        Judgement,
        what="judgement of a policy pack",
        remedy="A pack writes one where the environment variable PRIVATE_API_REPORT names a file.",
    )
