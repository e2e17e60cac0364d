"""A waiver beside the code: for the policy pack alone, nothing is made of it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi import ResourceOptions


@dataclass(frozen=True, kw_only=True)
class WaiverArgs:
    """Arguments of Waiver."""

    fault: str
    """The fault's id, `policy/fault`, as a finding has it. `*` stands for any letters."""

    resource: pulumi.Resource | str
    """The resource at which it is found, or its name or URN, in which `*` stands for any letters."""

    reason: str
    """Why it is accepted."""

    expires: str
    """The last day on which it is (YYYY-MM-DD); the first after it, the finding is reported again."""

    owner: str
    """Who answers for it."""


class Waiver(pulumi.ComponentResource):
    """Accepts a finding of the policy pack for a while. The resource that it is about stays as it is."""

    def __init__(self, name: str, args: WaiverArgs, opts: ResourceOptions | None = None) -> None:
        told = {
            "fault": args.fault,
            "resource": args.resource.urn if isinstance(args.resource, pulumi.Resource) else args.resource,
            "reason": args.reason,
            "expires": args.expires,
            "owner": args.owner,
        }
        super().__init__("private-api:index:Waiver", name, told, opts)
        self.register_outputs(told)
