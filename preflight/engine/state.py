"""Exported states (`pulumi stack export`): what is deployed, as `pulumi policy analyze` would show it to packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator

from preflight.documents.document import Shape
from preflight.documents.json_reader import read_json, value_of
from preflight.errors import ReportError
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


class _Entry(Shape):
    """A resource, below `resources`."""

    urn: Annotated[str, AfterValidator(urns.checked)]
    type: str
    id: str | None = None
    delete: bool | None = None
    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    parent: str | None = None
    provider: str | None = None
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None
    protect: bool | None = None
    additional_secret_outputs: list[str] | None = None
    aliases: list[str] | None = None


class _Deployment(Shape):
    resources: list[_Entry]


class _Exported(Shape):
    """What `pulumi stack export` writes."""

    deployment: _Deployment


class _Checkpoint(Shape):
    latest: _Deployment


class _Stored(Shape):
    """What a backend of one's own keeps: `.pulumi/stacks/PROJECT/STACK.json`."""

    checkpoint: _Checkpoint


def read_state(file: Path, *, name: str = "") -> State:
    """The state in a file, which messages call `name`. Raises `ReportError`."""
    document = read_json(file, ReportError, name=name)
    what, remedy = "exported state", "`pulumi stack export --file FILE` writes one."
    if document.value(("checkpoint",)) is None:
        deployment = document.fit(_Exported, what=what, remedy=remedy).deployment
    else:
        deployment = document.fit(_Stored, what=what, remedy=remedy).checkpoint.latest
    alive = [entry for entry in deployment.resources if not entry.delete]
    providers = {f"{entry.urn}::{entry.id}": entry for entry in alive if entry.type.startswith(PROVIDERS)}
    resources = [_resource(entry, providers) for entry in alive]
    if not resources:
        raise ReportError("it holds no resources: nothing is deployed", position=document.name)
    for place, entry in enumerate(deployment.resources):
        for key, properties in (("inputs", entry.inputs), ("outputs", entry.outputs)):
            wrong = wire.formless(properties)
            if wrong:
                raise ReportError(f"resources[{place}].{key}: {wrong}", remedy=remedy, position=document.name)
    project, stack = urns.project_of(resources[0].urn), urns.stack_of(resources[0].urn)
    return State(StackIdentity(project, stack, preview=False, audit=True), resources)


def _resource(entry: _Entry, providers: Mapping[str, _Entry]) -> Resource:
    return Resource(
        urn=entry.urn,
        type=entry.type,
        name=urns.name_of(entry.urn),
        inputs=_opened(entry.inputs or {}),
        outputs=_opened(entry.outputs or {}),
        parent=entry.parent or "",
        provider=_provider(providers.get(entry.provider or "")),
        dependencies=tuple(entry.dependencies or ()),
        property_dependencies={key: tuple(deps) for key, deps in (entry.property_dependencies or {}).items() if deps},
        options=Options(
            protect=bool(entry.protect),
            additional_secret_outputs=tuple(entry.additional_secret_outputs or ()),
        ),
        aliases=tuple(entry.aliases or ()),
    )


def _provider(entry: _Entry | None) -> Provider | None:
    if entry is None:
        return None
    return Provider(entry.urn, entry.type, urns.name_of(entry.urn), _opened(entry.outputs or {}))


def _opened(properties: Properties) -> Properties:
    """The properties with exported secrets as they travel; what is still encrypted is unknown here."""

    def opened(part: Value) -> Value:
        if not wire.is_special(part) or part[SIGNATURE] != SECRET or "value" in part:
            return part
        try:
            return wire.secret(value_of(part["plaintext"]))
        except (KeyError, ValueError, TypeError):
            return UNKNOWN

    return wire.mapped(properties, opened)
