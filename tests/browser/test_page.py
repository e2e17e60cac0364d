"""The page as people open it: on a phone and on a desk, light and dark, printed."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from preflight.report.finding import Finding
from preflight.report.formats import FORMATS
from preflight.report.report import Report
from tests.browser.chromium import DESK, PHONE, Scheme, complaints, module, show
from tests.preflight.report import reports
from tests.preflight.report.paths import HOSTILE, SYMPTOM, broken, hostile, large, report


def two_apis() -> Report:
    """Two APIs, of which one is closed at a target group; an advice on the other."""
    found = (
        Finding(
            "private-api", "targets", "targets/port", "mandatory", "urn:target-group:orders-targets", "main.py:7",
            "targets/port: The port is wrong", ("port 1 is not port 2",), SYMPTOM, "Mend orders-targets.",
            source="https://docs.aws.amazon.com/elasticloadbalancing/",
        ),
        Finding("private-api", "house", None, "advisory", "urn:listener:stock-80", "", "Stacks need a tag"),
    )  # fmt: skip
    return replace(report(*broken()), findings=found, presumptions=("it answers",), disabled=("exposure",),
                   files_at="https://github.com/acme/shop/blob/0a1b")  # fmt: skip


PAGES = {
    "two-apis": two_apis,
    "large": lambda: report(*large(2, 8, 5)),
    "hostile": lambda: report(hostile()),
    "blocked": reports.blocked,
    "clean": reports.clean,
    "failed": reports.failed,
}


@cache
def text_of(name: str) -> str:
    return FORMATS["html"](PAGES[name]())


def page(folder: Path, name: str) -> Path:
    file = folder / f"{name}.html"
    file.write_text(text_of(name), encoding="utf-8")
    return file


def seen(browser: Chrome, selector: str) -> list[WebElement]:
    return [each for each in browser.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["two-apis", "failed"])
def test_a_checker_of_pages_finds_nothing(
    browser: Chrome, tmp_path: Path, name: str, width: int, scheme: Scheme
) -> None:
    show(browser, page(tmp_path, name), width, scheme)
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
    browser.execute_script(module("axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = browser.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run({resultTypes: ['violations']}).then(result => done(
          result.violations.map(each => [each.id, ...each.nodes.map(node => node.html)])));""")
    assert found == []


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_wider_than_the_screen(browser: Chrome, tmp_path: Path, name: str, width: int) -> None:
    show(browser, page(tmp_path, name), width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(browser) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_closed_hop_is_seen_at_once_and_its_evidence_by_a_click(
    browser: Chrome, tmp_path: Path, width: int
) -> None:
    show(browser, page(tmp_path, "two-apis"), width)
    (closed,) = seen(browser, "figure g.closed")
    assert "✗" in closed.text
    assert "orders-" in closed.text
    assert closed.location["y"] < 900
    (heading,) = seen(browser, "article.mandatory h3")
    assert heading.text == "The port is wrong"
    (hop,) = [each for each in seen(browser, ".hops summary") if "orders-targets" in each.text]
    see, evidence = hop.find_elements(By.XPATH, "../ul/li")
    assert not evidence.is_displayed()
    hop.click()
    assert evidence.is_displayed()
    assert (see.text, evidence.text) == ("see targets/port", "orders-targets is in the way")


def test_one_api_can_be_looked_at_alone(browser: Chrome, tmp_path: Path) -> None:
    show(browser, page(tmp_path, "two-apis"))
    both = len(seen(browser, "figure g[data-api]"))
    browser.find_element(By.CSS_SELECTOR, "label:nth-of-type(3)").click()
    assert not seen(browser, "figure g.closed")
    assert not seen(browser, "article.mandatory")
    assert [each.text for each in seen(browser, "article h3")] == ["Stacks need a tag"]
    assert [each.text for each in seen(browser, "main > details > summary strong")] == ["partners, stage v1"] * 2
    assert 0 < len(seen(browser, "figure g[data-api]")) < both
    browser.find_element(By.CSS_SELECTOR, "label:nth-of-type(1)").click()
    assert len(seen(browser, "figure g[data-api]")) == both


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["two-apis", "large", "hostile"])
def test_what_boxes_say_stays_in_them(browser: Chrome, tmp_path: Path, name: str, width: int) -> None:
    show(browser, page(tmp_path, name), width)
    outside = browser.execute_script("""
        const end = box => [box.x + box.width, box.y + box.height];
        return [...document.querySelectorAll('figure g')].flatMap(group => {
          const [right, bottom] = end(group.querySelector('rect').getBBox());
          return [...group.querySelectorAll('text')].filter(text => {
            const inner = end(text.getBBox());
            return inner[0] > right + 1 || inner[1] > bottom + 1;
          }).map(text => text.textContent);
        });""")
    assert outside == []


def test_text_of_others_is_never_markup(browser: Chrome, tmp_path: Path) -> None:
    show(browser, page(tmp_path, "hostile"))
    assert browser.find_elements(By.CSS_SELECTOR, "b, script, img") == []
    (hop,) = [each for each in seen(browser, ".hops strong") if each.text.startswith(HOSTILE[:12])][:1]
    assert "</svg>" in hop.text


def test_a_printed_page_shows_what_is_folded(browser: Chrome, tmp_path: Path) -> None:
    show(browser, page(tmp_path, "two-apis"))
    folded = browser.find_element(By.CSS_SELECTOR, "main > details:not([open]) li")
    visible = "return arguments[0].checkVisibility()"
    assert not browser.execute_script(visible, folded)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.execute_script(visible, folded)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_page_needs_no_script_and_no_network() -> None:
    for name in PAGES:
        text = text_of(name)
        assert "<script" not in text
        assert "src=" not in text
        assert "default-src 'none'" in text
