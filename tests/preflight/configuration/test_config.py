"""`preflight config`: what a configuration comes to, what is wrong with it, and where."""

import datetime
import json
import sys
from pathlib import Path

import pytest

from preflight.commands import run
from preflight.configuration.catalogue import catalogue_of
from preflight.configuration.profile import document_of, from_profile
from preflight.errors import BLOCKED, CLEAN, FAILED, USAGE
from preflight.packs.catalogue import read_catalogue
from tests.policies.conftest import PACK

DAY = str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30))
RIGHT = f"""
observability: disabled
undecided: mandatory
target-sources: {{requireLoadBalancerGroup: true}}
waivers:
  waivers:
    - {{fault: exposure/*, resource: legacy-*, reason: moves in spring, expires: {DAY}, owner: team-a}}
"""
WRONG = """
all: disabled
exposure: {}
targets: {enforcementLevel: mandatory, strictly: true}
target-source: mandatory
robustness: {zones: 2, enforcementLevel: disabled}
waivers:
  enforcementLevel: advisory
  waivers:
    - {fault: exposure/*, resource: legacy-*, reason: moves in spring, expires: 2020-01-31}
"""


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs `preflight config` in a folder of its own with a file of this text: status, standard output, messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def ask(text: str | None, *arguments: object, name: str = "pack.yaml") -> tuple[int, str, str]:
        if text is not None:
            (tmp_path / name).write_text(text, "utf-8")
        told = ["config", *([name] if text is not None else []), *map(str, arguments), "--policy-pack", str(PACK)]
        monkeypatch.setattr(sys, "argv", ["preflight", *told])
        status = run()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return ask


def test_what_results_is_told_policy_by_policy_and_written_as_the_engine_reads_it(command, tmp_path):
    status, out, err = command(RIGHT, "--output", "pack.json")
    assert (status, err) == (CLEAN, "")
    assert out.startswith("pack.yaml: 16 policies of private-api ")
    assert out.splitlines()[0].endswith(", nothing is wrong")
    for line in (
        "  disabled   observability  (by itself advisory)",
        "  mandatory  undecided  (by itself advisory)",
        "  mandatory  target-sources",
        "               requireLoadBalancerGroup: true",
        f"  in force   exposure/* at legacy-* until {DAY}: moves in spring (team-a)  pack.yaml:7",
    ):
        assert line in out.splitlines()
    written = json.loads((tmp_path / "pack.json").read_text("utf-8"))
    assert written["waivers"]["waivers"][0]["expires"] == DAY
    assert written["undecided"] == "mandatory"


def test_what_has_no_effect_is_told_with_its_place(command):
    status, out, err = command(WRONG)
    assert status == BLOCKED
    assert "note: pack.yaml is YAML, which pulumi does not read" in err
    for line in (
        "  expired    exposure/* at legacy-*: expired after 2020-01-31  pack.yaml:10",
        "  pack.yaml:4: targets/unknown-option: 'strictly' is no option of targets; targets has no options",
        "  the pack has no policy 'target-source'",
        "    Did you mean target-sources?",
        "  pack.yaml:6: robustness is disabled: nothing comes of its zones",
        "  pack.yaml:7: waivers/expired: exposure/* at legacy-* expired after 2020-01-31",
    ):
        assert line in out.splitlines()
    assert out.splitlines()[-1].startswith(
        "  14 of 16 policies are disabled; judged is targets, waivers; without recorder"
    )


def test_programs_read_it_as_json(command):
    status, out, _ = command('{"targets": "advisory"}', "--format", "json", name="pack.json")
    told = json.loads(out)
    assert (status, told["pack"], told["problems"], told["waivers"]) == (CLEAN, "private-api", [], [])
    (targets,) = (each for each in told["policies"] if each["policy"] == "targets")
    assert targets == {"policy": "targets", "level": "advisory", "own": "mandatory", "options": {}}


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ("targets: strict", "pack.yaml:1: this is no configuration", "'advisory', 'mandatory'"),
        ("all: {x: 1}", "pack.yaml:1: all: it takes an enforcement level only", "Allowed: advisory, mandatory"),
        ("\ntarget-source: {x: 1}", "pack.yaml:2: policy 'target-source' is not in the pack", "target-sources"),
        ("waivers:\n  waivers:\n  - a", "pack.yaml:3: the settings of policy 'waivers' do not fit", "not of type"),
        ("targets: [", "pack.yaml:1: it is not YAML", ""),
        ("- targets", "pack.yaml: it does not hold a mapping", "keys and their values"),
    ],
)
def test_what_the_engine_refuses_is_refused_with_place_and_remedy(command, text, place, remedy):
    status, out, err = command(text)
    assert (status, out) == (FAILED, "")
    assert err.startswith(f"error: {place}")
    assert remedy in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "there is nothing to check"),
        (("--profile", "loose"), "no profile is called 'loose'"),
        (("--profile", "adopt"), "the profile 'adopt' without --until"),
        (("--profile", "adopt", "--until", "spring"), "'spring' is no day"),
        (("--profile", "strict", "--until", DAY), "the profile 'strict' with --until"),
    ],
)
def test_what_makes_no_sense_is_refused(command, arguments, told):
    status, _, err = command(None, *arguments)
    assert (status, err.partition("\n")[0]) == (USAGE, f"error: {told}")


def test_nothing_is_written_as_yaml(command, tmp_path):
    status, _, err = command(None, "--profile", "baseline", "--output", "pack.yml")
    assert status == USAGE
    assert "which pulumi does not read" in err
    assert not (tmp_path / "pack.yml").exists()


# Profiles


def begun(tmp_path: Path, profile: str, content: dict, until: str = "") -> dict:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(content), "utf-8")
    return from_profile(document_of(file, "pack.json"), PACK, profile, until).content


def test_a_profile_stands_beneath_what_a_file_says(tmp_path):
    given = {"exposure": "advisory", "own-checks": {"module": "acme"}, "waivers": "advisory"}
    assert begun(tmp_path, "baseline", given) == given
    assert begun(tmp_path, "strict", given) == {
        "robustness": "mandatory", "observability": "mandatory", "exposure": "advisory",
        "own-checks": {"enforcementLevel": "mandatory", "module": "acme"}, "waivers": "advisory",
    }  # fmt: skip
    assert begun(tmp_path, "adopt", given, DAY)["waivers"] == {"enforcementLevel": "advisory", "adoptUntil": DAY}


def test_every_profile_of_the_pack_is_one_that_it_takes_without_objection(command):
    for each in read_catalogue(PACK).profiles:
        until = ["--until", DAY] if "UNTIL" in json.dumps(dict(each.settings)) else []
        status, out, _ = command(None, "--profile", each.profile, *until)
        assert (status, "nothing is wrong" in out) == (CLEAN, True)


def test_where_all_policies_are_off_that_is_a_problem(command):
    status, told, _ = command("all: disabled\n")
    assert (status, "every policy is disabled: nothing is judged" in told) == (BLOCKED, True)


def test_levels_of_a_configuration_are_those_that_are_explained(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text("observability: mandatory\nexposure: disabled\n")
    catalogue = catalogue_of(PACK, file)
    levels = {each.policy: each.level for each in catalogue.policies}
    assert (levels["observability"], levels["exposure"], levels["targets"]) == ("mandatory", "disabled", "mandatory")
    assert catalogue.fault("observability/no-access-log").level == "mandatory"
    assert catalogue_of(PACK, None).fault("observability/no-access-log").level == "advisory"
