"""Sound stacks without one thing: it is noticed, or `tests/left_out.yaml` says why it need not be.

Every resource and every property of every stack and example is left out, one at a time, and each value is made unknown:
a seeded sample in `make test`, all of them with SOAK=30 or more. A line of the file that nothing needs fails as well.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from preflight.engine.simulation import simulate
from preflight.protocol import wire
from preflight.protocol.registration import Registration, Registrations
from preflight.provider.schema import schema_of
from private_api_guard.model.values.tokens import family
from tests.drawn import one_in, soaked
from tests.policies.in_process import judged, mandatory
from tests.policies.stacks import OPERATIONS, UPDATE
from tests.recorded import COMPOSITIONS, ROOT, recorded
from tests.registrations import cut, with_inputs

_STACKS = [(file, operation) for file in COMPOSITIONS for operation in OPERATIONS]
_SAMPLED = random.Random(9).sample(_STACKS, max(3, len(_STACKS) // one_in(30)))
_EVERY = one_in(30)
_WHOLE = "resource"


_ANY = "any"
_TOLD = yaml.safe_load((ROOT / "tests" / "left_out.yaml").read_text(encoding="utf-8"))
_EXCUSED = sorted((type_, key) for types in _TOLD.values() for type_, listed in types.items() for key in listed)


def _recorded(file: Path, operation: str) -> Registrations:
    return recorded(update=operation == UPDATE, config_file=file)


def _properties(registrations: Registrations) -> list[tuple[Registration, str]]:
    """Each resource of AWS, and each of its properties that the provider does not demand."""

    def listed() -> Iterator[tuple[Registration, str]]:
        for item in registrations:
            schema = schema_of(item.type)
            if schema is not None:
                yield item, _WHOLE
                yield from ((item, key) for key in item.inputs if key not in schema.required and key[:2] != "__")

    every = list(listed())
    return random.Random(len(every)).sample(every, len(every) // _EVERY)


def _is_silent(registrations: Registrations, item: Registration, key: str) -> bool:
    """Whether there is no finding, of whatever level, without a property of a resource, or without all of it."""
    whole = key == _WHOLE
    less = cut(registrations, item.urn) if whole else with_inputs(registrations, item.urn, **{key: None})
    return not judged(simulate(registrations.identity, less)).findings


@pytest.mark.parametrize(("file", "operation"), _SAMPLED, ids=lambda each: getattr(each, "stem", each))
def test_what_is_left_out_is_noticed(file: Path, operation: str) -> None:
    registrations = _recorded(file, operation)
    silent = set()
    for item, key in _properties(registrations):
        kind = family(item.type)
        if not {(kind, key), (_ANY, key)} & {*_EXCUSED} and _is_silent(registrations, item, key):
            silent.add((kind, key, item.name))
    assert silent == set()


@soaked
@pytest.mark.parametrize(("kind", "key"), random.Random(9).sample(_EXCUSED, max(1, len(_EXCUSED) // one_in(100))))
def test_what_need_not_be_noticed_is_not(kind: str, key: str) -> None:
    assert _EXCUSED.count((kind, key)) == 1
    assert kind == _ANY or (_ANY, key) not in _EXCUSED
    assert any(
        _is_silent(registrations, item, key)
        for registrations in (_recorded(*each) for each in _STACKS)
        for item in registrations
        if kind in (_ANY, family(item.type)) and schema_of(item.type) and (key in item.inputs or key == _WHOLE)
    )


@pytest.mark.parametrize(("file", "operation"), _SAMPLED, ids=lambda each: getattr(each, "stem", each))
def test_what_is_not_known_never_blocks(file: Path, operation: str) -> None:
    registrations = _recorded(file, operation)
    blocked = {}
    for item, key in _properties(registrations):
        if key == _WHOLE:
            continue
        less = with_inputs(registrations, item.urn, **{key: wire.UNKNOWN})
        faults = mandatory(judged(simulate(registrations.identity, less)))
        if faults:
            blocked[family(item.type), key, item.name] = faults
    assert blocked == {}
