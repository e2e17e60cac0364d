"""A program may register as much at once as it likes."""

import threading
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc

from preflight.engine import server
from preflight.engine.engine import Engine
from preflight.engine.monitor import Monitor
from preflight.engine.server import serving
from preflight.errors import StartError
from preflight.protocol.channel import CHANNEL_OPTIONS
from preflight.protocol.stack_identity import StackIdentity
from tests.drawn import soaked

# gRPC refuses what waits beside so many others, unless it is told otherwise.
MOST = 3000


@soaked
def test_what_waits_beside_thousands_of_others_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, intercept = threading.Event(), server._Noting.intercept_service

    def waiting(self: server._Noting, *call: Any) -> Any:
        sent.wait(60)
        return intercept(self, *call)

    monkeypatch.setattr(server._Noting, "intercept_service", waiting)
    monitor = Monitor(StackIdentity("shop", "dev"), tmp_path)
    with (
        serving(monitor, Engine(lambda _: None)) as address,
        grpc.insecure_channel(address, options=CHANNEL_OPTIONS) as channel,
    ):
        register = resource_pb2_grpc.ResourceMonitorStub(channel).RegisterResource
        calls = [
            register.future(resource_pb2.RegisterResourceRequest(type="a:b:C", name=str(number), custom=True))
            for number in range(MOST + 500)
        ]
        threading.Timer(3, sent.set).start()
        refused = [error.details() for call in calls if (error := call.exception())]
    assert refused == []
    assert len(monitor.registrations) == len(calls)


def test_threads_that_can_not_be_started_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    with (
        pytest.raises(StartError, match=r"^16 threads can not be started here: can't start new thread\n.*ulimit -u"),
        serving(Monitor(StackIdentity("shop", "dev"), tmp_path), Engine(lambda _: None)),
    ):
        pass
