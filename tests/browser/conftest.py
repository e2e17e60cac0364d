"""One browser for all tests of a process."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.browser.chromium import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    with chromium() as opened:
        yield opened
