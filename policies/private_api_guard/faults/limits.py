"""Lists of which AWS takes so many items: the apply fails half-way.

Source: the API reference of each call, as the rows name it.
"""

from functools import partial
from typing import NamedTuple

from ..model.hop import Hop
from ..model.limit import Limit
from ..model.model import Model
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_AWS = "https://docs.aws.amazon.com"


class Row(NamedTuple):
    """A limit, and the fault of not keeping it."""

    limit: Limit
    fault: Fault


_LINK = Fault(
    id="integration/link-subnets-out-of-range",
    hop=Hop.VPC_LINK,
    title="The VPC link V2 has no subnet, or more than ten",
    symptom=APPLY_FAILS.told(": BadRequestException, or LimitExceededException"),
    remedy="Name one to ten subnets, of the zones of the load balancer.",
    source=f"{_AWS}/apigateway/latest/developerguide/http-api-quotas.html",
    covers=("target-sources/no-ingress-of-load-balancer",),
)
_SERVICE = partial(
    Fault,
    hop=Hop.TARGET,
    symptom=APPLY_FAILS.told(": InvalidParameterException"),
    source=f"{_AWS}/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
)
_GROUPS = _SERVICE(
    id="targets/too-many-groups",
    title="The service gives its tasks more than five security groups",
    remedy="Put the rules into five groups at most.",
)
_SUBNETS = _SERVICE(
    id="targets/too-many-subnets",
    title="The service gives its tasks no subnet, or more than sixteen",
    remedy="Name one to sixteen subnets.",
    covers=("target-sources/no-egress-for-requests",),
)
ROWS = (
    Row(Limit("apigatewayv2.VpcLink", "subnetIds", 1, 10), _LINK),
    Row(Limit("ecs.Service", "networkConfiguration.securityGroups", 0, 5), _GROUPS),
    Row(Limit("ecs.Service", "networkConfiguration.subnets", 1, 16), _SUBNETS),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for limit, fault in ROWS:
        for resource, number in limit.broken(model.stack):
            line = f"{resource.name}.{limit.key} has {number} items; AWS takes {limit.least} to {limit.most}"
            judge.report(fault, resource.urn, closed(line))
