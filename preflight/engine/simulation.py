"""The answers of an engine and its providers to registrations, without a cloud.

An answer depends on the registration and on what was answered before, never on chance: the same registrations, changed
in one place, can be answered again.
"""

import os
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from preflight.answers.given import NOTHING, Given
from preflight.errors import ResourceError
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.registration import PROVIDERS, Registration
from preflight.protocol.resource import Provider, Resource, sent
from preflight.protocol.stack_identity import StackIdentity
from preflight.protocol.wire import UNKNOWN, Properties
from preflight.provider.check import checked
from preflight.provider.create import World, created
from preflight.provider.preview import planned
from preflight.provider.schema import is_aws, schema_of


@dataclass
class Simulation:
    """One preview or simulated update of a stack. Not safe to use from several threads."""

    identity: StackIdentity
    given: Given = NOTHING
    world: World = field(default_factory=dict)
    _resources: dict[str, Resource] = field(default_factory=dict)
    _reads: dict[str, Resource] = field(default_factory=dict)
    _providers: dict[str, Provider] = field(default_factory=dict)

    @property
    def resources(self) -> list[Resource]:
        """What the engine shows packs: everything registered, default providers included; not what was only read."""
        return list(self._resources.values())

    def answer(self, registration: Registration) -> Resource:
        """The resource that becomes of a registration. Raises `ResourceError` where the engine would refuse it."""
        _refuse_formless(registration.urn, registration.inputs, registration.position)
        if registration.kind == "read":
            resource = self._read(registration)
            self._reads[registration.urn] = resource
            return resource
        if registration.urn in self._resources:
            raise _duplicate(registration, self._resources[registration.urn])
        if registration.kind == "component":
            resource = self._component(registration)
        elif registration.type.startswith(PROVIDERS):
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

    def id_of(self, resource: Resource) -> str:
        """The id that the program is told, empty where it is not known yet."""
        if resource.type.startswith(PROVIDERS):
            return "" if self.identity.preview else str(uuid.uuid5(uuid.NAMESPACE_URL, resource.urn))
        value = resource.outputs.get("id")
        return value if isinstance(value, str) and not wire.is_unknown(value) else ""

    def is_simulated(self, resource: Resource) -> bool:
        """Whether the outputs are all that a provider would give; those of a type that nobody observed are not."""
        schema = schema_of(resource.type)
        return resource.type.startswith(PROVIDERS) or (schema is not None and schema.observed)

    def provider_of(self, registration: Registration) -> Provider:
        """The provider instance of a registration; a default one is made when it is first needed."""
        if registration.provider:
            found = self._providers.get(urns.of_reference(registration.provider))
            if found:
                return found
        return self.default_provider(registration.package, registration.version)

    def default_provider(self, package: str, version: str) -> Provider:
        """The default provider of a package and version, configured from the stack's configuration."""
        kind = f"{PROVIDERS}{package}"
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
            if region:
                properties.setdefault("region", region)
            if version:
                properties["version"] = version
            self._enter_provider(Resource(urn=urn, type=kind, name=name), properties)
        return self._providers[urn]

    def _enter_provider(self, resource: Resource, properties: Properties) -> Resource:
        entered = replace(resource, inputs={**properties, "__internal": {}}, outputs=properties)
        self._resources[resource.urn] = entered
        self._providers[resource.urn] = Provider(resource.urn, resource.type, resource.name, properties)
        return entered

    def _explicit_provider(self, registration: Registration) -> Resource:
        properties = dict(registration.inputs)
        if registration.version:
            properties["version"] = registration.version
        return self._enter_provider(_resource(registration, None), _with_secrets(properties, registration))

    def _component(self, registration: Registration) -> Resource:
        return replace(
            _resource(registration, None), inputs=registration.inputs, outputs=dict(registration.outputs or {})
        )

    def _custom(self, registration: Registration) -> Resource:
        provider = self.provider_of(registration)
        resource = _resource(registration, provider)
        if wire.has_unknown(provider.properties):
            # The engine asks an unconfigured provider nothing: raw inputs, and an empty preview.
            return replace(resource, inputs=registration.inputs, outputs={})
        schema = schema_of(registration.type)
        if schema is None:
            return self._foreign(registration, resource, provider)
        inputs = checked(schema, registration.urn, registration.name, registration.inputs, provider.properties)
        if self.identity.preview:
            outputs = planned(schema, inputs)
        else:
            outputs = created(schema, registration.urn, inputs, provider.properties, self.world)
            self.world[outputs["id"]] = wire.in_clear(outputs)
            if schema.module == "apigateway" and "rootResourceId" in outputs:
                self.world[outputs["rootResourceId"]] = {"path": "/"}
        return replace(resource, inputs=inputs, outputs=_with_secrets(outputs, registration))

    def _foreign(self, registration: Registration, resource: Resource, provider: Provider) -> Resource:
        """A type without a schema: the inputs come back, the rest is unknown until it exists."""
        inputs = {key: value for key, value in registration.inputs.items() if value is not None}
        region = provider.properties.get("region")
        if is_aws(registration.type) and region and "region" not in inputs:
            inputs["region"] = region
        made = str(uuid.uuid5(uuid.NAMESPACE_URL, registration.urn)) if not self.identity.preview else UNKNOWN
        outputs = {**inputs, "id": made}
        if not self.identity.preview:
            self.world[made] = wire.in_clear(outputs)
        return replace(resource, inputs=inputs, outputs=_with_secrets(outputs, registration))

    def _read(self, registration: Registration) -> Resource:
        """What `.get()` returns: the id that was asked for, and what the program said of the rest."""
        resource = _resource(registration, None)
        state = {key: value for key, value in registration.inputs.items() if value is not None}
        schema = schema_of(registration.type)
        given = self.given.properties(registration.type, registration.id)
        if registration.type == "pulumi:pulumi:StackReference":
            # What is in no file nobody here knows, in an update either.
            exported = self.given.stack_references.get(str(wire.in_clear(state.get("name"))))
            names = UNKNOWN if exported is None else []
            outputs = {**state, "outputs": UNKNOWN if exported is None else exported, "secretOutputNames": names}
        elif schema is None:
            outputs = state
        elif self.identity.preview:
            outputs = {key: value for key, value in planned(schema, state).items() if value is not None}
        else:
            provider = self.provider_of(registration)
            outputs = created(schema, registration.urn, state, provider.properties, self.world)
            arn = outputs.get("arn")
            if isinstance(arn, str):
                outputs["arn"] = arn.replace(str(outputs["id"]), registration.id)
            self.world[registration.id] = wire.in_clear(outputs)
        if given is not None:
            outputs = {**outputs, **given}
            self.world[registration.id] = wire.in_clear(outputs)
        if not wire.is_unknown(registration.id):
            outputs = {**outputs, "id": registration.id}
        return replace(resource, inputs=state, outputs=_with_secrets(outputs, registration))


def simulate(identity: StackIdentity, registrations: Iterable[Registration], given: Given = NOTHING) -> list[Resource]:
    """What packs get to see of registrations, where a file has given what is read."""
    simulation = Simulation(identity, given)
    for registration in registrations:
        simulation.answer(registration)
    return simulation.resources


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
    )


def _with_secrets(outputs: Properties, registration: Registration) -> Properties:
    """The outputs, marked as secret where the inputs were or the program said so."""
    secret = {key for key, value in registration.inputs.items() if wire.is_secret(value)}
    secret |= set(registration.options.additional_secret_outputs)
    return {key: wire.secret(value) if key in secret else value for key, value in outputs.items()}


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
