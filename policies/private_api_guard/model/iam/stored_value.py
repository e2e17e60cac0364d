"""Values that a task or function reads at run time: parameters and secrets, and the keys of KMS that encrypt them.

Sources: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html,
https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html and
https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ..families import ROLE
from ..values import Reader, Resource, ResourceReader, Stack, Value
from ..verdict import Verdict, closed, every, opened
from .policy_document import policy_document
from .request import ResourceArn
from .role import Role

if TYPE_CHECKING:
    from ..compute.lambda_function import LambdaFunction

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


PARAMETER: Final = "ssm.Parameter"
SECRET: Final = "secretsmanager.Secret"  # noqa: S105 - a resource type
STORED: Final = (PARAMETER, SECRET)
# The services that keep them, by the names of their endpoints.
SSM: Final = "ssm"
SECRETS_MANAGER: Final = "secretsmanager"
# Any of these reads a value.
READS: Final = {
    SSM: ("ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"),
    SECRETS_MANAGER: ("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"),
}
# AWS adds six characters to a secret's name; which ones is not known before it is made.
_SUFFIX: Final = "-XXXXXX"


class StoredValue(ResourceReader):
    """A parameter or secret of the stack."""

    @property
    def given_name(self) -> Value[str]:
        """The name under which it is read."""
        return self.resource.text("name")

    @property
    def names(self) -> tuple[str, ...]:
        """What it is read by, as far as that is known."""
        listed = (self.given_name, self.resource.computed("arn"), self.resource.computed("id"))
        return tuple(each.known for each in listed if each.known)

    @property
    def content(self) -> Value[str]:
        """The value that a program gives a parameter; a secret has it in versions of its own."""
        plain = self.resource.text("value")
        return self.resource.text("insecureValue") if plain.absent else plain

    @property
    def service(self) -> str:
        """The service that keeps it."""
        return SSM if self.resource.family == PARAMETER else SECRETS_MANAGER

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions of which each reads it."""
        return READS[self.service]

    @property
    def arn(self) -> ResourceArn:
        """What a policy that allows to read it must name."""
        name = self.given_name.known
        if self.service == SSM:
            pattern = f"arn:*:ssm:*:*:parameter/{'*' if name is None else name.lstrip('/')}"
        else:
            pattern = "*" if name is None else f"arn:*:secretsmanager:*:*:secret:{name}{_SUFFIX}"
        return ResourceArn(self.resource.computed("arn").known or pattern, self.resource.name, self.urn)

    @property
    def plain(self) -> Verdict:
        """Whether it is a parameter that is no secret."""
        kind = self.resource.text("type")
        return every([opened() if self.service == SSM else closed(), kind.is_("String", "StringList")])

    @property
    def key(self) -> KmsKey | None:
        """The key of the stack that encrypts it; `None` where AWS's own does, one outside the stack, or none."""
        if self.plain.open:
            return None
        reference = "keyId" if self.service == SSM else "kmsKeyId"
        found = self._stack.refer(self.resource, reference, KMS_KEY, KMS_ALIAS).one
        if found is not None and found.family == KMS_ALIAS:
            found = self._stack.refer(found, "targetKeyId", KMS_KEY).one
        return None if found is None else KmsKey(self._stack, found)

    @property
    def shared(self) -> bool:
        """Whether a policy of its own may let others read it."""
        return self.service == SECRETS_MANAGER and bool(self._stack.of("secretsmanager.SecretPolicy"))


def stored_value_named(stack: Stack, value_from: str) -> StoredValue | None:
    """The value that a container's `valueFrom` names; key, version and stage may follow a secret's ARN."""
    name = ":".join(value_from.split(":")[:7]) if ":secretsmanager:" in value_from else value_from
    found = stack.named(name, *STORED)
    return None if found is None else StoredValue(stack, found)


@dataclass(frozen=True)
class Read:
    """A value of which a function is told where it is kept, or may be."""

    value: StoredValue
    verdict: Verdict


def service_of(value_from: str) -> str:
    """The service that keeps what a container's `valueFrom` names."""
    return SECRETS_MANAGER if ":secretsmanager:" in value_from else SSM


def parameter_arn(value_from: str) -> ResourceArn:
    """What a policy must name that allows to read a parameter by its name or ARN."""
    named = value_from.startswith("arn:")
    return ResourceArn(value_from if named else f"arn:*:ssm:*:*:parameter/{value_from.lstrip('/')}", value_from)


class StoredValues(Reader):
    """The parameters and secrets of a stack."""

    @cached_property
    def _named(self) -> tuple[tuple[str, re.Pattern[str], StoredValue], ...]:
        """Parameters by name, with what finds the name in a text."""
        listed = [StoredValue(self._stack, each) for each in self._stack.of(PARAMETER)]
        return tuple(
            (name, re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])"), each)
            for each in listed
            if (name := each.given_name.known)
        )

    def read_by(self, function: "LambdaFunction") -> tuple[Read, ...]:
        """What a function reads: what its environment names, or may, and parameters named in code that can be read."""
        fed = [StoredValue(self._stack, each) for each in function.environment_sources if each.family in STORED]
        found = {each.urn: Read(each, self._named_to(function, each)) for each in fed}
        if self._named:
            texts, code = "\n".join(function.environment), function.scripts
            for name, pattern, each in self._named:
                if pattern.search(texts) or any(f"{mark}{name}{mark}" in code for mark in "\"'`"):
                    found[each.urn] = Read(each, opened())
        return tuple(found[urn] for urn in sorted(found) if not found[urn].verdict.closed)

    @staticmethod
    def _named_to(function: "LambdaFunction", value: StoredValue) -> Verdict:
        """Whether what feeds a function's environment stands there by name, not by the value that it keeps."""
        texts = function.environment
        if any(name in text for name in value.names for text in texts):
            return opened()
        content = value.content
        if function.environment_known or (content.known and any(content.known in text for text in texts)):
            return closed(f"{function.name} has the value of {value.name}")
        # A name or value that is known would stand in the environment: what does not, is made by the update.
        alone = all(each.family in STORED for each in function.environment_sources)
        return opened() if content.absent or (content.known and alone) else function.asks(value.service)
