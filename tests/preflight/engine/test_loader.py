"""Language hosts that ask for a package's schema get one, from the engine or from what plays the provider."""

import json
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.codegen import loader_pb2

from preflight.engine.engine import Engine
from preflight.engine.monitor import Monitor
from preflight.engine.server import serving
from preflight.protocol.channel import CHANNEL_OPTIONS
from preflight.protocol.stack_identity import StackIdentity
from preflight.provider.schema import schema_of

TARGETS, VPC = "aws:lb/targetGroup:TargetGroup", "aws:ec2/getVpc:getVpc"
NOT_OBSERVED = "aws:accessanalyzer/analyzer:Analyzer"


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[grpc.Channel]:
    monitor = Monitor(StackIdentity("shop", "dev"), tmp_path)
    with (
        serving(monitor, Engine(lambda _: None)) as address,
        grpc.insecure_channel(address, options=CHANNEL_OPTIONS) as opened,
    ):
        yield opened


def asked(channel: grpc.Channel, package: str) -> bytes:
    call = channel.unary_unary(
        "/codegen.Loader/GetSchema",
        loader_pb2.GetSchemaRequest.SerializeToString,
        loader_pb2.GetSchemaResponse.FromString,
    )
    return call(loader_pb2.GetSchemaRequest(package=package, version="7.0.0")).schema


def test_it_has_every_type_and_function_with_its_properties(channel: grpc.Channel) -> None:
    schema = json.loads(asked(channel, "aws"))
    assert len(schema["resources"]) > 1600
    for token in (TARGETS, NOT_OBSERVED):
        known, told = schema_of(token), schema["resources"][token]
        assert known
        assert told["properties"].keys() == known.kinds.keys()
        assert told["inputProperties"].keys() == known.required | known.optional | known.both
        assert set(told["requiredInputs"]) == known.required
    assert "default" in schema["functions"][VPC]["inputs"]["properties"]
    assert "cidrBlock" in schema["functions"][VPC]["outputs"]["properties"]


def test_a_provider_that_is_attached_to_has_the_same(channel: grpc.Channel) -> None:
    provider = provider_pb2_grpc.ResourceProviderStub(channel)
    provider.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"))
    told = provider.GetSchema(provider_pb2.GetSchemaRequest()).schema
    assert told.encode() == asked(channel, "aws")
    assert provider.GetPluginInfo(empty_pb2.Empty()).version == json.loads(told)["version"]


def test_what_only_a_plugin_knows_is_said(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError, match="the schema of package random is not known without its plugin"):
        asked(channel, "random")
