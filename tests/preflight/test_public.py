"""Programs as people publish them run without help, and packs neither praise nor blame what was made up for them."""

import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml

from preflight.answers.given import NOTHING, read_given
from preflight.answers.marks import has_made_up, shown_to_packs
from preflight.engine.over import Over
from preflight.engine.simulation import simulate, simulated
from preflight.program.program import prepare, record
from preflight.protocol.registration import Registrations
from preflight.protocol.resource import Resource
from private_api_guard.judgement import Judgement
from private_api_guard.judgement_file import JudgementFile
from tests.drawn import SOAKED
from tests.policies.in_process import judged, mandatory, undecided
from tests.recorded import ROOT

PUBLIC = ROOT / "tests" / "fixtures" / "public"
REGISTERED = {
    "components": 19,
    "dynamic-provider": 6,
    "existing-network": 16,
    "fargate": 10,
    "loops": 501,
    "random-and-tls": 7,
    "rest-api": 20,
    "s3-folder": 8,
    "stack-references": 3,
    "step-functions": 8,
    "two-regions": 19,
    "typescript-default-network": 7,
    "typescript-library": 12,
    "typescript-serverless": 32,
    "typescript-service": 19,
    "web-server": 4,
}
"""How many resources each program registers, the stack counted."""
# What runs in `make test`, too.
QUICK = {("existing-network", True)}


# What is installed by `make soak` alone, for its size.
TYPED = ROOT / "tests" / "typescript" / "typed" / "node_modules"


@pytest.fixture(autouse=True)
def typed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs in TypeScript find the SDK of AWS, or are skipped."""
    parameters = getattr(request.node, "callspec", None)
    if parameters and str(parameters.params.get("name")).startswith("typescript-"):
        if not (shutil.which("node") and TYPED.is_dir()):
            pytest.skip("needs node, and what `npm ci --prefix tests/typescript/typed` installs")
        monkeypatch.setenv("NODE_PATH", str(TYPED))


@cache
def ran(name: str, *, update: bool, lookups: Path | None = None) -> Registrations:
    run = prepare(PUBLIC / name, "dev", update=update, lookups=lookups)
    return record(run, timeout=120)


def shown(made: Registrations, lookups: Path | None = None) -> list[Resource]:
    given = read_given(lookups) if lookups else NOTHING
    resources = simulate(made.identity, made, given)
    return [shown_to_packs(each) for each in resources] if made.made_up else resources


def test_every_program_has_a_number() -> None:
    assert sorted(path.name for path in PUBLIC.iterdir() if path.is_dir()) == sorted(REGISTERED)


@pytest.mark.parametrize(
    ("name", "update"),
    [
        pytest.param(name, update, marks=() if (name, update) in QUICK else SOAKED)
        for name in REGISTERED
        for update in (False, True)
    ],
)
def test_a_program_runs_without_help(name: str, update: bool) -> None:
    made = ran(name, update=update)
    assert len([each for each in made if each.kind != "read"]) == REGISTERED[name]
    for resource in shown(made):
        assert not (made.made_up and has_made_up([resource.inputs, resource.outputs])), resource.urn


# Of the network that `existing-network` looks up.
FIRST = "10.0.1.0/24"


def network(folder: Path, cidr: str) -> Path:
    """What the program looks up, as it is in an account."""
    subnets = ["subnet-0f0e0d0c0b0a09081", "subnet-0f0e0d0c0b0a09082"]
    results = {
        "getVpc": {"id": "vpc-0f0e0d0c0b0a09080", "cidrBlock": "10.0.0.0/16"},
        "getSubnets": {"ids": subnets},
        "getSubnet": {"cidrBlock": cidr, "vpcId": "vpc-0f0e0d0c0b0a09080"},
        "getVpcEndpoint": {"id": "vpce-0f0e0d0c0b0a0908"},
    }
    entries = [{"token": f"aws:ec2/{name}:{name}", "result": result} for name, result in results.items()]
    file = folder / "lookups.yaml"
    file.write_text(yaml.safe_dump({"lookups": entries}))
    return file


INGRESS, POLICY = "target-sources/no-ingress-for-requests", "endpoint-access/resource-policy-refuses-callers"


def paths(judgement: Judgement) -> list[str]:
    """Whether requests pass each path."""
    return [path["state"] for path in JudgementFile(judgement).as_json()["paths"]]


def test_nothing_is_praised_or_blamed_for_what_was_made_up() -> None:
    """A group that admits a network which was looked up, behind an endpoint that was."""
    found = judged(shown(ran("existing-network", update=True)))
    assert mandatory(found) == set()
    assert {fault for fault, _ in undecided(found)} == {INGRESS, POLICY}
    assert paths(found) == ["unknown"]


def test_what_the_file_gives_is_judged(tmp_path: Path) -> None:
    file = network(tmp_path, FIRST)
    known = ran("existing-network", update=True, lookups=file)
    assert known.assumed == ('aws:ec2/getAmi:getAmi(mostRecent: true, owners: ["amazon"]) in eu-west-1',)
    found = judged(shown(known, file))
    assert (mandatory(found), undecided(found), paths(found)) == (set(), set(), ["open"])


def test_over_a_state_look_ups_are_taken_to_return_what_they_did(tmp_path: Path) -> None:
    file = network(tmp_path, FIRST)
    deployed = ran("existing-network", update=True, lookups=file)
    state = simulated(deployed.identity, deployed, read_given(file)).state
    now = ran("existing-network", update=True)
    planner = simulated(now.identity, now, over=Over(state)).planner
    assert {each.step.operation for each in planner.plan()} == {"same"}
    (note,) = planner.notes
    assert "front.vpcId" in note
