"""The templates of the formats that have one."""

import re
from functools import cache
from importlib.resources import files

import jinja2

from preflight.report.formats import words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


@cache
def template(name: str) -> jinja2.Template:
    """A template of this folder. HTML is escaped, Markdown has the filter `md`."""
    environment = jinja2.Environment(
        autoescape=name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["md"] = escaped
    source = files("preflight.report.formats").joinpath(name).read_text(encoding="utf-8")
    return environment.from_string(source, globals={"words": words})


def escaped(text: object) -> str:
    """Text that Markdown takes literally, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
