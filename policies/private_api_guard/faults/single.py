"""One only: what AWS makes once in one place, and refuses a second time, half-way through the apply.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html and the API
reference of each other call.
"""

from functools import partial

from ..model.hop import Hop
from ..model.model import Model
from ..model.single import again
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_AWS = "https://docs.aws.amazon.com"
_ELB = f"{_AWS}/elasticloadbalancing/latest/APIReference"
_EC2 = f"{_AWS}/AWSEC2/latest/APIReference"
_API = f"{_AWS}/apigateway/latest/api"

_listener = partial(Fault, hop=Hop.LISTENER)
_integration = partial(Fault, hop=Hop.INTEGRATION)
_network = partial(Fault, hop=Hop.NETWORK)
_RULE = "rule"
# By the id of what is single.
FAULTS = {
    "port": _listener(
        id="load-balancer/port-twice",
        title="Two listeners of one load balancer have the same port",
        symptom=APPLY_FAILS.told(": DuplicateListener, a listener already exists on this port for this load balancer"),
        remedy="Give each listener a port of its own; TCP_UDP is one listener for both protocols.",
        source=f"{_ELB}/API_CreateListener.html",
    ),
    "priority": _listener(
        id="load-balancer/priority-twice",
        title="Two rules of one listener have the same priority",
        symptom=APPLY_FAILS.told(": PriorityInUse, the specified priority is in use"),
        remedy="Give each rule a priority of its own.",
        source=f"{_ELB}/API_CreateRule.html",
    ),
    "path": _integration(
        id="integration/path-twice",
        title="Two resources of a REST API have the same path, or two variables in its place",
        symptom=APPLY_FAILS.told(
            ": ConflictException, another resource with the same parent already has this name, or BadRequestException,"
            " a sibling of this resource already has a variable path part"
        ),
        remedy="Use one resource for the path, with one variable for all below the same parent.",
        source=f"{_API}/API_CreateResource.html",
    ),
    "method": _integration(
        id="integration/method-twice",
        title="A resource of a REST API has the same method twice",
        symptom=APPLY_FAILS.told(": ConflictException, method already exists for this resource"),
        remedy="Remove one of the methods.",
        source=f"{_API}/API_PutMethod.html",
    ),
    "route key": _integration(
        id="integration/route-twice",
        title="Two routes of an API have the same key",
        symptom=APPLY_FAILS.told(": ConflictException, the route already exists for this API"),
        remedy="Remove one of the routes, or give it another key.",
        source=f"{_AWS}/apigatewayv2/latest/api-reference/apis-apiid-routes.html",
    ),
    "stage": Fault(
        id="deployment/stage-twice",
        hop=Hop.DEPLOYMENT,
        title="Two stages of an API have the same name",
        symptom=APPLY_FAILS.told(": ConflictException, stage already exists"),
        remedy="Give each stage a name of its own.",
        source=f"{_API}/API_CreateStage.html",
    ),
    "private name": Fault(
        id="endpoint-access/private-name-twice",
        hop=Hop.ENDPOINT,
        title="Two endpoints of one service have private DNS in the same VPC",
        symptom=APPLY_FAILS.told(
            ": InvalidParameter, private-dns-enabled cannot be set because there is already a conflicting DNS domain"
        ),
        remedy="Use one endpoint for all, or set privateDnsEnabled on one of them only.",
        source=f"{_EC2}/API_CreateVpcEndpoint.html",
        not_modelled="endpoints of other stacks in the same VPC",
    ),
    "route": _network(
        id="targets/route-twice",
        title="Two routes of one table have the same destination",
        symptom=APPLY_FAILS.told(": RouteAlreadyExists"),
        remedy="Remove one of the routes.",
        source=f"{_EC2}/API_CreateRoute.html",
        not_modelled="routes among the table's own properties",
    ),
    "table": _network(
        id="targets/subnet-in-two-tables",
        title="A subnet is associated with a route table twice",
        symptom=APPLY_FAILS.told(": Resource.AlreadyAssociated"),
        remedy="Remove one of the associations: a subnet has one route table.",
        source=f"{_EC2}/API_AssociateRouteTable.html",
    ),
    "ACL rule": _network(
        id="target-sources/network-acl-number-twice",
        title="Two rules of one direction of a network ACL have the same number",
        symptom=APPLY_FAILS.told(": NetworkAclEntryAlreadyExists"),
        remedy="Give each rule a number of its own.",
        source=f"{_EC2}/API_CreateNetworkAclEntry.html",
        not_modelled="rules among the ACL's own properties",
    ),
    "key": Fault(
        id="usage-plan-key/key-twice",
        hop=Hop.KEY,
        title="A key is put into a usage plan twice",
        symptom=APPLY_FAILS.told(": ConflictException, the usage plan already has this key"),
        remedy="Remove one of the usage plan keys.",
        source=f"{_API}/API_CreateUsagePlanKey.html",
    ),
    "record": Fault(
        id="endpoint-access/record-twice",
        hop=Hop.DOMAIN,
        title="Two records of a zone have the same name and type",
        symptom=APPLY_FAILS.told(": InvalidChangeBatch, it already exists"),
        remedy="Put all values into one record, or tell them apart by setIdentifier and a routing policy.",
        source=f"{_AWS}/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    ),
    _RULE: _network(
        id="target-sources/rule-twice",
        title="A security group has the same rule twice",
        symptom=APPLY_FAILS.told(": InvalidPermission.Duplicate, the specified rule already exists"),
        remedy="Remove one of the rules; a group has all of them among its own properties, or none.",
        source=f"{_EC2}/API_AuthorizeSecurityGroupIngress.html",
        not_modelled="rules of other stacks",
    ),
}


def check(model: Model, judge: Judge) -> None:
    """Asks everything of which there may be one only."""
    rules = ((_RULE, *pair) for pair in model.groups.rules.repeated())
    for what, resource, other in (*((single.id, *pair) for single, *pair in again(model.stack)), *rules):
        told = closed(f"{resource.name} has the same {what} as {other.name}")
        judge.report(FAULTS[what], resource.urn, told, subjects=[other.urn])
