"""Runs a Pulumi program inside a process of its own, as `pulumi-language-python-exec` does.

Run as a script, by the program's interpreter, which needs `pulumi` but not this package. Its argument is the program's
folder or file, its environment PULUMI_* as under the CLI, and PREFLIGHT_ADDRESS, where monitor and engine serve.
"""

import asyncio
import logging
import os
import runpy
import sys
import traceback
from pathlib import Path

import pulumi
import pulumi.runtime


def main() -> int:
    """Run the program; 0 when it and all that it registered went well."""
    program = Path(sys.argv[1])
    address = os.environ["PREFLIGHT_ADDRESS"]
    folder = program if program.is_dir() else program.parent
    sys.path[0] = str(folder)
    sys.argv = [str(program)]
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            monitor=address,
            engine=address,
            project=os.environ["PULUMI_PROJECT"],
            stack=os.environ["PULUMI_STACK"],
            organization=os.environ["PULUMI_ORGANIZATION"],
            dry_run=os.environ["PULUMI_DRY_RUN"] == "true",
            parallel=int(os.environ.get("PREFLIGHT_PARALLEL", "16")),
            root_directory=os.environ["PREFLIGHT_ROOT"],
        )
    )
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _run(program)))
    except BaseException:  # noqa: BLE001 - whatever it was, the one who started this process reads it
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _run(program: Path) -> None:
    runpy.run_path(str(program), run_name="__main__")


if __name__ == "__main__":
    os._exit(main())
