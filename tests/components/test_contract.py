"""What every component promises to those who use it: its type, its arguments, where a value is told."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from typing import Any

import pulumi
import pytest

import components
from components.settings.base import Setting
from components.stack import PrivateApi
from tests import engine
from tests.components.alone import REGION, chain
from tests.components.settings.test_effects import CASES, recorded
from tests.engine import ROOT, Recording, environment, record, settings_of

STACK = ROOT / "stacks" / "Pulumi.dev.yaml"


def _modules() -> list[Any]:
    names = [each.name for each in pkgutil.walk_packages(components.__path__, "components.")]
    return [importlib.import_module(name) for name in names if "_lambda." not in name]


CLASSES = {
    each
    for module in _modules()
    for each in vars(module).values()
    if inspect.isclass(each) and "components" in repr(each)
}
COMPONENTS = sorted(
    (each for each in CLASSES if issubclass(each, pulumi.ComponentResource)), key=lambda each: each.__name__
)
ARGUMENTS = sorted((each for each in CLASSES if each.__name__.endswith("Args")), key=lambda each: each.__name__)
SETTINGS = [each for each in CLASSES if issubclass(each, Setting)]


@pytest.fixture(scope="module")
def alone() -> Recording:
    """Every component once, in a program without a stack file."""

    def program() -> None:
        chain("one")
        PrivateApi("two", settings_of(STACK))

    return record(program)


def test_every_component_has_its_name_as_type(alone: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    """A type cannot be changed later: resources below it would be replaced.

    A kind of backend or API that stands in no program here is shown by the effect of its name.
    """
    monkeypatch.chdir(ROOT)
    kinds = {(file, group) for file, group, effect in CASES if ".kind" in effect.of}
    resources = [*alone.resources, *(each for kind in sorted(kinds) for each in recorded(*kind).resources)]
    found = {each.type for each in resources if not each.type.startswith("aws:")}
    assert found == {f"private-api:index:{each.__name__}" for each in COMPONENTS}


def test_what_other_programs_may_use_is_said() -> None:
    """Every component, its arguments, and what these are made of."""
    public = {*components.__all__, *components.settings.__all__}
    names = {each.__name__ for each in COMPONENTS}
    assert (names | {f"{name}Args" for name in names}) - public == {"PrivateApiArgs"}, "it takes settings"
    parts = {each.__name__ for each in CLASSES}
    taken = {
        (kind.__name__, word)
        for kind in ARGUMENTS
        if kind.__name__ in public
        for each in dataclasses.fields(kind)
        for word in re.findall(r"\w+", str(each.type))
        if word in parts
    }
    assert [pair for pair in sorted(taken) if pair[1] not in public] == []


def test_every_component_says_that_it_is_finished(alone: Recording) -> None:
    for each in alone.resources:
        assert each.type.startswith("aws:") or each.urn in alone.outputs, each.name


def test_children_carry_their_components_name(alone: Recording) -> None:
    owners = {each.urn: each for each in alone.resources}
    for each in alone.resources:
        owner = owners.get(each.parent)
        assert owner is None or each.name.startswith(owner.name), each.name


@pytest.mark.parametrize("kind", COMPONENTS, ids=lambda kind: kind.__name__)
def test_a_component_takes_name_arguments_and_options(kind: type) -> None:
    name, args, opts = list(inspect.signature(kind).parameters.values())
    assert (name.name, opts.name, opts.default) == ("name", "opts", None)
    assert args.name == "settings" if kind is PrivateApi else args.annotation == f"{kind.__name__}Args"


@pytest.mark.parametrize("kind", ARGUMENTS, ids=lambda kind: kind.__name__)
def test_a_missing_argument_is_named(kind: type) -> None:
    needed = [each.name for each in dataclasses.fields(kind) if each.default is each.default_factory]
    for name in needed:
        with pytest.raises(TypeError, match=rf"{kind.__name__}.*missing.*'{name}'"):
            kind(**dict.fromkeys(set(needed) - {name}, None))


@pytest.mark.parametrize("kind", ARGUMENTS, ids=lambda kind: kind.__name__)
def test_a_missing_argument_is_noticed_and_an_unknown_one_too(kind: type) -> None:
    with pytest.raises(TypeError, match="misspelt"):
        kind(misspelt=None)


def test_no_value_is_told_both_in_settings_and_beside_them() -> None:
    for kind in ARGUMENTS:
        own = {each.name for each in dataclasses.fields(kind)}
        for each in dataclasses.fields(kind):
            settings = [model for model in SETTINGS if model.__name__ == each.type]
            for model in settings:
                assert own.isdisjoint(model.model_fields), f"{kind.__name__}: {own & set(model.model_fields)}"


def test_no_default_stands_in_two_places() -> None:
    """A default of a setting is one of nobody's arguments: a change of one would leave the other behind."""
    defaults = {
        name
        for model in SETTINGS
        for name, field in model.model_fields.items()
        if isinstance(field.default, (str, int, float))
    }
    for kind in ARGUMENTS:
        for each in dataclasses.fields(kind):
            told = isinstance(each.default, (str, int, float))
            assert not (told and each.name in defaults), f"{kind.__name__}.{each.name}"


@pytest.mark.parametrize("path", sorted((ROOT / "stacks").glob("Pulumi.*.yaml")), ids=lambda path: path.name)
def test_the_callers_provider_decides_region_and_account(path: Any) -> None:
    assert not [each for each in environment(path).resources if each.type.startswith("pulumi:providers:")]


def test_no_region_or_account_is_baked_in(alone: Recording) -> None:
    made = [each for each in alone.resources if each.name.startswith("one")]
    made_up = rf"arn:aws:\w+:{engine.REGION}:{engine.ACCOUNT}:"  # what the stand-in for AWS answers
    said = re.sub(made_up, "", repr([each.inputs for each in made]))
    assert set(re.findall(r"\b[a-z]{2}-[a-z]+-\d\b", said)) == {REGION}
    assert not re.findall(r":\d{12}:", said)


LOADED = """
import sys

def services():
    return {name.split(".")[1] for name in sys.modules if name.startswith("pulumi_aws.")}

import pulumi_aws
bare = services()
from tests.engine import ROOT, environment
imported = services()
used = {each.type.split(":")[1].split("/")[0] for each in environment(ROOT / "stacks/Pulumi.dev.yaml").resources}
print(sorted(imported - bare), sorted(each for each in services() - bare if each.rstrip("_") not in used))
"""


def test_no_service_of_aws_is_imported_that_the_stack_does_not_use() -> None:
    """A service is imported when its first resource is made: some take a second and 40 MiB."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[] []\n", "")
