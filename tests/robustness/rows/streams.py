"""Standard streams that are closed, full, piped to who does not read, or never wait."""

from collections.abc import Mapping

from tests.robustness.row import BLOCKED, CHECK, JUDGEMENT, RENDER, RULES, Row

_STATUS = "; echo status=${PIPESTATUS[0]}"
_FULL = "^error: standard output can not be written: No space left on device\n$"
# A pipe that is full answers at once instead of waiting, as those of some programs do.
_UNWAITING = """
import os, subprocess, sys, time
read, write = os.pipe()
os.set_blocking(write, False)
running = subprocess.Popen([os.environ["PREFLIGHT"], "render", "j.json", "--format", "html"], stdout=write)
os.close(write)
time.sleep(3)
text = open(read, "rb").read()
sys.exit(running.wait() or len(text) < 200_000)
"""
_FINDING = '{"policy": "p", "fault": "p/f", "level": "advisory", "message": "%s"}'
_MANY = f'"findings": [{", ".join([_FINDING % ("x" * 300)] * 900)}]'


def _unread(line: str, *, status: int = 0, files: Mapping[str, str] = BLOCKED) -> Row:
    return Row(line=f"{line}{_STATUS}", status=0, writes=f"status={status}\n", quiet=True, files=files)


ROWS = {
    "stderr-closed": Row(line=f"{CHECK} 2>&-", status=0, writes="clean", quiet=True),
    "stderr-closed-and-blocked": Row(line=f"{RENDER} 2>&-", status=1, files=BLOCKED, quiet=True),
    "stdout-closed": Row(line=f"{CHECK} >&-", status=0, quiet=True),
    "stdout-closed-and-blocked": Row(line=f"{RENDER} >&-", status=1, files=BLOCKED, quiet=True),
    "stdin-closed": Row(line=f"{CHECK} <&-", status=0, writes="clean", quiet=True),
    "all-closed": Row(line=f"{CHECK} <&- >&- 2>&-", status=0, quiet=True),
    "all-closed-and-wrong": Row(line='"$PREFLIGHT" render none <&- >&- 2>&-', status=2, quiet=True),
    "all-closed-with-a-file": Row(
        line=f"{CHECK} --format json --output r.json <&- >&- 2>&-; s=$?; cat r.json; exit $s",
        status=0,
        writes='"outcome": "clean"',
        quiet=True,
    ),
    "unread-check": _unread(f"{CHECK} | true"),
    "unread-check-of-grep": _unread(f"{CHECK} | grep -q program"),
    "unread-json": _unread(f"{CHECK} --format json | true"),
    "unread-blocked": _unread(f"{RENDER} | true", status=1),
    "unread-html": _unread(f"{RENDER} --format html | head -n 1 >/dev/null", status=1),
    "unread-rules": _unread('"$PREFLIGHT" rules --policy-pack pack | true', files=RULES),
    "unread-help": _unread('"$PREFLIGHT" --help | true'),
    "unread-errors": Row(line='"$PREFLIGHT" render none 2> >(true)', status=2),
    "full-stdout": Row(line=f"{RENDER} > /dev/full", status=2, says=_FULL, files=JUDGEMENT),
    "full-stdout-json": Row(line=f"{RENDER} --format json > /dev/full", status=2, says=_FULL, files=JUDGEMENT),
    "full-stdout-blocked": Row(line=f"{RENDER} > /dev/full", status=2, says=_FULL, files=BLOCKED),
    "full-stdout-rules": Row(
        line='"$PREFLIGHT" rules --policy-pack pack > /dev/full', status=2, says=_FULL, files=RULES
    ),
    "full-stdout-help": Row(line='"$PREFLIGHT" --help > /dev/full', status=2, says=_FULL),
    "full-stderr": Row(line=f"{RENDER} 2> /dev/full", status=1, files=BLOCKED),
    "stdout-never-waits": Row(
        line='"$PYTHON" unwaiting.py',
        status=0,
        files={"unwaiting.py": _UNWAITING, "j.json": JUDGEMENT["j.json"].replace('"findings": []', _MANY)},
        quiet=True,
    ),
}
