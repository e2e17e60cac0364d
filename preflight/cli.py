"""The command `preflight`: its exit statuses, streams and signals. What it can do is imported once these are ready."""

import gc
import os
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

from preflight import streams
from preflight.errors import INTERRUPTED
from preflight.processes import orphans, process

# What ends a run. Windows has no SIGHUP.
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
# Several signals may be meant as one: `timeout` sends two, a terminal that closes as well.
_ONE_SIGNAL_SECONDS = 1.0
# What ends a run that was interrupted takes less. Python may lose the interrupt, and keep the lock of its imports for
# ever, where it comes in the middle of one: then nothing that waits for them would end.
_GIVE_UP_SECONDS = 10
# Processes that were left running.
_NAMED = 10


def main() -> NoReturn:
    """Run the command and exit with its status."""
    status, signals = INTERRUPTED, []

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        os._exit(status)

    try:
        streams.prepare()
        signals = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # `nohup`'s
        for number in signals:
            signal.signal(number, _interrupt)
        orphans.adopt()
        gc.disable()  # what is imported stays, and is looked at no more
        from preflight.commands import run  # noqa: PLC0415 - an interrupt while it is imported is told like any other

        gc.freeze()
        gc.enable()
        status = run()
        for number in signals:
            signal.signal(number, end)
    except KeyboardInterrupt:
        status = INTERRUPTED
    if status == INTERRUPTED or process.over():  # a library may have taken the exception for one of its own
        sys.stderr.write("error: interrupted\n")
        status = INTERRUPTED
    for number in signals:
        signal.signal(number, end)
    left = orphans.end(process.GROUPS)
    if left:
        from preflight.report.console import say  # noqa: PLC0415 - the names are what programs call themselves

        more = f" and {len(left) - _NAMED} more" if left[_NAMED:] else ""
        named = f"{', '.join(left[:_NAMED])}{more}"
        say("warning", f"the program or a pack left running, until it was ended now: {named}")
    gc.freeze()  # nor is what goes with this process
    sys.exit(status)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """End all children first, so that whatever waits for them wakes up."""
    until = time.monotonic() + _ONE_SIGNAL_SECONDS

    def again(_number: int, _frame: FrameType | None) -> None:
        if time.monotonic() > until:
            process.stop_all()
            os._exit(INTERRUPTED)

    def give_up(_number: int, _frame: FrameType | None) -> None:
        process.stop_all()
        os.write(2, b"error: interrupted\n")
        os._exit(INTERRUPTED)

    for number in _SIGNALS:
        if signal.getsignal(number) is _interrupt:
            signal.signal(number, again)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, give_up)
        signal.alarm(_GIVE_UP_SECONDS)
    process.stop_for_good()
    raise KeyboardInterrupt
