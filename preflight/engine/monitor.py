# ruff: noqa: N802, ARG002 - gRPC names the methods and gives each a request and a context
"""The engine's side of a running program: the ResourceMonitor and Engine services that the SDK talks to."""

from __future__ import annotations  # older SDKs lack some of the messages, and ask for none of these

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import alias_pb2, callback_pb2, resource_pb2

from preflight.answers.answers import Answers
from preflight.engine.aliases import alias_urns
from preflight.engine.engine import Message
from preflight.engine.options import told
from preflight.engine.over import NEW, Over
from preflight.engine.position import position_of
from preflight.engine.session import Session
from preflight.engine.simulation import Simulation
from preflight.engine.transforms import Draft, Transform, run_transforms
from preflight.errors import PreflightError, ResourceError
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.registration import Registration, Registrations
from preflight.protocol.resource import Options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import grpc

    from preflight.protocol.stack_identity import StackIdentity
    from preflight.protocol.wire import Properties


class Monitor(Session):
    """Answers a program and notes what it registered. Calls arrive from several threads.

    `errors` are those that calls were refused with, `answers` those to its look-ups; `repository` is what places are
    told relative to, `over` what is deployed.
    """

    def __init__(
        self,
        identity: StackIdentity,
        repository: Path,
        *,
        answers: Answers | None = None,
        over: Over = NEW,
        on_message: Callable[[Message], None] = lambda _: None,
    ) -> None:
        super().__init__(identity)
        self.answers = answers or Answers()
        self.simulation = Simulation(identity, self.answers.given, over)
        self.errors: list[PreflightError] = []
        self._on_message = on_message
        self.repository = repository
        self._lock = threading.RLock()
        self._registrations: list[Registration] = []
        self._outputs: dict[str, Properties] = {}
        self._packages: dict[str, tuple[str, str]] = {}
        self._transforms: list[Transform] = []
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._own_transforms: dict[str, list[Transform]] = {}

    @property
    def registrations(self) -> Registrations:
        """What was registered so far."""
        with self._lock:
            items = (
                replace(item, outputs=self._outputs[item.urn]) if item.urn in self._outputs else item
                for item in self._registrations
            )
            return Registrations(self._identity, tuple(items))

    @property
    def gave_outputs(self) -> bool:
        """Whether the program gave the stack's outputs, which SDKs do when all of it ran."""
        return any(urns.type_of(urn) == urns.ROOT_TYPE for urn in self._outputs)

    @property
    def finished(self) -> bool:
        """Whether the program told that it is done; SDKs too old to tell it give the stack's outputs at last."""
        return self.gave_outputs if self.told_end is None else self.told_end

    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        """A resource of the program."""
        if request.remote:
            self._on_message(
                Message("warning", f"{request.type} {request.name} is made by a plugin: nothing in it is seen")
            )
        draft = self._transformed(request)
        registration = self._registration(request, draft)
        with self._lock:
            resource = self.simulation.answer(registration)
            self._registrations.append(registration)
        outputs = registration.inputs if registration.kind == "component" else resource.outputs
        unknown = registration.kind == "custom" and not self.simulation.is_simulated(resource)
        return resource_pb2.RegisterResourceResponse(
            urn=registration.urn,
            id=resource.id if registration.kind == "custom" else "",
            object=_answer(outputs, unknown=unknown),
            result=resource_pb2.Result.SUCCESS,
            unknown=unknown,
        )

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """What a component says of itself."""
        outputs = wire.without_outputs(wire.from_struct(request.outputs))
        with self._lock:
            self._outputs[request.urn] = outputs
            self.simulation.set_outputs(request.urn, outputs)
        return empty_pb2.Empty()

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ReadResourceResponse:
        """A resource that exists elsewhere."""
        package, version = self._package(request.packageRef, request.type, request.version)
        registration = Registration(
            kind="read",
            urn=self._urn(request.parent, request.type, request.name),
            type=request.type,
            name=request.name,
            parent=request.parent,
            inputs=wire.without_outputs(wire.from_struct(request.properties)),
            dependencies=tuple(request.dependencies),
            provider=request.provider,
            version=version,
            options=Options(additional_secret_outputs=tuple(request.additionalSecretOutputs)),
            id=request.id,
            position=position_of(self.repository, request.sourcePosition, request.stackTrace),
        )
        with self._lock:
            if not request.provider and package != "pulumi":
                self.simulation.default_provider(package, version)
            resource = self.simulation.answer(registration)
            self._registrations.append(registration)
        unknown = not self.simulation.is_simulated(resource)
        return resource_pb2.ReadResourceResponse(
            urn=registration.urn,
            properties=_answer(resource.outputs, unknown=unknown),
            id=resource.id,
            result=resource_pb2.Result.SUCCESS,
            unknown=unknown,
        )

    def ExistsResource(
        self, request: resource_pb2.ExistsResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ExistsResourceResponse:
        """Only the cloud knows."""
        return resource_pb2.ExistsResourceResponse(unknown=True)

    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ResourceInvokeResponse:
        """A look-up: unknown where it waits for what is to be created, answered otherwise."""
        arguments = wire.from_struct(request.args)
        with self._lock:
            if request.tok == "pulumi:pulumi:getResource":
                return self._get_resource(arguments)
            if any(self._pending(urn) for urn in request.dependsOn):
                return resource_pb2.ResourceInvokeResponse(unknown=True)
            found = self.answers.look_up(request.tok, arguments, self._region(request))
        if found is None:
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        return _found(found)

    def Call(self, request: resource_pb2.ResourceCallRequest, context: grpc.ServicerContext) -> object:
        """A method of a component that a plugin makes, which offline nobody runs."""
        raise ResourceError(f"{request.tok} is a method of a plugin; offline nobody runs it")

    def RegisterPackage(
        self, request: resource_pb2.RegisterPackageRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterPackageResponse:
        """A parameterized package."""
        parameters = request.parameterization
        package = (parameters.name, parameters.version) if parameters.name else (request.name, request.version)
        reference = f"package-{'-'.join(package)}"
        with self._lock:
            self._packages[reference] = package
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def RegisterStackTransform(self, request: callback_pb2.Callback, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """A function of the program that may change every resource."""
        with self._lock:
            self._transforms.append(Transform(request.target, request.token))
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(
        self, request: callback_pb2.Callback, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """A function of the program that may change lookups; what a lookup is asked hardly matters offline."""
        return empty_pb2.Empty()

    def RegisterResourceHook(
        self, request: resource_pb2.RegisterResourceHookRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Hooks run when something is really made; nothing is."""
        return empty_pb2.Empty()

    def RegisterErrorHook(
        self, request: resource_pb2.RegisterErrorHookRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """As above."""
        return empty_pb2.Empty()

    def _transformed(self, request: resource_pb2.RegisterResourceRequest) -> Draft:
        draft = Draft.of(request)
        own = [Transform(callback.target, callback.token) for callback in request.transforms]
        with self._lock:
            inherited = self._own_transforms.get(request.parent, [])
            transforms = [*own, *inherited, *self._transforms]
        if transforms and request.type != urns.ROOT_TYPE:
            draft = run_transforms(transforms, draft)
        with self._lock:
            self._own_transforms[self._urn(request.parent, request.type, request.name)] = [*own, *inherited]
        return draft

    def _registration(self, request: resource_pb2.RegisterResourceRequest, draft: Draft) -> Registration:
        _, version = self._package(request.packageRef, request.type, draft.options.version)
        options = draft.options
        urn = self._urn(request.parent, request.type, request.name)
        given = [*options.aliases, *(alias_pb2.Alias(urn=each) for each in request.aliasURNs)]
        with self._lock:
            aliases = alias_urns(urn, request.parent, self._aliases.get(request.parent, ()), given)
            self._aliases[urn] = aliases
        return Registration(
            kind="custom" if request.custom else "component",
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            inputs=draft.inputs,
            dependencies=draft.dependencies,
            property_dependencies={key: deps for key, deps in draft.property_dependencies.items() if deps},
            provider=options.provider,
            version=version,
            options=told(options),
            id=request.importId,
            aliases=aliases,
            position=position_of(self.repository, request.sourcePosition, request.stackTrace),
        )

    def _urn(self, parent: str, type_: str, name: str) -> str:
        return urns.compose(self._identity.stack, self._identity.project, parent, type_, name)

    def _package(self, reference: str, type_: str, version: str) -> tuple[str, str]:
        with self._lock:
            return self._packages.get(reference, (urns.package_of(type_), version))

    def _get_resource(self, arguments: Properties) -> resource_pb2.ResourceInvokeResponse:
        resource = self.simulation.known(str(arguments.get("urn")))
        if resource is None:
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        return _found({"urn": resource.urn, "id": resource.id, "state": resource.outputs})

    def _pending(self, urn: str) -> bool:
        """Whether a preview has yet to create something."""
        resource = self.simulation.known(urn)
        return self._identity.preview and resource is not None and resource.provider is not None and not resource.id

    def _region(self, request: resource_pb2.ResourceInvokeRequest) -> str:
        registration = Registration(
            kind="custom", urn="", type=request.tok, name="", provider=request.provider, version=request.version
        )
        provider = self.simulation.provider_of(registration) if registration.package == "aws" else None
        region = provider.properties.get("region") if provider else None
        return region if isinstance(region, str) and not wire.is_unknown(region) else "us-east-1"


def _answer(outputs: Properties, *, unknown: bool) -> struct_pb2.Struct:
    """What a program is told of outputs; with `unknown`, an SDK takes what is missing for unknown, in an update too."""
    told = {key: value for key, value in outputs.items() if key not in {"id", "urn"}}
    return wire.to_struct({key: value for key, value in told.items() if not (unknown and wire.is_unknown(value))})


def _found(properties: Properties) -> resource_pb2.ResourceInvokeResponse:
    response = resource_pb2.ResourceInvokeResponse()
    getattr(response, "return").CopyFrom(wire.to_struct(properties))  # the field's name is a keyword
    return response
