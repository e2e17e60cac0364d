"""Programs that end before they are done, hang, flood, or leave something behind."""

from tests.robustness.row import CHECK, ONE_RESOURCE, Row

_EARLY = "the program ended before it was done"

ROWS = {
    "program-exits": Row(line=CHECK, status=2, says=_EARLY, program=f"{ONE_RESOURCE}import os; os._exit(0)\n"),
    "program-exits-at-once": Row(line=CHECK, status=2, says=_EARLY, program="import os; os._exit(0)\n"),
    "program-exits-in-apply": Row(
        line=CHECK,
        status=2,
        says=_EARLY,
        program=f"{ONE_RESOURCE}import os; pulumi.Output.from_input(1).apply(lambda _: os._exit(0))\n",
    ),
    "program-exits-in-a-thread": Row(
        line=CHECK,
        status=2,
        says=_EARLY,
        program="import os, threading, time\nthreading.Timer(0.2, os._exit, [0]).start()\ntime.sleep(9)\n",
    ),
    "program-becomes-another": Row(
        line=CHECK, status=2, says=_EARLY, program="import os; os.execvp('true', ['true'])\n"
    ),
    "program-exits-in-the-update": Row(
        line=CHECK,
        status=2,
        says=f"in the simulated update, {_EARLY}",
        program=f"{ONE_RESOURCE}import os\nif not pulumi.runtime.is_dry_run(): os._exit(0)\n",
    ),
    "program-says-exit": Row(line=CHECK, status=2, says="SystemExit: 0", program="import sys; sys.exit(0)\n"),
    "program-is-killed": Row(
        line=CHECK, status=2, says="the program was ended by SIGKILL", program="import os; os.kill(os.getpid(), 9)\n"
    ),
    "program-is-ended-by-a-signal-without-a-name": Row(
        line=CHECK, status=2, says="the program was ended by signal 40", program="import os; os.kill(os.getpid(), 40)\n"
    ),
    "program-ends-its-group": Row(
        line=CHECK, status=2, says="the program was ended by SIGKILL", program="import os; os.killpg(0, 9)\n"
    ),
    "program-hangs": Row(
        line=f"{CHECK} --timeout 4",
        status=2,
        says="the program was not done after 4 s",
        program="import time; time.sleep(99)\n",
    ),
    "program-hangs-in-the-update": Row(
        line=f"{CHECK} --timeout 6",
        status=2,
        says="in the simulated update, the program was not done after 6 s",
        program=f"{ONE_RESOURCE}import time\nif not pulumi.runtime.is_dry_run(): time.sleep(99)\n",
    ),
    "program-floods": Row(
        line=f"{CHECK} --timeout 6 2>&1 | tail -n 3; exit ${{PIPESTATUS[0]}}",
        status=2,
        writes="the program was not done after 6 s",
        program="while True: print('x' * 200)\n",
    ),
    "program-floods-with-other-lines": Row(
        line=f"ulimit -v 4000000; {CHECK} --timeout 6 2>&1 | tail -n 3; exit ${{PIPESTATUS[0]}}",
        status=2,
        writes="the program was not done after 6 s",
        program="n = 0\nwhile True:\n    n += 1\n    print(n)\n",
    ),
    "program-raises-much": Row(
        line=f"{CHECK} 2>&1 | wc -c; exit ${{PIPESTATUS[0]}}",
        status=2,
        writes=r"^\d{4,5}\n",
        program="raise ValueError('x' * 5_000_000)\n",
    ),
    "program-leaves-a-session": Row(
        line=CHECK,
        status=0,
        says="left running.*sleep",
        program=f"{ONE_RESOURCE}import subprocess; subprocess.Popen(['sleep', '77'], start_new_session=True)\n",
    ),
    "program-leaves-many-that-call-themselves-commands": Row(
        line=CHECK,
        status=0,
        says=r"(?s)^warning: the program or a pack left running[^\n\x1b]*: [^\n\x1b]* and 30 more\n$",
        program=f"{ONE_RESOURCE}import os, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        open('/proc/self/comm', 'w').write('\\n::error::\\x1b[31m')\n"
        "        time.sleep(77)\n",
    ),
    "program-leaves-a-daemon-without-environment": Row(
        line=CHECK,
        status=0,
        says="left running.*sleep",
        program=f"{ONE_RESOURCE}import subprocess\nsubprocess.run('setsid env -i sleep 77 &', shell=True)\n",
    ),
    "program-that-fails-leaves-a-session": Row(
        line=CHECK,
        status=2,
        says="(?s)ValueError: no.*left running.*sleep",
        program="import os; os.spawnlp(os.P_NOWAIT, 'setsid', 'setsid', 'sleep', '77')\nraise ValueError('no')\n",
    ),
    "program-that-is-interrupted-leaves-a-session": Row(
        line=f"set -m; {CHECK} & pid=$!; sleep 5; kill -INT $pid; wait $pid",
        status=130,
        says="interrupted",
        program="import subprocess, time; subprocess.Popen(['sleep', '77'], start_new_session=True); time.sleep(99)\n",
    ),
    "program-without-main": Row(line=f"rm program/__main__.py; {CHECK}", status=2, says="program holds no program"),
    "program-whose-main-is-not-there": Row(
        line=CHECK,
        status=2,
        says="nowhere holds no program",
        files={"program/Pulumi.yaml": "name: program\nruntime: python\nmain: nowhere\n"},
    ),
    "program-without-an-interpreter-that-runs": Row(
        line=CHECK,
        status=2,
        says="venv/bin/python can not be started: ",
        files={
            "program/Pulumi.yaml": "name: program\nruntime: {name: python, options: {virtualenv: venv}}\n",
            "program/venv/bin/python": "no program",
        },
    ),
    "program-without-its-virtualenv": Row(
        line=CHECK,
        status=0,
        says="warning: .*nowhere is no virtual environment",
        files={"program/Pulumi.yaml": "name: program\nruntime: {name: python, options: {virtualenv: nowhere}}\n"},
    ),
}
