"""What the SDKs in a program's own environment tell of other providers' types and functions."""

import json
import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from preflight.errors import StartError
from preflight.processes.lifeline import LIFELINE
from preflight.processes.process import Child
from preflight.program.languages.python import Python
from preflight.program.project import Project
from preflight.protocol.registration import Registration, Registrations
from preflight.provider.schema import schema_of
from preflight.provider.sdk import Facts

_OF_PULUMI = ("pulumi:", "pulumi-python:", "pulumi-nodejs:")
_SECONDS = 60
_SDK = str(files("preflight.provider").joinpath("sdk.py"))
_START = f"{LIFELINE}import runpy; runpy.run_path({_SDK!r}, run_name='__main__')"


def installed(project: Project, tokens: tuple[str, ...]) -> dict[str, Facts]:
    """The facts of those of some types and functions whose SDK a program in Python has; of others nobody knows any.

    A type has its properties with their kinds by class (`sdk.CLASSES`), a function what `sdk.function_facts` gives.
    """
    language = project.language
    return told(language.interpreter.path, project.folder, tokens) if isinstance(language, Python) else {}


@cache
def told(python: Path, folder: Path, tokens: tuple[str, ...]) -> dict[str, Facts]:
    """What the SDKs of an interpreter tell, in the folder that a program runs in."""
    said: list[str] = []
    try:
        with Child(
            [str(python), "-c", _START, *tokens], folder=folder, environment=os.environ, on_output=said.append
        ) as child:
            child.wait(_SECONDS)
            child.finish_reading()
    except StartError:
        return {}
    try:
        return json.loads("".join(said))
    except ValueError:  # it printed something else, was ended, or has no `pulumi`
        return {}


def is_foreign(registration: Registration) -> bool:
    """Whether a resource is of a type that no schema is known of."""
    custom = registration.kind == "custom" and not registration.type.startswith(_OF_PULUMI)
    return custom and schema_of(registration.type) is None


def decided_by_providers(project: Project, registrations: Registrations) -> dict[str, tuple[str, ...]]:
    """The outputs that providers decide, by type, of what has no schema and whose SDK the program's environment has."""
    foreign = tuple(sorted({each.type for each in registrations if is_foreign(each)}))
    if not foreign:
        return {}
    facts = installed(project, foreign)
    return {token: tuple({**of.get("optional+computed", {}), **of.get("computed", {})}) for token, of in facts.items()}
