"""What the components set, property by property: how data are kept, who is let in, when somebody is told.

A difference is a change of posture. If it is meant: `make golden`, and let somebody review what it writes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.engine import ROOT, Registered, environment

# The wiring, which golden lists, tests of networks and routes, and the pack itself hold.
WIRING = {
    "aws:apigateway/deployment:Deployment",
    "aws:apigateway/integration:Integration",
    "aws:apigateway/resource:Resource",
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:ec2/eip:Eip",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/subnet:Subnet",
}
STACKS = ["dev", "staging", "prod"]
# Each of these adds kinds of backends or APIs, databases, names, keys of one's own.
EXAMPLES = ["alb", "existing", "http-api", "hybrid", "instances", "openapi", "private", "two-regions"]
FILES = [
    *(ROOT / "stacks" / f"Pulumi.{name}.yaml" for name in STACKS),
    *(ROOT / "examples" / f"Pulumi.{name}.yaml" for name in EXAMPLES),
]


def posture(path: Path) -> dict[str, dict[str, Any]]:
    """The properties of resources, by type and name."""
    found: dict[str, dict[str, Any]] = {}
    for each in environment(path, name=name_of(path)).resources:
        if each.type.startswith("aws:") and each.type not in WIRING:
            found.setdefault(each.type, {})[each.name] = properties(each)
    return found


def properties(resource: Registered) -> dict[str, Any]:
    """What is set, which of it is secret, and whose changes from outside are kept."""
    said = {key: readable(value) for key, value in resource.inputs.items()}
    secret, ignored = resource.secret_inputs | resource.secret_outputs, resource.ignored_changes
    about = {"(secret)": sorted(secret), "(changes ignored)": sorted(ignored)}
    return {**said, **{key: names for key, names in about.items() if names}}


def readable(value: Any) -> Any:
    """JSON documents inside texts as what they say; code as the names of its files."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        return json.loads(value)
    if isinstance(value, Mapping):
        return {key: readable(each) for key, each in value.items()}
    return sorted(value.assets) if hasattr(value, "assets") else value


def name_of(path: Path) -> str:
    return path.name.split(".")[1]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_posture_is_as_accepted(path: Path, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert posture(path) == snapshot(extension_class=JSONSnapshotExtension)
