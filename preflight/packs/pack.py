"""A policy pack's process, driven as the engine drives it: `python -u -m pulumi.policy`, then the Analyzer protocol."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from google.protobuf.message import Message
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from preflight.errors import PackError, ReportError
from preflight.packs.diagnostics import Aborted, Diagnostics, Violation
from preflight.packs.judgement import read_judgement
from preflight.packs.pack_config import PolicyInfo, PolicySettings, level_name
from preflight.packs.project_file import pack_interpreter
from preflight.processes.process import LIFELINE, Child
from preflight.processes.raised import last_raised
from preflight.protocol.channel import CHANNEL_OPTIONS, details_of
from preflight.protocol.stack_identity import DRY_RUN, StackIdentity

_REPORT_VARIABLE = "PRIVATE_API_REPORT"
# Where the engine would take what the pack logs; nobody serves there.
_NO_ENGINE = "127.0.0.1:1"
_START_SECONDS = 60.0
_CALL_SECONDS = 300.0
# `-m pulumi.policy`, with gRPC's log switched on: without it nobody is told where a policy raised.
_START = LIFELINE + (
    "import logging, runpy; logging.getLogger('grpc').addHandler(logging.StreamHandler()); "
    "runpy.run_module('pulumi.policy', run_name='__main__', alter_sys=True)"
)
_ABORTED = re.compile(
    r"^can't run (?:policy|remediation) '(?P<policy>[^']+)' .*?during preview: (?P<reason>.*)$", re.DOTALL
)

_Response = TypeVar("_Response")


class Pack:
    """A running policy pack. Start it with `Pack.start`, as a context manager: leaving ends its process."""

    def __init__(self, folder: Path, child: Child, port: int, report: Path) -> None:
        self.folder = folder
        self.warning = ""
        """What to say of how the pack is run."""
        self._child = child
        self._report = report
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS)
        self._analyzer = analyzer_pb2_grpc.AnalyzerStub(self._channel)
        self._settings: Mapping[str, PolicySettings] = {}
        try:
            info = self._call(self._analyzer.GetAnalyzerInfo, empty_pb2.Empty())
            self._call(self._analyzer.GetPluginInfo, empty_pb2.Empty())
        except BaseException:
            self.close()
            raise
        self.name: str = info.name
        self.policies = {policy.name: PolicyInfo.of(policy) for policy in info.policies}
        self.initial_settings = {name: PolicySettings.of(setting) for name, setting in info.initialConfig.items()}

    @classmethod
    def start(
        cls,
        folder: Path,
        identity: StackIdentity,
        *,
        timeout: float = _START_SECONDS,
    ) -> "Pack":
        """Start the pack in `folder` and wait until it serves.

        Raises `PackError` when there is no pack, or it ends, or keeps silent for `timeout` seconds.
        """
        folder = folder.resolve()
        interpreter = pack_interpreter(folder)
        handle, name = tempfile.mkstemp(prefix="preflight-", suffix=".json")
        os.close(handle)
        report = Path(name)
        report.unlink()
        environment = {
            **{name: value for name, value in os.environ.items() if name != DRY_RUN},
            **identity.environment,
            _REPORT_VARIABLE: name,
            "PYTHONUNBUFFERED": "1",
            "NO_PROXY": "*",
        }
        child = Child(
            [str(interpreter.path), "-u", "-c", _START, _NO_ENGINE, str(folder)], folder=folder, environment=environment
        )
        try:
            port = _read_port(child, folder, timeout)
            pack = cls(folder, child, port, report)
            pack.warning = interpreter.warning
        except BaseException:
            child.stop()
            raise
        try:
            pack.introduce(identity)
        except BaseException:
            pack.close()
            raise
        return pack

    def __enter__(self) -> "Pack":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    def introduce(self, identity: StackIdentity) -> None:
        """Tell the pack which stack it judges. Diagnostics are on this stack from now on."""
        self.diagnostics = Diagnostics(packs=[self.name])
        self._call(
            self._analyzer.ConfigureStack,
            analyzer_pb2.AnalyzerStackConfigureRequest(
                stack=identity.stack,
                project=identity.project,
                organization=identity.organization,
                dry_run=identity.preview,
                config=dict(identity.config),
                config_secret_keys=list(identity.secret_keys),
                tags=dict(identity.tags),
            ),
        )

    def configure(self, settings: Mapping[str, PolicySettings]) -> None:
        """Give every policy its level and properties (see `pack_config.merged`)."""
        config = {name: setting.message() for name, setting in settings.items()}
        self._settings = settings
        self.diagnostics.disabled = [name for name, setting in settings.items() if setting.level == "disabled"]
        self._call(self._analyzer.Configure, analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))

    def remediate(self, request: analyzer_pb2.AnalyzeRequest) -> dict[str, Any] | None:
        """Let the pack's remediations change a resource's inputs; the changed inputs, or None.

        As in the engine, only policies at the level `remediate` change anything.
        """
        response = self._call(self._analyzer.Remediate, request)
        changed: struct_pb2.Struct | None = None
        for remediation in response.remediations:
            if remediation.diagnostic:
                self._note(remediation.policyName, request.urn, remediation.diagnostic)
            elif remediation.HasField("properties"):
                changed = remediation.properties
        return None if changed is None else _plain(changed)

    def analyze(self, request: analyzer_pb2.AnalyzeRequest) -> list[Violation]:
        """What the resource policies say of one resource."""
        response = self._call(self._analyzer.Analyze, request)
        return self._take(response.diagnostics, request.urn)

    def analyze_stack(self, request: analyzer_pb2.AnalyzeStackRequest) -> list[Violation]:
        """What the stack policies say of all resources."""
        response = self._call(self._analyzer.AnalyzeStack, request)
        violations = self._take(response.diagnostics, "")
        self._read_report()
        return violations

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self._child.stop()
        self._report.unlink(missing_ok=True)

    def _take(self, diagnostics: Iterable[analyzer_pb2.AnalyzeDiagnostic], urn: str) -> list[Violation]:
        taken = []
        for diagnostic in diagnostics:
            if self._note(diagnostic.policyName, diagnostic.urn or urn, diagnostic.message):
                continue
            taken.append(
                Violation(
                    pack=self.name,
                    policy=diagnostic.policyName,
                    level=level_name(diagnostic.enforcementLevel),
                    urn=diagnostic.urn or urn,
                    message=diagnostic.message.removeprefix(diagnostic.description).lstrip("\n") or diagnostic.message,
                    description=diagnostic.description,
                )
            )
        self.diagnostics.violations.extend(taken)
        return taken

    def _note(self, policy: str, urn: str, message: str) -> bool:
        """Whether the message says that a policy gave up on an unknown value; it is kept then."""
        found = _ABORTED.match(message)
        if not found:
            return False
        known, given = self.policies.get(policy), self._settings.get(policy)
        level = (given.level if given else None) or (known.level if known else "mandatory")
        self.diagnostics.aborted.append(Aborted(self.name, policy, level, urn, found[2]))
        return True

    def _read_report(self) -> None:
        if not self._report.exists():
            return
        try:
            self.diagnostics.judgements.append(read_judgement(self._report, name=f"the judgement of {self.name}"))
        except ReportError as error:
            self.diagnostics.unread.append(f"{error}\nNone of its paths is drawn.")
        finally:
            self._report.unlink(missing_ok=True)  # what it writes of the next stack is that of the next stack

    def _call(self, method: Callable[..., _Response], request: Message) -> _Response:
        try:
            return method(request, timeout=_CALL_SECONDS)
        except grpc.RpcError as error:
            raise self._failed(error) from None

    def _failed(self, error: grpc.RpcError) -> PackError:
        details = details_of(error)
        self._child.wait(0.2)  # the traceback is written by another thread than the one that answered
        words = self._child.last_words
        if isinstance(error, grpc.Call) and error.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}:
            status = self._child.exit_status
            what = "serves no more" if status is None else f"ended with exit status {status}"
            return PackError(f"policy pack {self.folder.name!r} {what}", details=words or details)
        if isinstance(error, grpc.Call) and error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
            return PackError(
                f"policy pack {self.folder.name!r} did not answer within {_CALL_SECONDS:g} s", details=words
            )
        raised = last_raised(words, self.folder)
        what = raised.text if raised else details.removeprefix("Exception calling application: ")
        return PackError(
            f"policy pack {self.folder.name!r} raised {what}",
            remedy="A policy that raises fails the whole run, under the real engine too: fix it or disable it.",
            position=_in_pack(self.folder, raised.position) if raised else "",
            details=words or details,
        )


def _read_port(child: Child, folder: Path, timeout: float) -> int:
    try:
        line = child.read_line(timeout)
    except TimeoutError:
        raise PackError(
            f"policy pack {folder.name!r} did not serve within {timeout:g} s", details=child.last_words
        ) from None
    if line is None:
        status = child.wait(2.0)
        child.finish_reading()
        raised = last_raised(child.last_words, folder)
        what = f": {raised.text}" if raised else f" with exit status {status}; it must construct a PolicyPack"
        raise PackError(
            f"policy pack {folder.name!r} ended before it served{what}",
            remedy="Its __main__.py must construct a PolicyPack, with the packages of its requirements.txt installed.",
            position=_in_pack(folder, raised.position) if raised else "",
            details=child.last_words,
        )
    if not line.strip().isdigit():
        raise PackError(
            f"policy pack {folder.name!r} wrote {line[:80]!r} to standard output where the engine expects its port",
            remedy="A pack must not print before it serves; write to standard error instead.",
        )
    return int(line)


def _in_pack(folder: Path, position: str) -> str:
    return f"{folder.name}/{position}" if position else ""


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    return json_format.MessageToDict(struct)
