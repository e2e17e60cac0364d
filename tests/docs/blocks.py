"""What stands in blocks of a document."""

from collections.abc import Iterator

from markdown_it import MarkdownIt

from tests.recorded import ROOT


def commands(page: str) -> Iterator[str]:
    """The commands of a page's blocks, in order."""
    for token in MarkdownIt().parse((ROOT / page).read_text("utf-8")):
        if token.type == "code_block":
            yield from token.content.splitlines()


def code(page: str, language: str) -> list[str]:
    """The blocks of a language."""
    tokens = MarkdownIt().parse((ROOT / page).read_text("utf-8"))
    return [token.content for token in tokens if token.type == "fence" and token.info == language]
