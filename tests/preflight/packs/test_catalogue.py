"""A pack's catalogue of faults."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from preflight.errors import ReportError, UsageError
from preflight.packs.catalogue import read_catalogue

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
