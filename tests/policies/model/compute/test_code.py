"""What can be read of a function's code, from texts, files, folders and zips."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from private_api_guard.model.compute.code import Code, code_of, imports
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made


def code(asset: Any) -> Code | None:
    """What can be read of an asset."""
    return code_of(made("lambda/function:Function", "gate", code=asset))


@pytest.mark.parametrize(
    ("script", "modules"),
    [
        ('const a = require("aws-sdk")', ["aws-sdk"]),
        ("import a from 'b'; import 'c'; import(`d`)", ["b", "c", "d"]),
        ('export { a } from "./a.mjs"', ["./a.mjs"]),
        ('// require("a")\nrequire("b")', ["b"]),
        ('/* require("a")\n*/ require("b")', ["b"]),
        ('const url = "https://x"; require("b")', ["b"]),
        ("required('a')", []),
        ('require(name + "a")', []),
        ('use("/a/*"); require("b")', ["b"]),
        ('/* require("a") */ use("/a/*"); // require("c")\nrequire("b")', ["b"]),
        ("/*" * 500_000 + 'require("b")', ["b"]),
    ],
)
def test_imports(script: str, modules: list[str]) -> None:
    assert list(imports(script)) == modules


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("./lib", "lib.js"),
        ("./lib.js", "lib.js"),
        ("./lib", "lib/index.mjs"),
        ("./deep/../lib", "lib.cjs"),
    ],
)
def test_relative_imports_are_followed(wanted: str, path: str) -> None:
    found = Code({"index.js": f'require("{wanted}")', path: 'require("aws-sdk/clients/ssm"); require("./index")'})
    assert found.importing("aws-sdk", "index.js") == path
    assert found.importing("aws-sdk-mock", "index.js") is None
    assert found.importing("aws-sdk", "missing.js") is None


@pytest.mark.parametrize(
    ("handler", "entries"),
    [
        ("index.handler", ["index.js"]),
        ("lib/keys.handler", ["lib/keys.cjs", "lib/keys.mjs"]),
        ("./index.handler", ["index.js"]),
        ("missing.handler", []),
        (None, ["index.js", "lib/keys.cjs", "lib/keys.mjs"]),
    ],
)
def test_entries(handler: str | None, entries: list[str]) -> None:
    found = Code(dict.fromkeys(["index.js", "lib/keys.mjs", "lib/keys.cjs"], ""))
    assert sorted(found.entries(handler)) == entries


def _folder(tmp_path: Path) -> Path:
    for name, text in {
        "index.js": 'require("aws-sdk")',
        "lib/a.mjs": "a",
        "data.json": "{}",
        "node_modules/aws-sdk/index.js": "sdk",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def test_a_folder(tmp_path: Path) -> None:
    found = code({"archive": True, "path": str(_folder(tmp_path))})
    assert found == Code({"index.js": 'require("aws-sdk")', "lib/a.mjs": "a"}, has_sdk=True)


def test_a_zip(tmp_path: Path) -> None:
    folder, path = _folder(tmp_path / "src"), tmp_path / "code.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.*js")):
            archive.write(file, file.relative_to(folder))
    assert code({"archive": True, "path": str(path)}) == code({"archive": True, "path": str(folder)})


def test_a_file_inside_an_archive(tmp_path: Path) -> None:
    (tmp_path / "gate.js").write_text("gate")
    found = code({"archive": True, "assets": {"src": {"assets": {"index.js": {"path": str(tmp_path / "gate.js")}}}}})
    assert found == Code({"src/index.js": "gate"})


@pytest.mark.parametrize(
    ("asset", "sealed"),
    [
        ({"archive": True, "path": "relative"}, True),
        ({"archive": True, "path": UNKNOWN}, True),
        ({"archive": True, "uri": "https://example.com/code.zip"}, True),
        ({"archive": False, "text": UNKNOWN}, True),
        ({"archive": True, "assets": {"index.js": UNKNOWN}}, True),
        ({"archive": False, "path": "relative.js"}, False),
        ({"archive": True, "assets": {}}, False),
    ],
)
def test_what_can_not_be_read(asset: dict[str, Any], *, sealed: bool) -> None:
    assert code(asset) == Code({}, sealed=sealed)


@pytest.mark.parametrize("asset", [None, UNKNOWN, "code.zip", {"archive": True, "path": "/nowhere/at/all.zip"}])
def test_nothing_at_all(asset: Any) -> None:
    assert code(asset) is None


def test_a_damaged_zip(tmp_path: Path) -> None:
    path = tmp_path / "code.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("index.js", 'require("aws-sdk")')
    path.write_bytes(path.read_bytes().replace(b"require", b"REQUIRE"))
    assert code({"archive": True, "path": str(path)}) is None


@pytest.mark.parametrize(("size", "read"), [(2_000_000, True), (2_000_001, False)])
def test_large_scripts_are_left_unread(tmp_path: Path, size: int, *, read: bool) -> None:
    script, path = "x" * size, tmp_path / "code.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.js", script)
        archive.writestr("data.txt", script)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "index.js").write_text(script)
    single = {"archive": True, "assets": {"index.js": {"path": str(tmp_path / "folder" / "index.js")}}}
    assert code({"archive": True, "path": str(path)}) == Code({"index.js": script if read else ""})
    assert code({"archive": True, "path": str(tmp_path / "folder")}) == Code({"index.js": script} if read else {})
    assert code(single) == Code({"index.js": script if read else ""})
