"""Programs in Go, and of language hosts, that end before they are done, hang, flood, or leave something behind."""

from tests.robustness.row import CHECK, Row

_EARLY = "the program ended before it was done"
_CHECK = f'cp "$GO_PROGRAM"/go.* program; {CHECK}'
_HANGS = f"{_CHECK} --timeout 30"


def _row(body: str, status: int, says: str = "", line: str = _CHECK, imports: str = "", writes: str = "") -> Row:
    wanted = "".join(f'\t"{each}"\n' for each in imports.split())
    program = f"""package main

import (
{wanted}
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {{
	pulumi.Run(func(ctx *pulumi.Context) error {{
		var thing pulumi.CustomResourceState
		if err := ctx.RegisterResource("test:index:Thing", "thing", nil, &thing); err != nil {{
			return err
		}}
		{body}
	}})
}}
"""
    files = {"program/Pulumi.yaml": "name: program\nruntime: go\n", "program/main.go": program}
    return Row(line=line, status=status, says=says, writes=writes, files=files, needs="go", seconds=120)


ROWS = {
    "go-is-sound": _row("return nil", 0),
    "go-exits": _row("os.Exit(0)\n\t\treturn nil", 2, _EARLY, imports="os"),
    "go-exits-with-a-status": _row("os.Exit(3)\n\t\treturn nil", 2, "ended with exit status 3", imports="os"),
    "go-returns-an-error": _row(
        'return errors.New("no such port")', 2, "the program failed: no such port\n$", imports="errors"
    ),
    "go-panics": _row('panic("no such port")', 2, r"main\.go:14: the program raised panic: no such port\n$"),
    "go-panics-elsewhere": _row(
        'go panic("no such port")\n\t\tselect {}', 2, r"main\.go:14: the program raised panic: no such port"
    ),
    "go-is-killed": _row(
        "return syscall.Kill(os.Getpid(), syscall.SIGKILL)", 2, "ended by SIGKILL", imports="os syscall"
    ),
    "go-ends-its-group": _row("return syscall.Kill(0, syscall.SIGKILL)", 2, "ended by SIGKILL", imports="syscall"),
    "go-hangs": _row("for {\n\t\t}", 2, "the program was not done after 30 s", line=_HANGS),
    "go-floods": _row(
        'for {\n\t\t\tfmt.Println("floods")\n\t\t}',
        2,
        line=f"{_HANGS} 2>&1 | tail -n 3; exit ${{PIPESTATUS[0]}}",
        imports="fmt",
        writes="the program was not done after 30 s",
    ),
    "go-leaves-a-session": _row(
        'cmd := exec.Command("setsid", "sleep", "77")\n\t\treturn cmd.Start()',
        0,
        "left running.*sleep",
        imports="os/exec",
    ),
    "go-leaves-routines": _row("for range 1000 {\n\t\t\tgo func() { select {} }()\n\t\t}\n\t\treturn nil", 0),
    "go-goes-elsewhere": _row('return os.Chdir("/")', 0, imports="os"),
    "go-does-not-compile": _row("return 5", 2, r"main\.go:14: the program does not compile: cannot use 5"),
    "go-without-modules": _row(
        "return nil",
        2,
        r"modules that program needs are not there\n  Run `go mod download` in program first",
        line=f'export GOMODCACHE="$PWD/none" GOFLAGS=-mod=mod; {_CHECK}; status=$?; chmod -R u+w none; exit $status',
    ),
    "go-without-go": _row("return nil", 2, "go, which builds programs of", line=f"PATH=/nowhere {CHECK}"),
    "host-that-is-not-there": Row(
        line=CHECK,
        status=2,
        says="pulumi-language-nowhere, which runs programs of `runtime: nowhere`, is not on PATH",
        files={"program/Pulumi.yaml": "name: program\nruntime: nowhere\n"},
    ),
    "host-that-hangs": Row(
        line=f'chmod +x bin/*; PATH="$PWD/bin:$PATH" {CHECK} --timeout 4',
        status=2,
        says="the program was not done after 4 s",
        files={
            "program/Pulumi.yaml": "name: program\nruntime: slow\n",
            "bin/pulumi-language-slow": "#!/bin/sh\nsleep 77\n",
        },
    ),
    "host-that-is-killed": Row(
        line=f'chmod +x bin/*; PATH="$PWD/bin:$PATH" {CHECK}',
        status=2,
        says="the program failed: pulumi-language-gone ended at once",
        files={
            "program/Pulumi.yaml": "name: program\nruntime: gone\n",
            "bin/pulumi-language-gone": "#!/bin/sh\nkill -KILL $$\n",
        },
    ),
}
