"""Which results of earlier runs still count."""

from dataclasses import replace

import pytest

from mutation.defect import Defect
from mutation.rest import Rest
from mutation.trial import Result

DEFECT = Defect("pack/a.py", "core/AddNot", 0, (1, 0), (1, 1), "", "if a:")
REST = Rest(
    {"tests/test_a.py": "1", "tests/test_b.py": "2", "budget": "0.25"}, {"pack/a.py": "a", "pack/b.py": "b"}, "code"
)
NOTICED = REST.told(DEFECT, Result("noticed", "tests/test_a.py::test_it"))
SURVIVED = REST.told(DEFECT, Result("survived"))
BROKEN = REST.told(DEFECT, Result("noticed", "the import: NameError"))


def other(*, tests: dict[str, str] | None = None, files: dict[str, str] | None = None) -> Rest:
    return Rest(
        REST.tests | (tests or {}), REST.files | (files or {}), "other code" if files is not None else REST.code
    )


@pytest.mark.parametrize("result", [NOTICED, SURVIVED, BROKEN])
def test_it_counts_while_nothing_changes(result: Result) -> None:
    assert REST.holds(DEFECT, result)
    assert not other(files={"pack/a.py": "changed"}).holds(DEFECT, result)


def test_what_was_noticed_counts_whatever_else_changes() -> None:
    assert other(files={"pack/b.py": "changed"}, tests={"tests/test_b.py": "changed"}).holds(DEFECT, NOTICED)
    assert not other(tests={"tests/test_a.py": "changed"}).holds(DEFECT, NOTICED)
    assert other(files={"pack/b.py": "changed"}, tests={"tests/test_a.py": "changed"}).holds(DEFECT, BROKEN)


@pytest.mark.parametrize(
    "changed",
    [{"files": {"pack/b.py": "changed"}}, {"tests": {"tests/test_b.py": "changed"}}, {"tests": {"budget": "1"}}],
)
def test_what_nobody_noticed_is_tried_again_when_anything_changes(changed: dict[str, dict[str, str]]) -> None:
    assert not other(**changed).holds(DEFECT, SURVIVED)
    assert not other(**changed).holds(DEFECT, replace(SURVIVED, outcome="not reached"))
