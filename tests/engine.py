"""A stand-in for the engine that writes down what a program registers, in an update or in a preview."""

import asyncio
import gc
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import mocks, rpc, set_mocks, settings
from pulumi.runtime.stack import run_in_stack

from components.settings import Settings
from components.settings.reading import parse
from components.stack import PrivateApi

ROOT = Path(__file__).parent.parent
REGION, ACCOUNT = "eu-west-1", "123456789012"
# Outputs that programs go on with, beyond the id and what was put in.
COMPUTED = (
    "arn",
    "arnSuffix",
    "name",
    "executionArn",
    "rootResourceId",
    "invokeUrl",
    "prefixListId",
    "dnsName",
    "zoneId",
    "address",
    "repositoryUrl",
)

LISTS = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"dnsEntries": [{"dnsName": "vpce.example.com", "hostedZoneId": "ZVPCE"}]},
    "aws:rds/instance:Instance": {"masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:s"}]},
}


@dataclass(frozen=True)
class Registered:
    """One registration: what the engine would be asked for."""

    type: str
    name: str
    urn: str
    parent: str
    inputs: Mapping[str, Any]
    dependencies: frozenset[str]
    property_dependencies: Mapping[str, frozenset[str]]
    secret_outputs: frozenset[str]
    secret_inputs: frozenset[str]
    ignored_changes: frozenset[str]


@dataclass
class Recording:
    """Everything that a program registered, in order."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def names(self) -> list[tuple[str, str]]:
        """Type and name of each, sorted: the identity of a stack."""
        return sorted((each.type, each.name) for each in self.resources)

    def all(self, type_: str) -> list[Registered]:
        """Those of a type, by its full token or what follows the last colon: `Subnet`."""
        return [each for each in self.resources if type_ in {each.type, each.type.rpartition(":")[2]}]

    def one(self, type_: str, name: str | None = None) -> Registered:
        """The only one of a type, or the one of a name."""
        found = [each for each in self.all(type_) if name in {None, each.name}]
        assert len(found) == 1, f"{len(found)} of {type_} {name or ''}: {[each.name for each in found]}"
        return found[0]


class Answers(mocks.Mocks):
    """What a program is told: ids in an update, nothing in a preview. It may look up nothing."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(f"the program looks up {args.token}: what it needs should stand in its settings")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if pulumi.runtime.is_dry_run():
            return "", dict(args.inputs)
        made = {each: f"{args.name}-{each}" for each in COMPUTED}
        made["arn"] = f"arn:aws:service:{REGION}:{ACCOUNT}:{args.name}"
        made |= LISTS.get(args.typ, {})
        return f"{args.name}-id", {**made, **args.inputs}


class _Monitor(mocks.MockMonitor):
    def __init__(self, recording: Recording) -> None:
        super().__init__(Answers())
        self.recording = recording

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        with own_loop():  # this is a thread of the SDK; it would leave an open loop behind
            return self._register(request)

    def _register(self, request: Any) -> Any:
        answer = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            inputs = rpc.deserialize_properties(request.object, keep_unknowns=True)
            self.recording.resources.append(
                Registered(
                    type=request.type,
                    name=request.name,
                    urn=answer.urn,
                    parent=request.parent,
                    inputs=_plain(inputs),
                    dependencies=frozenset(request.dependencies),
                    property_dependencies={
                        key: frozenset(value.urns) for key, value in request.propertyDependencies.items()
                    },
                    secret_outputs=frozenset(request.additionalSecretOutputs),
                    secret_inputs=frozenset(key for key, value in inputs.items() if rpc.is_rpc_secret(value)),
                    ignored_changes=frozenset(request.ignoreChanges),
                )
            )
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        with own_loop():
            self.recording.outputs[request.urn] = rpc.deserialize_properties(request.outputs, keep_unknowns=True)
            return super().RegisterResourceOutputs(request)


def _plain(value: Any) -> Any:
    if rpc.is_rpc_secret(value):
        return _plain(value["value"])
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def record(program: Callable[[], Any], *, preview: bool = False, stack: str = "dev") -> Recording:
    """What a program registers. A loop of its own, so that nothing of another program runs in it."""
    recording = Recording()
    with own_loop() as loop:
        settings.ROOT.set(object())  # otherwise set_mocks makes a stack of its own, outside the run
        set_mocks(Answers(), project="private-api", stack=stack, preview=preview, monitor=_Monitor(recording))
        settings.ROOT.set(None)
        gc.disable()  # thousands of small objects that all live until the end: collecting takes half the time
        try:
            loop.run_until_complete(run_in_stack(program))
        finally:
            gc.enable()
            settings.reset_options()
    return recording


@contextmanager
def own_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that nothing else runs in."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        loop.close()
        asyncio.set_event_loop(None)


def stack_file(path: Path) -> dict[str, Any]:
    """The configuration of a stack file: full keys to values."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))["config"]


def raw_settings(path: Path) -> tuple[dict[str, Any], str]:
    """The project's keys of a stack file, and its region."""
    config = stack_file(path)
    return {key.partition(":")[2]: value for key, value in config.items() if key.startswith("private-api:")}, config[
        "aws:region"
    ]


def settings_of(path: Path) -> Settings:
    """The settings of a stack file."""
    return parse(*raw_settings(path))


def environment(path: Path, *, preview: bool = False, name: str = "dev") -> Recording:
    """What the whole program registers for a stack file."""
    configured = settings_of(path)
    return record(lambda: PrivateApi(name, configured), preview=preview, stack=name)


def document(value: Any) -> Any:
    """A JSON text as what it says."""
    return json.loads(value)
