"""SARIF is what the standard says, what GitHub takes, and leads to the line to change."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.errors import ConfigError
from preflight.packs.diagnostics import Aborted
from preflight.packs.judgement import Waiver
from preflight.report.change import Comparison
from preflight.report.finding import Finding
from preflight.report.formats import FORMATS
from preflight.report.report import Report, failure
from preflight.report.several import merged
from tests.captures import FIXTURES
from tests.drawn import cases
from tests.preflight.report import reports
from tests.preflight.report.formats.test_hostile import many, report_of

SCHEMA = jsonschema.Draft4Validator(json.loads((FIXTURES / "schemas" / "sarif-2.1.0.json").read_text()))
SOURCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/x.html"
FINDING = Finding(
    pack="private-api",
    policy="usage-plan-key",
    fault="usage-plan-key/no-key",
    level="mandatory",
    urn=reports.PLAN,
    position="stacks/Pulumi.dev.yaml:21",
    message="usage-plan-key/no-key: The plan has no key\nmore",
    evidence=("plan has no [key](x)",),
    symptom="403 Forbidden",
    remedy="Add a *key*.",
    source=SOURCE,
)
WAIVED = replace(FINDING, waived=Waiver(reason="a key comes later", expires="2027-01-01"), waived_at="policies.json:12")


def report(*findings: Finding, **more: Any) -> Report:
    return replace(Report("shop", "dev", "both", findings=findings, file="stacks/Pulumi.dev.yaml"), **more)


def run_of(report: Report) -> dict[str, Any]:
    """The one run, after all that a reader demands of it."""
    log = json.loads(FORMATS["sarif"](report))
    SCHEMA.validate(log)
    (run,) = log["runs"]
    on_github(run)
    return run


def on_github(run: dict[str, Any]) -> None:
    """What GitHub demands: texts that are there and not too long, and a place in the repository for each result."""
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], *rule["help"].values()]
        assert all(0 < len(text) <= 1024 for text in texts)
        assert 0 < len(rule["name"]) <= 255
        assert len(rule["properties"]["tags"]) <= 10
    assert len(run["results"]) <= 25_000
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] != ""
        assert result["message"]["text"].strip()
        assert len(result["locations"]) == 1
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    for place in places(run):
        assert place["region"]["startLine"] >= 1
        assert place["artifactLocation"]["uri"]
        assert place["artifactLocation"].get("uriBaseId", "%SRCROOT%") in run["originalUriBaseIds"]


def places(value: Any) -> Iterator[dict[str, Any]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        if key == "physicalLocation":
            yield part
        yield from places(part)


def place_of(location: dict[str, Any]) -> str:
    place = location["physicalLocation"]
    return f"{place['artifactLocation']['uri']}:{place['region']['startLine']}"


@pytest.mark.parametrize("outcome", reports.ALL)
def test_each_outcome_is_valid_and_says_whether_the_run_succeeded(outcome: str) -> None:
    run = run_of(reports.ALL[outcome]())
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] == (outcome != "failed")
    assert invocation["exitCode"] == {"clean": 0, "blocked": 1, "failed": 2}[outcome]
    assert invocation["toolExecutionNotifications"][-1]["message"]["text"].startswith(f"{outcome}: shop dev")
    assert run["properties"]["outcome"] == outcome
    assert run["automationDetails"]["id"] == "preflight/shop/dev/"


def test_much_and_hostile_text_is_valid() -> None:
    run_of(many(2_000))
    run_of(many(20, "x" * 5_000))


@cases(25)
@given(st.text(max_size=12))
def test_whatever_things_are_called_it_is_valid(name: str) -> None:
    run_of(report_of(name))


def test_a_result_is_at_the_line_to_change_and_names_the_programs_line_and_the_resource() -> None:
    (result,) = run_of(report(replace(FINDING, made_at="components/api/access.py:110")))["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "stacks/Pulumi.dev.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    assert location["physicalLocation"]["region"] == {"startLine": 21}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == reports.PLAN
    (related,) = result["relatedLocations"]
    assert place_of(related) == "components/api/access.py:110"
    assert result["message"]["text"].endswith(f"\n[made here]({related['id']})")


@pytest.mark.parametrize(
    ("position", "file", "place"),
    [
        ("", "stacks/Pulumi.dev.yaml", "stacks/Pulumi.dev.yaml:1"),
        ("", "", "Pulumi.yaml:1"),
        ("policies.json", "x", "policies.json:1"),
        ("a folder/ü?.yaml:3", "x", "a%20folder/%C3%BC%3F.yaml:3"),
        ("/elsewhere/a b.yaml:3", "x", "file:///elsewhere/a%20b.yaml:3"),
        ("Pulumi.yaml:0", "x", "Pulumi.yaml%3A0:1"),
    ],
)
def test_every_result_has_a_place(position: str, file: str, place: str) -> None:
    (result,) = run_of(report(replace(FINDING, position=position), file=file))["results"]
    assert place_of(result["locations"][0]) == place


def test_a_rule_tells_what_the_fault_is_and_what_to_do() -> None:
    undecided = replace(
        FINDING, undecided=True, message="undecided: usage-plan-key/no-key: can not know", level="advisory"
    )
    (rule,) = run_of(report(undecided, FINDING))["tool"]["driver"]["rules"]
    assert rule == {
        "id": "usage-plan-key/no-key",
        "name": "usage-plan-key/no-key",
        "shortDescription": {"text": "The plan has no key"},
        "fullDescription": {"text": "403 Forbidden"},
        "help": {
            "text": f"Symptom: 403 Forbidden\nRemedy: Add a *key*.\nSource: {SOURCE}",
            "markdown": f"**Symptom:** 403 Forbidden\n\n**Remedy:** Add a \\*key\\*.\n\n**Source:** <{SOURCE}>",
        },
        "helpUri": SOURCE,
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["private-api", "usage-plan-key"], "problem.severity": "error"},
    }


def test_what_a_pack_without_faults_finds_is_of_its_policys_rule() -> None:
    run = run_of(report(replace(FINDING, fault=None, message="no tag", level="advisory")))
    assert (
        run["tool"]["driver"]["rules"][0]["shortDescription"]["text"]
        == "What policy usage-plan-key of private-api asks"
    )
    assert (run["results"][0]["ruleId"], run["results"][0]["level"]) == ("usage-plan-key", "warning")


def test_levels_are_what_blocks_what_does_not_and_what_is_not_known() -> None:
    advisory = replace(FINDING, level="advisory")
    found = report(FINDING, advisory, replace(advisory, undecided=True), replace(FINDING, undecided=True))
    assert [each["level"] for each in run_of(found)["results"]] == ["error", "warning", "note", "error"]
    before = tuple(replace(each, new=False) for each in found.findings)
    old = replace(found, findings=before, comparison=Comparison("main"), new_only=True)
    assert [each["level"] for each in run_of(old)["results"]] == ["warning", "warning", "note", "note"]


def test_a_waived_finding_is_suppressed_and_says_why_and_where() -> None:
    (result,) = run_of(report(waived=(WAIVED,)))["results"]
    assert (result["level"], result["properties"]["level"]) == ("note", "mandatory")
    (suppression,) = result["suppressions"]
    assert place_of(suppression.pop("location")) == "policies.json:12"
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": "usage-plan-key/no-key at plan: a key comes later, until 2027-01-01",
    }
    assert place_of(result["locations"][0]) == "stacks/Pulumi.dev.yaml:21"
    assert [place_of(each) for each in result["relatedLocations"]] == ["policies.json:12"]
    (elsewhere,) = run_of(report(waived=(replace(WAIVED, waived_at=""),)))["results"]
    assert "location" not in elsewhere["suppressions"][0]


def test_fingerprints_survive_moved_lines_and_other_words_and_tell_findings_apart() -> None:
    def known_by(*findings: Finding, **more: Any) -> list[str]:
        results = run_of(report(*findings, **more))["results"]
        return [each["partialFingerprints"]["primaryLocationLineHash"] for each in results]

    first = known_by(FINDING)
    moved = replace(FINDING, position="stacks/Pulumi.dev.yaml:99", evidence=("other",), message="x", level="advisory")
    assert known_by(moved) == first
    twice = known_by(FINDING, moved)
    assert (twice[0], len(set(twice))) == (first[0], 2)
    others = [replace(FINDING, urn="other"), replace(FINDING, fault="other"), replace(FINDING, pack="other")]
    others += [replace(FINDING, fault=None, message=each) for each in ("no tag", "no owner")]
    assert len({*first, *known_by(*others)}) == 6
    whole = replace(FINDING, urn="")
    assert known_by(FINDING, stack="dev, prod") == first
    assert known_by(whole) != known_by(whole, stack="prod")


def test_the_message_begins_with_what_is_wrong_and_where() -> None:
    text = run_of(report(FINDING))["results"][0]["message"]["text"]
    assert text.splitlines()[:2] == ["The plan has no key", "at plan (aws:apigateway/usagePlan:UsagePlan)"]


def test_texts_have_no_links_but_our_own() -> None:
    text = run_of(report(FINDING))["results"][0]["message"]["text"]
    assert r"plan has no \[key\](x)" in text
    assert f"Source: {SOURCE}" in text


def test_what_gave_up_and_what_failed_is_told_as_notifications() -> None:
    aborted = tuple(Aborted("p", "careless", level, "", "unknown") for level in ("advisory", "mandatory"))  # pyrefly: ignore
    for policies, successful in ((aborted[:1], True), (aborted, False)):
        (invocation,) = run_of(report(aborted=policies))["invocations"]
        told = [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]
        assert told[0] == ("warning", "Policy careless of p gave up: unknown")
        assert invocation["executionSuccessful"] == successful
    assert told[1] == ("error", "Policy careless of p gave up: unknown")
    failed = failure(report(), [ConfigError("no size", remedy="Give one.", position="stacks/Pulumi.dev.yaml:3")])
    error, verdict = run_of(failed)["invocations"][0]["toolExecutionNotifications"]
    assert error["message"]["text"] == "no size\nGive one."
    assert place_of(error["locations"][0]) == "stacks/Pulumi.dev.yaml:3"
    assert verdict["message"]["text"] == "failed: shop dev · 1 error, no verdict"


def test_what_the_verdict_leaves_out_is_told() -> None:
    run = run_of(report(disabled=("house",), stand_ins=("shop:key",), presumptions=("its port is 80",)))
    assert run["properties"]["disabled"] == ["house"]
    assert run["properties"]["standIns"] == ["shop:key"]
    assert run["properties"]["presumptions"] == ["its port is 80"]
    verdict = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    for caveat in ("no request path", "not judged: 1 disabled policy", "1 secret replaced by stand-ins"):
        assert caveat in verdict


def test_what_has_no_place_is_told_in_the_file_of_its_stack() -> None:
    verdicts = [replace(report(stack=stack), file=f"Pulumi.{stack}.yaml") for stack in ("prod", "dev")]
    found = replace(merged(verdicts), findings=(replace(FINDING, position=""), replace(FINDING, position="", urn="")))
    run = run_of(found)
    assert [place_of(each["locations"][0]) for each in run["results"]] == [
        "Pulumi.dev.yaml:1",
        "Pulumi.prod.yaml:1",
    ]
    assert run["automationDetails"]["id"] == "preflight/shop/"
    told = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert told[1:] == [
        f"✓ {stack}: clean, 0 mandatory findings, 0 advisory, 0 of 0 paths closed" for stack in ("dev", "prod")
    ]
