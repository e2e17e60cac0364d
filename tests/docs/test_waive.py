"""docs/how-to/waive.md, followed: what it shows is a waiver, and its commands list and make some."""

import ast
import dataclasses
import json
import re
import shlex

import jsonschema
import pytest

from components import WaiverArgs
from private_api_guard import catalogue
from private_api_guard.model.waiver import PARTS
from tests.docs.blocks import code, commands
from tests.drawn import soaked
from tests.preflight.test_cli import run
from tests.recorded import ROOT

PAGE = "docs/how-to/waive.md"
LATER = "2999-12-31"


def test_the_configuration_that_it_shows_fits():
    schema = json.loads((catalogue.FOLDER / "policy-config.schema.json").read_text("utf-8"))
    for block in code(PAGE, "json"):
        jsonschema.validate(json.loads(block), schema)


def test_the_component_takes_what_is_shown_in_both_languages():
    (python,), (typescript,) = code(PAGE, "python"), code(PAGE, "typescript")
    given = {each.arg for node in ast.walk(ast.parse(python)) if isinstance(node, ast.Call) for each in node.keywords}
    source = (ROOT / "typescript" / "waiver.ts").read_text("utf-8")
    interface = source.partition("interface WaiverArgs {")[2].partition("}")[0]
    assert given == {each.name for each in dataclasses.fields(WaiverArgs)} == set(PARTS) - {"policy"}
    assert set(re.findall(r"^ {4}(\w+): ", interface, re.MULTILINE)) == given
    assert set(re.findall(r"^ {4}(\w+): ", typescript, re.MULTILINE)) == given


@soaked
@pytest.mark.parametrize("command", list(commands(PAGE)))
def test_its_commands_run(tmp_path, command):
    file = tmp_path / "pack.json"
    file.write_text(code(PAGE, "json")[0].replace("2027-03-31", LATER), "utf-8")
    words = [{"pack.json": str(file), "2027-03-31": LATER}.get(word, word) for word in shlex.split(command)[1:]]
    done = run(*words, folder=ROOT)
    assert done.returncode == 0, done.stderr
    assert "usage-plan-key/no-key-in-plan" in (file.read_text("utf-8") if "baseline" in command else done.stdout) or (
        "--within" in command and "0 waivers" in done.stdout
    )
