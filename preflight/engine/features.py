"""What the monitor can do, as SDKs ask for it."""

from pulumi.runtime.proto import resource_pb2

FEATURES = [
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
]
_PREFIX = "RESOURCE_MONITOR_FEATURE_"


def is_supported(name: str) -> bool:
    """Whether a feature is there, by the name that older SDKs have for it: `outputValues`."""
    words = "".join(f"_{c}" if c.isupper() else c.upper() for c in name)
    return f"{_PREFIX}{words}" in {resource_pb2.ResourceMonitorFeature.Name(feature) for feature in FEATURES}
