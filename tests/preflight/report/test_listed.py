"""When the inputs of a resource count as equal."""

from pathlib import Path

import pytest

from preflight.protocol import wire
from preflight.protocol.resource import Resource
from preflight.report.listed import listed

ARCHIVE, ASSET = ({wire.SIGNATURE: kind} for kind in (wire.ARCHIVE, wire.ASSET))


def digest(name: str = "a", **inputs: object) -> str:
    return listed(Resource(f"urn:pulumi:dev::p::t:T::{name}", "t:T", name, inputs=inputs)).digest


def test_equal_inputs_are_equal_in_any_order_and_other_ones_are_not():
    assert digest(x=1, y="b") == digest(y="b", x=1)
    assert digest(x=1) != digest(x=2)
    assert digest(x=wire.UNKNOWN) == digest(x=wire.UNKNOWN)


def test_a_resource_may_be_called_otherwise():
    assert digest("a", tag="net-a-1") == digest("b", tag="net-b-1")
    assert digest("a", tag="net-a-1") != digest("b", tag="net-a-1")
    assert digest("a", bucket="a-1a2b3c4") == digest("b", bucket="b-5d6e7f8")  # as providers name what has no name
    assert digest("a", bucket="a-1") != digest("a", bucket="a-2")


@pytest.mark.parametrize("name", ["a", "1", wire.SECRET])
def test_secret_values_do_not_count(name: str):
    assert digest(name, x=wire.secret("one")) == digest(name, x=wire.secret("two"))


@pytest.mark.parametrize("whole", [True, False])
def test_files_count_by_what_they_hold_and_not_by_where_they_are(tmp_path: Path, whole: bool):
    found = []
    for folder, text in (("one", "same"), ("two", "same"), ("three", "other")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.py").write_text(text)
        path = tmp_path / folder if whole else tmp_path / folder / "index.py"
        found.append(digest(code={**(ARCHIVE if whole else ASSET), "path": str(path)}))
    assert found[0] == found[1] != found[2]
    archive = {**ARCHIVE, "assets": {"index.py": {**ASSET, "path": str(tmp_path / "one" / "index.py")}}}
    other = {**ARCHIVE, "assets": {"index.py": {**ASSET, "path": str(tmp_path / "two" / "index.py")}}}
    assert digest(code=archive) == digest(code=other)


def test_a_file_that_is_not_there_is_no_error(tmp_path: Path):
    assert digest(code={**ARCHIVE, "path": str(tmp_path / "none")}) == digest(code={**ARCHIVE, "path": "/nowhere"})
