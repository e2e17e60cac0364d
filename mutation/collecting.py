"""A plugin of pytest that tells coverage, here and in processes that tests start, which test is running."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

from mutation.contexts import TEST_VARIABLE

FOLDER_VARIABLE = "MUTATION_FOLDER"


class Collecting:
    """Names each test while it runs, and keeps how long it took and whether it passed."""

    def __init__(self, folder: Path) -> None:
        self._test = folder / f"test-{os.getpid()}"
        self._usual = folder / f"usual-{os.getpid()}.jsonl"
        self._seconds = 0.0
        self._passed = True
        os.environ[TEST_VARIABLE] = str(self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Everything that runs between the begin and the end of a test is its own."""
        self._seconds, self._passed = 0.0, True
        self._test.write_text(item.nodeid, "utf-8")
        self._switch(item.nodeid)
        try:
            return (yield)
        finally:
            self._switch("")
            self._test.write_text("", "utf-8")
            with self._usual.open("a", encoding="utf-8") as file:
                told = {"test": item.nodeid, "seconds": round(self._seconds, 4), "passed": self._passed}
                file.write(json.dumps(told) + "\n")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called after each phase of a test."""
        self._seconds += report.duration
        self._passed = self._passed and not report.failed

    @staticmethod
    def _switch(test: str) -> None:
        coverage = Coverage.current()
        if coverage is None:
            raise RuntimeError("coverage does not measure this process")
        coverage.switch_context(test)


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest) -> None:
    """What one test showed to the pack's process is shown again, as it is where a test runs alone."""
    if "process" in request.fixturenames:
        request.getfixturevalue("process").forget()


def pytest_configure(config: pytest.Config) -> None:
    """In the processes that run tests, not in the one that hands them out."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Collecting(Path(os.environ[FOLDER_VARIABLE])))
