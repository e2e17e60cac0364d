"""`preflight waivers`: which waivers somebody has to look at."""

import datetime
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.configuration.waivers import Wanted, to_json, to_text
from preflight.packs.judgement import ListedWaiver
from tests.drawn import soaked
from tests.policies.conftest import PACK
from tests.recorded import ROOT

TODAY = datetime.date(2026, 3, 1)
SOON = ListedWaiver(
    policy="exposure", fault="exposure/x", resource="a", reason="r", expires="2026-03-08", owner="team-a",
    state="in-force", findings=("exposure/x",), position="pack.json:4",
)  # fmt: skip
PAST = replace(SOON, resource="b", expires="2026-02-01", state="expired", problem="expired after 2026-02-01")
LATER = replace(SOON, fault="*", resource="c", expires="2027-03-01", owner="", state="unused", position="")
BROKEN = replace(LATER, resource="d", expires="soon", state="incomplete", problem="expires 'soon', which is no date")
ALL = (LATER, BROKEN, SOON, PAST)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (Wanted(), ALL),
        (Wanted(within=0), (BROKEN, PAST)),
        (Wanted(within=6), (BROKEN, PAST)),
        (Wanted(within=7), (BROKEN, SOON, PAST)),
        (Wanted(unused=True), (LATER,)),
        (Wanted(owner="team-a"), (SOON, PAST)),
        (Wanted(within=7, owner="team-a"), (SOON, PAST)),
        (Wanted(owner="team-b"), ()),
    ],
)
def test_those_that_are_wanted_are_listed(wanted, chosen):
    assert tuple(wanted.chosen(ALL, TODAY)) == chosen


def test_each_owner_has_a_list_and_what_ends_first_is_first():
    assert to_text(ALL, TODAY) == (
        "4 waivers\n"
        "\n"
        "no owner\n"
        "  incomplete exposure/* at d: expires 'soon', which is no date\n"
        "  unused     exposure/* at c until 2027-03-01: r\n"
        "\n"
        "team-a\n"
        "  expired    exposure/x at b: expired after 2026-02-01  pack.json:4\n"
        "  in force   exposure/x at a until 2026-03-08: r (team-a)  pack.json:4\n"
    )
    assert to_text((), TODAY) == "0 waivers\n"


def test_programs_are_told_the_days_that_are_left():
    told = json.loads(to_json(ALL, TODAY))["waivers"]
    assert [each["days"] for each in told] == [365, None, 7, -28]
    assert told[2] | {"days": 7} == told[2]
    assert (told[2]["fault"], told[2]["owner"], told[2]["findings"]) == ("exposure/x", "team-a", ["exposure/x"])


def preflight(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from preflight.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@soaked
def test_a_baseline_of_a_stack_and_what_is_listed_of_it(tmp_path: Path):
    """With a check of one's own that stands beside the configuration, and blocks."""
    (tmp_path / "house.py").write_text(
        "from private_api_guard.own import *\n"
        "NEVER = Fault(id='own-checks/never', hop=Hop.KEY, title='There is a plan', symptom=WORKS.says('-'),"
        " remedy='-', source='https://wiki.example.com')\n"
        "def check(stack, paths):\n"
        "    return [(NEVER, plan, closed()) for plan in stack.of('apigateway.UsagePlan')]\n",
        "utf-8",
    )
    file = tmp_path / "pack.json"
    file.write_text('{"own-checks": {"enforcementLevel": "mandatory", "module": "house"}}', "utf-8")
    asked = ("--stack", "dev", "--policy-pack", PACK, "--policy-pack-config", file)
    day = str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=9))
    before = preflight("check", *asked)
    assert (before.returncode, "own-checks/never" in before.stdout) == (1, True), before.stderr
    terms = ("--expires", day, "--reason", "old", "--owner", "team-a")
    done = preflight("baseline", *asked, *terms, "--output", file)
    assert done.returncode == 0, done.stderr
    assert f"note: 1 waiver until {day} (team-a); clean: private-api dev" in done.stderr
    assert preflight("check", *asked).returncode == 0
    listed = preflight("waivers", *asked, "--within", 9, "--format", "json")
    (waiver,) = json.loads(listed.stdout)["waivers"]
    assert (waiver["owner"], waiver["state"], waiver["days"]) == ("team-a", "in-force", 9)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["house.py", "pack.json"]
