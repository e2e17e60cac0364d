"""An authorization request: what is called and by whom, and the request context that conditions are asked about.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from ..network.address import Network
    from ..values.value import Value

INVOKE: Final = "execute-api:invoke"
# Keys that only requests with an IAM identity have.
_OF_IDENTITY: Final = ("aws:principal", "aws:userid", "aws:username", "aws:tokenissuetime", "aws:multifactorauth")


class Free(enum.Enum):
    """The type of `FREE`."""

    VALUE = "whatever the caller gives"


FREE: Final = Free.VALUE
# What a condition key is: a text, absent or not known; the ranges that callers' addresses lie in; as the caller likes.
ContextValue: TypeAlias = "Value[str] | tuple[Network, ...] | Free"


@dataclass(frozen=True)
class Arn:
    """The ARN of what is called, with `*` for what stands for many; `where` names the property that it still lacks."""

    text: str
    where: str = ""

    @property
    def path(self) -> str:
        """Stage, method and path, after the ARN of the API."""
        _, slash, rest = self.text.partition("/")
        return slash + rest


@dataclass(frozen=True)
class Request:
    """A call of an API: its ARN, the IAM identity of the caller, and the context, by condition key in lower case.

    A condition key that the context does not list has whatever value the caller gives it; those of the identity are
    what the identity is.
    """

    arn: Arn
    identity: ContextValue
    context: Mapping[str, ContextValue]

    def value(self, key: str) -> ContextValue:
        """The value of a condition key."""
        name = key.lower()
        return self.context.get(name, self.identity if name.startswith(_OF_IDENTITY) else FREE)


@dataclass(frozen=True)
class ResourceArn:
    """The ARN of what an action is done to, with `*` for what is not known of it yet, and how messages call it.

    `urn` is that of the resource, where it is one of the stack.
    """

    text: str
    name: str
    urn: str = ""


ANY_RESOURCE: Final = ResourceArn("*", "all resources")
