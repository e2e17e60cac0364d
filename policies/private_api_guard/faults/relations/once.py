"""One only: what AWS makes once in one place, and refuses a second time, half-way through the apply.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html and the API
reference of each other call.
"""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ...model.arguments import Read, is_, unset
from ...model.families import ACLS, API, BALANCER, ENDPOINT, LISTENER, REST_API, SUBNETS, TABLES, VPCS
from ...model.gateway.rest_method import METHOD, RESOURCE
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.route_table import ROUTE
from ...model.relations import Single, again
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..refusal import refusal
from .fields import METHOD_OF

_ELB = "elasticloadbalancing/latest/APIReference"
_EC2 = "AWSEC2/latest/APIReference"
_API = "apigateway/latest/api"

_listener = partial(refusal, hop=Hop.LISTENER)
_integration = partial(refusal, hop=Hop.INTEGRATION)
_network = partial(refusal, hop=Hop.NETWORK)


class Once(NamedTuple):
    """That AWS makes something once, and the fault of asking for it again."""

    single: Single
    fault: Fault

    @property
    def reads(self) -> tuple[Read, ...]:
        """The types and properties that it reads."""
        where = self.single.where.reads if self.single.where else ()
        keys = (*(key for key, _ in self.single.fields), *(key for _, key in where))
        return tuple((self.single.family, key) for key in keys)


_PORT = _listener(
    fault="load-balancer/port-twice",
    title="Two listeners of one load balancer have the same port",
    error="DuplicateListener, a listener already exists on this port for this load balancer",
    remedy="Give each listener a port of its own; TCP_UDP is one listener for both protocols.",
    source=f"{_ELB}/API_CreateListener.html",
)
_PRIORITY = _listener(
    fault="load-balancer/priority-twice",
    title="Two rules of one listener have the same priority",
    error="PriorityInUse, the specified priority is in use",
    remedy="Give each rule a priority of its own.",
    source=f"{_ELB}/API_CreateRule.html",
)
_PATH = _integration(
    fault="integration/path-twice",
    title="Two resources of a REST API have the same path, or two variables in its place",
    error=(
        "ConflictException, another resource with the same parent already has this name, or BadRequestException,"
        " a sibling of this resource already has a variable path part"
    ),
    remedy="Use one resource for the path, with one variable for all below the same parent.",
    source=f"{_API}/API_CreateResource.html",
)
_METHOD = _integration(
    fault="integration/method-twice",
    title="A resource of a REST API has the same method twice",
    error="ConflictException, method already exists for this resource",
    remedy="Remove one of the methods.",
    source=f"{_API}/API_PutMethod.html",
)
_ROUTE_KEY = _integration(
    fault="integration/route-twice",
    title="Two routes of an API have the same key",
    error="ConflictException, the route already exists for this API",
    remedy="Remove one of the routes, or give it another key.",
    source="apigatewayv2/latest/api-reference/apis-apiid-routes.html",
)
_STAGE = refusal(
    fault="deployment/stage-twice",
    hop=Hop.DEPLOYMENT,
    title="Two stages of an API have the same name",
    error="ConflictException, stage already exists",
    remedy="Give each stage a name of its own.",
    source=f"{_API}/API_CreateStage.html",
)
_PRIVATE_NAME = refusal(
    fault="endpoint-access/private-name-twice",
    hop=Hop.ENDPOINT,
    title="Two endpoints of one service have private DNS in the same VPC",
    error=("InvalidParameter, private-dns-enabled cannot be set because there is already a conflicting DNS domain"),
    remedy="Use one endpoint for all, or set privateDnsEnabled on one of them only.",
    source=f"{_EC2}/API_CreateVpcEndpoint.html",
    not_modelled="endpoints of other stacks in the same VPC",
)
_ROUTE = _network(
    fault="targets/route-twice",
    title="Two routes of one table have the same destination",
    error="RouteAlreadyExists",
    remedy="Remove one of the routes.",
    source=f"{_EC2}/API_CreateRoute.html",
    not_modelled="routes among the table's own properties",
)
_TABLE = _network(
    fault="targets/subnet-in-two-tables",
    title="A subnet is associated with a route table twice",
    error="Resource.AlreadyAssociated",
    remedy="Remove one of the associations: a subnet has one route table.",
    source=f"{_EC2}/API_AssociateRouteTable.html",
)
_ACL_RULE = _network(
    fault="target-sources/network-acl-number-twice",
    title="Two rules of one direction of a network ACL have the same number",
    error="NetworkAclEntryAlreadyExists",
    remedy="Give each rule a number of its own.",
    source=f"{_EC2}/API_CreateNetworkAclEntry.html",
    not_modelled="rules among the ACL's own properties",
)
_KEY = refusal(
    fault="usage-plan-key/key-twice",
    hop=Hop.KEY,
    title="A key is put into a usage plan twice",
    error="ConflictException, the usage plan already has this key",
    remedy="Remove one of the usage plan keys.",
    source=f"{_API}/API_CreateUsagePlanKey.html",
)
_RECORD = refusal(
    fault="endpoint-access/record-twice",
    hop=Hop.DOMAIN,
    title="Two records of a zone have the same name and type",
    error="InvalidChangeBatch, it already exists",
    remedy="Put all values into one record, or tell them apart by setIdentifier and a routing policy.",
    source="Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
)
RULE = _network(
    fault="target-sources/rule-twice",
    title="A security group has the same rule twice",
    error="InvalidPermission.Duplicate, the specified rule already exists",
    remedy="Remove one of the rules; a group has all of them among its own properties, or none.",
    source=f"{_EC2}/API_AuthorizeSecurityGroupIngress.html",
    not_modelled="rules of other stacks",
)
_RULES_OF_ACL = Single(
    what="ACL rule", family="ec2.NetworkAclRule", fields=(("networkAclId", (*ACLS, *VPCS)), ("ruleNumber", ()))
)

ROWS = (
    Once(Single(what="port", family=LISTENER, fields=(("loadBalancerArn", (BALANCER,)), ("port", ()))), _PORT),
    Once(
        Single(what="priority", family="lb.ListenerRule", fields=(("listenerArn", (LISTENER,)), ("priority", ()))),
        _PRIORITY,
    ),
    Once(
        Single(
            what="path", family=RESOURCE, fields=(("parentId", (RESOURCE, REST_API)), ("pathPart", ())), variables=True
        ),
        _PATH,
    ),
    Once(Single(what="method", family=METHOD, fields=METHOD_OF), _METHOD),
    Once(
        Single(what="route key", family="apigatewayv2.Route", fields=(("apiId", API), ("routeKey", ()))), _ROUTE_KEY
    ),
    Once(Single(what="stage", family="apigateway.Stage", fields=(("restApi", API), ("stageName", ()))), _STAGE),
    Once(Single(what="stage", family="apigatewayv2.Stage", fields=(("apiId", API), ("name", ()))), _STAGE),
    Once(
        Single(
            what="private name", family=ENDPOINT, fields=(("vpcId", VPCS), ("serviceName", ())),
            where=is_("privateDnsEnabled", "true"),
        ),
        _PRIVATE_NAME,
    ),
    Once(
        Single(what="route", family=ROUTE, fields=(("routeTableId", (*TABLES, *VPCS)), ("destinationCidrBlock", ()))),
        _ROUTE,
    ),
    Once(Single(what="table", family="ec2.RouteTableAssociation", fields=(("subnetId", SUBNETS),)), _TABLE),
    Once(replace(_RULES_OF_ACL, where=is_("egress", "true")), _ACL_RULE),
    Once(replace(_RULES_OF_ACL, where=is_("egress", None, "false")), _ACL_RULE),
    Once(
        Single(
            what="key", family="apigateway.UsagePlanKey",
            fields=(("usagePlanId", ("apigateway.UsagePlan",)), ("keyId", ("apigateway.ApiKey",))),
        ),
        _KEY,
    ),
    Once(
        Single(
            what="record", family="route53.Record", fields=(("zoneId", ("route53.Zone",)), ("name", ()), ("type", ())),
            where=unset("setIdentifier") & is_("allowOverwrite", None, "false"),
        ),
        _RECORD,
    ),
)  # fmt: skip


def check(model: Model, judge: Judge) -> None:
    """Asks everything of which there may be one only."""
    found = [(row.fault, row.single.what, *pair) for row in ROWS for pair in again(model.stack, row.single)]
    found += [(RULE, "rule", *pair) for pair in model.groups.rules.repeated()]
    for fault, what, resource, other in found:
        told = closed(f"{resource.name} has the same {what} as {other.name}")
        judge.report(fault, resource.urn, told, subjects=[other.urn])
