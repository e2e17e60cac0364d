"""Check: what the provider makes of a program's inputs before anything else sees them."""

import json

from preflight.protocol import wire
from preflight.protocol.wire import Properties, Value
from preflight.provider.naming import autoname, is_named_by_provider
from preflight.provider.schema import ResourceSchema

_MANAGED = "Managed by Pulumi"
_OF_APPLICATION_BALANCERS = {
    "clientKeepAlive": 3600,
    "desyncMitigationMode": "defensive",
    "enableHttp2": True,
    "idleTimeout": 60,
    "xffHeaderProcessingMode": "append",
}
_OF_NETWORK_BALANCERS = {"dnsRecordClientRoutingPolicy": "any_availability_zone"}


def checked(
    schema: ResourceSchema, urn: str, name: str, inputs: Properties, provider: Properties, old: Properties | None = None
) -> Properties:
    """The inputs with schema defaults, a name, the provider's region, and `__defaults` that says which are defaults.

    A default of the inputs that the resource was made with, `old`, stays: so does its name. What the provider makes up
    comes of `urn`.
    """
    given = {key: value for key, value in inputs.items() if value is not None}
    result = {key: _nested(schema, schema.kinds.get(key, ""), key, value) for key, value in given.items()}
    clear = wire.in_clear(given)
    defaults = {key: value for key, value in _defaults(schema, clear).items() if key not in given}
    kept = {key: old[key] for key in _defaulted(old or {}) if key in old and key not in given} if old else {}
    if is_named_by_provider(schema, given) and "name" not in kept:
        defaults["name"] = autoname(schema, urn, name, clear)
    defaults |= kept
    result.update(defaults)
    region = provider.get("region")
    if "region" in schema.kinds and "region" not in given and region is not None:
        result["region"] = region
    result["__defaults"] = sorted(key for key, value in defaults.items() if value != _MANAGED)
    return result


def _defaulted(inputs: Properties) -> list[str]:
    """The properties of checked inputs that are defaults."""
    told = inputs.get("__defaults")
    return [key for key in told if isinstance(key, str)] if isinstance(told, list) else []


def default_tags(provider: Properties) -> dict[str, Value]:
    """The tags that a provider instance adds to everything; its configuration holds them as JSON text."""
    configured = wire.in_clear(provider.get("defaultTags"))
    if isinstance(configured, str) and not wire.is_unknown(configured):
        try:
            configured = json.loads(configured)
        except ValueError:
            return {}
    tags = configured.get("tags") if isinstance(configured, dict) else None
    return tags if isinstance(tags, dict) else {}


def _defaults(schema: ResourceSchema, inputs: Properties) -> Properties:
    if schema.type != "aws:lb/loadBalancer:LoadBalancer":
        return schema.check
    kind = inputs.get("loadBalancerType", "application")
    by_kind = _OF_NETWORK_BALANCERS if kind == "network" else _OF_APPLICATION_BALANCERS if kind == "application" else {}
    return {**schema.check, "loadBalancerType": "application", **by_kind}


def _nested(schema: ResourceSchema, kind: str, path: str, value: Value) -> Value:
    shape = schema.shape(kind)
    if shape is None or value is None or wire.is_unknown(value):
        return value
    if wire.is_secret(value):
        return wire.secret(_nested(schema, kind, path, value.get("value")))
    if isinstance(value, list):
        return [_nested(schema, kind.removeprefix("["), path, part) for part in value]
    if not isinstance(value, dict) or wire.is_special(value):
        return value
    result = {
        key: _nested(schema, shape.get(key, ""), f"{path}.{key}", part)
        for key, part in value.items()
        if part is not None
    }
    defaults = {
        key: default
        for key in shape
        if key not in result and (default := schema.nested_check.get(f"{path}.{key}")) is not None
    }
    return {**result, **defaults, "__defaults": sorted(defaults)}
