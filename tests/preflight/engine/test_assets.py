"""Assets hashed as the engine does it: the recorded state holds a hash of its own."""

import hashlib
import zipfile
from pathlib import Path

from preflight.engine.assets import hashed
from preflight.engine.state import read_state
from preflight.protocol.wire import ARCHIVE, ASSET, SIGNATURE
from tests.captures import REAL_ENGINE
from tests.recorded import CHAIN


def archive(**parts: object) -> dict:
    return {"code": {SIGNATURE: ARCHIVE, **parts}}


def test_an_archive_has_the_hash_of_the_recorded_one() -> None:
    resources = read_state(REAL_ENGINE / "state.json").resources
    function = next(each for each in resources if each.type == "aws:lambda/function:Function")
    given = archive(assets={".": {SIGNATURE: ARCHIVE, "path": "handler"}})
    assert hashed(given, CHAIN)["code"] == function.inputs["code"]


def test_a_folder_a_zip_and_files_one_by_one_hold_the_same(tmp_path: Path) -> None:
    (tmp_path / "code" / "a").mkdir(parents=True)
    (tmp_path / "code" / "a" / "b.py").write_text("b")
    (tmp_path / "code" / "c.py").write_text("c")
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as packed:
        packed.writestr("a/b.py", "b")
        packed.writestr("c.py", "c")
    one = {SIGNATURE: ASSET, "text": "b"}
    other = {SIGNATURE: ASSET, "path": "code/c.py"}
    found = {
        hashed(given, tmp_path)["code"]["hash"]
        for given in (archive(path="code"), archive(path="code.zip"), archive(assets={"c.py": other, "a/b.py": one}))
    }
    assert len(found) == 1
    assert hashed({"a": other}, tmp_path)["a"]["hash"] == hashlib.sha256(b"c").hexdigest()


def test_what_can_not_be_read_has_none(tmp_path: Path) -> None:
    for given in (archive(path="nothing"), archive(path="a.tar.gz"), archive(uri="https://example.com/a.zip")):
        assert hashed(given, tmp_path) == given
