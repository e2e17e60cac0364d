"""Transforms: functions of the program that may change a registration before anything else sees it.

As in the engine, properties travel to them as output values that carry their dependencies; what the returned values
carry is added to what the registration said of each property.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import grpc
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from preflight.errors import ResourceError
from preflight.protocol import wire
from preflight.protocol.channel import CHANNEL_OPTIONS, details_of
from preflight.protocol.wire import OUTPUT, SIGNATURE, Properties, Value

_SECONDS = 60.0


@dataclass(frozen=True)
class Transform:
    """A callback into the program: the address of its server, and the function's token."""

    target: str
    token: str


@dataclass(frozen=True)
class Draft:
    """A registration that transforms may still change."""

    type: str
    name: str
    custom: bool
    parent: str
    inputs: Properties
    dependencies: tuple[str, ...]
    property_dependencies: Mapping[str, tuple[str, ...]]
    options: resource_pb2.TransformResourceOptions

    @classmethod
    def of(cls, request: resource_pb2.RegisterResourceRequest) -> "Draft":
        """What the program sent."""
        options = resource_pb2.TransformResourceOptions(
            depends_on=request.dependencies,
            protect=request.protect,
            ignore_changes=request.ignoreChanges,
            replace_on_changes=request.replaceOnChanges,
            version=request.version,
            aliases=request.aliases,
            provider=request.provider,
            custom_timeouts=request.customTimeouts,
            plugin_download_url=request.pluginDownloadURL,
            retain_on_delete=request.retainOnDelete,
            deleted_with=request.deletedWith,
            additional_secret_outputs=request.additionalSecretOutputs,
            providers=request.providers,
            replace_with=request.replace_with,
        )
        if request.deleteBeforeReplaceDefined:
            options.delete_before_replace = request.deleteBeforeReplace
        received = wire.from_struct(request.object)
        return cls(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            inputs=wire.without_outputs(received),
            dependencies=tuple(request.dependencies),
            property_dependencies={key: tuple(deps.urns) for key, deps in request.propertyDependencies.items()},
            options=options,
        )


def run_transforms(transforms: Sequence[Transform], draft: Draft) -> Draft:
    """The draft after each of the functions: the resource's own first, its parents', then the stack's."""
    properties = _upgraded(draft.inputs, draft.property_dependencies)
    options = draft.options
    for transform in transforms:
        request = resource_pb2.TransformRequest(
            type=draft.type,
            name=draft.name,
            custom=draft.custom,
            parent=draft.parent,
            properties=wire.to_struct(properties),
            options=options,
        )
        response = _call(transform, request, draft)
        properties = wire.from_struct(response.properties)
        if response.HasField("options"):
            options = response.options
    dependencies = {
        key: tuple(sorted(_dependencies(value).union(draft.property_dependencies.get(key, ()))))
        for key, value in properties.items()
    }
    everything = dict.fromkeys([*options.depends_on, *(urn for urns in dependencies.values() for urn in urns)])
    return replace(
        draft,
        inputs=wire.without_outputs(properties),
        dependencies=tuple(everything),
        property_dependencies=dependencies,
        options=options,
    )


def _call(transform: Transform, request: resource_pb2.TransformRequest, draft: Draft) -> resource_pb2.TransformResponse:
    with grpc.insecure_channel(transform.target, options=CHANNEL_OPTIONS) as channel:
        callback = callback_pb2.CallbackInvokeRequest(token=transform.token, request=request.SerializeToString())
        try:
            answer = callback_pb2_grpc.CallbacksStub(channel).Invoke(callback, timeout=_SECONDS)
        except grpc.RpcError as error:
            raise ResourceError(f"a transform of {draft.type} {draft.name!r} raised: {details_of(error)}") from None
    return resource_pb2.TransformResponse.FromString(answer.response)


def _upgraded(properties: Properties, dependencies: Mapping[str, Iterable[str]]) -> Properties:
    result = {}
    for key, value in properties.items():
        urns = sorted(dependencies.get(key, ()))
        result[key] = _output(value, urns) if urns else value
    return result


def _output(value: Value, urns: list[str]) -> Value:
    output: Properties = {SIGNATURE: OUTPUT, "dependencies": urns}
    if wire.is_secret(value):
        output["secret"] = True
        value = wire.in_clear(value)
    if not wire.is_unknown(value):
        output["value"] = value
    return output


def _dependencies(value: Value) -> set[str]:
    if isinstance(value, dict):
        own = set(value.get("dependencies", ())) if value.get(SIGNATURE) == OUTPUT else set()
        return own.union(*(_dependencies(part) for key, part in value.items() if key != "dependencies"))
    if isinstance(value, list):
        return set().union(*(_dependencies(part) for part in value))
    return set()
