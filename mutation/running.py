"""A plugin of pytest that runs the listed tests in their order, each no longer than it may take."""

import faulthandler
import json
import os
import resource
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

PLAN_VARIABLE = "MUTATION_PLAN"


# A defect that asks for memory without end must not take that of the other one.
_MOST_MEMORY = 8 << 30
_SECONDS_OF_A_NEW_TEST = 120.0


class Running:
    """Runs a plan: `{"tests": {id: seconds that it may take}, "known": [id], "events": file}`, up to the first failure.

    What happens is written to the file as it happens, so that it is known however the process ends.
    """

    def __init__(self, plan: dict[str, Any]) -> None:
        self._allowed: dict[str, float] = plan["tests"]
        self._others = set(plan["known"]) - set(self._allowed)
        self._events = Path(plan["events"])
        self._standard_error = os.dup(2)  # pytest takes the other one away while a test runs

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Takes the tests of the plan, and those that nobody knew: a defect may change what tests are made from."""
        order = {test: place for place, test in enumerate(self._allowed)}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in self._others])
        taken = [item for item in items if item.nodeid not in self._others]
        items[:] = sorted(taken, key=lambda item: order.get(item.nodeid, len(order)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Ends the process, from a thread that no loop of Python's holds up, when a test takes too long."""
        self._tell("begun", item.nodeid)
        seconds = self._allowed.get(item.nodeid, _SECONDS_OF_A_NEW_TEST)
        faulthandler.dump_traceback_later(seconds, exit=True, file=self._standard_error)
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()
            self._tell("ended", item.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Called after each phase of a test."""
        report = yield
        if report.failed:
            self._tell("failed", report.nodeid)
            item.session.shouldstop = "a test failed"
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Called for each file of tests."""
        if report.failed:
            self._tell("broken", report.nodeid)

    def _tell(self, what: str, which: str) -> None:
        with self._events.open("a", encoding="utf-8") as file:
            file.write(json.dumps([what, which]) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Called once."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    plan = json.loads(Path(os.environ[PLAN_VARIABLE]).read_text("utf-8"))
    config.pluginmanager.register(Running(plan))
