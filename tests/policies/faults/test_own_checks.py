"""Checks of an organisation's own: what they find is reported like ours, and what goes wrong harms no other."""

import datetime
import itertools
import sys
import textwrap
from functools import partial

import pytest

from private_api_guard.faults import own_checks
from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from private_api_guard.secrecy import Secrets
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import entities

COULD_NOT_ASK = "own-checks/could-not-ask"
HEAD = """
from private_api_guard.own import *

UNNAMED = Fault(
    id="own-checks/unnamed", hop=Hop.CLIENT, title="A plan has no description",
    symptom=WORKS.says("Nobody knows whose it is"), remedy="Describe it.", source="https://wiki.example.com/plans",
)
PLAN = "apigateway.UsagePlan"
"""
GOOD = """
def check(stack, paths):
    for plan in stack.of(PLAN):
        yield UNNAMED, plan, plan.text("description").is_("gold")
"""
NO_ANSWER = "which is no (fault, resource, verdict)"


def _check(*lines: str) -> str:
    """A module whose check has these lines."""
    return "\n    ".join(("def check(stack, paths):", *lines))


# What a module may do that is no check, and what is told of it.
BAD = {
    "raises": (_check("raise ValueError(stack)"), "failed with ValueError at own{}.py:10"),
    "raises on import": ("1 / 0", "failed with ZeroDivisionError at own{}.py:9"),
    "ends": ("import sys\nsys.exit(1)", "failed with SystemExit at own{}.py:10"),
    "is no Python": ("def check(", "failed with SyntaxError: '(' was never closed (own{}.py, line 9)"),
    "lacks another": ("import not_there", "failed with ModuleNotFoundError: No module named 'not_there'"),
    "has none": ("", "has no function check(stack, paths)"),
    "has something else": ("check = 7", "has no function check(stack, paths)"),
    "takes nothing": ("def check():\n    return []", "failed with TypeError"),
    "answers nothing": (_check("return None"), "failed with TypeError"),
    "answers a text": (_check("yield 'bad'"), f"check gave a str, {NO_ANSWER}"),
    "answers two": (_check("yield UNNAMED, closed()"), f"check gave a tuple, {NO_ANSWER}"),
    "answers no verdict": (_check("yield UNNAMED, '', False"), f"check gave (Fault, str, bool), {NO_ANSWER}"),
    "takes our names": (
        _check("import dataclasses", "yield dataclasses.replace(UNNAMED, id='exposure/unnamed'), '', closed()"),
        "the fault 'exposure/unnamed' is not called own-checks/<name>",
    ),
    "answers without end": (
        _check("while True:", "    yield UNNAMED, '', opened()"),
        "check gave more than 10000 answers",
    ),
    "hangs": (_check("import time", "time.sleep(60)", "yield"), "was not done after 0.2 s"),
    "hangs on import": ("import time\ntime.sleep(60)", "was not done after 0.2 s"),
}
NUMBERS = itertools.count()


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """The judgement of a stack whose plan has another description, asked by a module with this text."""
    monkeypatch.setenv(own_checks.PLACE, str(tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path])

    def ask(text: str, *, secrets: Secrets | None = None) -> tuple[Judgement, str]:
        name = f"own{next(NUMBERS)}"
        if "sleep" in text:
            monkeypatch.setitem(own_checks.OPTIONS, "module", partial(own_checks.ask, seconds=0.2))
        (tmp_path / f"{name}.py").write_text(HEAD + text, "utf-8")
        stack = fargate_behind_nlb().change("gold", description="silver").drop("partner-gold")
        judgement = Judgement(entities(stack.build()), recorded=True, secrets=secrets)
        judgement.configure("own-checks", {"module": name})
        return judgement, name.removeprefix("own")

    return ask


def _found(judgement: Judgement) -> dict[str, tuple[str, str]]:
    return {each.fault.id: (each.policy, each.urn.rpartition("::")[2]) for each in judgement.findings}


OURS = {"usage-plan-key/no-key-in-plan": ("usage-plan-key", "gold")}


def test_what_they_find_is_a_finding_like_ours(asked):
    judgement, _ = asked(GOOD)
    assert _found(judgement) == {**OURS, "own-checks/unnamed": ("own-checks", "gold")}
    (finding,) = judgement.of("own-checks")
    assert finding.message == (
        "own-checks/unnamed: A plan has no description\nEvidence: gold.description is silver\n"
        "Symptom: Nobody knows whose it is\nRemedy: Describe it.\nSource: https://wiki.example.com/plans"
    )


def test_what_they_can_not_know_is_undecided(asked):
    judgement, _ = asked(_check("yield UNNAMED, stack.of(PLAN)[0], unknown('gold.x')"))
    assert _found(judgement) == {**OURS, "own-checks/unnamed": ("undecided", "gold")}


def test_they_see_the_paths(asked):
    text = """
        def check(stack, paths):
            steps = [step.stop.name for path in paths for step in path.steps if step.state is State.CLOSED]
            yield UNNAMED, "", closed(f"{paths[0].stage}: {', '.join(steps)}")
    """
    judgement, _ = asked(textwrap.dedent(text))
    (finding,) = judgement.of("own-checks")
    assert finding.evidence == ("live: API key and usage plan",)


def test_what_they_find_may_be_waived_and_explained(asked):
    judgement, _ = asked(GOOD)
    waiver = {"fault": "own-checks/unnamed", "resource": "gold", "reason": "soon", "expires": "2026-03-01"}
    judgement.waive({"waivers": [waiver]}, datetime.date(2026, 3, 1))
    assert judgement.of("own-checks") == []
    (told,) = JudgementFile(judgement).as_json()["faults"]
    assert (told["fault"], told["level"], told["remedy"]) == ("own-checks/unnamed", "advisory", "Describe it.")


def test_evidence_of_theirs_tells_no_secrets(asked):
    judgement, _ = asked(GOOD, secrets=Secrets(marked=["silver"]))
    (finding,) = judgement.of("own-checks")
    assert finding.evidence == ("gold.description is a secret value",)


@pytest.mark.parametrize("bad", BAD)
def test_what_goes_wrong_is_one_advisory_finding_and_harms_no_other(asked, bad):
    text, told = BAD[bad]
    judgement, number = asked(text)
    assert _found(judgement) == {**OURS, COULD_NOT_ASK: ("undecided", "elsewhere-dev")}
    (finding,) = judgement.of("undecided")
    assert told.format(number) in finding.evidence[0]
    assert finding.evidence[0].startswith((f"own{number}", "/"))


def test_what_was_found_before_it_went_wrong_counts(asked):
    judgement, _ = asked(GOOD + "    raise ValueError\n")
    assert set(_found(judgement)) == {*OURS, "own-checks/unnamed", COULD_NOT_ASK}


def test_a_module_that_is_not_there_is_told():
    judgement = Judgement(entities(fargate_behind_nlb().build()), recorded=True)
    judgement.configure("own-checks", {"module": "not_there"})
    (finding,) = judgement.of("undecided")
    assert finding.evidence == ("not_there failed with ModuleNotFoundError: No module named 'not_there'",)


def test_where_none_is_named_none_is_asked(monkeypatch):
    monkeypatch.setitem(own_checks.OPTIONS, "module", lambda *_: pytest.fail("asked"))
    judgement = Judgement(entities(fargate_behind_nlb().build()), recorded=True)
    judgement.configure("own-checks", {"module": ""})
    assert judgement.findings == []
