"""Runs a Pulumi program inside a process of its own, as `pulumi-language-python-exec` does.

Run as a script, by the program's interpreter, which needs `pulumi` but not this package. Its arguments are the
program's folder or file, and the descriptor on which it says that all of it ran, and from which files, or what is wrong
with the stack's configuration, where the exception has that as its attribute `configuration`. Its environment is
PULUMI_* as under the CLI, and PREFLIGHT_ADDRESS, where monitor and engine serve.
"""

import asyncio
import errno
import json
import logging
import os
import runpy
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pulumi.runtime

# Registrations that go on at once, as the CLI has it by default.
_PARALLEL = 16
# What the one who started this process reads at once.
_LONGEST_WORD = 1 << 15
# What no program has as its own: Python, packages, and what the system makes up.
_NOT_OWN = (sys.prefix, sys.base_prefix, sys.exec_prefix, "/proc/", "/sys/", "/dev/")


def main() -> int:
    """Run the program; 0 when it and all that it registered went well."""
    program, last_word = Path(sys.argv[1]), int(sys.argv[2])
    opened: set[str] = set()
    sys.addaudithook(lambda event, told: opened.add(_opened(told)) if event == "open" else None)
    address = os.environ["PREFLIGHT_ADDRESS"]
    folder = program if program.is_dir() else program.parent
    sys.path[0] = str(folder)
    sys.argv = [str(program)]
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            monitor=address,
            engine=address,
            project=os.environ["PULUMI_PROJECT"],
            stack=os.environ["PULUMI_STACK"],
            organization=os.environ["PULUMI_ORGANIZATION"],
            dry_run=os.environ["PULUMI_DRY_RUN"] == "true",
            parallel=_PARALLEL,
            root_directory=os.environ["PREFLIGHT_ROOT"],
        )
    )
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    # The SDK says five lines of debugging a resource, and waits for the engine each time, which passes none of them on.
    pulumi.log.debug = lambda *_args, **_options: None
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    raised = _Raised(folder)
    loop.set_task_factory(raised.task)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _run(program)))
    except BaseException as error:  # noqa: BLE001 - whatever it was, the one who started this process reads it
        raised.restore(error)
        traceback.print_exc()
        os.write(last_word, _of_configuration(error))
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    os.write(last_word, _done(program, opened))  # a program can end itself with status 0 as well, anywhere
    return 0


def _done(program: Path, opened: set[str]) -> bytes:
    """That all of it ran, and from which files, packages left out; without the files if these are too many to tell."""
    files = {_file_of(module) for module in list(sys.modules.values())} | opened.copy()
    own = sorted(file for file in files if file and not file.startswith(_NOT_OWN))
    main = program / "__main__.py" if program.is_dir() else program
    told = b"done" + json.dumps([str(main), *own]).encode()
    return told if len(told) <= _LONGEST_WORD else b"done"


def _opened(told: tuple[Any, ...]) -> str:
    """The file that is opened; empty for what is none of the program's own, or has only a number.

    Source: https://docs.python.org/3/library/audit_events.html (`open`: path, mode, flags).
    """
    try:
        file = os.path.abspath(os.fsdecode(told[0]))  # noqa: PTH100 - it is asked of each file, and the folder may change
    except (TypeError, ValueError, OSError):
        return ""
    # What setuptools puts on the import path for an editable installation is no file.
    none = file.startswith(_NOT_OWN) or "__pycache__" in file or file.endswith(".__path_hook__")
    return "" if none else file


def _file_of(module: Any) -> str:
    """The file of what stands in `sys.modules`, where a program may put anything; empty if there is none."""
    try:
        file = module.__file__
    except Exception:  # noqa: BLE001 - modules that load late may raise whatever they like
        return ""
    return file if isinstance(file, str) else ""


def _of_configuration(error: BaseException) -> bytes:
    """What an exception says of the configuration, as JSON: a title, and each thing to change with its key."""
    try:
        told = json.dumps(error.configuration).encode()  # type: ignore[attr-defined] - most have none
    except (AttributeError, TypeError, ValueError):
        return b""
    return told if len(told) <= _LONGEST_WORD else b""


class _Raised:
    """The tracebacks of what tasks raised.

    asyncio gives an exception's traceback to the first who awaits the task, and takes it from the exception for the
    next one. Which of several that is depends on the order of a set, so that the frame of the program's own function
    would be there in some runs only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first: dict[int, tuple[BaseException, Any]] = {}

    def task(self, loop: asyncio.AbstractEventLoop, coroutine: Any, /, **options: Any) -> asyncio.Task[Any]:
        """A task whose exception is noted before any awaiter has it: callbacks run in the order in which they came."""
        task = asyncio.Task(coroutine, loop=loop, **options)
        task.add_done_callback(self._note)
        return task

    def _note(self, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            # An exception that passes through several tasks has its innermost frames in the first of them; these are
            # the SDK's own where the program waits for a task of it.
            _, noted = self._first.setdefault(id(error), (error, error.__traceback__))
            if not self._is_own(noted) and self._is_own(error.__traceback__):
                self._first[id(error)] = (error, error.__traceback__)

    def _is_own(self, trace: Any) -> bool:
        files = (Path(frame.f_code.co_filename) for frame, _ in traceback.walk_tb(trace))
        return any(file.is_relative_to(self._folder) and "site-packages" not in file.parts for file in files)

    def restore(self, error: BaseException) -> None:
        """Give an exception, and what caused it, the tracebacks that they had first."""
        for each in _chain(error):
            noted = self._first.get(id(each))
            if noted:
                each.__traceback__ = noted[1]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, what caused it, and so on."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _run(program: Path) -> None:
    if program.is_dir() and not (program / "__main__.py").is_file():  # else the first `__main__` of sys.path is run
        raise FileNotFoundError(errno.ENOENT, "it is there no more", str(program / "__main__.py"))
    runpy.run_path(str(program), run_name="__main__")


if __name__ == "__main__":
    os._exit(main())
