"""Every command that a document shows is one: `preflight` runs, `make` has such a target, a module of ours is there.

What needs the Pulumi CLI, the AWS CLI or a network is told apart by its first word, as the README says.
"""

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from preflight.commands import app
from tests.captures import REAL_ENGINE
from tests.drawn import one_in
from tests.preflight.report import reports
from tests.preflight.test_cli import run
from tests.recorded import ROOT

_PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "policies/RULES.md",
    *(p.relative_to(ROOT) for p in ROOT.glob("docs/**/*.md")),
]
_NEED_AN_ACCOUNT = {"pulumi", "aws"}
# What renames a property rewrites files: its text is for the one who does it.
_REWRITE = {"git"}
_NEED_A_NETWORK = {"dig", "openssl", "curl"}
# Of docs/how-to/install.md: `tests/wheels/test_documented.py` runs them.
_INSTALL = {
    "python3",
    "tar",
    "uvx",
    "gh",
    ".guard/bin/pip",
    ".guard/bin/private-api-guard",
    "private-api-guard-VERSION/venv/bin/pip",
}
_OF_OURS = re.compile(r"(\.venv/bin/)?preflight |make |(PYTHONPATH=\. )?(\.venv/bin/)?python -m ")
_FILLED = {
    "path/to/program": ".",
    "NAME": "dev",
    "FAULT": "usage-plan-key/no-key-in-plan",
    "OLD_PACK": "policies",
    "NEW_PACK": "policies",
    "2027-03-31": "2999-12-31",
}
# Followed from its beginning to its end (`test_tutorial.py`), and made from the command (`test_generate.py`).
_ASKED_ELSEWHERE = {
    "docs/tutorial.md",
    "docs/reference/command-line.md",
    "docs/how-to/own-checks.md",  # `test_own_checks.py`
    "docs/how-to/waive.md",  # `test_waive.py`
}
# What preflight prints is shown as a block, too.
_BEFORE_A_RUN = "This is a run of it:"


def _shown() -> Iterator[tuple[str, str]]:
    """Each command in a block, without its comment, and those of ours in the midst of a sentence, with their page."""
    for page in (each for each in _PAGES if str(each) not in _ASKED_ELSEWHERE):
        before = ""
        for token in MarkdownIt().parse((ROOT / page).read_text("utf-8")):
            block = token.type == "code_block" or (token.type == "fence" and token.info in ("", "sh"))
            if block and not before.endswith(_BEFORE_A_RUN):
                yield from ((line.partition(" #")[0].strip(), str(page)) for line in token.content.splitlines())
            before = token.content or before
            for child in token.children or ():
                if child.type == "code_inline" and _OF_OURS.match(child.content) and "..." not in child.content:
                    yield child.content, str(page)


COMMANDS = {command: page for command, page in _shown() if command}
MADE = [command for command in COMMANDS if command.startswith("make ")]
MODULES = [command for command in COMMANDS if " -m " in command and _OF_OURS.match(command)]
OURS = [command for command in COMMANDS if _OF_OURS.match(command) and command not in (*MADE, *MODULES)]
# What a command without arguments is named for in a sentence, and the files with faults that the others read.
RUN = sorted({tuple(_FILLED.get(word, word) for word in shlex.split(command)[1:]) for command in OURS})
# The program of this folder goes without saying, and drawing more of a report makes no other run of it.
RUN = [words for words in RUN if "." not in words and (*words, "--paths") not in RUN]
NAMED = [words for words in RUN if len(words) == 1]
FAULTY = {"judgement.json", "state.json"}


def test_each_is_of_ours_or_needs_what_is_not_here() -> None:
    others = {command.split()[0]: page for command, page in COMMANDS.items() if not _OF_OURS.match(command)}
    assert others.keys() <= _NEED_AN_ACCOUNT | _NEED_A_NETWORK | _REWRITE | _INSTALL, others
    assert len(RUN) >= 7
    assert len(MADE) >= 7
    told = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert "Commands that begin with `pulumi` or `aws` need an account; all others do without." in told


@pytest.mark.drawn
@pytest.mark.parametrize("words", [words for words in RUN if words not in NAMED][:: one_in(2)], ids=" ".join)
def test_preflight_runs_it(words: tuple[str, ...], tmp_path: Path) -> None:
    shown = re.findall(r"```json\n(.*?)```", (ROOT / "docs/how-to/adopt.md").read_text("utf-8"), re.DOTALL)
    shown[0] = shown[0].replace("2027-03-31", _FILLED["2027-03-31"])
    (tmp_path / "pack.json").write_text(shown[0], "utf-8")
    (tmp_path / "pack.yaml").write_text(shown[0], "utf-8")
    (tmp_path / "judgement.json").write_text(json.dumps(reports.JUDGEMENT), "utf-8")
    shutil.copy(REAL_ENGINE / "state.json", tmp_path)
    made = {word for option, word in pairwise(words) if option == "--output"}
    there = {file.name for file in tmp_path.iterdir()} | made
    done = run(*(str(tmp_path / word) if word in there else word for word in words), folder=ROOT)
    compared = words[0] == "compare-packs"  # with itself
    assert done.returncode == (1 if FAULTY & {*words} and not compared else 0), done.stderr
    assert done.stdout or all((tmp_path / name).exists() for name in made)


def test_preflight_has_the_commands_that_are_named() -> None:
    assert {words[0] for words in NAMED} <= {
        command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands
    }


def test_make_has_the_targets() -> None:
    command = ["make", "--dry-run", *dict.fromkeys(word for made in MADE for word in shlex.split(made)[1:])]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", MODULES)
def test_its_module_is_there(command: str) -> None:
    module = command.partition(" -m ")[2].split()[0]
    assert importlib.util.find_spec(module) is not None
