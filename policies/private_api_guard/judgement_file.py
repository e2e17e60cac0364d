"""The file that `PRIVATE_API_REPORT` names: what was judged, for reports that are drawn from it."""

import json
import os
import sys
from typing import Any, Final

from .configured import narrowed
from .drawing import draw
from .faults import UNDECIDED
from .faults.fault import Finding
from .judgement import Judgement
from .published import VERSION
from .waivers import Waiver
from .whole_file import write_whole

REPORT_VARIABLE: Final = "PRIVATE_API_REPORT"


class JudgementFile:
    """Writes the judgement of one call. Every policy asks for it, since any may be disabled; most add nothing."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self._written: tuple[object, ...] = ()

    def write(self) -> None:
        """Writes what was judged so far. A file that can not be written is told once, and keeps nobody from judging."""
        name = os.environ.get(REPORT_VARIABLE)
        content = (name, self.judgement.findings, self.judgement.waivers)
        if not name or content == self._written:
            return
        self._written = content
        try:
            write_whole(name, json.dumps(self.as_json()))
        except OSError as error:
            sys.stderr.write(f"warning: the judgement is not in {name}, which {REPORT_VARIABLE} names: {error}\n")

    def as_json(self) -> dict[str, Any]:
        """The judgement as its file has it, version 1."""
        stack, project = self.judgement.model.stack.place
        paths = self._drawn()
        return {
            "version": 1, "pack": "private-api", "release": VERSION, "project": project, "stack": stack,
            "recorded": self.judgement.recorded,
            "notes": [note for note in (narrowed(self.judgement.configured.levels),) if note],
            "paths": paths,
            "findings": [self._finding(finding) for finding in self.judgement.findings],
            "faults": self._own(),
            "waivers": [self._waiver(waiver) for waiver in self.judgement.waivers],
            "presumptions": sorted({line for path in paths for hop in path["hops"] for line in hop["presumed"]}),
        }  # fmt: skip

    def _own(self) -> list[dict[str, Any]]:
        """The faults that checks of an organisation's own know, as the catalogue has the pack's."""
        known = self.judgement.judge.known
        if not known:
            return []
        from .catalogue import record  # noqa: PLC0415 - it loads every module that has faults

        return [record(fault) for fault in known]

    def _drawn(self) -> list[dict[str, Any]]:
        """The paths. Where these can not be drawn, `undecided` says so: it is asked last."""
        try:
            paths = draw(self.judgement.model, self.judgement.judge)
            return [path.as_json(self.judgement.judge.hidden) for path in paths]
        except Exception as error:  # noqa: BLE001 - a picture that fails keeps no finding from being told
            self.judgement.failed(UNDECIDED, error)
            return []

    def _finding(self, finding: Finding) -> dict[str, Any]:
        waiver = self.judgement.waiver_of(finding)
        policy = finding.policy if waiver else self.judgement.reporter(finding)
        return {
            "policy": policy, "fault": finding.fault.id, "level": self.judgement.configured.level(policy),
            "urn": finding.urn,
            "undecided": finding.undecided, "message": finding.message, "evidence": list(finding.evidence),
            "symptom": finding.fault.symptom.text, "remedy": finding.fault.remedy,
            "source": finding.fault.source,
            "waived": self._terms(waiver) if waiver else None,
            "waived_by": self.judgement.waivers.index(waiver) if waiver else None,
        }  # fmt: skip

    def _terms(self, waiver: Waiver) -> dict[str, str | None]:
        hidden = self.judgement.judge.hidden
        return {"reason": hidden(waiver.reason), "expires": waiver.expires, "owner": hidden(waiver.owner) or None}

    def _waiver(self, waiver: Waiver) -> dict[str, Any]:
        """A waiver, whether it counts, and the findings that it covers."""
        hidden = self.judgement.judge.hidden
        covered = self.judgement.waived_by(waiver)
        known = "unknown" if waiver.unknown else "expired" if waiver.expired else "incomplete" if waiver.problem else ""
        return {
            "policy": hidden(waiver.policy), "fault": hidden(waiver.fault), "resource": hidden(waiver.resource),
            "reason": hidden(waiver.reason), "expires": hidden(waiver.expires), "owner": hidden(waiver.owner),
            "urn": waiver.urn or None, "state": known or ("in-force" if covered else "unused"),
            "problem": hidden(f"{waiver.unknown} is not known" if waiver.unknown else waiver.problem),
            "findings": sorted({finding.fault.id for finding in covered}),
        }  # fmt: skip
