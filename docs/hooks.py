"""What the site has besides the pages of `docs/`: those that stand elsewhere in the repository, and links to files.

A link of a page is written as it leads in the repository. On the site it leads to the page that the file has there,
else to the file at the project's address.
"""

import re
import tomllib
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
PAGES = {
    "policies/RULES.md": "reference/rules.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "SECURITY.md": "security.md",
    "README.md": "index.md",
}
"""Files of the repository, and the page of the site that each is."""

_LINK = re.compile(r"(\]\()([^)#:\s]+)(#[^)\s]*)?(\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages that stand elsewhere in the repository."""
    for source, page in PAGES.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Turns links between files of the repository into links between pages of the site, or to the project's address."""
    source = Path(page.file.abs_src_path or "")

    def turned(link: re.Match[str]) -> str:
        target = (source.parent / link[2]).resolve()
        if not target.exists() or not target.is_relative_to(ROOT):
            return link[0]  # which strict building tells
        return f"{link[1]}{_address(target, page.file.src_uri)}{link[3] or ''}{link[4]}"

    return _LINK.sub(turned, markdown)


def _address(target: Path, page: str) -> str:
    """Where a file is, as seen from a page."""
    name = target.relative_to(ROOT).as_posix()
    here = PAGES.get(name) or (name.removeprefix("docs/") if name.startswith("docs/") and target.is_file() else "")
    if not here:
        return f"{_project()}/{'blob' if target.is_file() else 'tree'}/main/{name}"
    up = "../" * (len(PurePosixPath(page).parts) - 1)
    return f"{up}{here}"


def _project() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["urls"]["Repository"]
