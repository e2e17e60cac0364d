"""What has to be made before something that names it, and what of it waits.

A resource that names another one by a literal does not wait for it: the engine makes both at the same time, and AWS
refuses what names something that is not there yet.

Sources: https://www.pulumi.com/docs/iac/concepts/resources/dependson/ and the API reference of each call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from .families import API, BALANCER, LISTENER, REST_API
from .gateway.rest_method import INTEGRATION, METHOD, RESOURCE, RESPONSE
from .network.route_table import INTERNET_GATEWAY, ROUTE, TRANSIT_GATEWAY, VPN_GATEWAY
from .values import Block, Resource, Stack, grouped

# A property, and the families that it refers to; none where it is a text that stands for itself.
Field: TypeAlias = tuple[str, tuple[str, ...]]
# The keys and texts by which something is named.
Name: TypeAlias = tuple[str, ...]
_OF_REST: Final[Field] = ("restApi", API)
METHOD_OF: Final[tuple[Field, ...]] = (_OF_REST, ("resourceId", (RESOURCE, REST_API)), ("httpMethod", ()))


@dataclass(frozen=True, kw_only=True)
class Precedence:
    """That a resource has to wait for what it names.

    `later` and `earlier` are families; the values of `names`, inside `within` where that is given, are those of `by`
    of what is meant. `whole` says that a stack which makes the API shows all of it that may be named.
    """

    id: str
    later: str
    names: tuple[Field, ...]
    earlier: str
    by: tuple[Field, ...]
    within: str = ""
    whole: bool = False


_VERBS: Final = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY")
_STAGE: Final[tuple[Field, ...]] = (_OF_REST, ("stageName", ()))
PRECEDENCES: Final = (
    Precedence(
        id="usage plan", later="apigateway.UsagePlan", within="apiStages", names=(("apiId", API), ("stage", ())),
        earlier="apigateway.Stage", by=_STAGE,
    ),
    Precedence(
        id="base path mapping", later="apigateway.BasePathMapping", names=_STAGE,
        earlier="apigateway.Stage", by=_STAGE, whole=True,
    ),
    Precedence(
        id="API mapping", later="apigatewayv2.ApiMapping", names=(("apiId", API), ("stage", ())),
        earlier="apigatewayv2.Stage", by=(("apiId", API), ("name", ())), whole=True,
    ),
    Precedence(
        id="API mapping of a REST API", later="apigatewayv2.ApiMapping", names=(("apiId", API), ("stage", ())),
        earlier="apigateway.Stage", by=_STAGE, whole=True,
    ),
    Precedence(
        id="method settings", later="apigateway.MethodSettings", names=_STAGE,
        earlier="apigateway.Stage", by=_STAGE, whole=True,
    ),
    Precedence(id="integration", later=INTEGRATION, names=METHOD_OF, earlier=METHOD, by=METHOD_OF),
    Precedence(
        id="method response", later="apigateway.MethodResponse", names=METHOD_OF, earlier=METHOD, by=METHOD_OF
    ),
    Precedence(id="integration response", later=RESPONSE, names=METHOD_OF, earlier=INTEGRATION, by=METHOD_OF),
    Precedence(
        id="load balancer as target", later="lb.TargetGroupAttachment", names=(("targetId", (BALANCER,)),),
        earlier=LISTENER, by=(("loadBalancerArn", (BALANCER,)),),
    ),
    Precedence(
        id="route to a transit gateway", later=ROUTE, names=(("transitGatewayId", (TRANSIT_GATEWAY,)),),
        earlier="ec2transitgateway.VpcAttachment", by=(("transitGatewayId", (TRANSIT_GATEWAY,)),),
    ),
    Precedence(
        id="route to an internet gateway", later=ROUTE, names=(("gatewayId", (INTERNET_GATEWAY,)),),
        earlier="ec2.InternetGatewayAttachment", by=(("internetGatewayId", (INTERNET_GATEWAY,)),),
    ),
    Precedence(
        id="route to a VPN gateway", later=ROUTE, names=(("gatewayId", (VPN_GATEWAY,)),),
        earlier="ec2.VpnGatewayAttachment", by=(("vpnGatewayId", (VPN_GATEWAY,)),),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Early:
    """A resource that does not wait for what it names; `named` is empty where there is no such thing.

    `others` are what it could name instead.
    """

    precedence: Precedence
    resource: Resource
    named: tuple[Resource, ...]
    others: tuple[str, ...] = ()


def early(stack: Stack) -> Iterator[Early]:
    """What does not wait for what it names. Where it is not known what it names, something else makes it wait."""
    for precedence in PRECEDENCES:
        later = stack.of(precedence.later)
        if later:
            yield from _early(stack, precedence, later)


def _early(stack: Stack, precedence: Precedence, later: list[Resource]) -> Iterator[Early]:
    there = _Named(stack, precedence)
    for resource in later:
        for block in _blocks(resource, precedence.within):
            name = name_of(stack, resource, block, precedence.within, precedence.names)
            if name is None:
                continue
            named = there.by_name.get(name, {})
            before = {resource.urn} | stack.depends(resource) if named else frozenset()
            if named and named.keys().isdisjoint(before):
                yield Early(precedence, resource, tuple(named.values()))
            elif precedence.whole and not named and there.shows(name):
                yield Early(precedence, resource, (), there.beside(name))


class _Named:
    """The resources that may be named, by what names them."""

    def __init__(self, stack: Stack, precedence: Precedence) -> None:
        self._stack = stack
        named = [(name_of(stack, each, None, "", precedence.by), each) for each in stack.of(precedence.earlier)]
        self._vague = any(name is None for name, _ in named)
        self.by_name = {name: {each.urn: each for each in listed} for name, listed in grouped(named).items()}
        self._by_owner = grouped((name[0], name[-1]) for name in self.by_name)

    def shows(self, name: Name) -> bool:
        """Whether the stack makes the thing's owner, and all that the owner has is known."""
        return not self._vague and name[0] in self._stack.by_urn and bool(self.beside(name))

    def beside(self, name: Name) -> tuple[str, ...]:
        """What else the owner has, by its own name."""
        return tuple(sorted(self._by_owner.get(name[0], ())))


def _blocks(resource: Resource, within: str) -> tuple[Block | None, ...]:
    return tuple(resource.blocks(within).known or ()) if within else (None,)


def name_of(
    stack: Stack, resource: Resource, block: Block | None, within: str, fields: tuple[Field, ...]
) -> Name | None:
    """The values of some properties; `None` where one of them is not known, or not set."""
    found: list[str] = []
    for key, families in fields:
        if not families:
            value = (block or resource).text(key).map(_same).known
        elif block is None:
            value = stack.refer(resource, key, *families).key
        else:
            value = stack.refer_value(resource, within, block.text(key), *families).key
        if not value:
            return None
        found.append(value)
    return tuple(found)


def _same(text: str) -> str:
    """Verbs are the same in any case."""
    return text.upper() if text.upper() in _VERBS else text
