"""What the look-ups file gives a program beside look-ups: other stacks, environments, resources that it reads."""

import json
from pathlib import Path

import pytest

from preflight.answers.marks import is_made_up
from preflight.engine.simulation import simulated
from preflight.errors import ReportError
from preflight.program.program import prepare, record
from preflight.protocol import wire
from preflight.protocol.wire import Properties
from tests.drawn import SOAKED

PROGRAM = """
import os
import pulumi

class Vpc(pulumi.CustomResource):
    cidrBlock: pulumi.Output[str]

    def __init__(self):
        opts = pulumi.ResourceOptions(id="vpc-1")
        super().__init__("aws:ec2/vpc:Vpc", "read", {"cidrBlock": None, "arn": None}, opts)

network = pulumi.StackReference("acme/network/prod")
pulumi.export("subnets", network.require_output("subnets").apply(len))
pulumi.export("password", network.require_output("password"))
pulumi.export("configured", [pulumi.Config().get(key) for key in ("own", "both", "first", "second")])
pulumi.export("variable", os.environ.get("LEVEL"))
pulumi.export("organization", pulumi.get_organization())
pulumi.export("block", Vpc().cidrBlock)
"""
STACK = """
config: {own: file, both: file}
environment: [base, over, nobody/knows]
"""
LOOKUPS = """
reads:
  - {type: "aws:ec2/vpc:Vpc", id: vpc-1, properties: {cidrBlock: 10.9.0.0/16}}
environments:
  base: {pulumiConfig: {both: env, "shop:first": base, second: base}, environmentVariables: {LEVEL: base}}
  over: {pulumiConfig: {second: over}, environmentVariables: {LEVEL: over}}
stackReferences:
  acme/network/prod: network.json
"""


def state(**outputs: object) -> str:
    """An exported state of the stack `network`."""
    stack = {"urn": "urn:pulumi:prod::network::pulumi:pulumi:Stack::network-prod", "type": "pulumi:pulumi:Stack"}
    return json.dumps({"version": 3, "deployment": {"resources": [{**stack, "outputs": outputs}]}})


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    secret = {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps("hunter2")}
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    (tmp_path / "lookups.yaml").write_text(LOOKUPS)
    (tmp_path / "network.json").write_text(state(subnets=["subnet-1", "subnet-2"], password=secret))
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


def exports(folder: Path, *, update: bool) -> Properties:
    run = prepare(folder, "acme/shop/dev", update=update)
    made = simulated(run.identity, record(run), run.given).resources
    return next(each for each in made if each.type == "pulumi:pulumi:Stack").outputs


@pytest.mark.parametrize("update", [pytest.param(False, marks=SOAKED), True])
def test_what_the_file_gives_reaches_the_program(shop: Path, *, update: bool) -> None:
    assert exports(shop, update=update) == {
        "subnets": 2,
        "password": wire.secret("hunter2"),
        "configured": ["file", "file", "base", "over"],
        "variable": "over",
        "organization": "acme",
        "block": "10.9.0.0/16",
    }


def test_environments_that_nobody_knows_are_named(shop: Path) -> None:
    assert prepare(shop, "dev").config.environments == ("nobody/knows",)


@pytest.mark.parametrize("update", [pytest.param(False, marks=SOAKED), True])
def test_without_the_file_what_is_read_is_not_known_or_made_up(shop: Path, *, update: bool) -> None:
    """A program of the simulated update splits an address, say, where the preview's waits for it."""
    (shop / "lookups.yaml").unlink()
    found = exports(shop, update=update)
    assert is_made_up(found["block"]) if update else wire.is_unknown(found["block"])
    assert [wire.is_unknown(found[key]) for key in ("subnets", "password")] == [True, True]


def test_what_the_answers_come_from_is_a_source_of_the_stack(shop: Path) -> None:
    (shop / ".git").mkdir()
    sources = record(prepare(shop, "dev")).sources or ()
    assert {"lookups.yaml", "network.json", "__main__.py"} <= {*sources}


def test_a_state_that_is_none_is_said_with_its_name(shop: Path) -> None:
    (shop / "network.json").write_text("[]")
    with pytest.raises(ReportError) as raised:
        prepare(shop, "dev")
    assert "network.json" in raised.value.position
