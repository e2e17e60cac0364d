"""Exported states."""

import json
from pathlib import Path

import pytest

from preflight.engine.state import read_state
from preflight.errors import ReportError
from preflight.protocol import wire
from tests.captures import REAL_ENGINE

STATE = REAL_ENGINE / "state.json"


def test_a_state_holds_what_policy_analyze_would_show() -> None:
    state = read_state(STATE)
    assert (state.identity.project, state.identity.stack, state.identity.preview) == ("chain", "dev", False)
    by_name = {(resource.type, resource.name): resource for resource in state.resources}
    assert len(by_name) == 29
    subnet = by_name["aws:ec2/subnet:Subnet", "net-eu-west-1a"]
    assert subnet.provider is not None
    assert subnet.provider.properties["region"] == "eu-west-1"
    assert subnet.property_dependencies["vpcId"] == (by_name["aws:ec2/vpc:Vpc", "net-vpc"].urn,)
    assert by_name["aws:ssm/parameter:Parameter", "named"].options.protect


def test_encrypted_secrets_are_unknown_and_exported_ones_are_secret(tmp_path: Path) -> None:
    assert read_state(STATE).resources[0].outputs["key"] == wire.UNKNOWN
    content = json.loads(STATE.read_text())
    content["deployment"]["resources"][0]["outputs"]["key"] = {
        wire.SIGNATURE: wire.SECRET,
        "plaintext": '"a-value"',
    }
    shown = tmp_path / "shown.json"
    shown.write_text(json.dumps(content))
    assert read_state(shown).resources[0].outputs["key"] == wire.secret("a-value")


def test_what_is_about_to_be_deleted_is_left_out(tmp_path: Path) -> None:
    content = json.loads(STATE.read_text())
    content["deployment"]["resources"][-1]["delete"] = True
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"checkpoint": {"latest": content["deployment"]}}))
    assert len(read_state(file).resources) == 28


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "this is no exported state"),
        ('{"deployment": {}}', "deployment.resources is missing"),
        ('{"deployment": 5}', "deployment is 5"),
        ('{"checkpoint": {"latest": []}}', "checkpoint.latest is a list"),
        ('{"deployment": {"resources": [{"urn": "x"}]}}', 'urn is "x"\nAllowed: urn:pulumi:STACK::'),
        ('{"deployment": {"resources": [{"urn": "urn:pulumi:x"}]}}', 'urn is "urn:pulumi:x"'),
        ('{"deployment": {"resources": [\n{"urn": "urn:pulumi:x::p::t::n"}]}}', "json:2: .*type is missing"),
        (
            '{"deployment": {"resources": [\n{"urn": "urn:pulumi:x::p::t::n", "type": "t",\n"dependencies": 5}]}}',
            r"json:3: .*resources\[0\]\.dependencies is 5\nAllowed: a list",
        ),
        (
            '{"deployment": {"resources": [{"urn": "urn:pulumi:x::p::t::n", "type": "t", "inputs": {"a": {"%": 5}}}]}}',
            r"resources\[0\]\.inputs: a has a signature that the protocol does not have",
        ),
        ('{"deployment": {"resources": []}}', "it holds no resources"),
    ],
)
def test_what_is_no_state_is_said(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(content.replace("%", wire.SIGNATURE))
    with pytest.raises(ReportError, match=message):
        read_state(file)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="No such file"):
        read_state(tmp_path / "nothing.json")
