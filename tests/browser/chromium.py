"""A real Chromium, where there is one: pages are opened in it at a width, and light or dark."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from selenium import webdriver

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
Scheme = Literal["light", "dark"]
PHONE, DESK = 390, 1280


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A browser without a window. Skips where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("no chromium or no chromedriver on PATH: Debian has them as chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    browser.set_script_timeout(120)  # a busy machine takes its time to draw
    try:
        yield browser
    finally:
        browser.quit()


def module(name: str) -> Path:
    """A script that npm installed. Skips where it did not."""
    file = MODULES / name
    if not file.is_file():
        pytest.skip(f"no {file}: `npm ci --prefix {FOLDER}` installs it")
    return file


def show(browser: webdriver.Chrome, page: Path, width: int = DESK, scheme: Scheme = "light") -> None:
    """Opens a page."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(page.as_uri())


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the console says since it was last asked."""
    entries: list[Any] = browser.get_log("browser")
    return [entry["message"] for entry in entries]
