"""A value that a program marks secret, in any property that the pack reads: nothing that people or tools get shows it.

One place of each type and property of the stacks and examples is tried: some of some of them in `make test`, all of all
with SOAK=20 or more.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from preflight.analysis import analyze
from preflight.engine.simulation import simulate
from preflight.packs.pack import Pack
from preflight.protocol import wire
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from preflight.report.formats import FORMATS
from preflight.report.report import of_diagnostics, of_judgement
from tests.drawn import one_in
from tests.policies.test_property_names import MODEL, read
from tests.recorded import COMPOSITIONS, recorded
from tests.registrations import with_inputs

pytestmark = pytest.mark.drawn

CANARY = "c4nary"
PACK = MODEL.parents[1]
READ = {name for file in MODEL.rglob("*.py") for name, _ in read(file)}
Step = str | int
Place = tuple[Path, str, tuple[Step, ...]]


def texts(value: Any, path: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """The paths of all known texts in a value."""
    if isinstance(value, dict) and not wire.is_special(value):
        for key, part in value.items():
            yield from texts(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from texts(part, (*path, place))
    elif isinstance(value, str) and not wire.is_unknown(value):
        yield path


def places() -> list[Place]:
    """One text of each property of each type, as some stack or example has it in an update."""
    found: dict[tuple[str, ...], Place] = {}
    for file in COMPOSITIONS[:: one_in(4)]:
        for item in recorded(update=True, config_file=file):
            for path in texts(item.inputs, ()):
                names = [step for step in path if isinstance(step, str)]
                if names[0] in READ and item.type.startswith("aws:"):
                    found.setdefault((item.type, *names), (file, item.urn, path))
    return list(found.values())


def with_canary(value: Any, path: tuple[Step, ...]) -> Any:
    """The value with a secret text at a path, which ends in the canary."""
    if not path:
        return wire.secret(f"{value}-{CANARY}")
    if isinstance(value, dict):
        return {key: with_canary(part, path[1:]) if key == path[0] else part for key, part in value.items()}
    return [with_canary(part, path[1:]) if place == path[0] else part for place, part in enumerate(value)]


def changed(place: Place) -> Registrations:
    file, urn, (key, *rest) = place
    registrations = recorded(update=True, config_file=file)
    item = next(item for item in registrations if item.urn == urn)
    return with_inputs(registrations, urn, **{str(key): with_canary(item.inputs[str(key)], tuple(rest))})


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    with Pack.start(PACK, StackIdentity("private-api", "dev", preview=False)) as pack:
        yield pack


def test_no_secret_text_is_shown(pack: Pack, capfd: pytest.CaptureFixture[str]) -> None:
    shown: dict[str, list[tuple[str, tuple[Step, ...]]]] = {}
    tried = places()[:: one_in(20)]
    for place in tried:
        registrations = changed(place)
        pack.introduce(registrations.identity)
        resources = simulate(registrations.identity, registrations)
        found = analyze(resources, pack)
        assert found.judgements, found.unread
        report = of_diagnostics(found, resources, project="private-api", stack="dev", operation="update")
        said = {name: written(report) for name, written in FORMATS.items()}
        said |= {
            f"{name} of the judgement": written(of_judgement(found.judgements[0])) for name, written in FORMATS.items()
        }
        said |= {"the judgement": json.dumps(found.judgements, default=vars)}
        for name, text in said.items():
            if CANARY in text.casefold():
                shown.setdefault(name, []).append(place[1:])
    assert shown == {}
    assert len(tried) > 5
    assert CANARY not in "".join(capfd.readouterr())
