"""The same private API in each language is the same stack, with the same findings, at the lines of each."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from preflight.analysis import analyze
from preflight.engine.engine import Message
from preflight.engine.simulation import simulate
from preflight.packs.pack import Pack
from preflight.program.program import prepare, record
from preflight.protocol.resource import Resource
from preflight.protocol.stack_identity import StackIdentity
from tests.drawn import SOAKED, soaked
from tests.policies.conftest import PACK
from tests.preflight.program.languages.conftest import LANGUAGES

FAULTY = {"privatelink-enforcement/enforced": "balancer", "usage-plan-key/no-key-in-plan": "plan"}
# The typed SDK of Python names its version, which is part of the default provider's name.
PROVIDER = "pulumi:providers:aws"


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    with Pack.start(PACK, StackIdentity("orders", "faulty")) as started:
        yield started


def resources_of(folder: Path, stack: str, *, update: bool = False) -> tuple[list[Resource], list[Message]]:
    said: list[Message] = []
    made = record(prepare(folder, stack, update=update), on_message=said.append, timeout=900)
    # What a program in another language is made from nobody knows: each change of a repository may touch it.
    assert (made.sources is None) == (folder.name != "python")
    return simulate(made.identity, made), said


@cache
def in_python(stack: str, *, update: bool = False) -> list[Resource]:
    return resources_of(LANGUAGES / "python", stack, update=update)[0]


def content(resources: list[Resource]) -> dict[str, tuple]:
    """What the pack is shown of each resource: nothing of it may depend on the language."""
    return {
        each.urn: (
            each.inputs,
            each.outputs,
            sorted(each.dependencies),
            {key: sorted(urns) for key, urns in each.property_dependencies.items()},
            each.parent,
        )
        for each in resources
        if each.type != PROVIDER
    }


@pytest.mark.parametrize(
    ("language", "stack", "update"),
    [
        ("typescript", "faulty", False),
        pytest.param("javascript", "faulty", False, marks=SOAKED),
        ("standin", "faulty", False),
        ("go", "faulty", False),
        *(
            pytest.param(language, stack, update, marks=SOAKED)
            for language in ("typescript", "javascript", "standin", "go")
            for stack, update in (("sound", False), ("faulty", True))
        ),
    ],
)
def test_the_same_program_is_the_same_stack(
    program: Callable[[str], Path], pack: Pack, language: str, stack: str, *, update: bool
) -> None:
    folder = program(language)
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*")}
    resources, said = resources_of(folder, stack, update=update)
    assert content(resources) == content(in_python(stack, update=update))
    assert said == [Message("info", f"the API of {stack}")]
    assert "nobody-sees-this" not in str([said, *(each.position for each in resources)])
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*")} == before
    pack.introduce(StackIdentity("orders", stack, preview=not update))
    found = [each for each in analyze(resources, pack).violations if each.level == "mandatory"]
    assert {each.message.partition(":")[0]: each.urn.rpartition("::")[2] for each in found} == (
        FAULTY if stack == "faulty" else {}
    )
    places = {each.urn: each.position for each in resources}
    for each in found:
        file, _, line = places[each.urn].rpartition(":")
        assert each.urn.rpartition("::")[2] in (folder / file).read_text("utf-8").splitlines()[int(line) - 1]


@soaked
def test_a_program_in_go_with_the_providers_sdk_has_the_line_of_each_call(
    program: Callable[[str], Path], pack: Pack
) -> None:
    resources, said = resources_of(program("go-typed"), "dev")
    assert said == []
    pack.introduce(StackIdentity("typed", "dev"))
    found = [
        each.message.partition(":")[0] for each in analyze(resources, pack).violations if each.level == "mandatory"
    ]
    assert found == ["load-balancer/target-group-without-port"]
    assert next(each.position for each in resources if each.name == "orders") == "main.go:11"
