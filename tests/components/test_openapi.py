"""OpenAPI documents that stack files name."""

import pytest

from components.api.openapi import document
from components.settings import SettingsError
from tests.engine import ROOT


def test_a_document_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (file,) = (ROOT / "examples" / "openapi").iterdir()
    assert document(str(file.relative_to(ROOT)), ()) == file.read_text(encoding="utf-8")


def test_one_that_is_not_there_is_told_with_its_key() -> None:
    key = ("private-api:apis", "orders", "openapi", "file")
    with pytest.raises(SettingsError) as raised:
        document("nowhere.yaml", key)
    (problem,) = raised.value.problems
    assert problem.key == key
    assert problem.text.startswith('private-api:apis.orders.openapi.file = "nowhere.yaml": there is no such document. ')
