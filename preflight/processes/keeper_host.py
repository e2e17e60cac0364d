"""Runs a command and ends as it ended. Run as a script; its arguments are the command, and a descriptor, unused."""

import os
import signal
import subprocess
import sys


def main() -> int:
    """The command's exit status; a signal that ended it ends this process, too."""
    try:
        status = subprocess.call(sys.argv[1:-1])  # noqa: S603 - the command is built by preflight
    except OSError as error:
        sys.stderr.write(f"{sys.argv[1]} can not be started: {error.strerror}\n")
        return 126
    if status < 0:
        if -status not in {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    return status


if __name__ == "__main__":
    sys.exit(main())
