"""The schemas of packages, for which some language hosts ask the engine, or a provider's plugin, which this plays."""

from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from pulumi.runtime.proto.codegen import loader_pb2

from preflight.errors import ResourceError
from preflight.provider.package_schema import PACKAGE, release, schema_as_json

ATTACHED = "PULUMI_DEBUG_PROVIDERS"
"""The variable that names a provider which is served already: `aws:PORT`."""


def loader() -> tuple[grpc.GenericRpcHandler, ...]:
    """The service of the engine (whose module in Pulumi's package can not be imported), and that of a provider."""
    return (
        _service("codegen.Loader", GetSchema=(loader_pb2.GetSchemaRequest, _of_engine)),
        _service(
            "pulumirpc.ResourceProvider",
            Attach=(plugin_pb2.PluginAttach, lambda _: empty_pb2.Empty()),
            GetPluginInfo=(empty_pb2.Empty, lambda _: plugin_pb2.PluginInfo(version=release())),
            GetSchema=(provider_pb2.GetSchemaRequest, _of_provider),
        ),
    )


def _service(name: str, **methods: tuple[Any, Callable[[Any], Any]]) -> grpc.GenericRpcHandler:
    handlers = {
        method: grpc.unary_unary_rpc_method_handler(
            lambda request, _, answer=answer: answer(request),
            asked.FromString,
            lambda answered: answered.SerializeToString(),
        )
        for method, (asked, answer) in methods.items()
    }
    return grpc.method_handlers_generic_handler(name, handlers)


def _of_engine(request: loader_pb2.GetSchemaRequest) -> loader_pb2.GetSchemaResponse:
    """What is known of a package without its provider's plugin. Raises `ResourceError` where nothing is."""
    if request.package != PACKAGE:
        raise ResourceError(
            f"the schema of package {request.package} is not known without its plugin",
            remedy="Its language host asks for it. Programs in Python, TypeScript and Go need none.",
        )
    return loader_pb2.GetSchemaResponse(schema=schema_as_json().encode())


def _of_provider(_: provider_pb2.GetSchemaRequest) -> provider_pb2.GetSchemaResponse:
    return provider_pb2.GetSchemaResponse(schema=schema_as_json())
