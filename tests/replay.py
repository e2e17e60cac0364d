"""Sending a pack what a real engine sent: a recorded transcript of its Analyzer calls."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import PolicySettings, merged
from preflight.protocol.stack_identity import StackIdentity


def calls(transcript: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls of a transcript, JSON lines of `{"call", "request"}` in protobuf's JSON mapping."""
    for line in transcript.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield entry["call"], entry["request"]


def identity_of(transcript: Path) -> StackIdentity:
    """The stack that the recorded pack was told it judges."""
    for call, request in calls(transcript):
        if call == "ConfigureStack":
            return StackIdentity(
                project=request["project"],
                stack=request["stack"],
                organization=request.get("organization", "organization"),
                preview=request.get("dryRun", False),
                config=request.get("config", {}),
                secret_keys=tuple(request.get("configSecretKeys", ())),
                tags=request.get("tags", {}),
            )
    raise ValueError(f"{transcript} does not configure a stack")


def replay(transcript: Path, folder: Path, settings: dict[str, PolicySettings] | None = None) -> Diagnostics:
    """What the pack in `folder` says to the recorded calls, request for request.

    The recorded Configure was made for another pack: this pack is configured with its own levels and `settings`.
    """
    identity = identity_of(transcript)
    with Pack.start(folder, identity) as pack:
        pack.introduce(identity)
        pack.configure(merged(pack.policies, pack.initial_settings, settings or {}))
        for call, request in calls(transcript):
            if call == "Remediate":
                pack.remediate(json_format.ParseDict(request, analyzer_pb2.AnalyzeRequest()))
            elif call == "Analyze":
                pack.analyze(json_format.ParseDict(request, analyzer_pb2.AnalyzeRequest()))
            elif call == "AnalyzeStack":
                pack.analyze_stack(json_format.ParseDict(request, analyzer_pb2.AnalyzeStackRequest()))
        return pack.diagnostics
