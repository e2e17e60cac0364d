"""What developers type runs with what macOS brings: GNU make 3.81, bash 3.2 and the tools of BSD.

Sources: NEWS of GNU make and of bash, which say since when each is there, and the manual pages of macOS.
"""

import re

import pytest

from tests.recorded import ROOT

FILES = [ROOT / "Makefile", *sorted((ROOT / ".ci").iterdir())]
NEWER = {
    "make 3.82": r"^define \w+ *:?[:?+]?=|^\s*(undefine|private) |\.ONESHELL|\.RECIPEPREFIX",
    "make 4": r"^\w+ *!=|^\w+ *::=|\$\(file |\$\(guile |--output-sync|\.EXTRA_PREREQS|\$\((intcmp|let) ",
    "bash 4": r"\b(mapfile|readarray|coproc)\b|declare -A|\$\{\w+(\^\^?|,,?)\}|&>>|\|&|;;?&|\*\*/|\$\{\w+@\w\}",
    "GNU's options": r"\b(cp|head|tail|grep|find|sort|date|mktemp|readlink|stat|xargs|ln|rm|mv|wc|tar) [^|;&]*--\w"
    r"|\breadlink -f|\bsed -i\b|\bgrep -\w*P|\bxargs -\w*r|\bsort -\w*V|\bfind\b.* -printf|\bdate -d|\bcp -\w*[tT]\b",
}
_USED = {
    "make 3.82": ["define CHECKED =\n", ".ONESHELL:\n"],
    "make 4": ["X != date\n", "$(file > a,b)\n"],
    "bash 4": ["mapfile -t lines\n", "echo ${NAME^^}\n", "make |& tee log\n"],
    "GNU's options": ["sed -i s/a/b/ c\n", "sort --version-sort a\n", "find . -printf %f\n", "readlink -f a\n"],
}


def newer(text: str) -> list[str]:
    """What of a text needs something newer, with the line."""
    return [
        f"{what}: {line.strip()}"
        for what, pattern in NEWER.items()
        for line in text.splitlines()
        if not line.lstrip().startswith("#") and re.search(pattern, line)
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_newer_is_used(file) -> None:
    assert newer(file.read_text("utf-8")) == []


@pytest.mark.parametrize(("what", "line"), [(what, line) for what, lines in _USED.items() for line in lines])
def test_what_is_newer_is_seen(what: str, line: str) -> None:
    assert [found.partition(":")[0] for found in newer(line)] == [what]
