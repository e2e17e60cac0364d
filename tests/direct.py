"""Programs that are run in this process, against preflight's own engine and without gRPC: what they register."""

import gc
from collections.abc import Callable
from typing import Any

from pulumi.runtime import set_mocks, settings
from pulumi.runtime.stack import run_in_stack

from preflight.engine.monitor import Monitor
from preflight.engine.over import NEW, Over
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from tests.engine import Answers, own_loop
from tests.recorded import ROOT


class _Direct:
    """The SDK's end of a monitor: each call is one of the engine's methods."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        def call(request: Any) -> Any:
            with own_loop():  # this is a thread of the SDK; it would leave an open loop behind
                return getattr(self._monitor, name)(request, None)

        return call


def registered(identity: StackIdentity, program: Callable[[], Any], over: Over = NEW) -> Registrations:
    """What a program registers over what is deployed."""
    monitor = Monitor(identity, ROOT, over=over)
    with own_loop() as running:
        settings.ROOT.set(object())  # otherwise set_mocks makes a stack of its own, outside the run
        set_mocks(
            Answers(),
            project=identity.project,
            stack=identity.stack,
            preview=identity.preview,
            monitor=_Direct(monitor),
        )
        settings.ROOT.set(None)
        gc.disable()
        try:
            running.run_until_complete(run_in_stack(program))
        finally:
            gc.enable()
            settings.reset_options()
    return monitor.registrations
