"""Writes `aws.json` and `aws-sdk.txt` again: `make provider-facts`.

The types of `aws.json` are those of `observed.json`, `aws-sdk.txt` has all others. What the SDK tells is read off the
pinned `pulumi_aws`; what no SDK tells was observed at the provider itself, and `observed.json` says where.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from preflight.errors import ReportError
from preflight.files import write_whole
from preflight.provider.sdk import Facts, Shapes, by_class, facts_of, function_facts, shapes_of, tokens
from preflight.provider.whole_sdk import FILE

_FOLDER = Path(__file__).parent
_ABOUT = (
    "Written by `make provider-facts`, from pulumi_aws {version} and observed.json, which explains what was observed. "
    "kinds: s text, n number, b boolean, m map, [ list, o:Shape object; shapes have the module before their name. "
    "required, optional, optional+computed: inputs; computed: outputs that are no input; secret: secret outputs."
)


def provider_facts(observed: Mapping[str, Any]) -> dict[str, Any]:
    """The content of `aws.json`. Raises `LookupError` where something was observed that the SDK does not have."""
    types: dict[str, Facts] = {}
    shapes: Shapes = {}
    for token, seen in observed["types"].items():
        told = facts_of(token)
        shapes |= shapes_of(token)
        unknown = sorted(set(_properties(seen)) - told["kinds"].keys())
        if unknown:
            raise LookupError(f"observed.json: pulumi_aws has no {', '.join(unknown)} of {token}")
        types[token] = {key: value for key, value in {**told, **seen}.items() if value}
    return {"about": _ABOUT.format(version=version("pulumi-aws")), "shapes": shapes, "types": types}


def as_text(content: Mapping[str, Any]) -> str:
    """JSON that is the same for the same content, with a line for each property of a type, so that a change is seen."""
    return "\n".join(_lines(content, 3)) + "\n"


def main() -> None:
    """Write the files beside this one."""
    seen = observations()
    try:
        write_whole(_FOLDER / "aws.json", as_text(provider_facts(seen)))
        others = lines_of_sdk(seen["types"], version("pulumi-aws"))
        write_whole(_FOLDER / FILE, "".join(f"{line}\n" for line in others))
    except (LookupError, ReportError) as error:
        sys.exit(f"error: {error}")


def lines_of_sdk(others_than: Collection[str], release: str) -> Iterator[str]:
    """The lines of `aws-sdk.txt`, by the SDK that is installed: of all functions, and of types other than some."""
    yield f"# Written by `make provider-facts`, from pulumi_aws {release}: types by class of property, and functions."
    types, asked = tokens("pulumi_aws")
    for token in types:
        if token not in others_than:
            yield line_of_sdk(token, by_class(facts_of(token)))
    for token in asked:
        yield line_of_sdk(token, function_facts(token))


def line_of_sdk(token: str, told: Facts) -> str:
    """The line of one type or function."""
    return f"{token} {json.dumps(told, separators=(',', ':'))}"


def observations() -> dict[str, Any]:
    """The content of `observed.json`."""
    return json.loads((_FOLDER / "observed.json").read_text(encoding="utf-8"))


def _properties(seen: Mapping[str, Any]) -> Iterator[str]:
    """The properties that observations are about, of nested ones the outermost."""
    for value in seen.values():
        if isinstance(value, dict | list):
            yield from (path.partition(".")[0] for path in value)


def _lines(value: Any, depth: int) -> Iterator[str]:
    """JSON lines: objects are opened down to a depth, below it they stand in one line."""
    if not isinstance(value, dict) or not value or not depth:
        yield json.dumps(value, sort_keys=True, ensure_ascii=False)
        return
    yield "{"
    for number, key in enumerate(sorted(value), 1):
        first, *rest = _lines(value[key], depth - 1)
        comma = "," if number < len(value) else ""
        body = [f"{json.dumps(key)}: {first}", *rest]
        body[-1] += comma
        yield from (f" {line}" for line in body)
    yield "}"


if __name__ == "__main__":
    main()
