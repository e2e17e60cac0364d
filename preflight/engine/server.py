"""Where a program finds its engine."""

import contextlib
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from preflight.engine.engine import Engine
from preflight.engine.loader import loader
from preflight.engine.monitor import Monitor
from preflight.engine.position import position_of
from preflight.errors import PreflightError, StartError, unforeseen
from preflight.protocol.channel import CHANNEL_OPTIONS

_WORKERS = 16
# A program may register thousands of resources at once, wait for them as long as it likes, and do other things for
# minutes, in which Node.js answers nothing: gRPC would refuse what waits beside 1,000 to 3,000 others, or for 30 s, and
# give up who answers no ping within a minute. The engine's server knows no such limits.
# Source: grpc/impl/channel_arg_names.h.
_MOST = (1 << 31) - 1
_SERVER_OPTIONS = [
    *CHANNEL_OPTIONS,
    ("grpc.server.max_pending_requests", _MOST),
    ("grpc.server.max_pending_requests_hard_limit", _MOST),
    ("grpc.server_max_unrequested_time_in_server", _MOST),
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.ping_timeout_ms", _MOST),
    ("grpc.http2.settings_timeout", _MOST),
]


@contextlib.contextmanager
def serving(monitor: Monitor, engine: Engine) -> Iterator[str]:
    """All services on a free local port, for as long as the context lasts; yields their address."""
    noting = _Noting(monitor)
    server = grpc.server(_threads(), interceptors=[noting], options=_SERVER_OPTIONS)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    server.add_generic_rpc_handlers(loader())
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait(2)


def _threads() -> futures.ThreadPoolExecutor:
    """The threads that serve, all of which run: where one can not be started later, gRPC answers nobody any more."""
    threads, all_there = futures.ThreadPoolExecutor(_WORKERS), threading.Barrier(_WORKERS)
    try:
        for _ in range(_WORKERS):
            threads.submit(all_there.wait)
    except RuntimeError as error:
        all_there.abort()
        raise StartError(
            f"{_WORKERS} threads can not be started here: {error}",
            remedy="Give preflight more threads or memory (`ulimit -u`, `ulimit -v`, the limits of a container).",
        ) from None
    return threads


class _Noting(grpc.ServerInterceptor):
    """Notes why a call was refused: the program gets an error for it that it may tell in words of its own."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """The handler of a call, whose errors are noted."""
        handler: Any = continuation(handler_call_details)
        if handler is None:
            return None

        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            try:
                return handler.unary_unary(request, context)
            except PreflightError as error:
                refused = error
            except Exception as error:  # noqa: BLE001 - a bug of ours is not the program's
                refused = unforeseen(error)
                refused.details = traceback.format_exc()
            if not refused.position and hasattr(request, "sourcePosition"):
                refused.position = position_of(self._monitor.repository, request.sourcePosition, request.stackTrace)
            self._monitor.errors.append(refused)
            return context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(refused))

        return grpc.unary_unary_rpc_method_handler(answer, handler.request_deserializer, handler.response_serializer)
