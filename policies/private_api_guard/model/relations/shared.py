"""What a resource and what it names have to share: the API that both are parts of, or the Region that both are in.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html and
https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regional-services.html
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..arguments import Asked
from ..families import API, REST_API
from ..values import Reference, Resource, Stack


class Owner(NamedTuple):
    """What is shared: which one a resource is of, which one an ARN of a service is of, and how two are told."""

    of: Callable[[Stack, Resource], str | None]
    of_arn: Callable[[str, str], str | None]
    told: Callable[[str, str], str]


@dataclass(frozen=True, kw_only=True)
class Shared:
    """That a resource of a family shares something with what it names by a property, which may lead into an object.

    What is named is of `families`, or has an ARN of `service`. `wanted` tells the one that it has to be of where that
    is not the resource's own.
    """

    family: str
    key: str
    families: tuple[str, ...]
    owner: Owner
    service: str = ""
    wanted: Callable[[Resource], str | None] | None = None


@dataclass(frozen=True)
class Stray:
    """A resource that names something of another API or Region; `named` is its URN or ARN, `told` says which."""

    resource: Resource
    named: str
    told: str


def strays(stack: Stack, shared: Shared) -> Iterator[Stray]:
    """The resources of which it is known that what they name is of another one. What is not known is the same."""
    for resource in stack.of(shared.family):
        own = shared.wanted(resource) if shared.wanted else shared.owner.of(stack, resource)
        if own is None:
            continue
        asked = Asked(stack, resource, resource)
        meant = _meant(asked, shared)
        if meant.presumed:
            continue
        told = [each for each in meant if meant.means(each.urn)] if not _by_name(asked, shared) else []
        named = [(each.urn, each.name, _owner(asked, shared, each)) for each in told]
        named += [(arn, arn, shared.owner.of_arn(arn, shared.service)) for arn in meant.literals if shared.service]
        for key, name, theirs in named:
            if theirs is not None and theirs != own:
                yield Stray(resource, key, f"{resource.name} names {name}, {shared.owner.told(theirs, own)}")


def _by_name(asked: Asked, shared: Shared) -> bool:
    """Whether a name is looked up in the resource's own Region, where something else has it, or may have it."""
    texts = asked.texts(shared.key) or (asked.text(shared.key),)
    return bool(shared.service) and any(text.known and not text.known.startswith("arn:") for text in texts)


def _owner(asked: Asked, shared: Shared, named: Resource) -> str | None:
    """The one that a named resource is of.

    A KMS key may have one id in several Regions; its ARN is of one of them.
    Source: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
    """
    if named.text("multiRegion").is_("true").open:
        return shared.owner.of_arn(asked.text(shared.key).known or "", shared.service)
    return shared.owner.of(asked.stack, named)


def _meant(asked: Asked, shared: Shared) -> Reference:
    outer, _, inner = shared.key.partition(".")
    if not inner:
        return asked.stack.refer(asked.resource, outer, *shared.families)
    return asked.stack.refer_value(asked.resource, outer, asked.text(shared.key), *shared.families)


def _api(stack: Stack, part: Resource) -> str | None:
    """The REST API of a part. One of the stack and an id outside of it may be the same."""
    if part.family == REST_API:
        return part.urn
    meant = stack.refer(part, "restApi", *API)
    return None if meant.presumed or meant.one is None else meant.one.urn


def _region_of_arn(arn: str, service: str) -> str | None:
    """The Region of an ARN: `arn:partition:service:region:account:resource`."""
    parts = arn.split(":", 5)
    return parts[3] or None if len(parts) > 5 and parts[0] == "arn" and parts[2] == service else None


API_OF: Final = Owner(_api, lambda _arn, _service: None, lambda _theirs, _own: "which is of another API")
REGION_OF: Final = Owner(
    lambda _stack, resource: resource.text("region").known,
    _region_of_arn,
    lambda theirs, own: f"which is in {theirs}, not in {own}",
)
