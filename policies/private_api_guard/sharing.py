"""Decodes the resources of an AnalyzeStack request once for all stack policies, where the SDK does it for each.

The policies stay ordinary ones of `pulumi_policy`. What stands here rests on private names of the SDK, so it is tried
out before it is used: where a rehearsal shows another outcome than the SDK's own, nothing is changed.
"""

import contextvars
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from pulumi.runtime import proto
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

_SERVICER: Final = "_PolicyAnalyzerServicer"


class _Call:
    """An AnalyzeStack request whose resources can be read until a policy has got them decoded."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self.decoded: list[Any] | None = None

    @property
    def resources(self) -> Sequence[Any]:
        return self._request.resources if self.decoded is None else ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


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


def _decoding_once(plain: Any) -> type[Any]:
    class Sharing(plain):
        def AnalyzeStack(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
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
            if call.decoded is None:
                call.decoded = args.resources
            args.resources = call.decoded
        return validate(args, report)

    policy.validate = taking  # type: ignore[method-assign]
    return policy


# The rehearsal: three policies, one of them disabled, and two calls that differ in everything but their URNs.

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
        resource.urn,
        resource.resource_type,
        resource.name,
        {key: resource.props[key] for key in resource.props},
        resource.parent and resource.parent.urn,
        [dependency.urn for dependency in resource.dependencies],
        {key: [source.urn for source in sources] for key, sources in resource.property_dependencies.items()},
    )


def _request(cidr: str) -> Any:
    feeds = {"cidrBlock": proto.AnalyzerPropertyDependencies(urns=[_PARENT])}
    parent = proto.AnalyzerResource(type="rehearsal:index:Parent", urn=_PARENT, name="parent")
    child = proto.AnalyzerResource(
        type="aws:ec2/vpc:Vpc",
        urn=_CHILD,
        name="child",
        parent=_PARENT,
        dependencies=[_PARENT],
        propertyDependencies=feeds,
    )
    child.properties["cidrBlock"] = cidr
    return proto.AnalyzeStackRequest(resources=[parent, child])
