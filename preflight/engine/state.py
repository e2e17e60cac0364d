"""States: what a stack's last update left deployed, as an export or a checkpoint of a backend holds it.

A simulated update leaves one, too (`Simulation.state`). Source: pulumi/pulumi `sdk/go/common/apitype/core.go`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from preflight.documents.document import Document, Shape
from preflight.documents.json_reader import read_json, value_of
from preflight.errors import ReportError
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.resource import Kind, Options, Provider, Resource
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import SECRET, SIGNATURE, UNKNOWN, Properties, Value

_REMEDY = "`pulumi stack export --file FILE` writes one."
_VERSIONS = (3, 4)
"""Those of deployments that today's engine writes; older ones it rewrites when it next updates the stack."""


@dataclass(frozen=True)
class State:
    """One stack's resources as its last update left them, in the order in which they were made.

    `encrypted` names the secrets whose value nobody can read offline, `URN#property`; they are unknown here. `pending`
    are operations that an update began and nobody saw the end of: `creating URN`.
    """

    identity: StackIdentity
    resources: list[Resource]
    encrypted: frozenset[str] = field(default=frozenset())
    pending: tuple[str, ...] = ()

    @cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """The resources by URN."""
        return {each.urn: each for each in self.resources}

    @property
    def stack_outputs(self) -> Properties:
        """What the stack exports, as another one's StackReference gets it; secrets stay marked."""
        root = next((each for each in self.resources if each.type == urns.ROOT_TYPE), None)
        return root.outputs if root else {}


class _Entry(Shape):
    """A resource, below `resources`."""

    urn: Annotated[str, AfterValidator(urns.checked)]
    type: str
    id: str | None = None
    custom: bool | None = None
    external: bool | None = None
    delete: bool | None = None
    pending_replacement: bool | None = None
    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    parent: str | None = None
    provider: str | None = None
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None
    protect: bool | None = None
    additional_secret_outputs: list[str] | None = None
    aliases: list[str] | None = None
    ignore_changes: list[str] | None = None
    retain_on_delete: bool | None = None
    deleted_with: str | None = None


class _Pending(Shape):
    """An operation that was going on, below `pending_operations`."""

    type: str
    resource: _Entry


class _Deployment(Shape):
    resources: list[_Entry] | None = None
    pending_operations: list[_Pending] | None = Field(default=None, alias="pending_operations")


class _Exported(Shape):
    """What `pulumi stack export` writes."""

    version: int | None = None
    deployment: _Deployment


class _Checkpoint(Shape):
    latest: _Deployment


class _Stored(Shape):
    """What a backend of one's own keeps: `.pulumi/stacks/PROJECT/STACK.json`, or `.json.gz`."""

    version: int | None = None
    checkpoint: _Checkpoint


def read_state(file: Path, *, name: str = "") -> State:
    """The state in a file, which messages call `name`. Raises `ReportError`."""
    document = read_json(file, ReportError, name=name)
    _refuse_version(document)
    what = "exported state"
    if document.value(("checkpoint",)) is None:
        deployment = document.fit(_Exported, what=what, remedy=_REMEDY).deployment
    else:
        deployment = document.fit(_Stored, what=what, remedy=_REMEDY).checkpoint.latest
    entries = deployment.resources or []
    # What an update deleted and was to make anew, but did not come to, is kept until another one makes it.
    alive = [entry for entry in entries if not (entry.delete or entry.pending_replacement)]
    if not alive:
        raise ReportError("it holds no resources: nothing is deployed", remedy=_REMEDY, position=document.name)
    for place, entry in enumerate(entries):
        for key, properties in (("inputs", entry.inputs), ("outputs", entry.outputs)):
            wrong = wire.formless(properties)
            if wrong:
                raise ReportError(f"resources[{place}].{key}: {wrong}", remedy=_REMEDY, position=document.name)
    _refuse_twice(document, entries)
    providers = {f"{entry.urn}::{entry.id}": entry for entry in alive if entry.type.startswith(urns.PROVIDERS)}
    project, stack = urns.project_of(alive[0].urn), urns.stack_of(alive[0].urn)
    return State(
        StackIdentity(project, stack, preview=False, audit=True),
        [_resource(entry, providers) for entry in alive],
        frozenset(
            f"{entry.urn}#{key}"
            for entry in alive
            for key, value in [*(entry.inputs or {}).items(), *(entry.outputs or {}).items()]
            if _opened(value) != value and wire.has_unknown(_opened(value))
        ),
        tuple(f"{each.type} {each.resource.urn}" for each in deployment.pending_operations or ()),
    )


def exports(file: Path, *, name: str = "") -> Properties:
    """The outputs of the stack whose state is in a file, which messages call `name`. Raises `ReportError`."""
    resources = read_state(file, name=name).resources
    return next((each.outputs for each in resources if each.type == urns.ROOT_TYPE), {})


def _refuse_version(document: Document) -> None:
    version = document.value(("version",))
    if isinstance(version, int) and version not in _VERSIONS:
        raise document.wrong(
            ("version",),
            "of another time than this preflight",
            remedy=f"Allowed: {' and '.join(map(str, _VERSIONS))}. `pulumi stack export` of the current CLI writes it.",
        )


def _refuse_twice(document: Document, entries: Sequence[_Entry]) -> None:
    """Two resources of one URN, of which neither is about to go: engines refuse such a state."""
    first: dict[str, int] = {}
    for place, entry in enumerate(entries):
        if not entry.delete and first.setdefault(entry.urn, place) != place:
            raise ReportError(
                f"resources[{first[entry.urn]}] and [{place}] have one URN, {entry.urn}",
                remedy="`pulumi state repair` mends a state that its engine refuses.",
                position=document.name,
            )


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
            ignore_changes=tuple(entry.ignore_changes or ()),
            additional_secret_outputs=tuple(entry.additional_secret_outputs or ()),
            retain_on_delete=bool(entry.retain_on_delete),
            deleted_with=entry.deleted_with or "",
        ),
        aliases=tuple(entry.aliases or ()),
        id=entry.id or "",
        kind=_kind(entry),
    )


def _kind(entry: _Entry) -> Kind:
    if entry.external:
        return "read"
    return "component" if entry.custom is False else "custom"


def _provider(entry: _Entry | None) -> Provider | None:
    if entry is None:
        return None
    return Provider(entry.urn, entry.type, urns.name_of(entry.urn), _opened(entry.outputs or {}))


def _opened(properties: Value) -> Value:
    """Values with exported secrets as they travel; what is still encrypted is unknown here."""

    def opened(part: Value) -> Value:
        if not wire.is_special(part) or part[SIGNATURE] != SECRET or "value" in part:
            return part
        try:
            return wire.secret(value_of(part["plaintext"]))
        except (KeyError, ValueError, TypeError):
            return UNKNOWN

    return wire.mapped(properties, opened)
