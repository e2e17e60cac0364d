"""A reply stays below what gRPC takes, whatever the stack: findings of one fault are grouped, and say how many."""

from dataclasses import replace

import pytest

from benchmarks.scaled import scaled
from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.packs.pack_config import merged
from preflight.protocol.resource import stack_request
from private_api_guard import policies
from private_api_guard.catalogue import faults
from private_api_guard.faults import LEVELS
from private_api_guard.faults.fault import Finding
from tests.drawn import SOAKED, soaked
from tests.policies.stacks import Stack

# The engine's proxy of a Python pack keeps grpc-go's default (https://pkg.go.dev/google.golang.org/grpc).
_LIMIT = 4 * 1024 * 1024


def _broken(stack: Stack) -> Stack:
    """Every service, every second method, every plan and balancer with a fault of its own, and URNs that are long."""
    integrations = [label for label in stack.definitions if label.endswith("-integration")]
    for label, definition in list(stack.definitions.items()):
        token = definition.token
        if token.startswith("aws:vpc/") or token.endswith((":UsagePlanKey", ":Account", ":MetricAlarm")):
            del stack.definitions[label]
        elif token.endswith(":LoadBalancer"):
            definition.inputs["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = "on"
    for label in integrations[::2]:
        del stack.definitions[label]
    return replace(stack, project="a-project-with-a-name-that-makes-every-urn-long" * 3)


@soaked
def test_a_large_broken_stack_is_told_in_a_small_reply(pack: Pack):
    resources = _broken(scaled(3000)).build()
    pack.configure(merged(pack.policies, pack.initial_settings, {}))
    pack.diagnostics = Diagnostics()
    for resource in resources:
        pack.analyze(resource.analyze_request())
    violations = pack.analyze_stack(stack_request(resources))
    size = sum(len(each.message.encode()) + len(each.description) + len(each.urn) + 200 for each in violations)
    assert size < _LIMIT / 2
    told = [each.message for each in violations]
    assert any("more resources" in message for message in told)
    assert any(message.startswith("privatelink-enforcement/enforced") for message in told)
    judgement = pack.diagnostics.judgements[-1]
    assert len(judgement.findings) > 200


@pytest.mark.parametrize("longest", [100, pytest.param(20_000, marks=SOAKED)])
def test_thousands_of_findings_of_every_fault_fit_into_a_reply(longest):
    """The worst there can be: each fault at fifty resources, with all the evidence that a finding carries.

    What is closed and what is not known at once, and names of any length.
    """
    evidence = tuple(f"{number} {'é' * 290}" for number in range(8))
    size = [0]

    def report(message: str, urn: str | None) -> None:
        size[0] += len(message.encode()) + len(urn or "") + 400

    for policy in LEVELS:
        findings = [
            Finding(fault, f"urn:pulumi:dev::project::aws:ec2/x:X::{'n' * longest}{number}", evidence, undecided)
            for fault in faults()
            for undecided in (False, True)
            for number in range(50)
        ]
        policies._report([each for each in findings if each.policy == policy], report)
    assert size[0] < _LIMIT
