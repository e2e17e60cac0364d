"""Web ACLs of AWS WAF, and the stages of APIs that they are put on.

Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..families import STAGES
from ..values import NOTHING, Entity, Reference, Stack
from ..verdict import Verdict, some

# Of the ARN of a web ACL for CloudFront.
_GLOBAL = ":global/webacl/"


@dataclass(frozen=True)
class Firewall(Entity):
    """An association of a web ACL with stages; what else it may name, such as load balancers, is left out."""

    stages: Reference
    acl: Reference = NOTHING

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
        Firewall(each, stages, stack.refer(each, "webAclArn", "wafv2.WebAcl"))
        for family in families
        for each, stages in stack.referring(family, "resourceArn", *STAGES)
    )
