"""What all tests share."""

import signal
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
# Tests import `tests.captures`; with importlib's import mode nobody else puts the repository on the path.
sys.path.insert(0, str(ROOT))

from tests.drawn import PROFILE  # noqa: E402 - now it is

settings.register_profile("drawn", PROFILE)
settings.load_profile("drawn")

# What runs tests in the background may ignore signals (`nohup`, `&` in a script), and what tests start would as well.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of data that tests read."""
    return ROOT / "tests" / "fixtures"
