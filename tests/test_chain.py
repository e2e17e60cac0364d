"""The program `dev` and the pack together: sound as it stands, and one finding for each fault put into it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.analysis import analyze
from preflight.engine.simulation import simulate
from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.program.program import prepare, record
from preflight.protocol.registration import Registrations
from preflight.protocol.stack_identity import StackIdentity
from tests.policies.conftest import PACK
from tests.policies.findings import everything, mandatory, undecided
from tests.registrations import all_of, find, with_inputs, without

ROOT = Path(__file__).parent.parent
FLAG = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

Change = Callable[[Registrations], Registrations]


@pytest.fixture(scope="module", params=[False, True], ids=["preview", "update"])
def recorded(request: pytest.FixtureRequest) -> Registrations:
    """What the program registers, recorded once for each operation."""
    return record(prepare(ROOT, "dev", update=request.param))


@pytest.fixture(scope="module")
def pack():
    with Pack.start(PACK, StackIdentity("private-api", "dev")) as process:
        yield process


def _judged(pack: Pack, registrations: Registrations) -> Diagnostics:
    pack.diagnostics = Diagnostics()
    return analyze(simulate(registrations.identity, registrations), pack)


def _without(type_: str, part: str = "") -> Change:
    """The program without the resources of a type whose names have a part in them."""

    def change(registrations: Registrations) -> Registrations:
        gone = [item.urn for item in all_of(registrations, type_) if part in item.name]
        assert gone, f"the program makes no {type_} with {part!r} in its name"
        return without(registrations, *gone)

    return change


def _with_flag(value: str | None) -> Change:
    return lambda registrations: with_inputs(registrations, find(registrations, BALANCER).urn, **{FLAG: value})


FAULTS: dict[str, tuple[Change, tuple[str, str]]] = {
    "no UsagePlanKey": (
        _without("aws:apigateway/usagePlanKey:UsagePlanKey"),
        ("usage-plan-key/no-key-in-plan", "dev-orders-standard-plan"),
    ),
    "the flag unset": (_with_flag(None), ("privatelink-enforcement/unset", "dev-orders-nlb")),
    "the flag on": (_with_flag("on"), ("privatelink-enforcement/enforced", "dev-orders-nlb")),
    "no rule for requests": (
        _without(INGRESS, "-8080"),
        ("target-sources/no-ingress-for-requests", "dev-orders-tasks"),
    ),
    "no rule for health checks": (
        _without(INGRESS, "-8081"),
        ("target-sources/no-ingress-for-health-checks", "dev-orders-tasks"),
    ),
    "no egress of the balancer": (
        _without(EGRESS, "-to-targets-"),
        ("target-sources/no-egress-for-requests", "dev-orders-nlb"),
    ),
    "no egress to the health port": (
        _without(EGRESS, "-to-targets-8081"),
        ("target-sources/no-egress-for-health-checks", "dev-orders-nlb"),
    ),
}


def test_the_program_is_sound(recorded, pack):
    verdict = _judged(pack, recorded)
    assert everything(verdict) == set()
    assert verdict.aborted == []


@pytest.mark.parametrize(("change", "found"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_one_finding_where_it_has_to_be_mended(recorded, pack, change, found):
    verdict = _judged(pack, change(recorded))
    assert mandatory(verdict) == {found}
    assert len([violation for violation in verdict.violations if violation.mandatory]) == 1
    assert undecided(verdict) == set()
