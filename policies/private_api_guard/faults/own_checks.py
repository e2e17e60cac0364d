"""Checks of an organisation's own: a module that the configuration names, asked beside the pack's (see `own`).

Whatever such a module does, it is told, and keeps no other check from being heard. It runs in a thread of its own,
which can be left behind.
"""

import os
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import Verdict, unknown
from .fault import Fault, Found, Judge
from .symptoms import WORKS

PLACE: Final = "PRIVATE_API_CHECKS"
"""The environment variable with folders, as in PATH, in which the module may be, beside the pack's import path."""
_POLICY: Final = "own-checks"
_ID: Final = re.compile(rf"{_POLICY}/[a-z0-9]+(-[a-z0-9]+)*")
_SECONDS: Final = 10.0
_MOST: Final = 10_000

COULD_NOT_ASK = Fault(
    id=f"{_POLICY}/could-not-ask",
    hop=Hop.CLIENT,
    title="A check of your own has findings",
    symptom=WORKS.says("What it looks for is not reported"),
    remedy="Mend the module, or take it out of the pack's configuration; other checks are not affected.",
    source="https://www.pulumi.com/docs/iac/crossguard/configuration/",
)


class _WrongError(Exception):
    """What a module of checks has, or answers, that is none."""


def check(_model: Model, _judge: Judge) -> None:
    """Asks nothing: what there is to ask the configuration says."""


def ask(model: Model, judge: Judge, module: str, *, seconds: float = _SECONDS) -> None:
    """Asks a module's `check`, and files what it answers."""
    answers: list[Found] = []
    wrong: list[str] = []

    def run() -> None:
        try:
            answers.extend(_asked(module, model, judge))
        except BaseException as error:  # noqa: BLE001 - whatever it is, `sys.exit()` too, the others are heard
            wrong.append(_told(module, error))

    thread = threading.Thread(target=run, name=_POLICY, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        wrong.append(f"{module} was not done after {seconds:g} s")
    for fault, urn, verdict in tuple(answers):
        judge.report(fault, urn, verdict)
    if wrong:
        judge.report(COULD_NOT_ASK, _root(model), unknown(f"what {module} makes of this stack", *wrong))


OPTIONS = {"module": ask}


def _asked(module: str, model: Model, judge: Judge) -> Iterator[Found]:
    """The answers of a module, each looked at before it is believed."""
    from ..drawing import draw  # noqa: PLC0415 - it draws what all checks found, and knows them

    folders = filter(None, os.environ.get(PLACE, "").split(os.pathsep))
    sys.path.extend(folder for folder in folders if folder not in sys.path)
    sys.dont_write_bytecode = True  # nothing is left beside a configuration
    loaded = import_module(module)
    asks = getattr(loaded, "check", None)
    if not callable(asks):
        raise _WrongError(f"{loaded.__file__} has no function check(stack, paths)")
    judge.known[:] = [each for each in vars(loaded).values() if isinstance(each, Fault) and _ID.fullmatch(each.id)]
    answered: Any = asks(model.stack, tuple(draw(model, judge)))
    for number, each in enumerate(answered):
        if number == _MOST:
            raise _WrongError(f"check gave more than {_MOST} answers")
        yield _answer(each)


def _answer(given: Any) -> Found:
    """An answer, if it is one."""
    if not (isinstance(given, tuple) and len(given) == len(("fault", "resource", "verdict"))):
        raise _WrongError(f"check gave a {type(given).__name__}, which is no (fault, resource, verdict)")
    fault, place, verdict = given
    urn = getattr(place, "urn", place)
    if not (isinstance(fault, Fault) and isinstance(urn, str) and isinstance(verdict, Verdict)):
        kinds = ", ".join(type(each).__name__ for each in given)
        raise _WrongError(f"check gave ({kinds}), which is no (fault, resource, verdict)")
    if not _ID.fullmatch(fault.id):
        raise _WrongError(f"the fault {fault.id!r} is not called {_POLICY}/<name>")
    return fault, urn, verdict


def _told(module: str, error: BaseException) -> str:
    """What went wrong, and where. What an error says besides may be a secret, but for those that tell of code."""
    if isinstance(error, _WrongError):
        return f"{module}: {error}"
    said = f": {error}" if isinstance(error, ImportError | SyntaxError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    mine = [each for each in frames if not each.filename.startswith(("<", str(Path(__file__).parent)))]
    place = f" at {Path(mine[-1].filename).name}:{mine[-1].lineno}" if mine and not said else ""
    return f"{module} failed with {type(error).__name__}{said}{place}"


def _root(model: Model) -> str:
    return next((each.urn for each in model.stack.resources if each.type == "pulumi:pulumi:Stack"), "")
