"""Packs that end, hang or flood while they are asked, or do not start."""

from tests.robustness.row import CHECK, EMPTY_PACK, Row, pack_that

_FORK = "os.fork() or __import__('time').sleep(30); os._exit(0)"

ROWS = {
    "pack-says-exit": Row(
        line=CHECK,
        status=2,
        says="pack/__main__.py:6: policy pack 'pack' raised SystemExit: 0",
        pack=pack_that("sys.exit(0)"),
    ),
    "pack-interrupts-itself": Row(
        line=CHECK, status=2, says="raised KeyboardInterrupt", pack=pack_that("raise KeyboardInterrupt")
    ),
    "pack-exits": Row(
        line=CHECK, status=2, says="policy pack 'pack' ended with exit status 0", pack=pack_that("os._exit(0)")
    ),
    "pack-exits-and-leaves-a-copy": Row(line=CHECK, status=2, says="ended with exit status 0", pack=pack_that(_FORK)),
    "pack-is-killed": Row(
        line=CHECK, status=2, says="'pack' was ended by SIGKILL", pack=pack_that("os.kill(os.getpid(), 9)")
    ),
    "pack-hangs": Row(
        line=f"{CHECK} --timeout 5",
        status=2,
        says="policy pack 'pack' did not answer within 5 s",
        pack=pack_that("import time; time.sleep(99)"),
    ),
    "pack-is-stopped": Row(
        line=f"{CHECK} --timeout 5",
        status=2,
        says="policy pack 'pack' did not answer within 5 s",
        pack=pack_that("os.kill(os.getpid(), 19)"),
    ),
    "pack-hangs-at-its-start": Row(
        line=f"{CHECK} --timeout 5",
        status=2,
        says="policy pack 'pack' did not serve within 5 s",
        pack="import time; time.sleep(99)\n",
    ),
    "pack-floods": Row(
        line=f"{CHECK} --timeout 6",
        status=2,
        says="policy pack 'pack' did not answer within 6 s",
        pack=pack_that("[print('y' * 1000, file=f) for f in iter(lambda: sys.stdout, None)]"),
    ),
    "pack-floods-without-lines": Row(
        line=f"ulimit -v 4000000; {CHECK} --timeout 6",
        status=2,
        says="policy pack 'pack' did not answer within 6 s",
        pack=pack_that("[sys.stderr.write('y' * 1000) for _ in iter(int, 1)]"),
    ),
    "pack-answers-too-much": Row(
        line=f"{CHECK} --timeout 60",
        status=2,
        says="policy pack 'pack' and what it is asked have messages of over 400 MiB",
        pack=EMPTY_PACK.replace("    pass", "    report('x' * (401 << 20))"),
        seconds=90,
    ),
    "pack-leaves-a-session": Row(
        line=CHECK,
        status=0,
        says="left running.*sleep",
        pack=pack_that("import subprocess; subprocess.Popen(['sleep', '77'], start_new_session=True)"),
    ),
    **{
        f"pack-prints-{name}": Row(
            line=CHECK, status=2, says="where the engine expects its port", pack=f"print({what}, flush=True)\n"
        )
        for name, what in {"an-odd-digit": "'²'", "many-digits": "'6' * 6000", "no-port": 70000}.items()
    },
    "pack-without-an-interpreter-that-runs": Row(
        line=CHECK,
        status=2,
        says="venv/bin/python can not be started: ",
        files={
            "pack/PulumiPolicy.yaml": "runtime: {name: python, options: {virtualenv: venv}}\n",
            "pack/venv/bin/python": "no program",
        },
    ),
    "pack-without-its-virtualenv": Row(
        line=CHECK,
        status=0,
        says="warning .*nowhere is no virtual environment",
        files={"pack/PulumiPolicy.yaml": "runtime: {name: python, options: {virtualenv: nowhere}}\n"},
    ),
}
