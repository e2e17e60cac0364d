"""What the engine configured: each policy's level and properties, and what is to be said of them."""

from collections.abc import Mapping
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from .faults import LEVELS, MANDATORY
from .recorder import POLICY as RECORDER

DISABLED = "disabled"
_BLOCKING = (MANDATORY, "remediate")


class Configured:
    """Nothing is known where the SDK's own server took it: then policies have their own levels."""

    def __init__(self) -> None:
        self.properties: dict[str, Mapping[str, Any]] = {}
        self.levels: dict[str, str] = {}

    def take(self, request: Any) -> None:
        """Takes a Configure request, and warns of what a reader of the verdict has to know."""
        given = request.policyConfig
        self.properties = {name: json_format.MessageToDict(each.properties) for name, each in given.items()}
        level = analyzer_pb2.EnforcementLevel
        self.levels = {name: level.Name(each.enforcementLevel).lower() for name, each in given.items()}
        told = narrowed(self.levels)
        if told:
            pulumi.log.warn(told)

    def level(self, policy: str) -> str:
        """The level at which a policy reports."""
        return self.levels.get(policy, LEVELS[policy])

    def blocks(self, policy: str) -> bool:
        """Whether what a policy reports blocks a deployment."""
        return self.level(policy) in _BLOCKING


CONFIGURED = Configured()


def narrowed(levels: Mapping[str, str]) -> str:
    """What is to be said where most policies are switched off, or the one that the others rest on; else empty."""
    known = {name: levels[name] for name in (RECORDER.name, *LEVELS) if name in levels}
    off = {name for name, level in known.items() if level == DISABLED}
    asked = [name for name in known if name not in off and name != RECORDER.name]
    blind = RECORDER.name in off and asked
    if len(off) <= len(asked) and not blind:
        return ""
    told = f"{len(off)} of {len(known)} policies are disabled; judged is {', '.join(asked) or 'nothing'}"
    return f"{told}; without {RECORDER.name} nobody knows what the program leaves out" if blind else told
