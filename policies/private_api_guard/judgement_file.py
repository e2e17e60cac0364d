"""The file that `PRIVATE_API_REPORT` names: what was judged, for reports that are drawn from it."""

import json
import os
import sys
from typing import Any, Final

from .drawing import draw
from .faults import LEVELS, UNDECIDED
from .faults.fault import Finding
from .judgement import Judgement
from .published import VERSION
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
            "paths": paths,
            "findings": [self._finding(finding) for finding in self.judgement.findings],
            "presumptions": sorted({line for path in paths for hop in path["hops"] for line in hop["presumed"]}),
        }  # fmt: skip

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
        return {
            "policy": finding.policy, "fault": finding.fault.id, "level": LEVELS[finding.policy], "urn": finding.urn,
            "undecided": finding.undecided, "message": finding.message, "evidence": list(finding.evidence),
            "symptom": finding.fault.symptom.text, "remedy": finding.fault.remedy,
            "source": finding.fault.source,
            "waived": {"reason": waiver.reason, "expires": waiver.expires} if waiver else None,
        }  # fmt: skip
