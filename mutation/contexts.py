"""Coverage in processes that tests start: each line that runs there is told with the test that is running.

A test names itself in a file (see `collecting.py`). A process that has the file's name in its environment looks there
whenever a call from outside begins: a request of the engine's protocol, or whatever enters the code that is measured.
"""

import functools
import os
import sys
from pathlib import Path
from types import FrameType

from coverage import CoveragePlugin
from coverage.plugin_support import Plugins
from coverage.types import TConfigurable

TEST_VARIABLE = "MUTATION_TEST"
ELSEWHERE = "elsewhere: "
"""What begins the name of a test whose lines ran in another process than its own."""
SHARED = "shared: "
"""What begins the name of a fixture that several tests share: `shared: where it is defined|its name`."""

_REQUESTS = frozenset({"Analyze", "AnalyzeStack", "Remediate", "Configure", "ConfigureStack"})
_MODULE = "<module>"
_OURS = frozenset({"components", "private_api_guard", "preflight", "tests"})


class Contexts(CoveragePlugin):
    """Names the test for which a call is made."""

    def __init__(self, test: Path, root: Path) -> None:
        self._test = test
        self._last = ""
        self._measured = (str(root / "policies" / "private_api_guard"), str(root / "components"))
        self._imported = (str(root / "policies"), str(root / "components"))

    def dynamic_context(self, frame: FrameType) -> str | None:
        """The test that is running, for a call from outside; `None` for others, and while a module is imported.

        A pack's process serves many tests: what it does when it starts is none's own, as what runs on import.
        """
        code = frame.f_code
        if code.co_name not in _REQUESTS and not code.co_filename.startswith(self._measured):
            return None
        caller: FrameType | None = frame
        while caller is not None:
            if caller.f_code.co_name == _MODULE and caller.f_code.co_filename.startswith(self._imported):
                return None
            caller = caller.f_back
        try:
            test = self._test.read_text("utf-8")
        except FileNotFoundError:
            return None
        if test != self._last:
            self._last = test
            forget()
        return ELSEWHERE + test


def forget() -> None:
    """Empties the caches of functions: what one test had worked out is worked out again for the next one."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _OURS:
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):  # noqa: SLF001 - it has no other name
                    value.cache_clear()


def coverage_init(register: Plugins, options: TConfigurable) -> None:  # noqa: ARG001 - coverage's own call
    """Called by coverage when it starts; the process of a test itself has no need of this."""
    test = os.environ.get(TEST_VARIABLE)
    if test:
        register.add_dynamic_context(Contexts(Path(test), Path(__file__).parent.parent))
