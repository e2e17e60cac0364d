"""The settings of a stack: its configuration, validated as one object before any resource is made.

What stands here is what other programs may use: `Settings` and `read` for a whole environment, the others as arguments
of single components.
"""

from .apis import CallSettings, JwtSettings, KeyAuthorizerSettings, WebAclSettings
from .backends import AddressSettings, InstanceSettings, RuleSettings
from .containers import HealthSettings, ScalingSettings, TargetSettings, TaskSettings
from .databases import PostgresSettings
from .domains import ApiNameSettings, RoutingSettings
from .network import ExistingEndpoint, OnPremisesSettings, VpcSettings
from .operations import AlarmSettings, LogSettings, ProtectionSettings
from .plans import LimitSettings, QuotaSettings
from .reading import Problem, SettingsError, read
from .routes import ForwardSettings, RequiredSettings
from .stack import Settings
from .stages import HttpStageSettings, RestStageSettings, ThrottleSettings

__all__ = [
    "AddressSettings",
    "AlarmSettings",
    "ApiNameSettings",
    "CallSettings",
    "ExistingEndpoint",
    "ForwardSettings",
    "HealthSettings",
    "HttpStageSettings",
    "InstanceSettings",
    "JwtSettings",
    "KeyAuthorizerSettings",
    "LimitSettings",
    "LogSettings",
    "OnPremisesSettings",
    "PostgresSettings",
    "Problem",
    "ProtectionSettings",
    "QuotaSettings",
    "RequiredSettings",
    "RestStageSettings",
    "RoutingSettings",
    "RuleSettings",
    "ScalingSettings",
    "Settings",
    "SettingsError",
    "TargetSettings",
    "TaskSettings",
    "ThrottleSettings",
    "VpcSettings",
    "WebAclSettings",
    "read",
]
