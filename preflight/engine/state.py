"""Exported states (`pulumi stack export`): what is deployed, as `pulumi policy analyze` would show it to packs."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from preflight.errors import ReportError
from preflight.files import read_json
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.registration import PROVIDERS
from preflight.protocol.resource import Options, Provider, Resource
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import SECRET, SIGNATURE, UNKNOWN, Properties, Value


@dataclass(frozen=True)
class State:
    """One stack's resources as its last update left them."""

    identity: StackIdentity
    resources: list[Resource]


def read_state(file: Path) -> State:
    """The state in a file. Raises `ReportError`."""
    content = read_json(file)
    entries = _entries(content)
    if entries is None:
        raise ReportError(f"{file} is no exported state", remedy="`pulumi stack export --file FILE` writes one.")
    alive = [entry for entry in entries if not entry.get("delete")]
    providers = {
        f"{entry['urn']}::{entry.get('id')}": entry for entry in alive if str(entry.get("type")).startswith(PROVIDERS)
    }
    resources = [_resource(entry, providers) for entry in alive]
    if not resources:
        raise ReportError(f"{file} holds no resources: nothing is deployed")
    return State(
        StackIdentity(urns.project_of(resources[0].urn), urns.stack_of(resources[0].urn), preview=False), resources
    )


def _entries(content: Value) -> list[dict[str, Any]] | None:
    if not isinstance(content, dict):
        return None
    deployment = content.get("deployment")
    if not isinstance(deployment, dict):
        latest = content.get("checkpoint", {}).get("latest") if isinstance(content.get("checkpoint"), dict) else None
        deployment = latest if isinstance(latest, dict) else {}
    entries = deployment.get("resources")
    if not isinstance(entries, list):
        return None
    if not all(isinstance(entry, dict) and str(entry.get("urn")).startswith("urn:pulumi:") for entry in entries):
        return None
    return entries


def _resource(entry: dict[str, Any], providers: dict[str, dict[str, Any]]) -> Resource:
    urn, type_ = str(entry["urn"]), str(entry.get("type"))
    return Resource(
        urn=urn,
        type=type_,
        name=urns.name_of(urn),
        inputs=_opened(entry.get("inputs") or {}),
        outputs=_opened(entry.get("outputs") or {}),
        parent=str(entry.get("parent") or ""),
        provider=_provider(providers.get(str(entry.get("provider")))),
        dependencies=tuple(entry.get("dependencies") or ()),
        property_dependencies={
            key: tuple(deps) for key, deps in (entry.get("propertyDependencies") or {}).items() if deps
        },
        options=Options(
            protect=bool(entry.get("protect")),
            additional_secret_outputs=tuple(entry.get("additionalSecretOutputs") or ()),
            aliases=tuple(entry.get("aliases") or ()),
        ),
    )


def _provider(entry: dict[str, Any] | None) -> Provider | None:
    if entry is None:
        return None
    urn = str(entry["urn"])
    return Provider(urn, str(entry["type"]), urns.name_of(urn), _opened(entry.get("outputs") or {}))


def _opened(properties: Properties) -> Properties:
    """The properties with exported secrets as they travel; what is still encrypted is unknown here."""

    def opened(part: Value) -> Value:
        if not wire.is_special(part) or part[SIGNATURE] != SECRET or "value" in part:
            return part
        try:
            return wire.secret(json.loads(part["plaintext"]))
        except (KeyError, ValueError, TypeError):
            return UNKNOWN

    return wire.mapped(properties, opened)
