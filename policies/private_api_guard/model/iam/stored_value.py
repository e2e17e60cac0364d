"""Values that a task or function reads at run time: parameters of Systems Manager, and secrets.

Sources: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html and
https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
"""

from dataclasses import dataclass
from typing import Final

from ..values.resource import Resource
from ..values.stack import Stack
from .role import Thing

PARAMETER: Final = "ssm.Parameter"
SECRET: Final = "secretsmanager.Secret"  # noqa: S105 - a resource type
KEY: Final = "kms.Key"
_KEY_ALIAS: Final = "kms.Alias"
# AWS adds six characters to a secret's name; which ones is not known before it is made.
_SUFFIX: Final = "-XXXXXX"


@dataclass(frozen=True)
class StoredValue:
    """A parameter or secret of the stack: the service that keeps it, and one of the actions that read it."""

    resource: Resource
    service: str
    actions: tuple[str, ...]
    thing: Thing


def stored_value(resource: Resource) -> StoredValue:
    """How a parameter or secret is read."""
    name = resource.raw_text("name")
    arn = resource.outputs.get("arn")
    if resource.family == PARAMETER:
        path = f"parameter/{name.lstrip('/')}" if isinstance(name, str) else "parameter/*"
        fallback = f"arn:*:ssm:*:*:{path}"
        service, actions = "ssm", ("ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath")
    else:
        fallback = f"arn:*:secretsmanager:*:*:secret:{name}{_SUFFIX}" if isinstance(name, str) else "*"
        service, actions = "secretsmanager", ("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue")
    thing = Thing(resource, arn if isinstance(arn, str) else fallback, resource.name)
    return StoredValue(resource, service, actions, thing)


def key_of(stack: Stack, resource: Resource) -> Thing | None:
    """The customer-managed key of the stack that encrypts a value; `None` where AWS's own does, or one outside it."""
    reference = stack.refer(resource, "keyId" if resource.family == PARAMETER else "kmsKeyId", KEY, _KEY_ALIAS)
    found = reference.one
    if found is not None and found.family == _KEY_ALIAS:
        found = stack.refer(found, "targetKeyId", KEY).one
    if found is None:
        return None
    arn = found.outputs.get("arn")
    return Thing(found, arn if isinstance(arn, str) else "arn:*:kms:*:*:key/*", found.name)
