"""Web ACLs of AWS WAF, and the stages of APIs that they are put on.

Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..families import STAGES
from ..values import NOTHING, Block, Entity, Reference, Stack
from ..verdict import Verdict, some

# Of the ARN of a web ACL for CloudFront.
_GLOBAL = ":global/webacl/"
_ACL = "wafv2.WebAcl"
# What adds rules to a web ACL.
_ADDED = ("wafv2.WebAclRule", "wafv2.WebAclRuleGroupAssociation")
# The actions of a rule after which a request is never let through by it.
_NOT_LET_THROUGH = ("block", "count")


@dataclass(frozen=True)
class Firewall(Entity):
    """An association of a web ACL with stages; what else it may name, such as load balancers, is left out.

    `blocks_all` says whether it is known to put a web ACL on a stage that lets no request through.
    """

    stages: Reference
    acl: Reference = NOTHING
    blocks_all: bool = False

    def guards(self, stages: Iterable[str]) -> Verdict:
        """Whether it stands before one of some stages."""
        return some(self.stages.meaning(key) for key in stages)

    @property
    def of_cloudfront(self) -> bool:
        """Whether it is known to put a web ACL of CloudFront's on a stage."""
        one = self.acl.one
        by_arn = any(_GLOBAL in arn for arn in self.acl.literals)
        return bool(self.stages.resources) and (
            by_arn or (one is not None and one.text("scope").is_("CLOUDFRONT").open)
        )

    @property
    def on_http_api(self) -> bool:
        """Whether it is known to name the stage of an HTTP API, which takes none."""
        one = self.stages.one
        return one is not None and one.family == STAGES[1]


def firewalls(stack: Stack) -> tuple[Firewall, ...]:
    """The associations of web ACLs that a stack makes, those of the classic WAF as well."""
    families = ("wafv2.WebAclAssociation", "wafregional.WebAclAssociation")
    return tuple(
        Firewall(
            each,
            stages,
            acl := stack.refer(each, "webAclArn", _ACL),
            bool(stages.resources) and _blocks_all(stack, acl),
        )
        for family in families
        for each, stages in stack.referring(family, "resourceArn", *STAGES)
    )


def _blocks_all(stack: Stack, acl: Reference) -> bool:
    """Whether a web ACL blocks what no rule decides on, and has no rule that may let something through."""
    one = acl.one
    if one is None or one.block("defaultAction").value("block").known is None or not one.text("ruleJson").absent:
        return False
    rules = one.blocks("rules").known
    added = (each for family in _ADDED for _, each in stack.referring(family, "webAclArn", _ACL))
    return rules is not None and all(map(_stops, rules)) and not any(each.may_mean(one.urn) for each in added)


def _stops(rule: Block) -> bool:
    return any(rule.block("action").value(name).known is not None for name in _NOT_LET_THROUGH)
