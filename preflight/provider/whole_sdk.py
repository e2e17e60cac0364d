"""What the pinned `pulumi_aws` tells of every resource type and function that `aws.json` does not have.

`aws-sdk.txt` has a line of each, `TOKEN {facts}`: a run reads the file where it is asked for one of them, and of it the
lines that it needs. `make provider-facts` writes it.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "aws-sdk.txt"
CLASSES = ("required", "optional", "optional+computed", "computed")


@cache
def facts(token: str) -> dict[str, Any] | None:
    """What the SDK tells of a type or function, None where it has none of this name.

    Of a type each of `CLASSES` has its properties with their kinds; a function has what `sdk.function_facts` gives.
    """
    text = _text()
    begin = text.find(f"\n{token} ".encode())
    if begin < 0:
        return None
    return json.loads(text[text.index(b" ", begin) : text.index(b"\n", begin + 1)])


def functions() -> list[str]:
    """All functions."""
    return [token for token in _tokens() if _is_function(token)]


def types() -> list[str]:
    """All resource types that `aws.json` does not have."""
    return [token for token in _tokens() if not _is_function(token)]


def _tokens() -> list[str]:
    return [line.split(b" ", 1)[0].decode() for line in _text().splitlines() if line and not line.startswith(b"#")]


def _is_function(token: str) -> bool:
    return token.rsplit(":", 1)[1][:1].islower()


@cache
def _text() -> bytes:
    return files("preflight.provider").joinpath(FILE).read_bytes()
