"""Coverage in processes that tests start: each line that runs there is told with the test that is running.

A test names itself in a file (see `collecting.py`). A process that has the file's name in its environment looks there
whenever a call from outside begins: a request of the engine's protocol, or whatever enters the code that is measured.
"""

import os
from pathlib import Path
from types import FrameType

from coverage import CoveragePlugin
from coverage.plugin_support import Plugins
from coverage.types import TConfigurable

TEST_VARIABLE = "MUTATION_TEST"
ELSEWHERE = "elsewhere: "
"""What begins the name of a test whose lines ran in another process than its own."""

_REQUESTS = frozenset({"Analyze", "AnalyzeStack", "Remediate", "Configure", "ConfigureStack"})
_MODULE = "<module>"


class Contexts(CoveragePlugin):
    """Names the test for which a call is made."""

    def __init__(self, test: Path, root: Path) -> None:
        self._test = test
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
            return ELSEWHERE + self._test.read_text("utf-8")
        except FileNotFoundError:
            return None


def coverage_init(register: Plugins, options: TConfigurable) -> None:  # noqa: ARG001 - coverage's own call
    """Called by coverage when it starts; the process of a test itself has no need of this."""
    test = os.environ.get(TEST_VARIABLE)
    if test:
        register.add_dynamic_context(Contexts(Path(test), Path(__file__).parent.parent))
