"""The catalogue of faults: `rules.json`, from which documents are made; and the schema of configuration files.

`python -m private_api_guard.catalogue` writes both into the pack's folder.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from pulumi_policy import EnforcementLevel

from . import faults as package
from .faults import LEVELS, arguments, relations
from .faults.configuration import UNKNOWN_OPTIONS
from .faults.fault import Fault
from .faults.symptoms import SYMPTOMS, Symptom
from .policies import Policy, policies
from .profiles import PROFILES
from .published import VERSION
from .schema import options_of, schema

FOLDER = Path(__file__).resolve().parent.parent


def faults() -> list[Fault]:
    """Every fault that a module of `faults` defines, those of one policy together, in order of the policies and ids."""
    turn = list(LEVELS)
    modules = [import_module(each.name) for each in walk_packages(package.__path__, f"{package.__name__}.")]
    made = {fault for module in modules for value in vars(module).values() for fault in _made(value)}
    return sorted({*made, *UNKNOWN_OPTIONS.values()}, key=lambda fault: (turn.index(fault.policy), fault.id))


def _made(value: object) -> Iterator[Fault]:
    """The faults that a variable is, or that are in its rows."""
    if isinstance(value, Fault):
        yield value
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _made(item)


def as_json() -> dict[str, Any]:
    """The catalogue as `rules.json` has it, version 1."""
    return {
        "version": 1,
        "pack": "private-api",
        "release": VERSION,
        "policies": [_policy(policy) for policy in policies()],
        "profiles": [{"profile": each.name, "help": each.help, "settings": each.settings} for each in PROFILES],
        "symptoms": [_symptom(symptom) for symptom in SYMPTOMS],
        "faults": [record(fault) for fault in faults()],
        "types": types(),
    }


def write(folder: Path = FOLDER) -> list[Path]:
    """Writes `rules.json` and `policy-config.schema.json`."""
    texts = {"rules.json": as_json(), "policy-config.schema.json": schema()}
    for name, content in texts.items():
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return [folder / name for name in texts]


def types() -> dict[str, list[str]]:
    """The types of resources that rows of facts are about, by the names that the model has for them; by fault."""
    found: dict[str, set[str]] = {}
    for fault, family in (*((row.fault, row.family) for row in arguments.ROWS), *relations.types()):
        found.setdefault(fault.id, set()).add(family)
    return {fault: sorted(families) for fault, families in sorted(found.items())}


def _policy(policy: Policy) -> dict[str, Any]:
    """Name, level, question and options of a policy."""
    mandatory = policy.enforcement_level == EnforcementLevel.MANDATORY
    options = options_of(policy.name)
    return {
        "policy": policy.name, "level": "mandatory" if mandatory else "advisory", "asks": policy.description,
        "options": [{"option": each.name, "kind": each.kind, "help": each.help} for each in options],
    }  # fmt: skip


def record(fault: Fault) -> dict[str, Any]:
    """A fault as `rules.json` has it."""
    return {
        "fault": fault.id, "policy": fault.policy, "level": LEVELS[fault.policy], "title": fault.title,
        "symptom": fault.symptom.text, "seen": fault.symptom.symptom.id, "remedy": fault.remedy, "source": fault.source,
        "not_modelled": fault.not_modelled or None,
    }  # fmt: skip


def _symptom(symptom: Symptom) -> dict[str, Any]:
    return {
        "symptom": symptom.id, "hop": symptom.hop, "seen": symptom.seen, "meaning": symptom.meaning,
        "look_at": symptom.look_at, "delay": symptom.delay or None,
        "answers": [{"status": status, "text": text} for status, text in symptom.answers],
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in write())
