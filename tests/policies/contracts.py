"""Contracts of the catalogue: for each fault a sound stack, and the one edit that makes the fault.

One file a fault, `tests/contract/<policy>/<fault>.yaml`:

    stack: fargate behind an NLB        a sound stack of `STACKS`
    sound: {...}                        edits that both twins have
    edit:                               the edit that breaks it; by name of the resource
      gold: {apiStages: [...]}          other properties (null leaves one out)
      partner-gold: null                a resource that is not made
      spare: {type: apigateway.ApiKey}  one more resource, with its properties
    at: gold                            where the finding stands; without it, at the first resource of the edit
    undecided: [preview]                operations in which nobody can know it

Values are written as in Pulumi YAML: `${gold}` is an id, `${live.stageName}` an output, `fn::toJSON` a document made
from outputs. `dependsOn` is the option.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.policies import link_stacks, private_stacks, start_stacks
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.native_compositions import native
from tests.policies.stacks import All, Ref, Stack, document, joined

FOLDER = Path(__file__).parent.parent / "contract"
STACKS: dict[str, Callable[[], Stack]] = {
    "fargate behind an NLB": fargate_behind_nlb,
    "aws-native": native,
    "private API": private_stacks.private_api,
    "private API with a name": private_stacks.named,
    "REST API to an ALB": link_stacks.rest_to_alb,
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
    "authorizer": start_stacks.authorizer,
}
_REFERENCE = re.compile(r"\$\{([\w-]+)(?:\.([\w.]+))?\}")
Edits = dict[str, dict[str, Any] | None]


@dataclass(frozen=True)
class Contract:
    """What a file says. `fault` is `policy/fault`, as folder and file are called."""

    fault: str
    stack: str
    edit: Edits
    at: str
    sound: Edits
    undecided: tuple[str, ...]

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
    left = set(told) - {"stack", "sound", "edit", "at", "undecided"}
    if left:
        raise LookupError(f"{file}: {sorted(left)}")
    edit = told["edit"]
    return Contract(
        fault=f"{file.parent.name}/{file.stem}",
        stack=told["stack"],
        edit=edit,
        at=told.get("at", next(iter(edit))),
        sound=told.get("sound", {}),
        undecided=tuple(told.get("undecided", ())),
    )


def edited(stack: Stack, edits: Edits) -> Stack:
    """A copy of a stack with edits. Raises `LookupError` where one names what is not there."""
    for label, given in edits.items():
        if label not in stack.definitions and not (given and "type" in given):
            raise LookupError(f"{label} is not in the stack")
        if given is None:
            stack = stack.drop(label)
            continue
        properties = {key: value(item) for key, item in given.items() if key not in {"type", "dependsOn"}}
        if "type" in given:
            made = {key: item for key, item in properties.items() if item is not None}
            stack = stack.also(given["type"], label, depends_on=tuple(given.get("dependsOn", ())), **made)
        else:
            stack = stack.change(label, **properties)
            if "dependsOn" in given:
                stack.definitions[label].depends_on = tuple(given["dependsOn"])
    return stack


def value(written: Any) -> Any:
    """What a value of Pulumi YAML is in a stack's definition."""
    if isinstance(written, str):
        return _text(written)
    if isinstance(written, list):
        return [value(item) for item in written]
    if isinstance(written, dict):
        if set(written) == {"fn::toJSON"}:
            return document(value(written["fn::toJSON"]))
        return {key: value(item) for key, item in written.items()}
    return written


def _text(written: str) -> Any:
    whole = _REFERENCE.fullmatch(written)
    if whole:
        return _reference(whole)
    parts = list(_parts(written))
    return joined(*parts) if any(isinstance(part, Ref) for part in parts) else written


def _parts(written: str) -> Iterator[Any]:
    place = 0
    for found in _REFERENCE.finditer(written):
        if found.start() > place:
            yield written[place : found.start()]
        yield _reference(found)
        place = found.end()
    if place < len(written):
        yield written[place:]


def _reference(found: re.Match[str]) -> Ref:
    return Ref(found[1], found[2] or "id")


def written(value: Any) -> Any:
    """A value of a stack's definition as Pulumi YAML has it."""
    if isinstance(value, Ref):
        return f"${{{value.name}}}" if value.key == "id" else f"${{{value.name}.{value.key}}}"
    if isinstance(value, All):
        told = written(value.told)
        return "".join(map(str, told)) if isinstance(value.told, list) and any(map(_plain, value.told)) else told
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, dict):
        return {key: written(item) for key, item in value.items()}
    return value


def _plain(part: Any) -> bool:
    return isinstance(part, str)


def _only(stack: Stack, other: Stack, labels: Iterable[str]) -> dict[str, Any]:
    return {label: _properties(stack, other, label) for label in labels if label in stack.definitions}


def _properties(stack: Stack, other: Stack, label: str) -> dict[str, Any]:
    mine, beside = stack.definitions[label], other.definitions.get(label)
    shown: dict[str, Any] = {"type": mine.token}
    shown |= {
        key: written(item)
        for key, item in mine.inputs.items()
        if beside is None or written(beside.inputs.get(key)) != written(item)
    }
    if beside is not None and beside.depends_on != mine.depends_on:
        shown["dependsOn"] = list(mine.depends_on)
    return shown
