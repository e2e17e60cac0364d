"""Exported states."""

import gzip
import json
import re
from pathlib import Path

import pytest

from preflight.engine.over import Over
from preflight.engine.simulation import simulated
from preflight.engine.state import read_state
from preflight.errors import ReportError
from preflight.protocol import wire
from tests.captures import REAL_ENGINE
from tests.exported import exported
from tests.recorded import CHAIN, recorded

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


def test_what_was_deleted_and_not_made_anew_is_not_there(tmp_path: Path) -> None:
    content = json.loads(STATE.read_text())
    content["deployment"]["resources"][-1]["pendingReplacement"] = True
    file = tmp_path / "state.json"
    file.write_text(json.dumps(content))
    assert len(read_state(file).resources) == 28


def test_two_resources_of_one_urn_are_refused_unless_one_is_about_to_go(tmp_path: Path) -> None:
    content = json.loads(STATE.read_text())
    last = content["deployment"]["resources"][-1]
    file = tmp_path / "state.json"
    for delete in (True, False):
        content["deployment"]["resources"] = [*content["deployment"]["resources"][:29], {**last, "delete": delete}]
        file.write_text(json.dumps(content))
        if delete:
            assert len(read_state(file).resources) == 29
    with pytest.raises(ReportError, match=rf"resources\[28\] and \[29\] have one URN, {re.escape(last['urn'])}"):
        read_state(file)


def test_what_an_update_had_begun_when_it_was_interrupted_is_known(tmp_path: Path) -> None:
    content = json.loads(STATE.read_text())
    last = content["deployment"]["resources"][-1]
    content["deployment"]["pending_operations"] = [{"type": "creating", "resource": last}]
    file = tmp_path / "state.json"
    file.write_text(json.dumps(content))
    assert read_state(file).pending == (f"creating {last['urn']}",)
    assert read_state(STATE).pending == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ('{"deployment": {"pending_operations": 5}}', "deployment.pending_operations is 5"),
        ("[]", "this is no exported state"),
        ('{"version": 3, "deployment": {}}', "it holds no resources: nothing is deployed"),
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


def test_a_checkpoint_that_gzip_made_smaller_is_one(tmp_path: Path) -> None:
    content = {"version": 3, "checkpoint": {"latest": json.loads(STATE.read_text())["deployment"]}}
    file = tmp_path / "dev.json.gz"
    file.write_bytes(gzip.compress(json.dumps(content).encode()))
    assert read_state(file).resources == read_state(STATE).resources
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ReportError, match="what gzip made of it is broken"):
        read_state(file)


@pytest.mark.parametrize("version", [1, 2, 5])
def test_a_state_of_another_time_is_refused(tmp_path: Path, version: int) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"version": version, "deployment": {"resources": []}}))
    with pytest.raises(ReportError, match=f"version is {version}: of another time.*\nAllowed: 3 and 4"):
        read_state(file)


def test_outputs_of_the_stack_are_there_for_others() -> None:
    assert set(read_state(STATE).stack_outputs) == {"key", "url"}


def test_what_a_simulated_update_leaves_is_a_state_like_any_other(tmp_path: Path) -> None:
    made = recorded(CHAIN, update=True)
    left = simulated(made.identity, made, over=Over(folder=CHAIN)).state
    file = tmp_path / "state.json"
    file.write_text(exported(left))
    read = read_state(file)
    assert read.encrypted == frozenset()
    for mine, theirs in zip(left.resources, read.resources, strict=True):
        for key in (
            "urn",
            "type",
            "id",
            "kind",
            "inputs",
            "outputs",
            "parent",
            "dependencies",
            "property_dependencies",
        ):
            assert getattr(mine, key) == getattr(theirs, key), (mine.urn, key)


def test_what_is_encrypted_is_named_and_nowhere_shown() -> None:
    state = read_state(STATE)
    named = {each.rpartition("::")[2] for each in state.encrypted}
    assert named == {"chain-dev#key", "client#value", "named#value", "named#valueWo"}
    assert "ciphertext" not in repr(state)
