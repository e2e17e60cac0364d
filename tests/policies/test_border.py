"""Whatever fails inside the pack: the policy that could not be asked says so, at its level, and the others go on."""

from pathlib import Path

import pytest

from preflight.analysis import analyze
from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import PolicySettings
from preflight.protocol.stack_identity import StackIdentity
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.conftest import PACK
from tests.policies.findings import everything
from tests.policies.stacks import Stack

_STRICT = {"target-sources": PolicySettings(properties={"requireLoadBalancerGroup": True})}
_FAILED = "undecided/could-not-judge"
_BREAKING = """\
import sys
sys.path.insert(0, {pack!r})
from pulumi_policy import PolicyPack
from private_api_guard.policies import policies
from private_api_guard.sharing import share
{breaking}
PolicyPack(name="private-api", policies=share(policies()))
"""
# What breaks, and the policies that can not be asked then; `None` for all of them.
_BREAKS = {
    "a check": (
        "import private_api_guard.faults.usage_plan_key as broken\nbroken.check = lambda model, judge: 1 / 0",
        {"usage-plan-key"},
    ),
    "the model": (
        "import private_api_guard.judgement as broken\nbroken.Model = lambda stack: 1 / 0",
        None,
    ),
    "the translation of resources": (
        "import private_api_guard.judging as broken\nbroken.translate = lambda resource: 1 / 0",
        None,
    ),
    "the picture": (
        "import private_api_guard.judgement_file as broken\nbroken.draw = lambda model, judge: 1 / 0",
        {"undecided"},
    ),
    "an option": (
        (
            "import private_api_guard.faults.target_sources as broken\n"
            "broken.OPTIONS = {'requireLoadBalancerGroup': lambda model, judge, value: 1 / 0}"
        ),
        {"target-sources"},
    ),
}


def _without_access_log() -> Stack:
    return fargate_behind_nlb().change("live", accessLogSettings=None)


def _broken(folder: Path, breaking: str, settings: dict | None = None) -> tuple[Diagnostics, list[str]]:
    (folder / "PulumiPolicy.yaml").write_text((PACK / "PulumiPolicy.yaml").read_text("utf-8").replace(
        "virtualenv: venv", f"virtualenv: {PACK.parent / '.venv'}"), "utf-8")  # fmt: skip
    (folder / "__main__.py").write_text(_BREAKING.format(pack=str(PACK), breaking=breaking), "utf-8")
    with Pack.start(folder, StackIdentity("elsewhere", "dev")) as pack:
        names = [name for name in pack.policies if name != "recorder"]
        return analyze(_without_access_log().build(), pack, settings), names


@pytest.mark.parametrize("what", sorted(_BREAKS))
def test_what_fails_is_told_by_the_policies_that_could_not_be_asked(what, tmp_path):
    breaking, broken = _BREAKS[what]
    verdict, names = _broken(tmp_path, breaking, _STRICT)
    said = {violation.policy: violation for violation in verdict.violations if f"{_FAILED}:" in violation.message}
    assert set(said) == (set(names) if broken is None else broken)
    assert not verdict.aborted
    for name, violation in said.items():
        assert name in violation.message
        assert "ZeroDivisionError at __main__.py:" in violation.message
    if broken is not None:
        assert ("observability/no-access-log", "live") in everything(verdict)


def test_a_mandatory_policy_that_can_not_be_asked_blocks(tmp_path):
    verdict, _ = _broken(tmp_path, _BREAKS["a check"][0])
    assert [(each.policy, each.level) for each in verdict.violations if each.level == "mandatory"] == [
        ("usage-plan-key", "mandatory")
    ]
