"""Recorded registrations, changed in one place and judged again."""

from pathlib import Path

import pytest

from preflight.analysis import PackChoice, analyze_with
from preflight.engine.simulation import simulate
from preflight.errors import PackConfigError, PackError, ResourceError
from preflight.packs.diagnostics import Diagnostics
from preflight.protocol import wire
from preflight.protocol.registration import Registrations
from tests.preflight.odd_packs import pack_of_policy
from tests.preflight.watcher import WATCHER, configured
from tests.recorded import CHAIN, recorded
from tests.registrations import all_of, change, find, with_inputs, without

SUBNET = "aws:ec2/subnet:Subnet"
KEY = "aws:apigateway/usagePlanKey:UsagePlanKey"


def analyzed(registrations: Registrations, *packs: PackChoice | Path) -> Diagnostics:
    choices = [pack if isinstance(pack, PackChoice) else PackChoice(pack) for pack in packs]
    return analyze_with(choices, simulate(registrations.identity, registrations), registrations.identity)


def test_a_pack_says_nothing_of_what_is_in_order() -> None:
    diagnostics = analyzed(recorded(CHAIN), WATCHER)
    assert diagnostics.violations == []
    assert diagnostics.packs == ["watcher"]
    assert [policy.policy for policy in diagnostics.aborted] == ["careless"]
    assert not any(each.mandatory for each in diagnostics.aborted)


def test_a_resource_taken_out_is_gone_with_all_that_pointed_at_it() -> None:
    registrations = recorded(CHAIN)
    plan = find(registrations, "aws:apigateway/usagePlan:UsagePlan")
    less = without(registrations, plan.urn)
    assert len(less) == len(registrations) - 1
    assert plan.urn not in str([(item.dependencies, item.property_dependencies) for item in less])
    assert plan.urn not in {resource.urn for resource in simulate(less.identity, less)}


def test_an_input_changed_is_checked_and_previewed_anew() -> None:
    registrations = recorded(CHAIN)
    balancer = find(registrations, "aws:lb/loadBalancer:LoadBalancer", "nlb")
    altered = with_inputs(
        registrations,
        balancer.urn,
        internal=False,
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic=None,
        securityGroups=None,
    )
    shown = {resource.urn: resource for resource in simulate(altered.identity, altered)}[balancer.urn]
    assert shown.outputs["internal"] is False
    assert shown.outputs["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == wire.UNKNOWN
    assert "securityGroups" not in shown.property_dependencies
    with pytest.raises(LookupError):
        with_inputs(registrations, "urn:nobody", a=1)


def test_finding_registrations() -> None:
    registrations = recorded(CHAIN)
    assert len(all_of(registrations, SUBNET)) == 2
    assert find(registrations, KEY).name == "client"
    with pytest.raises(LookupError, match="2 registrations"):
        find(registrations, SUBNET)


def test_a_second_resource_of_one_urn_is_refused() -> None:
    registrations = recorded(CHAIN)
    twice = change(registrations, find(registrations, KEY).urn, lambda item: item)
    twice = type(twice)(twice.identity, (*twice.items, find(twice, KEY)))
    with pytest.raises(ResourceError, match="two resources have the URN"):
        simulate(twice.identity, twice)


@pytest.mark.parametrize(
    ("config", "violations", "blocked"),
    [
        ("{}", 0, False),
        ('{"count": {"limit": 3}}', 1, True),
        ('{"count": {"limit": 3, "enforcementLevel": "advisory"}}', 1, False),
        ('{"all": "disabled"}', 0, False),
        ('{"careless": "mandatory"}', 0, True),
    ],
)
def test_configuration_gives_levels_and_properties(tmp_path: Path, config: str, violations: int, blocked: bool) -> None:
    diagnostics = analyzed(recorded(CHAIN), configured(tmp_path, config))
    said = [*diagnostics.violations, *diagnostics.aborted]
    assert (len(diagnostics.violations), any(each.mandatory for each in said)) == (violations, blocked)


def test_a_mandatory_policy_that_gave_up_blocks(tmp_path: Path) -> None:
    diagnostics = analyzed(recorded(CHAIN), configured(tmp_path, '{"careless": "mandatory"}'))
    assert [(policy.policy, policy.level) for policy in diagnostics.aborted] == [("careless", "mandatory")]
    assert diagnostics.violations == []


def test_configuration_that_does_not_fit_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(PackConfigError, match="limit: 'many' is not of type 'number'"):
        analyzed(recorded(CHAIN), configured(tmp_path, '{"count": {"limit": "many"}}'))


def test_a_policy_that_raises_is_told_by_its_line(tmp_path: Path) -> None:
    pack = pack_of_policy(
        tmp_path,
        "def wrong(args, report):\n    return 1 / 0\n"
        "policy = StackValidationPolicy(name='wrong', description='d', validate=wrong)",
    )
    with pytest.raises(PackError, match="'odd-pack' raised ZeroDivisionError: division by zero") as raised:
        analyzed(recorded(CHAIN), pack)
    assert raised.value.position == "odd-pack/__main__.py:3"
    assert "Traceback" in raised.value.details


def test_what_a_pack_remediates_is_what_is_judged(tmp_path: Path) -> None:
    pack = pack_of_policy(
        tmp_path,
        "def fix(args):\n"
        "    return {**args.props, 'mapPublicIpOnLaunch': True} if 'subnet' in args.resource_type else None\n"
        "def see(args, report):\n"
        "    report('sees', args.urn) if args.props.get('mapPublicIpOnLaunch') else None\n"
        "policy = ResourceValidationPolicy(name='fix', description='d', validate=see, remediate=fix,\n"
        "    enforcement_level=EnforcementLevel.REMEDIATE)",
    )
    registrations = recorded(CHAIN)
    cidr_only = registrations
    for subnet in all_of(registrations, SUBNET):
        cidr_only = with_inputs(cidr_only, subnet.urn, vpcId="vpc-1")
    diagnostics = analyzed(cidr_only, pack)
    assert sorted(violation.urn.rsplit("::")[-1] for violation in diagnostics.violations) == [
        "net-eu-west-1a",
        "net-eu-west-1b",
    ]
    assert {violation.level for violation in diagnostics.violations} == {"mandatory"}
