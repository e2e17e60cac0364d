"""What a look-up made up blames nobody: every stack and example is judged with its literals made up, one by one.

A literal id or network of a program might as well be looked up. As a stand-in it is told to the pack as not known, and
then nothing may be found that is not there with the literal.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.answers.marks import MARK, shown_to_packs
from preflight.engine.simulation import simulate
from preflight.protocol import wire
from preflight.protocol.registration import Registrations
from tests.drawn import SOAKED, one_in
from tests.policies.in_process import judged, mandatory
from tests.recorded import COMPOSITIONS, recorded

_ID = re.compile(r"\b(vpc|subnet|sg|vpce|rtb|acl|eni|ami)-[0-9a-f]{8,17}\b")
_NETWORK = re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/\d{1,2}\b")
_ANYWHERE = ("0.0.0.0/0", "::/0")


def stand_ins(made: Registrations) -> dict[str, str]:
    """The literal ids and networks of a program, each with what a look-up would make up in its place."""
    found: dict[str, str] = {}
    for text in (text for each in made for text in _texts(each.inputs)):
        for id_ in _ID.finditer(text):
            found.setdefault(id_[0], f"{id_[1]}-{MARK}{len(found):09x}")
        for network in _NETWORK.findall(text):
            if network not in _ANYWHERE:
                length = ipaddress.ip_network(network, strict=False).prefixlen
                found.setdefault(network, f"198.18.{len(found) % 250}.0/{length}")
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def looked_up(made: Registrations, instead: dict[str, str]) -> Registrations:
    """The same program with stand-ins in the place of literals, in whatever text these stand."""
    pattern = re.compile("|".join(map(re.escape, sorted(instead, key=len, reverse=True))))

    def changed(part: object) -> object:
        return pattern.sub(lambda found: instead[found[0]], part) if isinstance(part, str) else part

    return replace(made, items=tuple(replace(each, inputs=wire.mapped(each.inputs, changed)) for each in made))


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=() if "existing" in file.name else SOAKED, id=file.stem) for file in COMPOSITIONS],
)
def test_nothing_is_found_that_is_not_there_with_the_literal(file: Path) -> None:
    made = recorded(config_file=file)
    there = mandatory(judged(simulate(made.identity, made)))
    instead = stand_ins(made)
    assert instead
    one_by_one = [{literal: made_up} for literal, made_up in instead.items()]
    for each in (instead, *one_by_one[:: one_in(len(one_by_one))]):
        resources = [shown_to_packs(shown) for shown in simulate(made.identity, looked_up(made, each))]
        assert mandatory(judged(resources)) <= there, each
