"""`python -m tests.robustness [PATTERN]`: runs the rows whose names fit, and tells which got another answer."""

import argparse
import fnmatch
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.robustness.answer import problems
from tests.robustness.rows import ROWS


def main() -> int:
    """The number of rows that were answered wrongly, at most 99."""
    parser = argparse.ArgumentParser(prog="tests.robustness", description=__doc__)
    parser.add_argument("pattern", nargs="?", default="*", help="names of rows, with *")
    chosen = fnmatch.filter(ROWS, parser.parse_args().pattern)
    lacking = {name: ROWS[name].needs for name in chosen if ROWS[name].needs and not shutil.which(ROWS[name].needs)}
    sys.stdout.writelines(f"left out  {name}, which needs {command}\n" for name, command in lacking.items())
    chosen = [name for name in chosen if name not in lacking]
    wrong = 0
    for name in chosen:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            found = problems(ROWS[name], Path(folder))
        wrong += bool(found)
        sys.stdout.write(f"{'WRONG' if found else 'right'}  {name}  {time.monotonic() - begun:.1f} s\n")
        sys.stdout.writelines(f"       {line}\n" for problem in found for line in problem.splitlines())
        sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - wrong} of {len(chosen)} right\n")
    return min(wrong, 99)


if __name__ == "__main__":
    sys.exit(main())
