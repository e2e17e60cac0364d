"""The drawn defects and what became of them, in the mutation tester's own database: a run may be taken up again."""

import difflib
import json
from collections.abc import Iterable
from pathlib import Path

from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult

from .defect import Defect
from .trial import Outcome, Result

_OUTCOMES: dict[Outcome, tuple[WorkerOutcome, TestOutcome]] = {
    "noticed": (WorkerOutcome.NORMAL, TestOutcome.KILLED),
    "survived": (WorkerOutcome.NORMAL, TestOutcome.SURVIVED),
    "not reached": (WorkerOutcome.NO_TEST, TestOutcome.SURVIVED),
    "not tried": (WorkerOutcome.ABNORMAL, TestOutcome.INCOMPETENT),
}


class Session:
    """A file of defects, by number, with the results there are. `cr-html` and `cr-report` read it, too."""

    def __init__(self, file: Path, root: Path) -> None:
        self._db = WorkDB(str(file), WorkDB.Mode.create)
        self._root = root

    def fill(self, defects: Iterable[Defect]) -> None:
        """Begins with these defects, without results."""
        self._db.clear()
        self._db.add_work_items(
            WorkItem.single(
                f"{number:04}",
                MutationSpec(
                    module_path=Path(defect.file),
                    operator_name=defect.operator,
                    occurrence=defect.occurrence,
                    start_pos=defect.start,
                    end_pos=defect.end,
                    definition_name=defect.within,
                ),
            )
            for number, defect in enumerate(defects)
        )

    @property
    def defects(self) -> dict[str, Defect]:
        """All defects, in the order in which they were drawn."""
        items = sorted(self._db.work_items, key=lambda item: item.job_id)
        return {item.job_id: self._defect(item.mutations[0]) for item in items}

    @property
    def results(self) -> dict[str, Result]:
        """What became of those that were tried."""
        return {number: Result(**json.loads(result.output)) for number, result in self._db.results}

    def keep(self, number: str, result: Result, before: str, after: str) -> None:
        """Keeps what became of a defect."""
        worker, test = _OUTCOMES[result.outcome]
        change = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
        self._db.set_result(
            number,
            WorkResult(worker_outcome=worker, test_outcome=test, output=result.as_json(), diff="\n".join(change)),
        )

    def change(self, number: str) -> str:
        """What a tried defect changed, as a unified diff without its head."""
        found = next(result.diff or "" for each, result in self._db.results if each == number)
        return "\n".join(found.splitlines()[2:])

    def _defect(self, spec: MutationSpec) -> Defect:
        file, start = spec.module_path.as_posix(), (spec.start_pos[0], spec.start_pos[1])
        text = (self._root / file).read_text("utf-8").splitlines()[start[0] - 1].strip()
        end = (spec.end_pos[0], spec.end_pos[1])
        return Defect(file, spec.operator_name, spec.occurrence, start, end, spec.definition_name or "", text)
