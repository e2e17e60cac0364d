"""Where a program finds its engine."""

import contextlib
from collections.abc import Iterator
from concurrent import futures

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from preflight.engine.engine import Engine
from preflight.engine.monitor import Monitor
from preflight.protocol.channel import CHANNEL_OPTIONS

_WORKERS = 16


@contextlib.contextmanager
def serving(monitor: Monitor, engine: Engine) -> Iterator[str]:
    """Both services on a free local port, for as long as the context lasts; yields their address."""
    server = grpc.server(futures.ThreadPoolExecutor(_WORKERS), options=CHANNEL_OPTIONS)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait(2)
