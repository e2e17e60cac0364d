"""IAM roles: who may take them on, and what they may do, from all the ways in which a policy can be given to a role.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..families import ROLE
from ..values import Entity, Key, Resource, Stack, Value, Values, grouped, known, not_known
from ..verdict import Verdict, closed, every, opened, presumably, some, unknown
from .managed_policy import aws_document, managed_by_aws, policy_name
from .policy_document import PolicyDocument, Statement, answers, policy_document
from .request import ResourceArn

_POLICY: Final = "iam.Policy"
_INLINE: Final = "inlinePolicies"
# The resources that give a policy to roles, and the property of each that names them.
_GIVEN_BY: Final = {"iam.RolePolicy": "role", "iam.RolePolicyAttachment": "role", "iam.PolicyAttachment": "roles"}


@dataclass(frozen=True)
class Policy:
    """One policy of a role. Of a document that is not known, `sources` are the URNs of what it is made from.

    `foreign` marks a policy of the organisation's that is not in the stack.
    """

    name: str
    document: Value[PolicyDocument]
    sources: tuple[Key, ...] = ()
    foreign: bool = False

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, as far as they are known."""
        return self.document.known.statements if self.document.known else ()

    def presumed_to_allow(self, action: str, arn: ResourceArn) -> Verdict:
        """What a document that is not known says: it allows what it is made from, and nobody knows what else."""
        if arn.urn in self.sources:
            return presumably(f"{self.name} is made from {arn.name} and presumed to allow {action} on it")
        if self.foreign:
            return presumably(f"{self.name}, which is not in this stack, allows {action} on {arn.name}")
        return unknown(self.document.where)


@dataclass(frozen=True)
class Role(Entity):
    """A role of the stack with its policies. `others` tells whether it has more, which are not known to be its."""

    policies: tuple[Policy, ...]
    others: Verdict

    def named_by(self, principal: str) -> bool:
        """Whether a principal is this role, by its ARN or its name."""
        name, arn = self.resource.text("name").known, self.resource.computed("arn").known
        return principal == arn or (name is not None and principal.endswith(f":role/{name}"))

    def trusts(self, service: str) -> Verdict:
        """Whether a service (`lambda.amazonaws.com`) may take it on; presumed where the trust policy is not known."""
        document = policy_document(self.resource, "assumeRolePolicy").known
        if document is None or document.problem:
            return presumably(f"{self.name}: the trust policy is not known yet and presumed to name {service}")
        label = service.split(".", 1)[0] + "."
        for statement in document.statements:
            named = any(each == "*" or each.startswith(label) for each in statement.principals)
            if named and statement.allows and statement.covers("sts:AssumeRole"):
                return opened(f"{self.name} trusts {service}")
        trusted = sorted({each for statement in document.statements for each in statement.principals})
        return closed(f"{self.name} trusts {', '.join(trusted) or 'nobody'}, not {service}", culprit=self.urn)

    def allows(self, actions: tuple[str, ...], arn: ResourceArn) -> Verdict:
        """Whether it may do one of some actions with something: an explicit Deny wins, unless it has conditions."""
        action = actions[0]
        told = ((policy.name, statement) for policy, statement in self._statements)
        denied, allowed = answers(told, actions, arn)
        unread = [policy.presumed_to_allow(action, arn) for policy in self.policies if policy.document.unknown]
        granted = some((*allowed, *unread, self.others))
        if granted.closed:
            listing = ", ".join(policy.name for policy in self.policies) or "none"
            granted = closed(f"no policy of {self.name} allows {action} on {arn.name}", f"its policies: {listing}")
        return every((*denied, granted)).at(self.urn)

    def allows_somewhere(self, action: str) -> Verdict:
        """Whether one of its policies allows an action on anything at all."""
        allowed = [
            opened(f"{policy.name} allows {action}")
            for policy, statement in self._statements
            if statement.allows and statement.covers(action)
        ]
        unread = [unknown(policy.document.where) for policy in self.policies if policy.document.unknown]
        answer = some((*allowed, *unread, self.others))
        return closed(f"no policy of {self.name} allows {action}", culprit=self.urn) if answer.closed else answer

    @property
    def _statements(self) -> Iterator[tuple[Policy, Statement]]:
        return ((policy, statement) for policy in self.policies for statement in policy.statements)


@dataclass(frozen=True)
class Roles:
    """The roles of a stack. `given` are the policies that other resources give, by role; `adrift` those of any role."""

    stack: Stack
    given: Mapping[Key, tuple[Policy, ...]]
    adrift: Verdict

    def get(self, resource: Resource) -> Role:
        """A role of the stack."""
        name, inline = f"{resource.name} (inline)", resource.blocks(_INLINE)
        own = [_policy(name, each, resource, _INLINE) for each in inline.known or ()]
        if inline.unknown:
            own.append(Policy(name, not_known(inline.where), resource.feeds(_INLINE)))
        managed = _managed(self.stack, resource, "managedPolicyArns")
        policies = (*own, *managed, *self.given.get(resource.urn, ()))
        return Role(resource, policies, some((self.adrift, self._by_name(resource))))

    def _by_name(self, resource: Resource) -> Verdict:
        """Whether policies that name a role outside the stack may mean this one, whose name is not known yet."""
        name = resource.text("name")
        outside = any(key not in self.stack.by_urn for key in self.given)
        return unknown(name.where) if outside and name.unknown else closed()


def roles(stack: Stack) -> Roles:
    """All roles, joined with their policies."""
    named = [pair for family, key in _GIVEN_BY.items() for pair in stack.referring(family, key, ROLE)]
    given = grouped((key, policy) for each, owners in named for key in owners.keys for policy in _given(stack, each))
    return Roles(stack, given, some(unknown(owners.where) for _, owners in named if owners.unknown))


def _given(stack: Stack, resource: Resource) -> Iterator[Policy]:
    """The policies that a resource gives to roles."""
    if resource.family == "iam.RolePolicy":
        yield _policy(resource.name, resource, resource)
    else:
        yield from _managed(stack, resource, "policyArn")


def _managed(stack: Stack, resource: Resource, key: str) -> Iterator[Policy]:
    """Managed policies that a property names: of the stack, of AWS, or of others."""
    named = stack.refer(resource, key, _POLICY)
    for policy in named.resources:
        yield _policy(policy.name, policy, policy)
    for arn in named.literals:
        document = aws_document(arn)
        if document is not None:
            yield Policy(policy_name(arn), known(document))
        else:
            unseen = not_known(f"the policy {arn}, which is not in this stack")
            yield Policy(arn, unseen, foreign=not managed_by_aws(arn))
    if named.unknown:
        yield Policy(named.where, not_known(resource.name, key))


def _policy(name: str, values: Values, resource: Resource, key: str = "policy") -> Policy:
    return Policy(name, policy_document(values, "policy"), resource.feeds(key))
