"""What AWS makes once in one place: two listeners of one port, two rules of one priority, two routes of one key.

Source: the API reference of each call, which refuses the second one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .arguments import Asked, Condition, is_, unset
from .families import ACLS, API, BALANCER, LISTENER, REST_API, SUBNETS, TABLES, VPCS
from .gateway.rest_method import METHOD, RESOURCE
from .network.route_table import ROUTE
from .order import METHOD_OF, Field, Name, name_of
from .values import Resource, Stack

_VARIABLE: Final = re.compile(r"\{.*\}")
_ACL_RULE: Final[tuple[Field, ...]] = (("networkAclId", (*ACLS, *VPCS)), ("ruleNumber", ()))


@dataclass(frozen=True, kw_only=True)
class Single:
    """That no two resources of a family have the same values of some fields.

    Asked of those of which `where` holds. `variables` says that the last field is a part of a path, of
    which every variable one is the same.
    """

    id: str
    family: str
    fields: tuple[Field, ...]
    where: Condition | None = None
    variables: bool = False


SINGLES: Final = (
    Single(id="port", family=LISTENER, fields=(("loadBalancerArn", (BALANCER,)), ("port", ()))),
    Single(id="priority", family="lb.ListenerRule", fields=(("listenerArn", (LISTENER,)), ("priority", ()))),
    Single(id="path", family=RESOURCE, fields=(("parentId", (RESOURCE, REST_API)), ("pathPart", ())), variables=True),
    Single(id="method", family=METHOD, fields=METHOD_OF),
    Single(id="route key", family="apigatewayv2.Route", fields=(("apiId", API), ("routeKey", ()))),
    Single(id="stage", family="apigateway.Stage", fields=(("restApi", API), ("stageName", ()))),
    Single(id="stage", family="apigatewayv2.Stage", fields=(("apiId", API), ("name", ()))),
    Single(
        id="private name", family="ec2.VpcEndpoint", fields=(("vpcId", VPCS), ("serviceName", ())),
        where=is_("privateDnsEnabled", "true"),
    ),
    Single(id="route", family=ROUTE, fields=(("routeTableId", (*TABLES, *VPCS)), ("destinationCidrBlock", ()))),
    Single(id="table", family="ec2.RouteTableAssociation", fields=(("subnetId", SUBNETS),)),
    Single(
        id="ACL rule", family="ec2.NetworkAclRule", fields=_ACL_RULE, where=is_("egress", "true"),
    ),
    Single(
        id="ACL rule", family="ec2.NetworkAclRule", fields=_ACL_RULE, where=is_("egress", None, "false"),
    ),
    Single(
        id="key", family="apigateway.UsagePlanKey",
        fields=(("usagePlanId", ("apigateway.UsagePlan",)), ("keyId", ("apigateway.ApiKey",))),
    ),
    Single(
        id="record", family="route53.Record", fields=(("zoneId", ("route53.Zone",)), ("name", ()), ("type", ())),
        where=unset("setIdentifier") & is_("allowOverwrite", None, "false"),
    ),
)  # fmt: skip


def again(stack: Stack) -> Iterator[tuple[Single, Resource, Resource]]:
    """What is made once more, each with the first of its kind. What is not known to be the same is another."""
    for single in SINGLES:
        first: dict[Name, Resource] = {}
        for resource in sorted(stack.of(single.family), key=lambda each: (each.name, each.urn)):
            name = name_of(stack, resource, None, "", single.fields)
            if name is None or resource.silent or not _asked(stack, single, resource):
                continue
            last = "{}" if single.variables and _VARIABLE.fullmatch(name[-1]) else name[-1]
            other = first.setdefault((*name[:-1], last), resource)
            if other.urn != resource.urn:
                yield single, resource, other


def _asked(stack: Stack, single: Single, resource: Resource) -> bool:
    return single.where is None or bool(single.where.told(Asked(stack, resource, resource)))
