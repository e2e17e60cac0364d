"""A policy pack's process, driven as the engine drives it: `python -u -m pulumi.policy`, then the Analyzer protocol."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2, struct_pb2
from google.protobuf.message import Message
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from preflight.errors import PackError, ReportError
from preflight.files import absolute
from preflight.packs.catalogue import CATALOGUE
from preflight.packs.diagnostics import Aborted, Diagnostics, Violation
from preflight.packs.judgement_place import VARIABLE, JudgementPlace
from preflight.packs.pack_config import PolicyInfo, PolicySettings, level_name, properties_of
from preflight.packs.port import read_port
from preflight.packs.project_file import PackProject, pack_project, pack_repository
from preflight.processes.lifeline import LIFELINE
from preflight.processes.process import TIMEOUT_SECONDS, Child, ended
from preflight.processes.raised import last_raised
from preflight.protocol.channel import CHANNEL_OPTIONS, MESSAGE_LIMIT, code_of, details_of
from preflight.protocol.stack_identity import DRY_RUN, StackIdentity

# Where the engine would take what the pack logs; nobody serves there.
_NO_ENGINE = "127.0.0.1:1"
_BESIDE = "PRIVATE_API_CHECKS"  # folders, as in PATH: the one of its configuration
# How often it is asked whether the process is still there, in seconds.
_WATCH_SECONDS = 0.5
_UNDRAWN = "None of its paths is drawn."
# gRPC's words, under several codes.
_TOO_LARGE = "message larger than max"
_HOST = Path(__file__).with_name("pack_host.py")
_START = f"{LIFELINE}import runpy; runpy.run_path({str(_HOST)!r}, run_name='__main__')"
_ABORTED = re.compile(
    r"^can't run (?:policy|remediation) '(?P<policy>[^']+)' .*?during preview: (?P<reason>.*)$", re.DOTALL
)

_Response = TypeVar("_Response")


class Pack:
    """A running policy pack. Start it with `Pack.start`, as a context manager: leaving ends its process."""

    def __init__(self, project: PackProject, child: Child, port: int, place: JudgementPlace, timeout: float) -> None:
        self.folder = project.folder
        self.warning = project.interpreter.warning
        """What to say of how the pack is run."""
        self._version = project.version
        self._timeout = timeout
        self._child = child
        self._place = place
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
        self.diagnostics = self._nothing_said()

    @classmethod
    def start(
        cls, folder: Path, identity: StackIdentity, *, timeout: float = TIMEOUT_SECONDS, beside: Path | None = None
    ) -> "Pack":
        """Start the pack in `folder` and wait until it serves; `timeout` is for that, and for each later answer.

        `beside` is the folder of its configuration, in which modules may stand that the configuration names.
        Raises `PackError` when there is no pack, or it ends, or keeps silent for `timeout` seconds, and `StartError`.
        """
        folder = absolute(folder)
        project = pack_project(folder)
        place = JudgementPlace()
        environment = {
            **{name: value for name, value in os.environ.items() if name != DRY_RUN},
            **identity.environment,
            VARIABLE: str(place.path),
            **({_BESIDE: os.pathsep.join([str(absolute(beside)), os.environ.get(_BESIDE, "")])} if beside else {}),
            "PYTHONUNBUFFERED": "1",
            "NO_PROXY": "*",
        }
        child = Child(
            [str(project.interpreter.path), "-u", "-c", _START, _NO_ENGINE, str(folder)],
            folder=folder,
            environment=environment,
        )
        try:
            port = read_port(child, folder, timeout)
            return cls(project, child, port, place, timeout)
        except BaseException:
            child.stop()
            place.remove()
            raise

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
        self.diagnostics = self._nothing_said()
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
            analyzer_pb2.AnalyzerStackConfigureResponse(),
        )

    def configure(self, settings: Mapping[str, PolicySettings]) -> None:
        """Give every policy its level and properties (see `pack_config.merged`)."""
        config = {name: setting.message() for name, setting in settings.items()}
        self._settings = settings
        self.diagnostics.settings = {(self.name, name): setting for name, setting in settings.items()}
        self.diagnostics.disabled = [name for name, setting in settings.items() if setting.level == "disabled"]
        self._call(self._analyzer.Configure, analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))

    def remediate(self, request: analyzer_pb2.AnalyzeRequest) -> dict[str, Any] | None:
        """Let the pack's remediations change a resource's inputs; the changed inputs, or None.

        As in the engine, only policies at the level `remediate` change anything.
        """
        response = self._call(self._analyzer.Remediate, request, analyzer_pb2.RemediateResponse())
        changed: struct_pb2.Struct | None = None
        for remediation in response.remediations:
            if remediation.diagnostic:
                self._note(remediation.policyName, request.urn, remediation.diagnostic)
            elif remediation.HasField("properties"):
                changed = remediation.properties
        return None if changed is None else properties_of(changed)

    def analyze(self, request: analyzer_pb2.AnalyzeRequest) -> list[Violation]:
        """What the resource policies say of one resource."""
        response = self._call(self._analyzer.Analyze, request)
        return self._take(response.diagnostics, request.urn)

    def analyze_stack(self, request: analyzer_pb2.AnalyzeStackRequest) -> list[Violation]:
        """What the stack policies say of all resources."""
        response = self._call(self._analyzer.AnalyzeStack, request, analyzer_pb2.AnalyzeResponse())
        violations = self._take(response.diagnostics, "")
        self._read_judgement()
        return violations

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self._child.stop()
        self._place.remove()

    def _nothing_said(self) -> Diagnostics:
        return Diagnostics(packs=[self.name], releases={self.name: self._version})

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

    def _read_judgement(self) -> None:
        try:
            judgement = self._place.read(name=f"the judgement of {self.name}")
        except ReportError as error:
            self.diagnostics.unread.append(f"{error}\n{_UNDRAWN}")
            return
        finally:
            self._place.remove()  # what it writes of the next stack is that of the next stack
        if judgement:
            self.diagnostics.judgements.append(judgement)
        elif (self.folder / CATALOGUE).is_file():  # a pack that knows faults by name writes one
            self.diagnostics.unread.append(f"policy pack {self.name!r} wrote no judgement\n{_UNDRAWN}")

    def _call(
        self,
        method: "grpc.UnaryUnaryMultiCallable[Any, _Response]",
        request: Message,
        without: _Response | None = None,
    ) -> _Response:
        """What the pack answers; `without` where its SDK is older than the method, which the engine takes as well."""
        call = method.future(request, timeout=self._timeout)
        while self._child.exit_status is None:
            try:
                return call.result(_WATCH_SECONDS)
            except grpc.FutureTimeoutError:
                continue
            except grpc.RpcError as error:
                if without is not None and code_of(error) is grpc.StatusCode.UNIMPLEMENTED:
                    return without
                raise self._failed(error) from None
        call.cancel()  # what it left running may keep the connection open
        raise self._gone("")

    def _gone(self, details: str) -> PackError:
        status = self._child.exit_status
        if status is not None:
            self._child.finish_reading()  # its last words may be on their way
        words = self._child.last_words
        raised = last_raised(words, self.folder, pack_repository(self.folder)) if status and status > 0 else None
        what = f"raised {raised.text}" if raised else "serves no more" if status is None else ended(status)
        return PackError(
            f"policy pack {self.folder.name!r} {what}",
            position=raised.position if raised else "",
            details=words or details,
        )

    def _failed(self, error: grpc.RpcError) -> PackError:
        details = details_of(error)
        self._child.wait(0.2)  # the traceback is written by another thread than the one that answered
        words = self._child.last_words
        if _TOO_LARGE in details:
            most = f"{MESSAGE_LIMIT >> 20} MiB"
            return PackError(f"policy pack {self.folder.name!r} and what it is asked have messages of over {most}")
        if code_of(error) in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}:
            return self._gone(details)
        if code_of(error) is grpc.StatusCode.DEADLINE_EXCEEDED:
            return PackError(
                f"policy pack {self.folder.name!r} did not answer within {self._timeout:g} s",
                remedy="--timeout gives it more time.",
                details=words,
            )
        raised = last_raised(words, self.folder, pack_repository(self.folder))
        what = raised.text if raised else details.removeprefix("Exception calling application: ")
        return PackError(
            f"policy pack {self.folder.name!r} raised {what}",
            remedy="A policy that raises fails the whole run, under the real engine too: fix it or disable it.",
            position=raised.position if raised else "",
            details=words or details,
        )
