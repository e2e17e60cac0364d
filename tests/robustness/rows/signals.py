"""Signals at any moment."""

from tests.robustness.row import CHECK, ONE_RESOURCE, Row

_SLEEPS = f"{ONE_RESOURCE}import time; time.sleep(99)\n"
_WAITS = """
import os, pathlib, time
pathlib.Path("../runs").touch()
while not os.path.exists("../go"):
    time.sleep(0.05)
"""
_ONCE_IT_RUNS = "until [ -e runs ]; do sleep 0.05; done"
# Python takes a time of its own to start, in which nobody listens to signals. Bit 14 is SIGTERM's.
_ONCE_IT_LISTENS = "until (( 0x$(sed -n 's/^SigCgt:\\s*//p' /proc/$pid/status) & 1 << 14 )); do sleep 0.001; done"
_INTERRUPTED = "^error: interrupted\n"


def _signalled(name: str, seconds: float, command: str = CHECK) -> str:
    return f"set -m; {command} & pid=$!; {_ONCE_IT_LISTENS}; sleep {seconds}; kill -{name} $pid; wait $pid"


ROWS = {
    **{
        f"{name}-after-{seconds}-s": Row(
            line=_signalled(name, seconds), status=130, says=_INTERRUPTED, program=_SLEEPS, seconds=30
        )
        for name in ("INT", "TERM", "HUP")
        for seconds in (0, 0.05, 0.1, 0.3, 0.5, 1.0, 2.5)
    },
    "KILL-after-5-s": Row(line=_signalled("KILL", 5, f"{CHECK} --output r"), status=137, program=_SLEEPS),
    "HUP-is-ignored": Row(
        line=f"trap '' HUP; {CHECK} & pid=$!; {_ONCE_IT_RUNS}; kill -HUP $pid; touch go; wait $pid",
        status=0,
        writes="clean",
        program=_WAITS,
        quiet=True,
    ),
    "interrupted-twice": Row(
        line=f"set -m; {CHECK} & pid=$!; sleep 4; kill -INT $pid; sleep 0.01; kill -INT $pid; wait $pid",
        status=130,
        says=_INTERRUPTED,
        program=f"import signal; signal.signal(15, signal.SIG_IGN)\n{_SLEEPS}",
    ),
    "ended-by-timeout": Row(line=f"set -m; timeout 5 {CHECK}", status=124, says=_INTERRUPTED, program=_SLEEPS),
}
