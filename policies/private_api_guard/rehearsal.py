"""The rehearsal: what policies are shown by a server of the SDK, and by one that decodes in another way."""

import contextvars
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pulumi.runtime import proto
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from .marks import SECRET, SIGNATURE

# The rehearsal: three policies, one of them disabled, and two calls that differ in everything but their URNs.

_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_ASSET: Final = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "rehearsal"}
_KEPT: Final = {SIGNATURE: SECRET, "value": {"in": ["clear", None]}}
_PARENT: Final = "urn:pulumi:rehearsal::rehearsal::rehearsal:index:Parent::parent"
_CHILD: Final = "urn:pulumi:rehearsal::rehearsal::rehearsal:index:Parent$aws:ec2/vpc:Vpc::child"


def rehearsed(servicer: Any, prepared: Callable[[Policy], Policy]) -> list[Any]:
    """What policies are shown by a server, each time that one is asked, and how much it reports of each call."""
    seen: list[Any] = []
    levels = [EnforcementLevel.DISABLED, EnforcementLevel.ADVISORY, EnforcementLevel.MANDATORY]
    policies = [prepared(_observer(f"rehearsal-{level.value}", level, seen)) for level in levels]
    policies.append(prepared(_observer_of_resources("rehearsal-resources", seen)))
    server = servicer("rehearsal", "0.0.1", policies, EnforcementLevel.ADVISORY)

    def calls() -> None:
        for request in (_request("10.0.0.0/16"), _request("10.1.0.0/16")):
            for each in request.resources:
                shown = {key: getattr(each, key) for key in ("type", "urn", "name", "properties", "provider")}
                seen.append(len(server.Analyze(proto.AnalyzeRequest(**shown), None).diagnostics))
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


def _observer_of_resources(name: str, seen: list[Any]) -> Policy:
    def observe(args: ResourceValidationArgs, report: ReportViolation) -> None:
        report("rehearsal", None)
        seen.append((name, args.urn, _properties(args)))

    return ResourceValidationPolicy(name, name, observe, EnforcementLevel.ADVISORY)


def _properties(shown: Any) -> tuple[Any, ...]:
    return _comparable(shown.props), shown.provider and (shown.provider.urn, _comparable(shown.provider.props))


def _shown(resource: Any) -> tuple[Any, ...]:
    return (
        resource.urn, resource.resource_type, resource.name, _properties(resource),
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
