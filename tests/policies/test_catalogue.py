"""The catalogue of faults is complete, unambiguous, and what the files in the pack's folder say."""

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import private_api_guard
from private_api_guard import catalogue
from private_api_guard.faults import LEVELS, TABLES, TOPICS
from private_api_guard.faults.fault import Fault
from private_api_guard.faults.refusal import refusal

_IDS = [fault.id for fault in catalogue.faults()]


def _made(value: object) -> Iterator[Fault]:
    """Faults that a module's variable is, or holds."""
    if isinstance(value, Fault):
        yield value
    elif isinstance(value, dict):
        yield from _made(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _made(item)


def test_no_id_comes_twice():
    assert sorted(_IDS) == sorted(set(_IDS))


def test_an_id_names_its_policy():
    for fault in catalogue.faults():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*", fault.id), fault.id
        assert fault.policy in LEVELS, fault.id


def test_every_fault_of_every_module_is_in_the_catalogue():
    names = [name for _, name, _ in pkgutil.walk_packages(private_api_guard.__path__, "private_api_guard.")]
    assert len(names) > len(TOPICS)
    found = {fault for name in names for fault in _made(list(vars(importlib.import_module(name)).values()))}
    assert {fault.id for fault in found} == set(_IDS)


def test_faults_are_made_where_modules_can_be_asked_for_them():
    """A fault that a function makes as it goes would be in nobody's list."""
    for _, name, _ in pkgutil.walk_packages(private_api_guard.__path__, "private_api_guard."):
        module = importlib.import_module(name)
        makers = {name for name, value in vars(module).items() if getattr(value, "func", value) in (Fault, refusal)}
        for outer in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            if isinstance(outer, ast.FunctionDef) and outer.name != refusal.__name__:
                calls = [call.func for call in ast.walk(outer) if isinstance(call, ast.Call)]
                assert not any(isinstance(func, ast.Name) and func.id in makers for func in calls), name


def test_texts_are_whole():
    for fault in catalogue.faults():
        for text in (fault.title, fault.symptom.text, fault.remedy):
            assert text == text.strip(), fault.id
            assert len(text) > 3, fault.id
        assert not fault.title.endswith("."), fault.id
        assert fault.source.startswith("https://"), fault.id


def test_rules_json_is_what_the_code_says():
    written = json.loads((catalogue.FOLDER / "rules.json").read_text("utf-8"))
    assert written == catalogue.as_json(), "run `make rules`"


def test_writing_makes_the_file(tmp_path):
    rules, _ = catalogue.write(tmp_path)
    assert rules.name == "rules.json"
    assert json.loads(rules.read_text("utf-8"))["version"] == 1


def test_tables_name_the_policies_of_their_faults():
    for table in TABLES:
        package = importlib.import_module(f"private_api_guard.faults.{table.module}")
        modules = [each.name for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
        made = (value for name in modules for value in vars(importlib.import_module(name)).values())
        told = {fault.policy for fault in _made(tuple(made))}
        assert told == set(table.policies), table.module
