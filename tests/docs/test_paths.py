"""Files that a document names are there."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.recorded import ROOT

# Where a page says that its paths begin, besides at the top of the repository.
_BELOW = ("", "components", "policies", "policies/private_api_guard")
_FILE = re.compile(r"(?:[\w.-]+/)+(?:[\w-]+\.(?:py|yaml|md|json|toml|yml))?")
# What a reader makes, or has elsewhere.
_OF_READERS = ("build/", ".vscode/", "house/", ".github/workflows/private-api", ".gitlab/private-api")
PAGES = [
    *("README.md", "CONTRIBUTING.md", "SECURITY.md"),
    *(str(file.relative_to(ROOT)) for file in sorted((ROOT / "docs").rglob("*.md"))),
]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    tokens = MarkdownIt().enable("table").parse((ROOT / page).read_text("utf-8"))
    inline = (child for token in tokens for child in token.children or () if child.type == "code_inline")
    named = {child.content for child in inline if _FILE.fullmatch(child.content)}
    lost = {name for name in named if not name.startswith(_OF_READERS) and not _is_there(name)}
    assert lost == set()


def _is_there(name: str) -> bool:
    return any((ROOT / Path(below) / name).exists() for below in _BELOW)
