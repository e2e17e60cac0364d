"""A look-ups file as text: what a run asked, and what it was answered, with remarks for whoever completes it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import yaml

from preflight.answers.answers import Answers, Asked
from preflight.answers.marks import has_made_up
from preflight.protocol.wire import Properties

_HEAD = """\
# What look-ups return that no look-ups file has answered yet. `preflight check` takes it from `lookups.yaml` beside the
# stack's file, or from the file that --lookups names. Put real values in place of those that are marked as made up:
# policy packs are told that these are not known, so that nothing is judged by them. What an entry leaves out stays made
# up. An entry answers each call that has its arguments: fewer fit more calls. Those that were made up or hold a
# secret are left out.
"""
_MADE_UP = "  # made up"
_LATER = "what tells them apart is made up: once the file has what it comes from, `preflight lookups` writes them"


def written(answers: Answers, stacks: Iterable[str], environments: Iterable[str]) -> str:
    """The file: look-ups that stand-ins answered, and the stacks and environments that nobody knows. No secrets."""
    parts = [_HEAD]
    asked = [_told(each, answers) for each in answers.asked if each.source == "stand-in"]
    several = len({each.region for each in asked}) > 1
    alike = Counter(str(each) for each in asked)
    entries = [each for each in asked if alike[str(each)] == 1]
    if entries:
        parts.append("lookups:\n")
    for each in sorted(entries, key=_place(entries)):
        parts += _entry(each, told_region=several)
    parts += [f"# {call}: {number} calls; {_LATER}\n" for call, number in alike.items() if number > 1]
    parts += _remark("stackReferences", stacks, "`pulumi stack output --json` tells the outputs of a stack")
    parts += _remark("environments", environments, "`pulumi env open NAME` tells what is in one")
    return "".join(parts)


def _place(entries: list[Asked]) -> Callable[[Asked], tuple[int, int]]:
    """In their order, save that of one function those with more arguments come first: the first that fits answers."""
    functions = [(each.region, each.token) for each in entries]
    return lambda each: (functions.index((each.region, each.token)), -len(each.arguments))


def _told(asked: Asked, answers: Answers) -> Asked:
    """A look-up with the arguments that the file can have, and without what is secret of its result."""
    shown = {key: value for key, value in asked.arguments.items() if not has_made_up(value)}
    result = {key: value for key, value in asked.result.items() if value != asked.arguments.get(key)}
    shown, result = (
        {key: value for key, value in each.items() if value is not None and not answers.holds_secret(value)}
        for each in (shown, result)
    )
    return replace(asked, arguments=shown, result=result)


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
    if asked.arguments:
        yield _indented({"arguments": dict(sorted(asked.arguments.items()))}, 4)
    yield "    result:\n"
    for key, value in asked.result.items():
        yield from _remarked({key: value}, 6)


def _remarked(properties: Properties, depth: int) -> Iterator[str]:
    """Properties, each line of which that holds something made up says so."""
    for line in _indented(properties, depth).splitlines():
        yield line + (_MADE_UP if has_made_up(line) else "") + "\n"


def _indented(content: Any, depth: int) -> str:
    return "".join(f"{' ' * depth}{line}\n" for line in _yaml(content).splitlines())


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)
