"""Decodes the resources of an AnalyzeStack request once for all stack policies, where the SDK does it for each.

A property is decoded when a policy reads it. The policies stay ordinary ones of `pulumi_policy`. What stands here rests
on private names of the SDK, so it is tried out before it is used: where a rehearsal shows another outcome than the
SDK's own, nothing is changed.
"""

import contextvars
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import proto
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from .marks import SECRET, SIGNATURE, Marks

_SERVICER: Final = "_PolicyAnalyzerServicer"


class _Raw(Mapping[str, Any]):
    """The properties of a resource, each decoded when it is read, with the sentinels of what is not known."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Any) -> None:
        self._fields = fields

    def __getitem__(self, key: str) -> Any:
        if key not in self._fields:
            raise KeyError(key)
        value = _decoded(self._fields[key])
        # Secrets and assets are objects on the wire.
        return _sdk().deserialize_properties({key: value})[key] if type(value) in (dict, list) else value

    def __contains__(self, key: object) -> bool:
        return key in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


class _Bag(_Raw):
    """Properties as the SDK shows them: reading an unknown one raises, and `__target` is what it stands before."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return Mapping.__contains__(self, key)

    def __getitem__(self, key: str) -> Any:
        if key == "__target":
            return _Raw(self._fields)
        return _sdk().unknown_checking_proxy({key: super().__getitem__(key)})[key]


def _decoded(value: Any) -> Any:
    """A protobuf value as JSON has it."""
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {key: _decoded(item) for key, item in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_decoded(item) for item in value.list_value.values]
    return None if kind in (None, "null_value") else getattr(value, kind)


class _Undecoded:
    """A message that shows no properties, so that the SDK has none to decode."""

    __slots__ = ("_message",)
    properties = struct_pb2.Struct()

    def __init__(self, message: Any) -> None:
        self._message = message

    @property
    def provider(self) -> "_Undecoded":
        return _Undecoded(self._message.provider)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._message, name)


class _Call:
    """An AnalyzeStack request whose resources can be read until the first policy has got them."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._shown: list[Any] | None = None

    @property
    def resources(self) -> Sequence[Any]:
        return () if self._shown is not None else [_Undecoded(message) for message in self._request.resources]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)

    def shown(self, resources: list[Any]) -> list[Any]:
        """What to show to a policy that the SDK made these resources for: those of the first one, with properties."""
        if self._shown is None:
            messages = {message.urn: message for message in self._request.resources}
            for resource in resources:
                message = messages[resource.urn]
                resource.props = _Bag(message.properties.fields)
                if resource.provider is not None:
                    resource.provider.props = _Bag(message.provider.properties.fields)
            self._shown = resources
        return self._shown


def is_shared(resources: Sequence[Any]) -> bool:
    """Whether resources are those that all policies of a call get."""
    return bool(resources) and isinstance(resources[0].props, _Bag)


class _Calls(threading.local):
    """The call that a thread is in: the SDK runs all policies of a call on one thread, one after the other."""

    current: _Call | None = None


_calls = _Calls()


def share(policies: list[Policy]) -> list[Policy]:
    """The policies of a pack, for `PolicyPack`: from now on, all of them get the resources that the first one got.

    Where the SDK has not the shape this needs, the policies are given back as they are and decode as the SDK does.
    """
    sharing = sharing_servicer()
    if sharing is None:
        return policies
    setattr(_sdk(), _SERVICER, sharing)
    return [_taking(policy) for policy in policies]


def sharing_servicer() -> type[Any] | None:
    """The SDK's server of policies, made to decode once; `None` where a rehearsal does not go as the SDK's own."""
    try:
        plain = getattr(_sdk(), _SERVICER)
        used = _SERVICER in PolicyPack.__init__.__code__.co_names
        sharing = _decoding_once(plain)
        usual, shared = _rehearsed(plain, lambda policy: policy), _rehearsed(sharing, _taking)
    except Exception:  # noqa: BLE001 - whatever another SDK raises here, its own way still works
        return None
    return sharing if used and usual and shared == usual else None


def _sdk() -> Any:
    """The module of the SDK that makes the server when a `PolicyPack` is constructed."""
    return sys.modules[PolicyPack.__module__]


def configuration() -> Mapping[str, Mapping[str, Any]]:
    """What the engine configured, by policy; nothing where the SDK's own server took it."""
    return _CONFIGURED


_CONFIGURED: dict[str, Mapping[str, Any]] = {}
# What was marked as secret; nothing where the SDK's own server took it.
MARKS: Final = Marks()


def _decoding_once(plain: Any) -> type[Any]:
    class Sharing(plain):
        def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            _CONFIGURED.clear()
            _CONFIGURED.update(
                {name: json_format.MessageToDict(given.properties) for name, given in request.policyConfig.items()}
            )
            return super().Configure(request, context)

        def Analyze(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            MARKS.note("inputs", request)
            return super().Analyze(request, context)

        def AnalyzeStack(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            for resource in request.resources:
                MARKS.note("outputs", resource)
            _calls.current = _Call(request)
            try:
                return super().AnalyzeStack(_calls.current, context)
            finally:
                _calls.current = None

    return Sharing


def _taking(policy: Policy) -> Policy:
    """The same policy; outside of a shared call it gets what the SDK gives it."""
    if not isinstance(policy, StackValidationPolicy):
        return policy
    validate = policy.validate

    def taking(args: StackValidationArgs, report: ReportViolation) -> Any:
        call = _calls.current
        if call is not None:
            args.resources = call.shown(args.resources)
        return validate(args, report)

    policy.validate = taking  # type: ignore[method-assign]
    return policy


# The rehearsal: three policies, one of them disabled, and two calls that differ in everything but their URNs.

_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_ASSET: Final = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "rehearsal"}
_KEPT: Final = {SIGNATURE: SECRET, "value": {"in": ["clear", None]}}
_PARENT: Final = "urn:pulumi:rehearsal::rehearsal::rehearsal:index:Parent::parent"
_CHILD: Final = "urn:pulumi:rehearsal::rehearsal::rehearsal:index:Parent$aws:ec2/vpc:Vpc::child"


def _rehearsed(servicer: Any, prepared: Callable[[Policy], Policy]) -> list[Any]:
    """What policies are shown by a server, each time that one is asked, and how much it reports of each call."""
    seen: list[Any] = []
    levels = [EnforcementLevel.DISABLED, EnforcementLevel.ADVISORY, EnforcementLevel.MANDATORY]
    policies = [prepared(_observer(f"rehearsal-{level.value}", level, seen)) for level in levels]
    server = servicer("rehearsal", "0.0.1", policies, EnforcementLevel.ADVISORY)

    def calls() -> None:
        for request in (_request("10.0.0.0/16"), _request("10.1.0.0/16")):
            reply = server.AnalyzeStack(request, None)
            seen.append(len(reply.diagnostics))

    # The SDK sets the stack's identity while it answers; that stays within the rehearsal.
    contextvars.copy_context().run(calls)
    return seen


def _observer(name: str, level: EnforcementLevel, seen: list[Any]) -> Policy:
    def observe(args: StackValidationArgs, report: ReportViolation) -> None:
        report("rehearsal", None)
        seen.append((name, [_shown(resource) for resource in args.resources]))

    return StackValidationPolicy(name, name, observe, level)


def _shown(resource: Any) -> tuple[Any, ...]:
    return (
        resource.urn, resource.resource_type, resource.name, _comparable(resource.props),
        resource.provider and (resource.provider.urn, _comparable(resource.provider.props)),
        resource.parent and resource.parent.urn,
        [dependency.urn for dependency in resource.dependencies],
        {key: [source.urn for source in sources] for key, sources in resource.property_dependencies.items()},
    )  # fmt: skip


def _comparable(value: Any) -> Any:
    """A value with what reading it raises, in a form that can be compared."""
    if isinstance(value, Mapping):
        return {key: _read(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_read(value, index) for index in range(len(value))]
    return (type(value), value if isinstance(value, str | float | bool | None) else vars(value))


def _read(container: Any, key: Any) -> Any:
    try:
        value = container[key]
    except Exception as error:  # noqa: BLE001 - that, and how, reading an unknown fails is part of what is compared
        return (type(error), str(error), vars(error).get("message"))
    return _comparable(value)


def _request(cidr: str) -> Any:
    feeds = {"cidrBlock": proto.AnalyzerPropertyDependencies(urns=[_PARENT])}
    provider = proto.AnalyzerProviderResource(type="pulumi:providers:aws", urn="urn:provider", name="provider")
    provider.properties["region"] = cidr
    parent = proto.AnalyzerResource(type="rehearsal:index:Parent", urn=_PARENT, name="parent")
    child = proto.AnalyzerResource(
        type="aws:ec2/vpc:Vpc", urn=_CHILD, name="child", parent=_PARENT, provider=provider,
        dependencies=[_PARENT], propertyDependencies=feeds,
    )  # fmt: skip
    child.properties.update(
        {"cidrBlock": cidr, "id": _UNKNOWN, "flag": True, "none": None, "asset": _ASSET, "secret": _KEPT}
    )
    child.properties.update({"ports": [443, {"deep": [_UNKNOWN, 1.5]}], "empty": {}, "": "no name"})
    return proto.AnalyzeStackRequest(resources=[parent, child])
