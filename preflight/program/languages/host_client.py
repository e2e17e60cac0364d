"""Asks a language host to run a program, as the engine asks it.

Run as a script, by preflight's own Python. Its arguments are the host's path, the address of monitor and engine, the
project's folder, the program's folder, what runs of it, the options of the runtime as JSON, and the descriptor on which
it says `done`, or the error that the host answered. Its environment is PULUMI_* as under the CLI.
"""

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import grpc
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

# Registrations that go on at once, as the CLI has it by default.
_PARALLEL = 16
# An exit status that says that the engine has been told, as SDKs have it.
_TOLD = 32
# What the host's process may take to be gone.
_SECONDS = 2.0
# What the one who started this process reads at once.
_LONGEST_WORD = 1 << 15


def main() -> int:
    """Run the program; 0 when the host says that it went well, 32 when it says that the engine knows of an error."""
    host, address, root, folder, entry, options, last_word = sys.argv[1:]
    request = language_pb2.RunRequest(**_asked(address, folder, entry), info=_info(root, folder, entry, options))
    process = subprocess.Popen([host, address], cwd=folder, stdout=subprocess.PIPE)  # noqa: S603 - it was found on PATH
    wrong = _run(process, Path(host).name, request)
    os.write(int(last_word), b"done" if wrong is None else wrong.encode()[:_LONGEST_WORD])
    return 0 if wrong is None else 1 if wrong else _TOLD


def _run(process: "subprocess.Popen[bytes]", name: str, request: language_pb2.RunRequest) -> str | None:
    """What went wrong, empty where the engine has been told; None where nothing did. The host is gone afterwards."""
    assert process.stdout  # noqa: S101 - it is a pipe
    line = process.stdout.readline(_LONGEST_WORD).decode("utf-8", "replace").strip()
    if not re.fullmatch(r"[0-9]{1,5}", line):
        return f"{name} wrote {line[:80]!r} where the engine expects its port" if line else f"{name} ended at once"
    passing = threading.Thread(target=_pass_on, args=(process.stdout,), daemon=True)
    passing.start()
    with grpc.insecure_channel(f"127.0.0.1:{line}") as channel:
        try:
            answer = language_pb2_grpc.LanguageRuntimeStub(channel).Run(request)
        except grpc.RpcError as error:
            return f"{name} did not answer: {error.details()}"  # type: ignore[attr-defined] - errors of calls have it
    process.kill()
    passing.join(_SECONDS)
    return answer.error if answer.error or answer.bail else None


def _asked(address: str, folder: str, entry: str) -> dict[str, Any]:
    of = os.environ
    return {
        "project": of["PULUMI_PROJECT"],
        "stack": of["PULUMI_STACK"],
        "organization": of["PULUMI_ORGANIZATION"],
        "pwd": folder,
        "program": entry,
        "config": json.loads(of["PULUMI_CONFIG"]),
        "configSecretKeys": json.loads(of["PULUMI_CONFIG_SECRET_KEYS"]),
        "dryRun": of["PULUMI_DRY_RUN"] == "true",
        "parallel": _PARALLEL,
        "monitor_address": address,
        "loader_target": address,
    }


def _info(root: str, folder: str, entry: str, options: str) -> language_pb2.ProgramInfo:
    info = language_pb2.ProgramInfo(root_directory=root, program_directory=folder, entry_point=entry)
    info.options.update(json.loads(options))
    return info


def _pass_on(stream: IO[bytes]) -> None:
    for line in stream:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    os._exit(main())
