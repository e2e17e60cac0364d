"""A pack's catalogue of faults."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from preflight.errors import ReportError, UsageError
from preflight.packs.catalogue import read_catalogue
from tests.recorded import ROOT

RULES = {
    "version": 1,
    "pack": "shop",
    "policies": [{"policy": "keys", "level": "mandatory", "asks": "Is there a key?"}],
    "faults": [
        {"fault": "keys/no-key", "policy": "keys", "level": "mandatory", "title": "No key", "symptom": "403"},
        {"fault": "keys/twice", "policy": "keys", "level": "mandatory", "title": "Twice"},
        {"fault": "plans/twice", "policy": "plans", "level": "mandatory", "title": "Twice"},
    ],
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    return tmp_path


def test_a_fault_is_found_by_its_whole_name_or_its_own_part(pack: Path) -> None:
    catalogue = read_catalogue(pack)
    assert catalogue.fault("keys/no-key") == catalogue.fault("no-key")
    assert asdict(catalogue.fault("no-key")).items() >= RULES["faults"][0].items()


def test_an_unknown_or_ambiguous_fault_says_what_there_is(pack: Path) -> None:
    catalogue = read_catalogue(pack)
    with pytest.raises(UsageError, match="no fault is called 'keys/nokey'") as raised:
        catalogue.fault("keys/nokey")
    assert "keys/no-key" in raised.value.remedy
    with pytest.raises(UsageError, match="several faults") as raised:
        catalogue.fault("twice")
    assert raised.value.remedy == "Did you mean keys/twice, plans/twice?"


@pytest.mark.parametrize("content", ["[]", '{"pack": "a"}', '{"pack": "a", "policies": {}, "faults": []}'])
def test_what_is_no_catalogue_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "rules.json").write_text(content)
    with pytest.raises(ReportError, match="is no catalogue of a policy pack"):
        read_catalogue(tmp_path)


def test_a_pack_without_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="No such file"):
        read_catalogue(tmp_path)


OURS = read_catalogue(ROOT / "policies")


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("InvalidPermission.Duplicate", "target-sources/rule-twice"),
        ("sibling", "integration/path-twice"),
        ("creating listener: DuplicateListener: A listener already exists on this port", "load-balancer/port-twice"),
        (
            "api error BadRequestException: A sibling ({id}) of this resource already has a variable path part",
            "integration/path-twice",
        ),
        (
            "creating ECS Service: InvalidParameterException: a valid taskRoleArn is not being used",
            "targets/execute-command-without-role",
        ),
        (
            "Lambda was unable to configure your environment variables: reserved keys that are currently not supported",
            "authorizer/reserved-variable",
        ),
    ],
)
def test_an_error_of_aws_leads_to_its_fault(error: str, fault: str) -> None:
    assert OURS.saying(error)[0].fault == fault


@pytest.mark.parametrize("text", ["", "sg-0123456789abcdef0", "quuxification of the frobnicators"])
def test_words_of_which_no_fault_is_lead_nowhere(text: str) -> None:
    assert OURS.saying(text) == []


def test_every_fault_is_found_by_what_aws_says_of_it() -> None:
    own = [each for each in OURS.faults if not each.fault.endswith("/unknown-option")]
    assert [each.fault for each in own if each not in OURS.saying(f"{each.title} {each.symptom}")] == []
