"""The site is built without a warning, so that no link leads nowhere, and fetches nothing from anywhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recorded import ROOT

_FETCHED = re.compile(r"""<(?:script|link|img|iframe)[^>]*?(?:src|href)=["']?(?:https?:)?//[^>]*>""")


def built(folder: Path, config: Path = ROOT / "mkdocs.yml") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", folder]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = built(folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_there(site: Path) -> None:
    pages = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")}
    others = {Path(f"{name}.html") for name in ("index", "reference/rules", "contributing", "changes", "security")}
    assert {file.relative_to(site) for file in site.rglob("*.html")} == pages | others | {Path("404.html")}


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    links = {file.name: _FETCHED.findall(file.read_text("utf-8")) for file in site.rglob("*.html")}
    # The address of a page that search engines are told is no fetch.
    found = {name: [each for each in listed if "canonical" not in each] for name, listed in links.items()}
    assert {name: listed for name, listed in found.items() if listed} == {}


def test_links_between_files_of_the_repository_lead_to_pages_and_to_the_project(site: Path) -> None:
    home = (site / "index.html").read_text("utf-8")
    assert 'href="reference/rules.html"' in home
    assert 'href="how-to/adopt.html"' in home
    runbook = (site / "runbook.html").read_text("utf-8")
    assert 'href="reference/rules.html"' in runbook
    moved = (site / "how-to" / "move-from-terraform.html").read_text("utf-8")
    assert "/blob/main/examples/program/__main__.py" in moved


def test_a_link_that_leads_nowhere_ends_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[gone](nowhere.md) and [other](index.md#nothing)\n", "utf-8")
    shared = (ROOT / "mkdocs.yml").read_text("utf-8").replace("hooks: [docs/hooks.py]\n", "")
    (tmp_path / "mkdocs.yml").write_text(shared, "utf-8")
    done = built(tmp_path / "site", tmp_path / "mkdocs.yml")
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert "#nothing" in done.stderr
