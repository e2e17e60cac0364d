"""Every property that the model reads is one that the provider has: any other name would read as "not set"."""

import ast
import importlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "policies" / "private_api_guard" / "model"
# Readers by the place of the property's name among their arguments.
READERS = {
    **dict.fromkeys(
        ("text", "number", "flag", "texts", "blocks", "block", "value", "mapping", "get", "output", "feeds"), 0
    ),
    **dict.fromkeys(("refer", "refer_value", "refer_name", "made_from", "sources", "referring", "associated"), 1),
}
# What reads documents with words of their own: OpenAPI, IAM, Cloud Control.
DOCUMENTS = ("gateway/openapi.py", "iam/policy_document.py", "values/native/")
# The same inside other files: containers of ECS, assets of the SDK, names of an extension.
WORDS = {
    "compute/code.py": {"text", "assets", "archive"},
    "compute/container_rules.py": {"essential", "image", "portMappings", "hostPort", "memoryReservation"},
    "compute/task_definition.py": {"image", "portMappings", "hostPort", "repositoryCredentials", "secrets"},
    "compute/task_log.py": {"awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-create-group"},
    "gateway/integration.py": {"timeoutInMillis"},
    "sent.py": {"overwrite:path", "overwrite:header.host"},
}
# Properties of types that preflight's facts do not hold: by class of the SDK.
OF_THE_SDK = {
    "autoScalingGroupProvider": ("ecs", "CapacityProvider"),
    "autoScalingGroupArn": ("ecs", "CapacityProviderAutoScalingGroupProviderArgs"),
    "managedInstancesProvider": ("ecs", "CapacityProvider"),
    "granteePrincipal": ("kms", "Grant"),
    "block": ("wafv2", "WebAclDefaultActionArgs"),
}


def known() -> set[str]:
    """Every property of every type and shape of the provider."""
    facts = json.loads(files("preflight.provider").joinpath("aws.json").read_text("utf-8"))
    shapes = [*facts["shapes"].values(), *(entry["kinds"] for entry in facts["types"].values())]
    return {name for shape in shapes for name in shape} | {"id", "arn"}


def listed(node: ast.AST) -> list[ast.expr]:
    """The names in a row of names (`_Names(...)`) or a table of rows (`_NAMES`)."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_Names":
        return [*node.args, *(each.value for each in node.keywords)]
    table = isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "_NAMES"
    return node.value.values if table and isinstance(node.value, ast.Dict) else []


def read(file: Path) -> Iterator[tuple[str, int]]:
    """The names that a file hands to readers, or lists for that, with their lines."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for name in (each for row in listed(node) for each in ast.walk(row)):
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value, name.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            place = READERS[node.func.attr]
            name = node.args[place] if len(node.args) > place else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value, node.lineno


def test_the_provider_has_every_property_that_the_model_reads():
    names = known() | set(OF_THE_SDK)
    stale = [
        f"{file}:{line} reads {name}"
        for path in sorted(MODEL.rglob("*.py"))
        if not (file := path.relative_to(MODEL).as_posix()).startswith(DOCUMENTS)
        for name, line in read(path)
        if name and name not in names | WORDS.get(file, set())
    ]
    assert not stale, stale


@pytest.mark.parametrize("name", OF_THE_SDK)
def test_the_sdk_has_what_the_facts_do_not_hold(name):
    module, kind = OF_THE_SDK[name]
    made = getattr(importlib.import_module(f"pulumi_aws.{module}"), kind)
    assert hasattr(made, re.sub("([A-Z])", r"_\1", name).lower())


def test_words_of_documents_are_still_read():
    read_there = {file: {name for name, _ in read(MODEL / file)} for file in WORDS}
    assert {file: words - read_there[file] for file, words in WORDS.items() if words - read_there[file]} == {}
