"""Customer-managed keys of KMS, and whom they themselves let decrypt.

Sources: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html and
https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
"""

from typing import Final

from ..values import Resource, ResourceReader
from .policy_document import policy_document
from .role import ROLE, ResourceArn, Role

KMS_KEY: Final = "kms.Key"
KMS_ALIAS: Final = "kms.Alias"
_POLICY: Final = "policy"


class KmsKey(ResourceReader):
    """A key of the stack."""

    @property
    def arn(self) -> ResourceArn:
        """What a policy that allows to use it must name."""
        resource = self.resource
        return ResourceArn(resource.computed("arn").known or "arn:*:kms:*:*:key/*", resource.name, resource.urn)

    def admits(self, role: Role) -> bool:
        """Whether a grant or a policy of keys lets a role, or everyone, use it, or may do so."""
        grants = self._stack.of("kms.Grant")
        if any(self._stack.refer(grant, "granteePrincipal", ROLE).may_mean(role.urn) for grant in grants):
            return True
        return any(_names(policy, role) for policy in (self.resource, *self._stack.of("kms.KeyPolicy")))


def _names(policy: Resource, role: Role) -> bool:
    """Whether a key's policy allows something to a role or to everyone; one that is made from the role does."""
    document = policy_document(policy, _POLICY)
    if document.unknown:
        return role.urn in policy.feeds(_POLICY)
    statements = document.known.statements if document.known else ()
    return any(
        each.allows and any(principal == "*" or role.named_by(principal) for principal in each.principals)
        for each in statements
    )
