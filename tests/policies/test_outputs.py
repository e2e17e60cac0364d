"""Outputs where they are the truth: of what is deployed always, else of what a program leaves out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from preflight.analysis import PackChoice
from preflight.audit import audit_states
from preflight.protocol.resource import Resource
from preflight.report.formats import words
from preflight.report.report import AS_OF_REFRESH
from private_api_guard.model.values import outputs
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.conftest import PACK
from tests.policies.in_process import judged, mandatory, undecided
from tests.policies.stacks import OPERATIONS, UPDATE

_SOUND = fargate_behind_nlb().change("partner", enabled=True)


def _drifted(label: str, operation: str = UPDATE, **outputs: Any) -> list[Resource]:
    """The resources of a sound stack, of which one has become another than what was asked for."""
    listed = _SOUND.build(operation)
    return [replace(each, outputs={**each.outputs, **outputs}) if each.name == label else each for each in listed]


def _checked(**changed: Any) -> dict[str, Any]:
    """The outputs of the target group's health check."""
    (group,) = (each for each in _SOUND.build(UPDATE) if each.name == "app-tg")
    return {**group.outputs["healthCheck"], **changed}


# What somebody changed by hand, and what it breaks. The program sets each of these.
_BY_HAND = {
    "a key is disabled": (_drifted("partner", enabled=False), ("usage-plan-key/key-disabled", "partner")),
    "no task is wanted": (_drifted("app", desiredCount=0), ("targets/never-runs", "app")),
    "a health port": (
        _drifted("app-tg", healthCheck=_checked(port="9090")),
        ("target-sources/no-ingress-for-health-checks", "app-sg"),
    ),
    "a link's balancer enforces its rules": (
        _drifted("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="on"),
        ("privatelink-enforcement/enforced", "edge"),
    ),
    "a stage is taken off a plan": (_drifted("gold", apiStages=[]), ("usage-plan-key/plan-of-other-stage", "live")),
}


@pytest.mark.parametrize("what", _BY_HAND)
def test_of_what_is_deployed_outputs_win(what):
    resources, fault = _BY_HAND[what]
    assert fault in mandatory(judged(resources, deployed=True))


@pytest.mark.parametrize("what", _BY_HAND)
def test_a_set_input_wins_in_an_update(what):
    """The update puts it back."""
    found = judged(_BY_HAND[what][0])
    assert not mandatory(found)
    assert not undecided(found)


@pytest.mark.parametrize("deployed", [False, True])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_known_output_decides_what_the_program_leaves_out(operation, deployed):
    """A preview knows it of what stays as it is."""
    resources = _drifted("orders", operation, disableExecuteApiEndpoint=True)
    assert mandatory(judged(resources, deployed=deployed)) == {("endpoint-access/no-name", "orders")}


# What the provider reads back of others: rules of resources of their own, routes, subnets of associations.
_READ_BACK = {
    "app-sg": {"ingress": [{"protocol": "tcp", "fromPort": 9090, "toPort": 9090, "cidrBlocks": ["0.0.0.0/0"]}]},
    "core-rt": {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]},
    "core-logs": {"policy": '{"Statement": []}'},
    "pull": {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
}


@pytest.mark.parametrize("deployed", [False, True])
@pytest.mark.parametrize("label", _READ_BACK)
def test_what_others_put_there_was_not_asked_for(label, deployed):
    assert not judged(_drifted(label, **_READ_BACK[label]), deployed=deployed).findings


_SETTINGS = {"protocol": "HTTP", "path": "/", "port": "8080"}


@pytest.mark.parametrize(
    ("given", "output", "there"),
    [
        ("on", "off", "off"),
        ("on", None, "on"),
        ("on", UNKNOWN, "on"),
        ("on", "", None),
        (UNKNOWN, "on", "on"),
        (80.0, 0.0, 0.0),
        (True, False, False),
        (["a", "b"], ["b"], ["b"]),
        (["a"], [], []),
        ({"a": "1", "b": "2"}, {"b": "2"}, {"b": "2"}),
        (_SETTINGS, {**_SETTINGS, "port": "9090", "matcher": "", "timeout": 0.0}, {**_SETTINGS, "port": "9090"}),
        # An object of a list is the one that was asked for, wherever it stands, else another one.
        ([{"n": "a"}, {"n": "b"}], [{"n": "b", "m": 0.0, "t": ""}], [{"n": "b"}]),
        ([{"n": "a"}], [{"n": "c", "m": 0.0, "t": ""}], [{"n": "c", "m": 0.0}]),
    ],
)
def test_what_is_there_of_what_was_asked_for(given, output, there):
    assert outputs.deployed(given, output) == there


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (None, None), (UNKNOWN, None), ("", None), (0.0, None), ([], None), ({}, None), ({"a": ""}, None),
        (False, False), (True, True), (443.0, 443.0), ("on", "on"), ({"a": UNKNOWN}, None), ([0.0], [0.0]),
    ],
)  # fmt: skip
def test_what_an_output_says_of_what_is_left_out(output, said):
    assert repr(outputs.answered("lb.Listener", "port", output)) == repr(said)


def _state(folder: Path, resources: list[Resource]) -> Path:
    """The exported state of resources."""
    listed = [
        {
            "urn": each.urn, "type": each.type, "custom": True, "id": each.outputs.get("id"), "inputs": each.inputs,
            "outputs": each.outputs, "parent": each.parent, "dependencies": each.dependencies,
            "propertyDependencies": each.property_dependencies,
        }
        for each in resources
    ]  # fmt: skip
    file = folder / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": listed}}), "utf-8")
    return file


def test_an_audit_finds_it_and_says_how_true_a_state_is(tmp_path, monkeypatch):
    monkeypatch.setenv("PULUMI_DRY_RUN", "false")
    resources, fault = _BY_HAND["a key is disabled"]
    report = audit_states([_state(tmp_path, resources)], [PackChoice(PACK)])
    assert fault in {(each.fault, each.urn.rsplit("::", 1)[-1]) for each in report.findings}
    assert AS_OF_REFRESH in report.presumptions
    assert AS_OF_REFRESH in words.heading(report)
    assert {(path.api.split("::")[1], path.stage) for path in report.paths} == {("elsewhere", "live")}
