"""The drawn defects and what became of them, in the mutation tester's own database: a run may be taken up again."""

import difflib
import hashlib
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
    """A file of defects with the results there are. The tester's own commands, such as `cr-html`, read it, too."""

    def __init__(self, file: Path) -> None:
        self._db = WorkDB(str(file), WorkDB.Mode.create)

    def add(self, defects: Iterable[Defect]) -> None:
        """Takes in those of these defects that are not there yet."""
        there = {item.job_id for item in self._db.work_items}
        new = {number(defect): defect for defect in defects}
        self._db.add_work_items(_item(each, defect) for each, defect in new.items() if each not in there)

    @property
    def results(self) -> dict[str, Result]:
        """What became of those that were tried, by number."""
        return {each: Result(**json.loads(result.output)) for each, result in self._db.results}

    def keep(self, defect: Defect, result: Result, before: str, after: str) -> None:
        """Keeps what became of a defect, in place of what became of it before."""
        worker, test = _OUTCOMES[result.outcome]
        change = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
        self._db.set_result(
            number(defect),
            WorkResult(worker_outcome=worker, test_outcome=test, output=result.as_json(), diff="\n".join(change)),
        )

    def change(self, defect: Defect) -> str:
        """What a tried defect changed, as a unified diff without its head."""
        found = next(result.diff or "" for each, result in self._db.results if each == number(defect))
        return "\n".join(found.splitlines()[2:])


def number(defect: Defect) -> str:
    """What a defect is called as long as its file stays as it is."""
    text = f"{defect.file}\n{defect.operator}\n{defect.occurrence}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _item(name: str, defect: Defect) -> WorkItem:
    spec = MutationSpec(
        module_path=Path(defect.file),
        operator_name=defect.operator,
        occurrence=defect.occurrence,
        start_pos=defect.start,
        end_pos=defect.end,
        definition_name=defect.within,
    )
    return WorkItem.single(name, spec)
