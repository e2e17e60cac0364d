"""Places that a report goes to.

Devices and links are made in the row's own folder: a command that replaces them replaces none of the machine's.
"""

from tests.robustness.row import BLOCKED, CHECK, JUDGEMENT, RENDER, Row

_JSON = f"{RENDER} --format json"
_DONE = '"outcome": "clean"'
_NOTHING_HALF = "ls -A | grep -c '^[.]r'"
_FULL_DISK = f"""
mount -t tmpfs -o size=8k none t && echo old > t/r && {RENDER} --format html --output t/r
status=$?
cat t/r; cd t; {_NOTHING_HALF}
exit $status
"""

ROWS = {
    "output-to-a-device": Row(line=f"mknod d c 1 3; {RENDER} --output d && test -c d", status=0, files=JUDGEMENT),
    "output-to-a-full-device": Row(
        line=f"mknod d c 1 7; {RENDER} --output d; s=$?; test -c d || exit 9; exit $s",
        status=2,
        says="d can not be written: No space left",
        files=JUDGEMENT,
    ),
    "output-to-standard-output": Row(
        line=f"ln -s /proc/self/fd/1 out; {_JSON} --output out | cat; exit ${{PIPESTATUS[0]}}",
        status=0,
        writes=_DONE,
        files=JUDGEMENT,
    ),
    "output-to-standard-output-that-is-a-log": Row(
        line=f"ln -s /proc/self/fd/1 out; echo before > log; {_JSON} --output out >> log; s=$?; cat log; exit $s",
        status=0,
        writes=f"(?s)^before.*{_DONE}",
        files=JUDGEMENT,
    ),
    "output-to-a-fifo": Row(
        line=f"mkfifo f; cat f & {_JSON} --output f; s=$?; wait; test -p f || exit 9; exit $s",
        status=0,
        writes=_DONE,
        files=JUDGEMENT,
    ),
    "output-to-a-link": Row(
        line=f"ln -s real.json l; {_JSON} --output l && test -L l && cat real.json",
        status=0,
        writes=_DONE,
        files=JUDGEMENT,
    ),
    "output-to-a-link-to-itself": Row(
        line=f"ln -s l l; {_JSON} --output l; s=$?; test -L l || exit 9; exit $s",
        status=2,
        says="l can not be written: ",
        files=JUDGEMENT,
    ),
    "output-to-a-command": Row(
        line=f"{_JSON} --output >(cat > got); s=$?; sleep 1; cat got; exit $s", status=0, writes=_DONE, files=JUDGEMENT
    ),
    "output-to-a-command-that-does-not-read": Row(
        line=f"{RENDER} --format html --output >(true)", status=1, files=BLOCKED
    ),
    **{
        f"output-to-what-is-read-{number}": Row(
            line=f"{line}; s=$?; grep -q clean j.json program/* && exit 9; exit $s",
            status=3,
            says="is what people write, or what this report is made from\n  Give the report a name of its own",
            files=JUDGEMENT,
        )
        for number, line in enumerate(
            (
                f"{_JSON} --output j.json",
                f"ln -s j.json l; {_JSON} --output l",
                f"{CHECK} --output program/Pulumi.dev.yaml",
                f"{CHECK} --output program/lookups.yaml",
                f"{CHECK} --output program/__main__.py",
                f"{CHECK} --config-file j.json --output $PWD/j.json",
            )
        )
    },
    "output-to-standard-output-by-its-sign": Row(
        line=f"{_JSON} --output - && test ! -e -", status=0, writes=_DONE, files=JUDGEMENT, quiet=True
    ),
    "output-with-the-longest-name": Row(
        line=f"n=$(printf %0255d 0); {_JSON} --output $n && cat $n", status=0, writes=_DONE, files=JUDGEMENT
    ),
    "output-to-a-folder": Row(
        line=f"{RENDER} --output pack", status=2, says="pack can not be written: Is a directory", files=JUDGEMENT
    ),
    "output-with-the-usual-mode": Row(
        line=f"umask 027; {RENDER} --output r && stat -c %a r", status=0, writes="^640", files=JUDGEMENT
    ),
    "output-larger-than-allowed": Row(
        line=f"echo old > r; ulimit -f 1; {RENDER} --format html --output r; s=$?; cat r; {_NOTHING_HALF}; exit $s",
        status=2,
        says="r can not be written: File too large",
        writes="^old\n0\n",
        files=JUDGEMENT,
    ),
    "output-to-a-full-disk": Row(
        line="mkdir t; unshare -rm bash full.sh",
        status=2,
        says="t/r can not be written: No space left",
        writes="^old\n0\n",
        files={"j.json": JUDGEMENT["j.json"].replace('"p"', f'"{"p" * 20_000}"'), "full.sh": _FULL_DISK},
    ),
    "output-of-two-at-once": Row(
        line=f"{_JSON} --output r & {_JSON} --output r & wait; cat r; {_NOTHING_HALF} || true",
        status=0,
        writes="(?s)^\\{.*\n\\}\\s*0\n$",
        files=JUDGEMENT,
    ),
}
