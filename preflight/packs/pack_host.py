"""Runs a policy pack inside a process of its own, as `python -m pulumi.policy` does.

Run as a script, by the pack's interpreter, which needs `pulumi` but not this package. Its arguments are those of
`pulumi.policy`: the engine's address and the pack's folder.
"""

import concurrent.futures
import logging
import os
import runpy
import sys
import traceback
from collections.abc import Callable
from typing import Any


class _Threads(concurrent.futures.ThreadPoolExecutor):
    """Threads of a server, in which a policy that calls `sys.exit()` ends the process.

    It would end its thread alone otherwise: gRPC then never answers, and who called waits for all the time there is.
    """

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        return super().submit(_run, work, *args, **kwargs)


def _run(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return work(*args, **kwargs)
    except Exception:
        raise
    except BaseException:  # noqa: BLE001 - what is no error, such as SystemExit
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def main() -> None:
    """Serve the pack, with gRPC's log switched on: without it nobody is told where a policy raised."""
    logging.getLogger("grpc").addHandler(logging.StreamHandler())
    setattr(concurrent.futures, "ThreadPoolExecutor", _Threads)  # noqa: B010 - where pulumi.policy takes it from
    runpy.run_module("pulumi.policy", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
