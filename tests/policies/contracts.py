"""Contracts of the catalogue: for each fault a sound stack, and the one edit that makes the fault.

One file a fault, `tests/contract/<policy>/<fault>.yaml`:

    stack: fargate behind an NLB        a sound stack of `STACKS`
    sound: {...}                        edits that both twins have
    edit:                               the edit that breaks it; by name of the resource
      gold: {apiStages: [...]}          other properties (null leaves one out)
      partner-gold: null                a resource that is not made
      spare: {new: apigateway.ApiKey}   one more resource, with its properties
    at: gold                            where the finding stands; without it, at the first resource of the edit
    beside: [policy/fault]              what the edit leads to as well; nothing else may be found
    undecided: [preview]                operations in which nobody can know it

Values are written as in Pulumi YAML: `${gold}` is an id, `${live.stageName}` an output, `fn::toJSON` a document made
from outputs. `dependsOn` is the option.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.policies import link_stacks, private_stacks, start_stacks
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.native_compositions import native
from tests.policies.notation import value, written
from tests.policies.stacks import OPERATIONS, Stack

FOLDER = Path(__file__).parent.parent / "contract"
STACKS: dict[str, Callable[[], Stack]] = {
    "fargate behind an NLB": fargate_behind_nlb,
    "aws-native": native,
    "private API": private_stacks.private_api,
    "private API with an authorizer": lambda: start_stacks.authorizer(private_stacks.private_api()),
    "private API with a name": private_stacks.named,
    "REST API to an ALB": link_stacks.rest_to_alb,
    "REST API to an ALB in us-east-1": lambda: link_stacks.rest_to_alb("us-east-1"),
    "REST API to an NLB by V2": link_stacks.rest_to_nlb,
    "HTTP API to an ALB": link_stacks.http_to_alb,
    "HTTP API to an NLB": link_stacks.http_to_nlb,
    "HTTP API to several": link_stacks.http_to_several,
    "several services": link_stacks.several_services,
    "weighted": link_stacks.weighted,
    "blue and green": link_stacks.blue_green,
    "ALB behind an NLB": link_stacks.alb_behind_nlb,
    "instances": link_stacks.instances,
    "instances by address": lambda: link_stacks.instances("ip"),
    "scaling group": lambda: link_stacks.scaling_group("targetGroupArns"),
    "body": link_stacks.from_body,
    "stage variables": link_stacks.stage_variables,
    "NAT gateway": lambda: start_stacks.with_nat(fargate_behind_nlb()),
    "addresses on premises": start_stacks.on_premises,
    "network ACL": lambda: start_stacks.with_acl(fargate_behind_nlb()),
    "container instances": start_stacks.container_instances,
    "secret": start_stacks.secret,
    "database": start_stacks.database,
    "authorizer": start_stacks.authorizer,
    "authorizer that reads a parameter": start_stacks.reading_authorizer,
    "authorizer in a VPC": start_stacks.authorizer_in_vpc,
}
Edits = dict[str, dict[str, Any] | None]


@dataclass(frozen=True)
class Contract:
    """What a file says. `fault` is `policy/fault`, as folder and file are called."""

    fault: str
    stack: str
    edit: Edits
    at: str
    beside: tuple[str, ...]
    sound: Edits
    undecided: tuple[str, ...]
    operations: tuple[str, ...]
    options: dict[str, Any]

    def changed(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the edit is about as it is written in the sound and in the broken twin: by resource its properties.

        Of a resource that both have, the properties that differ; of one that only one of them has, all.
        """
        sound, broken = self.twins()
        return _only(sound, broken, self.edit), _only(broken, sound, self.edit)

    def twins(self) -> tuple[Stack, Stack]:
        """The sound stack and the broken one. Raises `LookupError` where an edit names what is not there."""
        sound = edited(STACKS[self.stack](), self.sound)
        return sound, edited(sound, self.edit)


@cache
def contracts() -> tuple[Contract, ...]:
    """Every contract, in order of the files' names."""
    return tuple(_read(file) for file in sorted(FOLDER.glob("*/*.yaml")))


def _read(file: Path) -> Contract:
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    left = set(told) - {"stack", "sound", "edit", "at", "beside", "undecided", "operations", "options"}
    if left:
        raise LookupError(f"{file}: {sorted(left)}")
    edit = told["edit"]
    return Contract(
        fault=f"{file.parent.name}/{file.stem}",
        stack=told["stack"],
        edit=edit,
        at=told.get("at", next(iter(edit))),
        beside=tuple(told.get("beside", ())),
        sound=told.get("sound", {}),
        undecided=tuple(told.get("undecided", ())),
        operations=tuple(told.get("operations", OPERATIONS)),
        options=told.get("options", {}),
    )


def edited(stack: Stack, edits: Edits) -> Stack:
    """A copy of a stack with edits. Raises `LookupError` where one names what is not there."""
    for label, given in edits.items():
        if label not in stack.definitions and not (given and "new" in given):
            raise LookupError(f"{label} is not in the stack")
        if given is None:
            stack = stack.drop(label)
            continue
        properties = {key: value(item) for key, item in given.items() if key not in {"new", "dependsOn"}}
        if "new" in given:
            stack = stack.also(given["new"], label, depends_on=tuple(given.get("dependsOn", ())))
            stack.definitions[label].inputs = {key: item for key, item in properties.items() if item is not None}
        else:
            stack = stack.change(label, **properties)
            if "dependsOn" in given:
                stack.definitions[label].depends_on = tuple(given["dependsOn"])
    return stack


def _only(stack: Stack, other: Stack, labels: Iterable[str]) -> dict[str, Any]:
    return {label: _shown(stack, other, label) for label in labels if label in stack.definitions}


def _shown(stack: Stack, other: Stack, label: str) -> dict[str, Any]:
    """A resource as Pulumi YAML has it, with its properties and the option `dependsOn` in one."""
    mine, beside = stack.definitions[label], other.definitions.get(label)
    properties = {key: written(item) for key, item in mine.inputs.items()}
    if beside is not None:
        properties = {key: item for key, item in properties.items() if written(beside.inputs.get(key)) != item}
        if beside.depends_on != mine.depends_on:
            properties["dependsOn"] = list(mine.depends_on)
    return {"type": mine.token, "properties": properties}
