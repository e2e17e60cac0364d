"""A state as `pulumi stack export --show-secrets` would write it, of what a simulated update leaves."""

import json
from pathlib import Path
from typing import Any

from preflight.engine.over import Over
from preflight.engine.simulation import simulated
from preflight.engine.state import State
from preflight.program.program import prepare, record
from preflight.protocol import wire
from preflight.protocol.resource import Resource


def exported(state: State) -> str:
    """The file's text."""
    resources = [_entry(each, state) for each in state.resources]
    return json.dumps({"version": 3, "deployment": {"resources": resources}})


def deployed(folder: Path, stack: str) -> State:
    """What an update of a program leaves."""
    run = prepare(folder, stack, update=True)
    registrations = record(run)
    return simulated(run.identity, registrations, over=Over(folder=run.project.folder)).state


def _entry(resource: Resource, state: State) -> dict[str, Any]:
    options, provider = resource.options, resource.provider
    entry = {
        "urn": resource.urn,
        "type": resource.type,
        "id": resource.id,
        "custom": resource.kind != "component",
        "external": resource.kind == "read",
        "inputs": _shown(resource.inputs),
        "outputs": _shown(resource.outputs),
        "parent": resource.parent,
        "provider": provider and f"{provider.urn}::{state.by_urn[provider.urn].id}",
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "protect": options.protect,
        "additionalSecretOutputs": list(options.additional_secret_outputs),
        "aliases": list(resource.aliases),
        "ignoreChanges": list(options.ignore_changes),
        "retainOnDelete": options.retain_on_delete,
        "deletedWith": options.deleted_with,
    }
    return {key: value for key, value in entry.items() if value or key == "custom"}


def _shown(properties: wire.Properties) -> wire.Value:
    def shown(part: wire.Value) -> wire.Value:
        if not (wire.is_special(part) and part[wire.SIGNATURE] == wire.SECRET):
            return part
        return {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps(part["value"])}

    return wire.mapped(properties, shown)
