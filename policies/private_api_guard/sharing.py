"""Decodes the resources of an AnalyzeStack request once for all stack policies, where the SDK does it for each.

A property is decoded when a policy reads it. The policies stay ordinary ones of `pulumi_policy`. What stands here rests
on private names of the SDK, so it is tried out before it is used: where a rehearsal shows another outcome than the
SDK's own, nothing is changed.
"""

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pulumi_policy import (
    Policy,
    PolicyPack,
    ReportViolation,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from .configured import CONFIGURED
from .marks import Marks
from .rehearsal import rehearsed

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


class _Taken:
    """The properties of a resource and of its provider, taken out of its message so that the SDK has none to decode."""

    __slots__ = ("_fields", "_of_provider")

    def __init__(self, message: Any) -> None:
        self._fields = _taken_out(message)
        self._of_provider = _taken_out(message.provider) if message.HasField("provider") else None

    def give(self, shown: Any) -> None:
        """Gives them to what a policy is shown of the resource, to be decoded when they are read."""
        shown.props = _Bag(self._fields)
        if shown.provider is not None:
            shown.provider.props = _Bag(self._of_provider)


def _taken_out(message: Any) -> Any:
    fields = message.properties.fields
    message.ClearField("properties")
    return fields


class _Call:
    """An AnalyzeStack request whose resources can be read until the first policy has got them."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._taken = {message.urn: _Taken(message) for message in request.resources}
        self._shown: list[Any] | None = None

    def shown(self, resources: list[Any]) -> list[Any]:
        """What to show to a policy that the SDK made these resources for: those of the first one, with properties."""
        if self._shown is None:
            for resource in resources:
                self._taken[resource.urn].give(resource)
            self._shown = resources
            self._request.ClearField("resources")
        return self._shown


def is_shared(resources: Sequence[Any]) -> bool:
    """Whether resources are those that all policies of a call get."""
    return bool(resources) and isinstance(resources[0].props, _Bag)


class _Calls(threading.local):
    """The call that a thread is in: the SDK runs all policies of a call on one thread, one after the other.

    `analyzed` is the resource that Analyze shows.
    """

    current: _Call | None = None
    analyzed: _Taken | None = None


_calls = _Calls()


def share(policies: list[Policy]) -> list[Policy]:
    """The policies of a pack, for `PolicyPack`: from now on, all of them get the resources that the first one got.

    Where the SDK has not the shape this needs, or one of them changes what it is shown, the policies are given back as
    they are and decode as the SDK does.
    """
    remediates = any(isinstance(each, ResourceValidationPolicy) and each.has_remediation() for each in policies)
    sharing = None if remediates else sharing_servicer()
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
        usual, shared = rehearsed(plain, lambda policy: policy), rehearsed(sharing, _taking)
    except Exception:  # noqa: BLE001 - whatever another SDK raises here, its own way still works
        return None
    return sharing if used and usual and shared == usual else None


def _sdk() -> Any:
    """The module of the SDK that makes the server when a `PolicyPack` is constructed."""
    return sys.modules[PolicyPack.__module__]


# What was marked as secret; nothing where the SDK's own server took it.
MARKS: Final = Marks()


def _decoding_once(plain: Any) -> type[Any]:
    class Sharing(plain):
        def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            CONFIGURED.take(request)
            return super().Configure(request, context)

        def Analyze(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            MARKS.note("inputs", request, [request])
            _calls.analyzed = _Taken(request)
            try:
                return super().Analyze(request, context)
            finally:
                _calls.analyzed = None

        def Remediate(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            # Nobody is shown them: no policy remediates.
            _Taken(request)
            return super().Remediate(request, context)

        def AnalyzeStack(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
            MARKS.note("outputs", request, request.resources)
            _calls.current = _Call(request)
            try:
                return super().AnalyzeStack(request, context)
            finally:
                _calls.current = None

    return Sharing


def _taking(policy: Policy) -> Policy:
    """The same policy; outside of a shared call it gets what the SDK gives it."""
    if not isinstance(policy, StackValidationPolicy | ResourceValidationPolicy):
        return policy
    validate = policy.validate

    def taking(args: Any, report: ReportViolation) -> Any:
        call, analyzed = _calls.current, _calls.analyzed
        if call is not None and isinstance(args, StackValidationArgs):
            args.resources = call.shown(args.resources)
        elif analyzed is not None:
            analyzed.give(args)
        return validate(args, report)

    policy.validate = taking  # type: ignore[method-assign]
    return policy
