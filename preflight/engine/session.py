# ruff: noqa: N802, ARG002 - gRPC names the methods and gives each a request and a context
"""How a program's SDK begins with a monitor, and how it ends."""

from __future__ import annotations  # older SDKs lack some of the messages, and ask for none of these

from typing import TYPE_CHECKING

from google.protobuf import empty_pb2
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc

from preflight.engine.features import FEATURES, is_supported

if TYPE_CHECKING:
    import grpc

    from preflight.protocol.stack_identity import StackIdentity


class Session(resource_pb2_grpc.ResourceMonitorServicer):
    """What an SDK is told of a stack and of what the monitor can do, and what it tells of the program's end.

    `told_end` is whether it told that the program is done; None of an SDK that is too old to tell it.
    """

    def __init__(self, identity: StackIdentity) -> None:
        self._identity = identity
        self.told_end: bool | None = None

    def GetDeploymentInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> resource_pb2.DeploymentInfo:
        """What newer SDKs ask for at once."""
        self.told_end = False
        return resource_pb2.DeploymentInfo(
            project=self._identity.project,
            stack=self._identity.stack,
            organization=self._identity.organization,
            dryRun=self._identity.preview,
            supportedFeatures=FEATURES,
        )

    def SupportsFeature(
        self, request: resource_pb2.SupportsFeatureRequest, context: grpc.ServicerContext
    ) -> resource_pb2.SupportsFeatureResponse:
        """Asked by older SDKs, one feature at a time; those that have hooks tell the program's end."""
        if request.id == "resourceHooks":
            self.told_end = False
        return resource_pb2.SupportsFeatureResponse(hasSupport=is_supported(request.id))

    def SignalAndWaitForShutdown(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """The program is done."""
        self.told_end = True
        return empty_pb2.Empty()
