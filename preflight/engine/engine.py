# ruff: noqa: N802, ARG002 - gRPC names the methods and gives each a request and a context
"""The engine's log, which programs and packs write to."""

from collections.abc import Callable
from dataclasses import dataclass

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

_SEVERITIES = {engine_pb2.WARNING: "warning", engine_pb2.ERROR: "error"}


@dataclass(frozen=True)
class Message:
    """What a program or pack logged. `severity` is info, warning or error."""

    severity: str
    text: str
    urn: str = ""


class Engine(engine_pb2_grpc.EngineServicer):
    """Receives what a program or pack logs, and keeps the root resource."""

    def __init__(self, on_message: Callable[[Message], None]) -> None:
        self._on_message = on_message
        self._root = ""

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """A line of the log; debugging is not passed on."""
        if request.severity != engine_pb2.DEBUG:
            severity = _SEVERITIES.get(request.severity, "info")
            self._on_message(Message(severity, request.message.strip(), request.urn))
        return empty_pb2.Empty()

    def GetRootResource(
        self, request: engine_pb2.GetRootResourceRequest, context: grpc.ServicerContext
    ) -> engine_pb2.GetRootResourceResponse:
        """The stack's URN."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(
        self, request: engine_pb2.SetRootResourceRequest, context: grpc.ServicerContext
    ) -> engine_pb2.SetRootResourceResponse:
        """The stack's URN, once it is registered."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def RequirePulumiVersion(
        self, request: engine_pb2.RequirePulumiVersionRequest, context: grpc.ServicerContext
    ) -> engine_pb2.RequirePulumiVersionResponse:
        """Any range is taken: there is no CLI whose version could be wrong."""
        return engine_pb2.RequirePulumiVersionResponse()
