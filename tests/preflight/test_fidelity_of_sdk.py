"""What is answered for a type that nobody observed, by what the SDK tells alone, beside what the provider answered.

The types are those that were recorded, asked as if nothing but the SDK were known of them. `sdk_differences.yaml` has
every property in which that differs, and why.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from preflight.engine import simulation
from preflight.provider.check import checked
from preflight.provider.preview import planned
from preflight.provider.schema import ResourceSchema, is_aws, of_sdk
from preflight.provider.sdk import by_class, facts_of
from tests.captures import read_capture
from tests.preflight.test_fidelity import CAPTURES, CHAIN, Cli3260, form, requests, theirs, without_defaults
from tests.recorded import recorded

LISTED = Path(__file__).with_name("sdk_differences.yaml")


@cache
def by_sdk(token: str) -> ResourceSchema | None:
    return of_sdk(token, by_class(facts_of(token))) if is_aws(token) else None


def other(kind: str, ours: dict, real: dict) -> Iterator[str]:
    """The properties in which two answers differ, as the list names them."""
    ours, real = form(ours), form(real)
    short = kind.split(":")[1].split("/", maxsplit=1)[0] + "." + kind.rsplit(":", 1)[1]
    yield from (f"{short}.{key}" for key in {*ours, *real} if ours.get(key, "absent") != real.get(key, "absent"))


def of_plans() -> Iterator[str]:
    for name in (name for name in CAPTURES if name.startswith("preview")):
        capture = read_capture(name)
        for record in capture["resources"]:
            schema = by_sdk(record["type"])
            region = {"region": capture["region"]}
            mine = checked(schema, record["urn"], record["name"], record["inputs"], region)
            yield from other(record["type"], without_defaults(mine), record["checked"])
            yield from other(record["type"], planned(schema, record["checked"]), record["outputs"])


def of_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The first preview of the real engine, of every request to a pack the properties."""
    made = recorded(CHAIN, monitor_type=Cli3260)
    with monkeypatch.context() as patched:
        patched.setattr(simulation, "schema_of", by_sdk)
        mine, real = requests(simulation.simulate(made.identity, made)), theirs("first-preview")
    assert set(mine) == set(real)
    for call, request in mine.items():
        if is_aws(request["type"]):
            yield from other(request["type"], request.get("properties", {}), real[call].get("properties", {}))


def test_every_difference_is_listed_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [(why, name) for why, names in yaml.safe_load(LISTED.read_text()).items() for name in names]
    found = {*of_plans(), *of_engine(monkeypatch)}
    assert sorted(name for _, name in listed) == sorted(found)
