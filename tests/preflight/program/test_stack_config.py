"""What a stack's file says, with the place of what is wrong."""

import json
from pathlib import Path

import pytest

from preflight.errors import ConfigError, PreflightError
from preflight.program.stack_config import StackConfig, read_config
from tests.preflight.program.test_project import project

FREE = "name: shop\nruntime: python\n"


def read(tmp_path: Path, text: str, pulumi_yaml: str = FREE) -> StackConfig:
    return read_config(project(tmp_path, pulumi_yaml, dev=text), "dev")


def test_a_scalar_reaches_the_program_as_it_is_written(tmp_path: Path) -> None:
    text = "config: {a: 1.50, b: yes, c: 0x1F, d: 2026-02-08, e: 'x', f: {g: 010}, h: [yes, true], i: }"
    assert read(tmp_path, text).values == {
        "shop:a": "1.50",
        "shop:b": "yes",
        "shop:c": "0x1F",
        "shop:d": "2026-02-08",
        "shop:e": "x",
        "shop:f": '{"g": 8}',
        "shop:h": '["yes", true]',
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("config:\n  a: 1\n  a: 2\n", "Pulumi.dev.yaml:3: it is not YAML: the key a is given twice, in lines 2 and 3"),
        ("config:\n  a: 1\n  shop:a: 2\n", "Pulumi.dev.yaml:3: config.shop:a: shop:a is given twice"),
        ("config:\n  a: 1\n  shop:config:a: 2\n", "Pulumi.dev.yaml:3: config.shop:config:a: shop:a is given twice"),
        (
            "config:\n  a:b:c: 1\n",
            "Pulumi.dev.yaml:2: config.a:b:c: the engine has no such key\nAllowed: NAMESPACE:NAME",
        ),
        ("config:\n  a: 2026-02-30\n", "Pulumi.dev.yaml:2: it is not YAML: 2026-02-30 is no date"),
        ("config:\n  - a\n", "Pulumi.dev.yaml:1: this is no configuration of a stack: config is a list"),
        (
            "config: 5\n",
            "Pulumi.dev.yaml:1: this is no configuration of a stack: config is 5\nAllowed: keys and values.",
        ),
        ("environment: 5\n", "environment is 5\nAllowed: keys and values."),
        ("environment: [5]\n", "environment[0] is 5\nAllowed: text or keys and values."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PreflightError) as raised:
        read(tmp_path, text)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "config", [{"a": "x" * 140_000}, {f"k{number}": "x" * 100 for number in range(1300)}, {"a": ["x" * 100] * 1300}]
)
def test_more_than_a_program_can_be_handed_is_refused_with_its_size(tmp_path: Path, config: dict) -> None:
    with pytest.raises(
        ConfigError, match=r"Pulumi.dev.yaml: the configuration has \d+ bytes, of which shop:\w+ has \d+"
    ):
        read(tmp_path, json.dumps({"config": config}))


def test_the_old_form_of_a_key_is_the_same_key(tmp_path: Path) -> None:
    assert read(tmp_path, "config: {aws:config:region: eu-west-1}").values["aws:region"] == "eu-west-1"


def test_almost_as_much_is_not(tmp_path: Path) -> None:
    assert len(read(tmp_path, f"config: {{a: {'x' * 130_900}}}").values["shop:a"]) == 130_900


def test_a_secret_of_another_type_is_not_shown(tmp_path: Path) -> None:
    declaring = f"{FREE}config: {{a: {{type: integer, secret: true}}}}"
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, "config: {a: hidden}", declaring)
    assert "shop:a is no integer" in raised.value.message
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "environments"),
    [
        ("environment: [shared/dev, other: {merge: false}]", ("shared/dev", "other")),
        ("environment: {imports: [p]}", ("p",)),
        ("environment: {values: {a: 1}}", ("(inline)",)),
        ("environment:", ()),
    ],
)
def test_environments_are_named(tmp_path: Path, text: str, environments: tuple) -> None:
    assert read(tmp_path, text).environments == environments
