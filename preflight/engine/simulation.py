"""The answers of an engine and its providers to registrations, without a cloud.

An answer depends on the registration and on what was answered before, never on chance: the same registrations, changed
in one place, can be answered again.
"""

import os
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from preflight.answers.given import NOTHING, Given
from preflight.answers.stand_in import read_as
from preflight.engine.assets import hashed
from preflight.engine.over import NEW, Over
from preflight.engine.planner import Planner
from preflight.engine.state import State
from preflight.errors import ResourceError
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.registration import Registration
from preflight.protocol.resource import Provider, Resource, sent
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import UNKNOWN, Properties
from preflight.provider.bridge import Bridge
from preflight.provider.create import World
from preflight.provider.preview import planned
from preflight.provider.schema import schema_of

_NONE: Mapping[str, Sequence[str]] = {}
_STACK_REFERENCE = "pulumi:pulumi:StackReference"


@dataclass
class Simulation:
    """One preview or simulated update of a stack, over what is deployed. Not safe to use from several threads.

    `decided` are the outputs that providers decide, by type, of types without a schema.
    """

    identity: StackIdentity
    given: Given = NOTHING
    over: Over = NEW
    decided: Mapping[str, Sequence[str]] = field(default_factory=dict)
    world: World = field(default_factory=dict)
    _resources: dict[str, Resource] = field(default_factory=dict)
    _reads: dict[str, Resource] = field(default_factory=dict)
    _providers: dict[str, Provider] = field(default_factory=dict)
    planner: Planner = field(init=False)

    def __post_init__(self) -> None:
        self.planner = Planner(self.over)
        for each in self.over.state.resources if self.over.state else ():
            if each.id:
                self.world[each.id] = wire.in_clear(each.outputs)

    @property
    def resources(self) -> list[Resource]:
        """What the engine shows packs: everything registered, default providers included; not what was only read.

        Over what is deployed, also what it lists though the program did not register it.
        """
        others = (each for each in self.planner.listed_too() if each.urn not in self._resources)
        return [*self._resources.values(), *others]

    @property
    def state(self) -> State:
        """What is deployed after a simulated update: what an export of the stack would hold."""
        made = [*self._resources.values(), *self._reads.values()]
        return State(self.identity, [replace(each, inputs=hashed(each.inputs, self.over.folder)) for each in made])

    def answer(self, registration: Registration) -> Resource:
        """The resource that becomes of a registration. Raises `ResourceError` where the engine would refuse it."""
        _refuse_formless(registration.urn, registration.inputs, registration.position)
        if registration.kind == "read":
            resource = self.planner.read(registration, self._read(registration))
            self._reads[registration.urn] = resource
            return resource
        if registration.urn in self._resources:
            raise _duplicate(registration, self._resources[registration.urn])
        if registration.kind == "component":
            resource = self._component(registration)
        elif registration.type.startswith(urns.PROVIDERS):
            resource = self._explicit_provider(registration)
        else:
            resource = self._custom(registration)
        self._resources[registration.urn] = resource
        return resource

    def set_outputs(self, urn: str, outputs: Properties) -> None:
        """What a component registered as its outputs. Raises `ResourceError`."""
        resource = self._resources.get(urn)
        if resource is None:
            raise ResourceError(f"{urn} has outputs, but was not registered")
        _refuse_formless(urn, outputs, resource.position)
        self._resources[urn] = replace(resource, outputs={**resource.outputs, **outputs})

    def known(self, urn: str) -> Resource | None:
        """What was registered or read under a URN."""
        return self._resources.get(urn) or self._reads.get(urn)

    def is_simulated(self, resource: Resource) -> bool:
        """Whether the outputs are all that a provider would give; those of a type that nobody observed are not."""
        schema = schema_of(resource.type)
        return resource.type.startswith(urns.PROVIDERS) or (schema is not None and schema.observed)

    def provider_of(self, registration: Registration) -> Provider:
        """The provider instance of a registration; a default one is made when it is first needed."""
        if registration.provider:
            found = self._providers.get(urns.of_reference(registration.provider))
            if found:
                return found
        return self.default_provider(registration.package, registration.version)

    def default_provider(self, package: str, version: str) -> Provider:
        """The default provider of a package and version, configured from the stack's configuration."""
        kind = f"{urns.PROVIDERS}{package}"
        name = "default" + (f"_{''.join(c if c.isalnum() else '_' for c in version)}" if version else "")
        urn = urns.compose(self.identity.stack, self.identity.project, "", kind, name)
        if urn not in self._providers:
            prefix = f"{package}:"
            properties: Properties = {
                key.removeprefix(prefix): wire.secret(value) if key in self.identity.secret_keys else value
                for key, value in self.identity.config.items()
                if key.startswith(prefix)
            }
            region = _region_of_environment() if package == "aws" else ""
            if package == "aws" and "region" not in properties:
                region = region or self.planner.region_deployed(kind)
            if region:
                properties.setdefault("region", region)
            if version:
                properties["version"] = version
            made = Registration("custom", urn, kind, name)
            self._enter_provider(made, Resource(urn=urn, type=kind, name=name), properties)
        return self._providers[urn]

    def _enter_provider(self, registration: Registration, resource: Resource, properties: Properties) -> Resource:
        made = "" if self.identity.preview else str(uuid.uuid5(uuid.NAMESPACE_URL, resource.urn))
        entered = self.planner.plain(
            registration,
            replace(resource, inputs={**properties, "__internal": {}}, outputs=properties, id=made),
        )
        self._resources[resource.urn] = entered
        self._providers[resource.urn] = Provider(resource.urn, resource.type, resource.name, properties)
        return entered

    def _explicit_provider(self, registration: Registration) -> Resource:
        properties = dict(registration.inputs)
        if registration.version:
            properties["version"] = registration.version
        return self._enter_provider(registration, _resource(registration, None), registration.with_secrets(properties))

    def _component(self, registration: Registration) -> Resource:
        outputs = dict(registration.outputs or {})
        made = replace(_resource(registration, None), inputs=registration.inputs, outputs=outputs)
        return self.planner.plain(registration, made)

    def _custom(self, registration: Registration) -> Resource:
        provider = self.provider_of(registration)
        bridge = Bridge(
            registration.type,
            registration.urn,
            registration.name,
            provider.properties,
            preview=self.identity.preview,
            world=self.world,
            decided=self.decided.get(registration.type, ()),
        )
        return self.planner.custom(registration, _resource(registration, provider), bridge)

    def _read(self, registration: Registration) -> Resource:
        """What `.get()` returns: the id that was asked for, and what the program said of the rest.

        What a state has of it is what the cloud said when the stack was last updated.
        """
        resource = replace(
            _resource(registration, None), id="" if wire.is_unknown(registration.id) else registration.id
        )
        state = {key: value for key, value in registration.inputs.items() if value is not None}
        old = self.over.state.by_urn.get(registration.urn) if self.over.state else None
        schema = schema_of(registration.type)
        given = self.given.properties(registration.type, registration.id)
        exported = self.given.stack_references.get(str(wire.in_clear(state.get("name"))))
        if exported is not None and registration.type == _STACK_REFERENCE:
            secret = [name for name, value in exported.items() if wire.is_secret(value)]
            outputs = {**state, "outputs": exported, "secretOutputNames": secret}
        elif old and old.kind == "read" and old.id == registration.id:
            outputs = old.outputs
        elif registration.type == _STACK_REFERENCE:
            # What is in no file nobody here knows, in an update either.
            outputs = {**state, "outputs": UNKNOWN, "secretOutputNames": UNKNOWN}
        elif schema is None:
            outputs = state
        elif self.identity.preview or not resource.id:
            outputs = {key: value for key, value in planned(schema, state).items() if value is not None}
        else:
            region = str(wire.in_clear(self.provider_of(registration).properties.get("region")) or "us-east-1")
            outputs = {**read_as(schema, registration.id, wire.in_clear(state), region), **state}
            self.world[registration.id] = wire.in_clear(outputs)
        if given is not None:
            outputs = {**outputs, **given}
            self.world[registration.id] = wire.in_clear(outputs)
        if resource.id:
            outputs = {**outputs, "id": registration.id}
        return replace(resource, inputs=state, outputs=registration.with_secrets(outputs))


def simulated(
    identity: StackIdentity,
    registrations: Iterable[Registration],
    given: Given = NOTHING,
    over: Over = NEW,
    decided: Mapping[str, Sequence[str]] = _NONE,
) -> Simulation:
    """The preview or update of a program that registered these, where a file has given what is read."""
    simulation = Simulation(identity, given, over, decided)
    for registration in registrations:
        simulation.answer(registration)
    return simulation


def simulate(identity: StackIdentity, registrations: Iterable[Registration], given: Given = NOTHING) -> list[Resource]:
    """What packs get to see of registrations, of a new stack."""
    return simulated(identity, registrations, given).resources


def remediated(resource: Resource, inputs: Properties) -> Resource:
    """A resource whose inputs a pack changed: its outputs follow them."""
    schema = schema_of(resource.type)
    if not resource.outputs:
        return replace(resource, inputs=inputs)
    if schema and wire.is_unknown(resource.outputs.get("id")):
        return replace(resource, inputs=inputs, outputs=planned(schema, inputs))
    return replace(resource, inputs=inputs, outputs={**resource.outputs, **sent(inputs)})


def _resource(registration: Registration, provider: Provider | None) -> Resource:
    return Resource(
        urn=registration.urn,
        type=registration.type,
        name=registration.name,
        parent=registration.parent,
        provider=replace(provider, properties=sent(provider.properties)) if provider else None,
        dependencies=registration.dependencies,
        property_dependencies=registration.property_dependencies,
        options=registration.options,
        aliases=registration.aliases,
        position=registration.position,
        kind=registration.kind,
    )


def _region_of_environment() -> str:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        region = os.environ.get(name, "")
        if region and not re.fullmatch(r"[A-Za-z0-9-]+", region):
            raise ResourceError(f"the environment variable {name} is {region!r}", remedy="Allowed: such as eu-west-1.")
        if region:
            return region
    return ""


def _refuse_formless(urn: str, properties: Properties, position: str) -> None:
    wrong = wire.formless(properties)
    if wrong:
        raise ResourceError(f"{urn}: {wrong}", position=position)


def _duplicate(registration: Registration, first: Resource) -> ResourceError:
    where = f", first at {first.position}" if first.position else ""
    return ResourceError(
        f"two resources have the URN {registration.urn}{where}",
        remedy="Give one of them another logical name, or another parent.",
        position=registration.position,
    )
