"""AWS WAF in front of a REST API."""

from __future__ import annotations

from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..naming import COMMON, fit
from ..settings.apis import WebAclSettings


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """Arguments of Firewall."""

    settings: WebAclSettings = field(default_factory=WebAclSettings)
    """What the web ACL keeps out, where one is made."""

    stage_arn: Input[str]
    """The ARN of the API's stage."""

    acl: Input[str] | None = None
    """The ARN of a regional web ACL that is there already; without it one is made."""


class Firewall(pulumi.ComponentResource):
    """A web ACL on a stage. It is asked before resource policy, authorizer and keys."""

    acl_arn: Output[str]
    """The ARN of the web ACL."""

    def __init__(self, name: str, args: FirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Firewall", name, None, opts)
        child = ResourceOptions(parent=self)
        self.acl_arn = self._acl(name, args.settings) if args.acl is None else Output.from_input(args.acl)
        aws.wafv2.WebAclAssociation(
            f"{name}-firewall", resource_arn=args.stage_arn, web_acl_arn=self.acl_arn, opts=child
        )
        self.register_outputs({"aclArn": self.acl_arn})

    def _acl(self, name: str, settings: WebAclSettings) -> Output[str]:
        groups: list[aws.wafv2.WebAclRuleArgsDict] = [
            {
                "name": group,
                "priority": 10 + position,
                "override_action": {"none": {}},
                "statement": {"managed_rule_group_statement": {"vendor_name": "AWS", "name": group}},
                "visibility_config": _visible(group),
            }
            for position, group in enumerate(settings.managed)
        ]
        rate: aws.wafv2.WebAclRuleArgsDict = {
            "name": "rate",
            "priority": 1,
            "action": {"block": {}},
            "statement": {"rate_based_statement": {"limit": settings.rate, "aggregate_key_type": "IP"}},
            "visibility_config": _visible("rate"),
        }
        return aws.wafv2.WebAcl(
            fit(f"{name}-firewall", COMMON),
            scope="REGIONAL",
            default_action={"allow": {}},
            rules=[rate, *groups],
            visibility_config=_visible("firewall"),
            tags={"Name": f"{name}-firewall"},
            opts=ResourceOptions(parent=self),
        ).arn


def _visible(metric: str) -> aws.wafv2.WebAclVisibilityConfigArgsDict:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}
