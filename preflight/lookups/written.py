"""A look-ups file as text: what a run asked, and what it was answered, with remarks for whoever completes it."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from preflight.answers.answers import Asked
from preflight.answers.marks import has_made_up
from preflight.protocol.wire import Properties

_HEAD = """\
# What look-ups return that no look-ups file has answered yet. `preflight check` takes it from `lookups.yaml` beside the
# stack's file, or from the file that --lookups names. Put real values in place of those that are marked as made up:
# policy packs are told that these are not known, so that nothing is judged by them. What an entry leaves out stays made
# up. An entry answers each call that has its arguments: fewer fit more calls. Those that were made up are left out.
"""
_MADE_UP = "  # made up"


def written(asked: Iterable[Asked], stacks: Iterable[str], environments: Iterable[str]) -> str:
    """The file: look-ups that stand-ins answered, and the stacks and environments that nobody knows."""
    parts = [_HEAD]
    asked = [each for each in asked if each.source == "stand-in"]
    several = len({each.region for each in asked}) > 1
    if asked:
        parts.append("lookups:\n")
    for each in asked:
        parts += _entry(each, told_region=several)
    parts += _remark("stackReferences", stacks, "`pulumi stack output --json` tells the outputs of a stack")
    parts += _remark("environments", environments, "`pulumi env open NAME` tells what is in one")
    return "".join(parts)


def _remark(key: str, names: Iterable[str], how: str) -> Iterator[str]:
    """What is not known by name, as a remark: an empty entry would say that there is nothing in it."""
    for place, name in enumerate(sorted({*names})):
        if not place:
            yield f"# {key}:  # {how}\n"
        yield f"#   {name}: {{}}\n"


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


def _indented(content: Any, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}\n" for line in _yaml(content).splitlines())


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)
