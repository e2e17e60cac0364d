"""Parts of a REST API that name other parts: all have to be of one API.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html and the reference of each other call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .families import API, REST_API
from .gateway.rest_method import INTEGRATION, METHOD, RESOURCE, RESPONSE
from .values import Key, Resource, Stack

_VALIDATOR: Final = "apigateway.RequestValidator"
_OF: Final = "restApi"
# What has a part, the property that names another one, and of which types that is.
NAMED: Final = (
    (RESOURCE, "parentId", (RESOURCE, REST_API)),
    (METHOD, "resourceId", (RESOURCE, REST_API)),
    (METHOD, "requestValidatorId", (_VALIDATOR,)),
    (INTEGRATION, "resourceId", (RESOURCE, REST_API)),
    ("apigateway.MethodResponse", "resourceId", (RESOURCE, REST_API)),
    (RESPONSE, "resourceId", (RESOURCE, REST_API)),
)


@dataclass(frozen=True)
class Stray:
    """A part of one API that names a part of another one."""

    part: Resource
    named: Resource


def strays(stack: Stack) -> Iterator[Stray]:
    """The parts of which it is known that what they name is of another API."""
    for family, key, families in NAMED:
        for part in stack.of(family):
            meant = stack.refer(part, key, *families)
            named = None if meant.presumed else meant.one
            if named is None:
                continue
            own, theirs = _api(stack, part), _api(stack, named)
            if own is not None and theirs is not None and own != theirs:
                yield Stray(part, named)


def _api(stack: Stack, part: Resource) -> Key | None:
    """The API of a part. One of the stack and an id outside of it may be the same."""
    if part.family == REST_API:
        return part.urn
    meant = stack.refer(part, _OF, *API)
    return None if meant.presumed or meant.one is None else meant.one.urn
