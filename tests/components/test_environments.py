"""Each stack file in stacks/ and examples/ as a whole: which resources it gives, and what holds for all of them."""

import os
from pathlib import Path

import pytest

from components.naming import DIGEST, LOAD_BALANCER
from components.settings import Settings
from components.stack import PrivateApi
from tests.engine import ROOT, Recording, environment, record, settings_of

FILES = sorted([*(ROOT / "stacks").glob("Pulumi.*.yaml"), *(ROOT / "examples").glob("Pulumi.*.yaml")])
GOLDEN = ROOT / "tests" / "golden"


def name_of(path: Path) -> str:
    return path.name.split(".")[1]


@pytest.fixture(scope="module", params=FILES, ids=name_of)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def configured(path: Path) -> Settings:
    return settings_of(path)


@pytest.fixture(scope="module")
def update(path: Path) -> Recording:
    return environment(path, name=name_of(path))


def test_its_resources_are_those_of_the_golden_list(path: Path, update: Recording) -> None:
    """A difference renames or replaces somebody's resources. If it is meant: GOLDEN=write pytest tests/components."""
    listed = "".join(f"{type_} {name}\n" for type_, name in update.names)
    golden = GOLDEN / f"{name_of(path)}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(listed, encoding="utf-8")
    assert listed == golden.read_text(encoding="utf-8")


def test_a_preview_registers_what_an_update_registers(path: Path, update: Recording) -> None:
    preview = environment(path, preview=True, name=name_of(path))
    assert preview.names == update.names, "a resource that depends on an output is invisible in a preview"


@pytest.mark.parametrize("preview", [True, False])
def test_two_of_it_in_one_program_do_not_collide(
    configured: Settings, update: Recording, preview: bool, path: Path
) -> None:
    def twice() -> None:
        PrivateApi(name_of(path), configured)
        PrivateApi("other", configured)

    both = record(twice, preview=preview)
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


def test_no_role_may_do_everything(update: Recording) -> None:
    for each in update.all("RolePolicy"):
        policy = each.inputs["policy"]
        assert '"Action": "*"' not in policy
        assert '"Action":"*"' not in policy


def test_every_rule_of_a_group_says_what_it_is_for(update: Recording) -> None:
    for each in [*update.all("SecurityGroupIngressRule"), *update.all("SecurityGroupEgressRule")]:
        assert each.inputs["description"], each.name
