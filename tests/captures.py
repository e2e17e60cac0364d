"""Stacks as the real provider shows them (`tests/fixtures/real-plans`), judged by a pack's process."""

import json
from pathlib import Path
from typing import Any

from preflight.analysis import analyze
from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.protocol.resource import Provider, Resource
from preflight.protocol.stack_identity import StackIdentity

FIXTURES = Path(__file__).parent / "fixtures"
REAL_PLANS = FIXTURES / "real-plans"
REAL_ENGINE = FIXTURES / "real-engine"


def read_capture(name: str) -> dict[str, Any]:
    """A capture by its path below real-plans, such as `preview/sound_nlb`."""
    return json.loads((REAL_PLANS / f"{name}.json").read_text(encoding="utf-8"))


def capture_resources(capture: dict[str, Any]) -> list[Resource]:
    """The resources of a capture, after their default provider and the stack as an engine would list them."""
    project, stack, region = capture["project"], capture["stack"], capture["region"]
    root = f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"
    version = capture["providers"].get("pulumi_aws", "7.51.1")
    name = f"default_{version.replace('.', '_')}"
    provider = Provider(
        urn=f"urn:pulumi:{stack}::{project}::pulumi:providers:aws::{name}",
        type="pulumi:providers:aws",
        name=name,
        properties={"region": region, "version": version},
    )
    return [
        Resource(urn=root, type="pulumi:pulumi:Stack", name=f"{project}-{stack}"),
        Resource(
            urn=provider.urn, type=provider.type, name=name, inputs=provider.properties, outputs=provider.properties
        ),
        *(_resource(record, root, provider) for record in capture["resources"]),
    ]


def judge_capture(name: str, pack: Path, settings: dict[str, Any] | None = None) -> Diagnostics:
    """What the pack in the folder `pack` says of a capture."""
    capture = read_capture(name)
    identity = StackIdentity(capture["project"], capture["stack"], preview=capture["mode"] == "preview")
    with Pack.start(pack, identity) as process:
        return analyze(capture_resources(capture), process, settings)


def _resource(record: dict[str, Any], root: str, provider: Provider) -> Resource:
    return Resource(
        urn=record["urn"],
        type=record["type"],
        name=record["name"],
        inputs=record["checked"],
        outputs=record["outputs"],
        parent=record.get("parent", root),
        provider=provider if record["type"].startswith("aws:") else None,
        dependencies=tuple(record["dependencies"]),
        property_dependencies={key: tuple(urns) for key, urns in record["propertyDependencies"].items()},
    )
