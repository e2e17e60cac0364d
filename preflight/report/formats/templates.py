"""The templates of the formats that have one."""

import html
import re
from functools import cache
from importlib.resources import files

import jinja2

from preflight.report.formats import words
from preflight.report.plain import SILENT

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$^])")
_FIRST = re.compile(r"^([-+=]|\d+(?=[.)]))")
# Names of people and issues, addresses, and the names of pictures: code hosts make links of them wherever they stand.
_LINKED = re.compile(
    r"@(?=\w)|#(?=\d)|\bGH-(?=\d)|\bwww(?=\.)|:(?=//)|:(?=[\w+-]+:)|\b(?:mailto|xmpp)(?=:)", re.IGNORECASE
)
_TICKS = re.compile(r"`+")


@cache
def template(name: str) -> jinja2.Template:
    """A template of this folder. HTML and SVG are escaped, Markdown has the filters `md`, `code` and `summary`."""
    environment = jinja2.Environment(
        autoescape=name.endswith((".html.j2", ".svg.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["md"] = escaped
    environment.filters["code"] = code
    environment.filters["summary"] = summary
    source = files("preflight.report.formats").joinpath(name).read_text(encoding="utf-8")
    return environment.from_string(source, globals={"words": words})


def escaped(text: object) -> str:
    """Text that Markdown takes literally, in one line."""
    line = _LINKED.sub(rf"\g<0>{SILENT}", " ".join(str(text).split()))
    return _FIRST.sub(_kept_first, _SPECIAL.sub(r"\\\1", line))


def summary(text: object) -> str:
    """Text that stands in HTML within Markdown, in one line."""
    return html.escape(_LINKED.sub(rf"\g<0>{SILENT}", " ".join(str(text).split())))


def _kept_first(found: re.Match[str]) -> str:
    """What would begin a list, a heading or a line, kept from it."""
    return f"{found[0]}{SILENT}" if found[0].isdigit() else f"\\{found[0]}"


def code(text: object) -> str:
    """Text as code, in one line, between more backticks than it holds in a row."""
    line = " ".join(str(text).split()) or " "
    fence = "`" * (1 + max((len(ticks) for ticks in _TICKS.findall(line)), default=0))
    return f"{fence}{line}{fence}" if fence == "`" else f"{fence} {line} {fence}"
