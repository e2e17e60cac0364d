"""A plugin of pytest that tells coverage, here and in processes that tests start, which test is running."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

from mutation.contexts import SHARED, TEST_VARIABLE, forget

FOLDER_VARIABLE = "MUTATION_FOLDER"


class Collecting:
    """Names each test while it runs, and keeps how long it took, whether it passed and which fixtures it uses.

    What a fixture does that several tests share counts for all of them: it has a name of its own.
    """

    def __init__(self, folder: Path) -> None:
        self._test = folder / f"test-{os.getpid()}"
        self._usual = folder / f"usual-{os.getpid()}.jsonl"
        self._seconds = 0.0
        self._passed = True
        self._name = ""
        os.environ[TEST_VARIABLE] = str(self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Everything that runs between the begin and the end of a test is its own."""
        self._seconds, self._passed = 0.0, True
        forget()
        self._switch(item.nodeid)
        try:
            return (yield)
        finally:
            self._switch("")
            told = {"test": item.nodeid, "seconds": round(self._seconds, 4), "passed": self._passed}
            with self._usual.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**told, "fixtures": getattr(item, "fixturenames", [])}) + "\n")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """Called where a fixture is made, for the first test that uses it."""
        before = self._name
        if fixturedef.scope != "function":
            self._switch(f"{SHARED}{fixturedef.baseid}|{fixturedef.argname}")
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called after each phase of a test."""
        self._seconds += report.duration
        self._passed = self._passed and not report.failed

    def _switch(self, name: str) -> None:
        if name != self._name:
            coverage = Coverage.current()
            if coverage is None:
                raise RuntimeError("coverage does not measure this process")
            coverage.switch_context(name)
            self._test.write_text(name, "utf-8")
            self._name = name


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest) -> None:
    """What one test showed to the pack's process is shown again, as it is where a test runs alone."""
    if "process" in request.fixturenames:
        request.getfixturevalue("process").forget()


def pytest_configure(config: pytest.Config) -> None:
    """In the processes that run tests, not in the one that hands them out."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Collecting(Path(os.environ[FOLDER_VARIABLE])))
