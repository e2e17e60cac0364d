"""AWS WAF in front of a REST API."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..naming import COMMON, fit


class FirewallArgs(TypedDict):
    """Arguments of Firewall."""

    stage_arn: Input[str]
    """The ARN of the API's stage."""

    acl: NotRequired[str | None]
    """The ARN of a regional web ACL that is there already; without it one is made."""

    rate: int
    """Requests from one address in five minutes, above which it is blocked."""

    managed: Sequence[str]
    """Rule groups of AWS that apply."""


class Firewall(pulumi.ComponentResource):
    """A web ACL on a stage. It is asked before resource policy, authorizer and keys."""

    acl_arn: Output[str]
    """The ARN of the web ACL."""

    def __init__(self, name: str, args: FirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Firewall", name, None, opts)
        child = ResourceOptions(parent=self)
        given = args.get("acl")
        self.acl_arn = Output.from_input(given) if given else self._acl(name, args)
        aws.wafv2.WebAclAssociation(
            f"{name}-firewall", resource_arn=args["stage_arn"], web_acl_arn=self.acl_arn, opts=child
        )
        self.register_outputs({"aclArn": self.acl_arn})

    def _acl(self, name: str, args: FirewallArgs) -> Output[str]:
        groups: list[aws.wafv2.WebAclRuleArgsDict] = [
            {
                "name": group,
                "priority": 10 + position,
                "override_action": {"none": {}},
                "statement": {"managed_rule_group_statement": {"vendor_name": "AWS", "name": group}},
                "visibility_config": _visible(group),
            }
            for position, group in enumerate(args["managed"])
        ]
        rate: aws.wafv2.WebAclRuleArgsDict = {
            "name": "rate",
            "priority": 1,
            "action": {"block": {}},
            "statement": {"rate_based_statement": {"limit": args["rate"], "aggregate_key_type": "IP"}},
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
