"""A waiver beside the code: what it registers, and what the pack makes of that."""

import datetime
import subprocess
import sys
from pathlib import Path

import pulumi_aws as aws
import pytest

from components import Waiver, WaiverArgs
from preflight.protocol.resource import Resource
from tests.drawn import soaked
from tests.engine import ROOT, Recording, record
from tests.policies.in_process import judged

TODAY = datetime.datetime.now(datetime.UTC).date()
FAULT = "load-balancer/target-group-without-port"
PROGRAM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pulumi_aws as aws
from components import Waiver, WaiverArgs
group = aws.lb.TargetGroup("orders", protocol="HTTP", target_type="ip", vpc_id="vpc-0123456789abcdef0")
args = WaiverArgs(fault={FAULT!r}, resource=group, reason="in spring", expires="DAY", owner="team-a")
Waiver("orders-without-port", args)
"""


def recorded(resource: str | None = None, *, preview: bool = True) -> Recording:
    def program() -> None:
        group = aws.lb.TargetGroup("orders", protocol="HTTP", target_type="ip", vpc_id="vpc-0123456789abcdef0")
        args = WaiverArgs(
            fault=FAULT, resource=resource or group, reason="in spring", expires=str(TODAY), owner="team-a"
        )
        Waiver("orders-without-port", args)

    return record(program, preview=preview)


@pytest.mark.parametrize("preview", [True, False])
def test_it_names_a_resource_by_its_urn_and_leaves_it_as_it_is(preview: bool) -> None:
    made = recorded(preview=preview)
    group = made.one("TargetGroup")
    told = {"fault": FAULT, "resource": group.urn, "reason": "in spring", "expires": str(TODAY), "owner": "team-a"}
    waiver = made.one("Waiver")
    assert dict(waiver.inputs) == dict(made.outputs[waiver.urn]) == told
    assert set(group.inputs) == {"protocol", "targetType", "vpcId"}


@pytest.mark.parametrize("resource", [None, "orders", "ord*"])
def test_the_pack_waives_what_it_names(resource: str | None) -> None:
    made = recorded(resource)
    judgement = judged(
        Resource(each.urn, each.type, each.name, inputs=dict(each.inputs), outputs=dict(each.inputs))
        for each in made.resources
    )
    judgement.waive({}, TODAY)
    assert judgement.of("load-balancer") == []
    assert [each.fault.id for each in judgement.of("waivers")] == ["waivers/in-force"]


@soaked
@pytest.mark.parametrize(("days", "status"), [(1, 0), (-1, 1)])
def test_a_program_that_has_one_is_judged_by_the_packs_process(tmp_path: Path, days: int, status: int) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")
    (tmp_path / "__main__.py").write_text(PROGRAM.replace("DAY", str(TODAY + datetime.timedelta(days=days))))
    command = [sys.executable, "-c", "from preflight.cli import main; main()", "check", tmp_path]
    done = subprocess.run(
        [*command, "--policy-pack", ROOT / "policies"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == status, done.stderr
    assert ("waived: 1 mandatory" in done.stdout) is (status == 0)
