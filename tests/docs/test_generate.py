"""What is generated says what it is made from: the pack's catalogue, and the version of the project."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from docs.generate import COMMANDS, IN_A_WHEEL, PACK, RULES, catalogue_file, documents, pack_file, project

ROOT = Path(__file__).parents[2]


def _loaded(file: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", documents(), ids=lambda file: file.name)
def test_it_is_what_it_is_made_from(file):
    assert file.read_text("utf-8") == documents()[file], "run `make rules`"


def test_every_symptom_of_a_request_has_commands_that_look_at_it():
    commands = yaml.safe_load(COMMANDS.read_text("utf-8"))
    symptoms = [each["symptom"] for each in json.loads(RULES.read_text("utf-8"))["symptoms"]]
    assert list(commands) == [each for each in symptoms if each in commands], "in the order of the table"
    assert set(symptoms) - set(commands) == {
        "connection-closed", "too-large", "unexpected-status", "apply-fails", "works",
    }  # fmt: skip
    page = next(text for file, text in documents().items() if file.name == "runbook.md")
    assert all(f"\n{command}\n" in page for listed in commands.values() for command in listed)


def test_the_pack_has_the_version_of_the_project():
    version = project()["version"]
    assert yaml.safe_load(PACK.read_text("utf-8"))["version"] == version
    assert yaml.safe_load(pack_file("9.8.7")) == yaml.safe_load(PACK.read_text("utf-8")) | {"version": "9.8.7"}
    assert json.loads(RULES.read_text("utf-8"))["release"] == version
    assert json.loads(catalogue_file("9.8.7")) == json.loads(RULES.read_text("utf-8")) | {"release": "9.8.7"}


def test_in_its_wheel_the_pack_runs_in_the_environment_that_has_the_wheel():
    alone, wheel = (yaml.safe_load(file.read_text("utf-8")) for file in (PACK, IN_A_WHEEL))
    assert alone["runtime"]["options"].pop("virtualenv") == "venv"
    assert wheel["runtime"]["options"].pop("virtualenv") == "../.."
    assert alone == wheel


@pytest.mark.parametrize(
    ("status", "evidence", "error"),
    [
        (401, "UnauthorizedException", "unauthorized"),
        (403, "User: anonymous is not authorized to perform: execute-api:Invoke", "access-denied"),
        (403, "Missing Authentication Token", "not-deployed"),
        (403, "ForbiddenException", "forbidden"),
        (404, '{"message":"Not Found"}', "not-found"),
        (404, "no such order", "unexpected-status"),
        (404, "awselb/2.0", "load-balancer-not-found"),
        (413, '{"message":"Request Too Long"}', "too-large"),
        (429, "LimitExceededException", "quota-exceeded"),
        (429, "TooManyRequestsException", "throttled"),
        (500, "AuthorizerFailureException", "authorizer-failure"),
        (500, '{"message": "Internal server error"}', "integration-failed"),
        (500, "stack trace", "unexpected-status"),
        (503, "awselb/2.0", "load-balancer"),
        (503, '{"message":"Service Unavailable"}', "integration-failed"),
        (504, "awselb/2.0", "load-balancer"),
        (504, "Network error communicating with endpoint", "integration-broken"),
        (504, "Endpoint request timed out", "gateway-timeout"),
        (200, "", "unexpected-status"),
    ],
)
def test_the_probe_tells_answers_apart(status, evidence, error):
    symptoms = _loaded(ROOT / "components" / "probe_lambda" / "symptoms.py", "probe_symptoms")
    assert symptoms.symptom_of(status, evidence) == error
    assert error in symptoms.SYMPTOMS
