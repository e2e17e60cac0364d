"""What the SDKs of a program's environment tell of other providers."""

from pathlib import Path

import pytest

from preflight.answers.answers import Answers
from preflight.answers.marks import is_made_up
from preflight.engine.simulation import simulated
from preflight.program.installed import decided_by_providers, installed, told
from preflight.program.project import read_project
from preflight.protocol.registration import Registration, Registrations
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import UNKNOWN

TEAM, FIND = "house:index/team:Team", "house:index/getTeam:getTeam"
# As Pulumi's generator writes SDKs, cut down to what tells something.
SDK = """
from typing import Any, Mapping, Optional, Sequence

import pulumi


class TeamArgs:
    def __init__(self, *, name: str, size: Optional[int] = None) -> None:
        pass

    @property
    @pulumi.getter
    def name(self) -> "pulumi.Input[str]": ...

    @property
    @pulumi.getter
    def size(self) -> "Optional[pulumi.Input[int]]": ...


TeamArgs.name.fget.__annotations__["return"] = pulumi.Input[str]
TeamArgs.size.fget.__annotations__["return"] = Optional[pulumi.Input[int]]


class Team(pulumi.CustomResource):
    pulumi_type = "house:index/team:Team"

    def _internal_init(self) -> None:
        secret = pulumi.ResourceOptions(additional_secret_outputs=["token"])

    @property
    @pulumi.getter
    def name(self) -> pulumi.Output[str]: ...

    @property
    @pulumi.getter
    def size(self) -> pulumi.Output[Optional[int]]: ...

    @property
    @pulumi.getter(name="createdBy")
    def created_by(self) -> pulumi.Output[str]: ...

    @property
    @pulumi.getter
    def token(self) -> pulumi.Output[str]: ...


@pulumi.output_type
class GetTeamResult:
    @property
    @pulumi.getter
    def members(self) -> Sequence[str]: ...

    @property
    @pulumi.getter
    def name(self) -> Optional[str]: ...


def get_team(name: Optional[str] = None) -> GetTeamResult:
    __args__ = dict()
    __args__['name'] = name
    return pulumi.runtime.invoke('house:index/getTeam:getTeam', __args__, typ=GetTeamResult).value
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pulumi_house.py").write_text(SDK)
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    return tmp_path


def test_types_and_functions_of_an_sdk_that_is_there(folder: Path) -> None:
    project = read_project(folder)
    found = installed(project, (FIND, TEAM, "house:index/getNothing:getNothing", "elsewhere:index/a:A"))
    assert found == {
        FIND: {"arguments": ["name"], "always": {"members": "[s"}, "given": {"name": "s"}, "shapes": {}},
        TEAM: {
            "required": {"name": "s"},
            "optional": {"size": "n"},
            "computed": {"createdBy": "s", "token": "s"},
            "secret": ["token"],
        },
    }
    team = Answers(installed=found.get).look_up(FIND, {"name": "edge"}, "") or {}
    assert (len(team["members"]), is_made_up(team["members"][0]), team["name"]) == (3, True, "edge")

    identity = StackIdentity("p", "dev")
    urn = f"urn:pulumi:dev::p::{TEAM}::edge"
    made = Registrations(identity, (Registration("custom", urn, TEAM, "edge", inputs={"name": "edge"}),))
    decided = decided_by_providers(project, made)
    (_, resource) = simulated(identity, made, decided=decided).resources
    assert resource.outputs == {"name": "edge", "createdBy": UNKNOWN, "token": UNKNOWN, "id": UNKNOWN}


@pytest.mark.parametrize("python", ["nowhere/python", "/bin/false", "/bin/echo"])
def test_an_environment_that_tells_nothing(tmp_path: Path, python: str) -> None:
    assert told(Path(python), tmp_path, (TEAM,)) == {}
