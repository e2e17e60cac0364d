"""Every stack and example, and a faulty sibling of each: what the pack finds, and what a reader gets to see of it.

The sound ones have no finding, neither in their first preview nor in the update. `faulty.yaml` has the edits that break
them. All reports are held in `tests/golden/reports`, save the page and JSON, which are large and say the same: of
these, the ones of a single stack.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from preflight.analysis import PackChoice
from preflight.check import judged
from preflight.packs.pack import Pack
from preflight.program.program import prepare
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from preflight.report.formats import FORMATS
from preflight.report.operations import both
from preflight.report.report import Report
from tests.accepted import check_accepted, check_no_other_accepted
from tests.drawn import one_in
from tests.policies.conftest import PACK
from tests.recorded import COMPOSITIONS, ROOT, recorded
from tests.registrations import find, with_inputs, without

LARGE = {"html", "json"}
WHOLE = "dev"
SIBLINGS = ("sound", "faulty")
EMPTY = Report("private-api", "dev", "both")
ENDINGS = {"markdown": "md", "junit": "xml", "github": "annotations", "gitlab": "gitlab.json"}
EDITS = yaml.safe_load((ROOT / "tests" / "faulty.yaml").read_text(encoding="utf-8"))

Edit = Callable[[Registrations], Registrations]


def name_of(path: Path) -> str:
    return path.name.split(".")[1]


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    with Pack.start(PACK, StackIdentity("private-api", "dev")) as process:
        yield process


def reported(pack: Pack, path: Path, edit: Edit) -> Report:
    """The report of both operations on what a stack file gives, edited."""
    run = prepare(ROOT, "dev", config_file=path)
    preview, update = (
        judged(each, edit(recorded(update=not each.identity.preview, config_file=path)), [PackChoice(PACK)], [pack])
        for each in (run, run.updating())
    )
    return both(preview, update)


def broken(name: str) -> Edit:
    """The edit of a stack."""
    edit = EDITS[name]

    def edited(registrations: Registrations) -> Registrations:
        urn = find(registrations, edit["type"], edit["name"]).urn
        return with_inputs(registrations, urn, **edit["inputs"]) if "inputs" in edit else without(registrations, urn)

    return edited


def files(name: str, sibling: str, report: Report) -> Iterator[tuple[str, str]]:
    """The files that hold a report, with their texts."""
    folder = f"reports/{name}/{sibling}"
    yield f"{folder}.60.txt", FORMATS["text"](report, width=60)
    yield f"{folder}.120.txt", FORMATS["text"](report, width=120, paths=True)
    for format_ in FORMATS.keys() - {"text"}:
        if name == WHOLE or format_ not in LARGE:
            yield f"{folder}.{ENDINGS.get(format_, format_)}", FORMATS[format_](report)


# `make test` asks all stacks, and some of the examples.
_EXAMPLES = [path for path in COMPOSITIONS if path.parent.name == "examples"]
_ASKED = [path for path in COMPOSITIONS if path not in _EXAMPLES] + _EXAMPLES[:: one_in(4)]


@pytest.mark.drawn
@pytest.mark.parametrize("path", _ASKED, ids=name_of)
def test_a_composition_is_sound_its_sibling_is_not_and_readers_see_it(pack: Pack, path: Path) -> None:
    name = name_of(path)
    sound, faulty = reported(pack, path, lambda same: same), reported(pack, path, broken(name))
    assert (sound.findings, sound.aborted, {path.state for path in sound.paths}) == ((), (), {"open"})
    assert faulty.findings
    for sibling, report in zip(SIBLINGS, (sound, faulty), strict=True):
        for file, text in files(name, sibling, report):
            check_accepted(file, text)


def test_nothing_is_held_that_no_stack_gives() -> None:
    assert EDITS.keys() == {name_of(path) for path in COMPOSITIONS}
    made = {file for name in EDITS for sibling in SIBLINGS for file, _ in files(name, sibling, EMPTY)}
    check_no_other_accepted("reports", made)
