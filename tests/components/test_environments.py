"""Each stack file in stacks/ and examples/ as a whole: which resources it gives, and what holds for all of them."""

import os
from pathlib import Path

import pytest

from components.naming import DIGEST, LOAD_BALANCER
from components.stack import PrivateApi
from tests.components.roles import NAMELESS, actions, allowed, arn_of
from tests.engine import ROOT, Recording, document, raw_settings, record, settings_of

FILES = sorted([*(ROOT / "stacks").glob("Pulumi.*.yaml"), *(ROOT / "examples").glob("Pulumi.*.yaml")])
GOLDEN = ROOT / "tests" / "golden"
OTHER = "zz"


def name_of(path: Path) -> str:
    return path.name.split(".")[1]


def twice(path: Path) -> Recording:
    """The stack, and a second one of another name beside it in the same program."""
    configured, name = settings_of(path), name_of(path)

    def program() -> None:
        PrivateApi(name, configured)
        PrivateApi(OTHER, configured)

    return record(program, preview=False, stack=name)


def of_the_first(both: Recording) -> Recording:
    return Recording([each for each in both.resources if not each.name.startswith(OTHER)], both.outputs)


@pytest.fixture(scope="module", params=FILES, ids=name_of)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def both(path: Path) -> Recording:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return twice(path)


@pytest.fixture(scope="module")
def update(both: Recording) -> Recording:
    return of_the_first(both)


def test_its_resources_are_those_of_the_golden_list(path: Path, update: Recording) -> None:
    """A difference renames or replaces somebody's resources. If it is meant: `make golden`."""
    listed = "".join(f"{type_} {name}\n" for type_, name in update.names)
    golden = GOLDEN / f"{name_of(path)}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(listed, encoding="utf-8")
    assert listed == golden.read_text(encoding="utf-8")


def test_it_says_from_which_key_of_the_stack_file_its_parts_are_made(path: Path, update: Recording) -> None:
    (whole,) = (each for each in update.resources if each.type == "private-api:index:PrivateApi")
    written, _ = raw_settings(path)
    for entry in update.outputs[whole.urn]["madeFrom"]:
        found = written
        for step in entry["key"]:
            found = found[step.removeprefix("private-api:")]
    led = {urn for entry in update.outputs[whole.urn]["madeFrom"] for urn in entry["urns"]}
    parts = {each.urn for each in update.resources if each.parent == whole.urn}
    assert parts <= led, "a part that is made from no key"
    assert led <= {each.urn for each in update.resources}


def test_a_preview_registers_what_an_update_registers(
    path: Path, update: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    configured, name = settings_of(path), name_of(path)
    preview = record(lambda: PrivateApi(name, configured), preview=True, stack=name)
    assert preview.names == update.names, "a resource that depends on an output is invisible in a preview"


def test_two_of_it_in_one_program_do_not_collide(both: Recording, update: Recording) -> None:
    urns = [each.urn for each in both.resources]
    assert len(urns) == len(set(urns)) == 2 * len(update.resources)


def test_every_resource_belongs_to_a_component_and_carries_its_name(update: Recording) -> None:
    owners = {each.urn: each for each in update.resources}
    for each in update.resources:
        if each.type == "private-api:index:PrivateApi":
            continue
        owner = owners[each.parent]
        assert owner.type.startswith("private-api:index:"), f"{each.name} belongs to {each.parent}"
        kept = owner.name[: LOAD_BALANCER - DIGEST - 1]  # of the longest names only the beginning fits
        assert each.name.startswith((owner.name, kept)), f"{each.name} could collide: its component is {owner.name}"


def test_every_component_registers_its_outputs(update: Recording) -> None:
    for each in update.resources:
        if each.type.startswith("private-api:"):
            assert each.urn in update.outputs, f"{each.name} never says that it is finished"


def test_every_role_may_do_only_what_is_named(update: Recording) -> None:
    for each in update.all("RolePolicy"):
        for statement in document(each.inputs["policy"])["Statement"]:
            assert not any("*" in action for action in actions(statement)), each.name
            if statement["Resource"] == "*":
                assert set(actions(statement)) <= NAMELESS.keys(), each.name


def test_what_is_traced_may_write_traces_and_nothing_else_may(update: Recording) -> None:
    traced = {each.inputs["role"] for each in update.all("Function") if each.inputs.get("tracingConfig")}
    writers = {
        role.inputs.get("arn", arn_of(role))
        for role in update.all("Role")
        if any(action.startswith("xray:") for each in allowed(update, role.name) for action in actions(each))
    }
    assert writers == traced


def test_every_rule_of_a_group_says_what_it_is_for(update: Recording) -> None:
    for each in [*update.all("SecurityGroupIngressRule"), *update.all("SecurityGroupEgressRule")]:
        assert each.inputs["description"], each.name
