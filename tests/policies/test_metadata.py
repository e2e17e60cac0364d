"""What consoles show of a policy, and what the CLI prints of a finding."""

import re
import tomllib

from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2

from preflight.packs.pack import Pack
from private_api_guard.catalogue import faults
from private_api_guard.faults import LEVELS, MANDATORY
from private_api_guard.faults.fault import Finding
from tests.recorded import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_policy_says_how_bad_its_findings_are_where_they_are_told_and_what_to_do(pack: Pack) -> None:
    info = pack._analyzer.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.repository == PROJECT["urls"]["Repository"]
    rules = f"{info.repository}/blob/v{PROJECT['version']}/policies/RULES.md"
    headings = re.findall(r"^## (\S+)$", (ROOT / "policies" / "RULES.md").read_text("utf-8"), re.MULTILINE)
    high = analyzer_pb2.PolicySeverity.Value("POLICY_SEVERITY_HIGH")
    shown = [policy for policy in info.policies if policy.name != "recorder"]
    assert [policy.name for policy in shown] == list(dict.fromkeys(["waivers", *LEVELS]))
    for policy in shown:
        page, _, anchor = policy.url.partition("#")
        assert (page, anchor in headings) == (rules, True), policy.url
        assert policy.url in policy.remediation_steps
        assert policy.displayName == policy.name.replace("-", " ").capitalize()
        assert (policy.severity == high) == (LEVELS[policy.name] == MANDATORY), policy.name
    assert all(policy.severity for policy in info.policies)
    assert [policy.name for policy in shown if not policy.tags] == ["waivers", "undecided"]


def test_a_finding_ends_with_the_page_that_says_so() -> None:
    for fault in faults():
        assert Finding(fault, "urn").message.splitlines()[-1] == f"Source: {fault.source}"
