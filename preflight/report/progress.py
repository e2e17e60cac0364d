"""What a run waits for, told to people once that takes a while."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.status import Status
from rich.text import Text

from preflight.report.console import say, stderr

# On a terminal, which forgets it, and elsewhere, where each line stays: the second one after twice the time, and so on.
_SECONDS_ON_TERMINALS = 1
_SECONDS_IN_LOGS = 15


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Tells on standard error what is waited for, and how long; yields a function that names the next step.

    On a terminal that is a line which counts seconds and goes away. Elsewhere, as in a pipeline's log, it is a message.
    """
    console = stderr()
    telling = _OnTerminal(console) if console.is_terminal and not os.environ.get("CI") else _InLog()
    with telling:
        yield telling.begin


class _Telling:
    """Asks once a second whether there is something to tell of the step that began last."""

    def __init__(self) -> None:
        self._step = ""
        self._since = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def begin(self, step: str) -> None:
        self._step, self._since = step, time.monotonic()

    def tell(self, step: str, seconds: int) -> None:
        raise NotImplementedError

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(1):
            if self._step:
                self.tell(self._step, int(time.monotonic() - self._since))


class _OnTerminal(_Telling):
    def __init__(self, console: Console) -> None:
        super().__init__()
        self._status = Status("", console=console)

    def tell(self, step: str, seconds: int) -> None:
        if seconds >= _SECONDS_ON_TERMINALS:
            self._status.update(Text(f"{step} ({seconds} s)"))
            self._status.start()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._status.stop()


class _InLog(_Telling):
    def __init__(self) -> None:
        super().__init__()
        self._after = _SECONDS_IN_LOGS

    def begin(self, step: str) -> None:
        super().begin(step)
        self._after = _SECONDS_IN_LOGS

    def tell(self, step: str, seconds: int) -> None:
        if seconds >= self._after:
            say("note", f"{step} takes {seconds} s so far")
            self._after *= 2
