"""A verdict that is other than the last release's has an entry in CHANGELOG.md, under its fault's id.

Those of contracts are asked where they are judged anyway, in `policies/test_contract.py`.
"""

import re

import pytest

from tests.policies.contracts import contracts
from tests.recorded import ROOT
from tests.verdicts import Release, of_captures, of_compositions, of_policies

RELEASE = Release()
CHANGES = "# Changes\n\n## Unreleased\n\n- New: `targets/b`.\n\n## 0.1.0\n\n- New: `targets/c`.\n"
TEXT = "release 0.1.0\npolicy targets\ttargets@mandatory\ncontract targets/a preview\ttargets/a@tg\ttargets/x@tg?\n"


@pytest.mark.parametrize("lines", [of_policies, of_captures, of_compositions])
def test_what_is_other_than_in_the_last_release_is_announced(lines):
    assert RELEASE.unannounced(lines()) == {}, "name these faults below `## Unreleased` in CHANGELOG.md"


def test_a_contract_that_is_gone_is_announced():
    there = {each.fault for each in contracts()}
    gone = {line: set() for line in RELEASE.verdicts if line.startswith("contract ") and line.split()[1] not in there}
    assert RELEASE.unannounced(gone) == {}


def test_the_file_is_of_a_release_that_the_changes_tell_of_or_of_this_version():
    recorded = RELEASE.text.splitlines()[0].removeprefix("release ")
    told = re.findall(r"^## (\S+)", RELEASE.changelog, re.MULTILINE)
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert told[0] == "Unreleased"
    assert recorded in {*told, version[1] if version else ""}


@pytest.mark.parametrize(
    ("now", "silent"),
    [
        ({"contract targets/a preview": {"targets/a@tg", "targets/x@tg?"}}, set()),
        ({"contract targets/a preview": {"targets/a@tg"}}, {"targets/x"}),
        ({"contract targets/a preview": {"targets/a@tg", "targets/x@tg"}}, {"targets/x"}),
        ({"contract targets/a preview": {"targets/a@other", "targets/x@tg?"}}, {"targets/a"}),
        ({"contract targets/b preview": {"targets/b@tg"}}, set()),
        ({"contract targets/c preview": {"targets/c@tg"}}, {"targets/c"}),
        ({"policy targets": {"targets@advisory"}}, {"targets"}),
    ],
    ids=["the same", "gone", "decided now", "elsewhere", "new and told", "told of an older release", "another level"],
)
def test_what_nobody_announced_is_found(now, silent):
    assert Release(TEXT, CHANGES).unannounced(now) == ({next(iter(now)): silent} if silent else {})
