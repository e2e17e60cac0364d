"""What all tests share."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
# Tests import `tests.captures`; with importlib's import mode nobody else puts the repository on the path.
sys.path.insert(0, str(ROOT))

from tests.drawn import PROFILE  # noqa: E402 - now it is

settings.register_profile("drawn", PROFILE)
settings.load_profile("drawn")


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of data that tests read."""
    return ROOT / "tests" / "fixtures"
