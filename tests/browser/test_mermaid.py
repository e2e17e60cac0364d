"""Mermaid itself draws what we write, as GitHub does."""

from collections.abc import Sequence

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from preflight.packs.judgement import RequestPath
from preflight.report.formats import FORMATS
from preflight.report.formats.picture.mermaid import mermaid
from tests.browser.chromium import complaints, module, show
from tests.preflight.report.paths import HOSTILE, SYMPTOM, broken, hop, hostile, large, path, report

DRAW = """
    const [text, done] = arguments;
    mermaid.initialize({startOnLoad: false, securityLevel: 'strict'});
    mermaid.render('drawn', text).then(
      made => { document.body.innerHTML = made.svg; done(null); }, error => done(String(error)));
"""


@pytest.fixture(scope="module")
def drawer(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Chrome:
    """The browser with mermaid in it."""
    script = module("@mermaid-js/tiny/dist/mermaid.tiny.js").as_uri()
    file = tmp_path_factory.mktemp("mermaid") / "empty.html"
    file.write_text(
        f"<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><script src='{script}'></script>",
        encoding="utf-8",
    )
    show(browser, file)
    return browser


def drawn(drawer: Chrome, paths: Sequence[RequestPath]) -> list[str]:
    """The labels that mermaid draws."""
    assert drawer.execute_async_script(DRAW, mermaid(paths)) is None
    assert complaints(drawer) == []
    labels = "[...document.querySelectorAll('g.node .nodeLabel')]"
    return drawer.execute_script(f"return {labels}.map(each => each.innerText.trim())")


def test_every_hop_is_drawn(drawer: Chrome) -> None:
    labels = drawn(drawer, broken())
    assert f"✗ target group\norders-targets\n{SYMPTOM}" in labels
    assert "✓ routes\nGET /orders/0\nGET /orders/1\nGET /orders/2" in labels
    assert len(drawer.find_elements(By.CSS_SELECTOR, "g.node.closed")) == 1
    dashes = "return getComputedStyle(document.querySelector('g.node.presumed > :first-child')).strokeDasharray"
    assert drawer.execute_script(dashes) == "5px, 4px"


def test_names_are_drawn_as_they_are(drawer: Chrome) -> None:
    halves = [" ".join(each.replace("\x1b", " ").split()) for each in (HOSTILE[:35], HOSTILE[35:])]
    whole = [path("shop", "items", target=hop("target", each)) for each in halves]
    labels = drawn(drawer, [hostile(), *whole])
    assert set(halves) <= {label.split("\n")[-1] for label in labels}
    assert drawer.find_elements(By.CSS_SELECTOR, "svg script, svg img, svg a") == []


@pytest.mark.parametrize(
    "paths", [large(2, 8, 5), large(4, 12, 2), large(200, 1, 1)], ids=["hops", "grouped", "by API"]
)
def test_large_stacks_are_drawn(drawer: Chrome, paths: list[RequestPath]) -> None:
    assert len(drawn(drawer, paths)) > 20


def test_markdown_has_the_picture_in_a_fence() -> None:
    text = FORMATS["markdown"](report(hostile()))
    fence = text.partition("```mermaid\n")[2].partition("\n```")[0]
    assert fence.startswith("%%{init")
    assert fence.endswith(("presumed", "5 4"))
