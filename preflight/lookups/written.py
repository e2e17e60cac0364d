"""A look-ups file as text: what a run asked, and what it was answered, with remarks for whoever completes it."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from preflight.answers.answers import Asked
from preflight.answers.given import Given
from preflight.answers.marks import has_made_up
from preflight.protocol.wire import Properties

_HEAD = """\
# What look-ups return: `preflight check` answers a program with this file, which stands beside the stack's file as
# lookups.yaml or is named by --lookups. Put real values in place of those that are marked as made up: policy packs are
# told that these are not known, so that nothing is judged by them. What an entry leaves out stays made up. An entry
# answers each call that has its arguments: fewer fit more calls. Those that were made up themselves are left out.
"""
_MADE_UP = "  # made up"


def written(asked: Iterable[Asked], references: Iterable[str], environments: Iterable[str], given: Given) -> str:
    """The file: look-ups that only the cloud can answer, and the stacks and environments that nobody knows."""
    parts = [_HEAD]
    asked = [each for each in asked if each.source != "known"]
    several = len({each.region for each in asked}) > 1
    entries = [text for each in asked for text in _entry(each, told_region=several)]
    if entries:
        parts.append("lookups:\n" + "".join(entries))
    if given.reads:
        parts.append(_yaml({"reads": [each.model_dump(by_alias=True) for each in given.reads]}))
    stacks = {**dict.fromkeys(references, None), **given.stack_references}
    if stacks:
        parts.append("# The outputs of other stacks: `pulumi stack output --json` tells them.\n")
        parts.append(_section("stackReferences", stacks))
    known = {name: each.model_dump(by_alias=True) for name, each in given.environments.items()}
    if known or environments:
        parts.append("# What ESC environments give: `pulumi env open NAME` tells it.\n")
        parts.append(_section("environments", {**dict.fromkeys(environments, None), **known}))
    return "".join(parts)


def _entry(asked: Asked, *, told_region: bool) -> Iterator[str]:
    yield f"  - token: {asked.token}\n"
    if told_region:
        yield f"    region: {asked.region}\n"
    arguments = {key: value for key, value in sorted(asked.arguments.items()) if not has_made_up(value)}
    if arguments:
        yield _indented({"arguments": arguments}, 4)
    yield "    result:\n"
    for key, value in asked.result.items():
        if value is not None and asked.arguments.get(key) != value:
            yield from _remarked({key: value}, 6)


def _remarked(properties: Properties, depth: int) -> Iterator[str]:
    """Properties, each line of which that holds something made up says so."""
    for line in _indented(properties, depth).splitlines():
        yield line + (_MADE_UP if has_made_up(line) else "") + "\n"


def _section(name: str, entries: dict[str, Any]) -> str:
    lines = [f"{name}:\n"]
    for key, value in entries.items():
        text = _indented({key: value or {}}, 2)
        lines.append(text if value else f"{text.rstrip()}  # not known\n")
    return "".join(lines)


def _indented(content: Any, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}\n" for line in _yaml(content).splitlines())


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)
