"""Programs of Node.js that end before they are done, hang, flood, or leave something behind."""

from tests.robustness.row import CHECK, Row

_EARLY = "the program ended before it was done"
_SDK = 'const pulumi = require("@pulumi/pulumi");\n'
_THING = f'{_SDK}class Thing extends pulumi.CustomResource {{}}\nnew Thing("test:index:Thing", "thing", {{}});\n'
_CHILDREN = 'const { spawn } = require("child_process");\n'
_CHECK = f'NODE_PATH="$NODE_MODULES" {CHECK}'


def _row(program: str, status: int, says: str = "", line: str = _CHECK, seconds: float = 60, **options: str) -> Row:
    files = {
        "program/Pulumi.yaml": "name: program\nruntime: nodejs\n",
        "program/package.json": "{}",
        "program/index.js": program,
    }
    return Row(line=line, status=status, says=says, files={**files, **options}, needs="node", seconds=seconds)


_HANGS = f"{_CHECK} --timeout 8"
_FLOODS = f"{_HANGS} 2>&1 | tail -n 3; exit ${{PIPESTATUS[0]}}"

ROWS = {
    "node-is-sound": _row(_THING, 0),
    "node-exits": _row(f"{_THING}process.exit(0);\n", 2, _EARLY),
    "node-exits-in-apply": _row(f"{_THING}pulumi.output(1).apply(() => process.exit(0));\n", 2, _EARLY),
    "node-exits-later": _row(f"{_THING}setTimeout(() => process.exit(0), 300);\n", 2, _EARLY),
    "node-exits-with-a-status": _row("process.exit(3);\n", 2, "the program ended with exit status 3"),
    "node-exits-for-good": _row(f"{_THING}process.reallyExit(0);\n", 2, _EARLY),
    "node-exits-in-the-update": _row(
        f"{_THING}if (!pulumi.runtime.isDryRun()) process.reallyExit(0);\n", 2, f"in the simulated update, {_EARLY}"
    ),
    "node-raises-in-apply": _row(
        f'{_THING}pulumi.output(1).apply(() => {{ throw new Error("no"); }});\n',
        2,
        r"(?m)^error: index\.js:4: the program raised Error: no\n$",
    ),
    "node-raises-nothing": _row("throw null;\n", 2, r"\Aerror: the program raised TypeError: Cannot read .*\n$"),
    "node-with-half-a-package": _row(
        _THING, 2, r"\Aerror: .*SyntaxError: Error parsing package\.json", **{"program/package.json": "{"}
    ),
    "node-raises-much": _row(
        'throw new Error("x".repeat(5_000_000));\n',
        2,
        r"^\d{4,5}\n",
        line=f"{_CHECK} 2>&1 | wc -c >&2; exit ${{PIPESTATUS[0]}}",
    ),
    "node-has-no-memory-left": _row(
        "const all = []; for (;;) all.push(new Array(1e6).fill(all.length));\n",
        2,
        "the program was ended by SIGABRT",
        line=f"{_CHECK} --timeout 60",
        **{
            "program/Pulumi.yaml": "name: program\n"
            "runtime: {name: nodejs, options: {nodeargs: --max-old-space-size=100}}\n"
        },
    ),
    "node-is-killed": _row('process.kill(process.pid, "SIGKILL");\n', 2, "the program was ended by SIGKILL"),
    "node-kills-its-parent": _row('process.kill(process.ppid, "SIGKILL");\n', 2, "the program was ended by SIGKILL"),
    "node-ends-its-group": _row('process.kill(0, "SIGKILL");\n', 2, "the program was ended by SIGKILL"),
    "node-crashes": _row("process.abort();\n", 2, "the program was ended by SIGABRT"),
    "node-answers-nothing-for-longer-than-a-minute": _row(
        f"{_THING}let waited = false;\n"
        "for (let i = 0; i < 200; i++)\n"
        '    new Thing("test:index:Thing", `thing-${i}`, {}).urn.apply(() => {\n'
        "        if (!waited) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 75000);\n"
        "        waited = true;\n"
        "    });\n",
        0,
        line=f"{_CHECK} --preview",
        seconds=150,
    ),
    "node-hangs": _row("for (;;);\n", 2, "the program was not done after 8 s", line=_HANGS),
    "node-waits-for-ever": _row("setInterval(() => {}, 1000);\n", 2, "the program was not done after 8 s", line=_HANGS),
    "node-hangs-and-ignores-signals": _row(
        'process.on("SIGTERM", () => {});\nsetInterval(() => {}, 1000);\n', 2, "was not done after 8 s", line=_HANGS
    ),
    "node-floods": Row(
        line=_FLOODS,
        status=2,
        writes="the program was not done after 8 s",
        files={
            "program/Pulumi.yaml": "name: program\nruntime: nodejs\n",
            "program/index.js": 'for (;;) require("fs").writeSync(1, "x".repeat(200) + "\\n");\n',
        },
        needs="node",
        seconds=60,
    ),
    "node-forks-for-ever": _row(
        f'{_CHILDREN}const more = () => spawn(process.execPath, ["-e", "setInterval(() => {{}}, 1e3)"]);\n'
        "setInterval(more, 200);\n",
        2,
        "the program was not done after 8 s",
        line=_HANGS,
    ),
    "node-leaves-a-session": _row(
        f'{_THING}{_CHILDREN}spawn("sleep", ["77"], {{ detached: true, stdio: "ignore" }}).unref();\n',
        0,
        "left running.*sleep",
    ),
    "node-leaves-a-thread": _row(
        f'{_THING}new (require("worker_threads").Worker)("for (;;);", {{ eval: true }}).unref();\n', 0
    ),
    "node-goes-elsewhere": _row(f'process.chdir("/");\n{_THING}', 0),
    "node-that-is-interrupted": _row(
        'setInterval(() => {}, 1000);\nrequire("fs").writeFileSync("../begun", "");\n',
        130,
        "interrupted",
        line=f"set -m; {_CHECK} & pid=$!; until test -e begun; do sleep 0.2; done; kill -INT $pid; wait $pid",
    ),
    "node-whose-owner-is-killed": _row(
        'require("fs").writeFileSync("../begun", "");\nfor (;;);\n',
        137,
        line=f"{_CHECK} & pid=$!; until test -e begun; do sleep 0.2; done; kill -KILL $pid; wait $pid",
    ),
    "node-without-packages": _row(
        _THING, 2, r"@pulumi/pulumi is not installed in program\n  Run `npm install` in program first", line=CHECK
    ),
    "node-without-node": _row(_THING, 2, "node, which runs programs of", line=f"PATH=/nowhere {CHECK}"),
    "node-that-is-no-program": _row("let x = ;\n", 2, r"(?m)^error: index\.js:1: the program raised SyntaxError"),
}
