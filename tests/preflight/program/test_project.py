"""A project's files, and what is said of those that are wrong."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.errors import ConfigError, ProjectError, StackError
from preflight.program.program import prepare
from preflight.program.project import Project, read_project
from preflight.program.stack_config import read_config, stand_in
from tests.recorded import PROGRAMS

PULUMI_YAML = """
name: shop
runtime: {name: python, options: {virtualenv: nowhere}}
config:
  shop:zones: {type: array, items: {type: string}}
  shop:size: {type: integer, default: 2}
  shop:open: {type: boolean, default: false}
  shop:networks: {type: object, default: {}}
  title: {type: string, default: Shop, secret: true}
  aws:region: eu-west-1
"""


def project(tmp_path: Path, content: str = PULUMI_YAML, **stacks: str) -> Project:
    (tmp_path / "Pulumi.yaml").write_text(content)
    for name, text in stacks.items():
        (tmp_path / f"Pulumi.{name}.yaml").write_text(text)
    return read_project(tmp_path)


def refused(tmp_path: Path, config: str) -> ConfigError:
    made = project(tmp_path, dev=config)
    with pytest.raises(ConfigError) as raised:
        read_config(made, "dev")
    return raised.value


def test_a_stack_goes_over_the_defaults_of_the_project(tmp_path: Path) -> None:
    made = project(
        tmp_path, dev="config:\n  zones: [a]\n  shop:size: 3\n  aws:region: eu-north-1\n  other:free: {a: [1]}\n"
    )
    config = read_config(made, "dev")
    assert config.values == {
        "shop:zones": '["a"]',
        "shop:size": "3",
        "shop:open": "false",
        "shop:networks": "{}",
        "shop:title": "Shop",
        "aws:region": "eu-north-1",
        "other:free": '{"a": [1]}',
    }
    assert config.secret_keys == ("shop:title",)
    assert made.stacks == ["dev"]


def test_another_file_takes_the_place_of_the_stacks_own(tmp_path: Path) -> None:
    made = project(tmp_path, dev="config: {zones: [a]}")
    other = tmp_path / "elsewhere.yaml"
    other.write_text("config: {zones: [b]}")
    assert read_config(made, "any-name", other).values["shop:zones"] == '["b"]'
    with pytest.raises(StackError, match="no such configuration file"):
        read_config(made, "dev", tmp_path / "nothing.yaml")


def test_encrypted_values_are_stand_ins_that_say_so() -> None:
    config = read_config(read_project(PROGRAMS / "everything"), "dev")
    assert config.stand_ins == ("everything:nested", "everything:token")
    assert config.secret_keys == ("everything:nested", "everything:token")
    assert config.values["everything:token"] == stand_in("everything:token")
    assert json.loads(config.values["everything:nested"]) == {
        "list": [1, 2.5, True],
        "password": "stand-in-for-secret-everything-nested-password",
    }
    assert "nobody-can-read-this" not in str(config)


def test_an_unknown_stack_lists_those_there_are(tmp_path: Path) -> None:
    made = project(tmp_path, dev="", prod="")
    with pytest.raises(StackError, match=r"stack 'dve' does not exist") as raised:
        read_config(made, "dve")
    assert raised.value.remedy == "Stacks here: dev, prod."


@pytest.mark.parametrize(
    ("config", "message", "remedy"),
    [
        ("config: {zones: [a], shop:sise: 3}", "unknown configuration key shop:sise", "Did you mean shop:size?"),
        (
            "config: {zones: [a], whatever: 3}",
            "unknown configuration key shop:whatever",
            "declares: networks, open, size",
        ),
        ("config: {zones: [a], size: three}", 'shop:size is "three", which is no integer', "declares it as integer"),
        ("config: {zones: [a], size: 1.5}", "shop:size is 1.5", "integer"),
        ("config: {zones: [a], size: true}", "shop:size is true", "integer"),
        ("config: {zones: [a], open: 1}", "shop:open is 1", "boolean"),
        ("config: {zones: a}", 'shop:zones is "a", which is no array', "array of string"),
        ("config: {zones: [[a]]}", 'an array with ["a"], which is no string', "array of string"),
        ("config: {zones: [a], networks: []}", "shop:networks is []", "object"),
        ("config: {}", "shop:zones is missing", "declares it as array, without a default"),
        ("config: {zones: [a], shop:zones: [b]}", "shop:zones is given twice", ""),
    ],
)
def test_a_wrong_key_or_value_is_named_with_what_is_allowed(
    tmp_path: Path, config: str, message: str, remedy: str
) -> None:
    error = refused(tmp_path, config)
    assert message in error.message
    assert remedy in error.remedy
    assert error.position.startswith("Pulumi.dev.yaml")


def test_keys_of_other_namespaces_and_of_projects_that_declare_none_are_free(tmp_path: Path) -> None:
    free = project(tmp_path, "name: shop\nruntime: python\n", dev="config: {anything: 1, aws:regoin: x}")
    assert read_config(free, "dev").values == {"shop:anything": "1", "aws:regoin": "x"}


def test_texts_of_numbers_and_booleans_are_taken_as_the_cli_writes_them(tmp_path: Path) -> None:
    made = project(tmp_path, dev="config: {zones: [a], size: '3', open: 'true'}")
    values = read_config(made, "dev").values
    assert (values["shop:size"], values["shop:open"]) == ("3", "true")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name: [", "Pulumi.yaml:1: it is not YAML"),
        ("- a", "does not hold a mapping"),
        ("runtime: python", "name is missing"),
        ("name: a b\nruntime: python", 'Pulumi.yaml:1: .* name is "a b"'),
        (
            "name: a\nruntime: ../../go",
            'runtime is "../../go"\nAllowed: python, nodejs, go, or the name of another runtime',
        ),
        ("name: a\nruntime: python\nconfig: {b: {type: text}}", 'config.b.type is "text"'),
        ("name: a\nruntime: python\nconfig: {b:c: {type: string}}", "not in the project's namespace 'a'"),
        ("name: a\nruntime: python\nconfig: [b]", "config is a list\nAllowed: keys and values"),
        (
            "name: a\nruntime: [python]",
            "Pulumi.yaml:2: .*runtime is a list\nAllowed: a name, such as python, nodejs or go, or keys and",
        ),
        (
            "name: a\nruntime:",
            "Pulumi.yaml:2: .*runtime is empty\nAllowed: a name, such as python, nodejs or go, or keys and",
        ),
        ('name: a\nruntime: python\nmain: "a\\0b"', "(?s)Pulumi.yaml:3: .*main is .*at most 255 bytes and no NUL"),
        (f"name: a\nruntime: python\nmain: x/{'é' * 128}/y", "(?s)Pulumi.yaml:3: .*main is .*at most 255 bytes"),
        (
            f"name: a\nruntime: python\nstackConfigDir: {'x' * 256}",
            "(?s)Pulumi.yaml:3: .*stackConfigDir is .*at most 255",
        ),
        ("name: a\nruntime: {name: python, options: [b]}", "Pulumi.yaml:2: .*runtime.options is a list"),
        ("name: a\nruntime: {name: python, options: {virtualenv: 5}}", "virtualenv is 5\nAllowed: text"),
        ("name: a\nruntime: {name: nodejs, options: {nodeargs: 5}}", "runtime.options.nodeargs is 5\nAllowed: text"),
        ("name: a\nruntime: {name: nodejs, options: {typescript: 1}}", "typescript is 1\nAllowed: true or false"),
        ("name: a\nruntime: {name: go, options: {binary: [a]}}", "runtime.options.binary is a list\nAllowed: text"),
        ("name: a\nruntime: python\nmain: [x]", "Pulumi.yaml:3: .*main is a list\nAllowed: text"),
        (
            "name: a\nruntime: python\nconfig: {b: {type: integer, default: x}}",
            'its default is "x", which is no integer',
        ),
        ("name: a\nruntime: python\nconfig: {b: {type: [string]}}", "config.b.type is a list"),
        ("name: a\nruntime: python\nconfig: {b: 1, a:b: 2}", "given twice, with and without its namespace"),
    ],
)
def test_a_project_file_that_no_engine_accepts(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        project(tmp_path, content)


@pytest.mark.parametrize("name", ["nowhere", "itself"])
def test_a_folder_without_a_project(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError, match=r"no Pulumi\.yaml in"):
        read_project(tmp_path)
    (tmp_path / "itself").symlink_to("itself")
    with pytest.raises(ProjectError, match=rf"no Pulumi\.yaml in {name}"):
        read_project(tmp_path / name)


def test_what_is_no_plain_file_is_no_stacks(tmp_path: Path) -> None:
    made = project(tmp_path, "name: shop\nruntime: python\n", dev="config: {}\n")
    os.mkfifo(tmp_path / "Pulumi.pipe.yaml")
    (tmp_path / "Pulumi.folder.yaml").mkdir()
    (tmp_path / "Pulumi.itself.yaml").symlink_to("Pulumi.itself.yaml")
    for odd in ("", "a b", "new\nline", "\udcff", "x" * 101):
        (tmp_path / f"Pulumi.{odd}.yaml").touch()
    (tmp_path / "Pulumi.link.yaml").symlink_to("Pulumi.dev.yaml")
    assert made.stacks == ["dev", "link"]
    assert read_config(made, "link").values == {}
    for name in ("pipe", "folder", "itself"):
        with pytest.raises(StackError, match=f"there is no Pulumi.{name}.yaml"):
            read_config(made, name)


def test_a_stack_file_that_is_not_yaml(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"Pulumi\.dev\.yaml:2: it is not YAML"):
        read_config(project(tmp_path, dev="config:\n  a: [\n"), "dev")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}:[a-zA-Z]{1,8}", fullmatch=True),
        st.integers() | st.booleans() | st.text("abc: {}'\"\n", max_size=5) | st.lists(st.integers(), max_size=3),
        max_size=4,
    )
)
def test_any_free_configuration_reaches_the_program(tmp_path_factory: pytest.TempPathFactory, config: dict) -> None:
    folder = tmp_path_factory.mktemp("project")
    made = project(folder, "name: none-of-these\nruntime: python\n", dev=json.dumps({"config": config}))
    values = read_config(made, "dev").values
    assert set(values) == set(config)
    for key, value in config.items():
        assert values[key] == (value if isinstance(value, str) else json.dumps(value))


def test_environments_that_nobody_has_offline_are_known(tmp_path: Path) -> None:
    made = project(tmp_path, dev="environment: [shared/dev]\nconfig: {zones: [a]}", prod="environment: {imports: [p]}")
    assert read_config(made, "dev").environments == ("shared/dev",)


def test_a_stack_may_be_named_with_its_organization(tmp_path: Path) -> None:
    project(tmp_path, dev="config: {zones: [a]}")
    identity = prepare(tmp_path, "acme/shop/dev").identity
    assert (identity.organization, identity.project, identity.stack) == ("acme", "shop", "dev")
