"""First this, then that: what is named by a literal has to be there when AWS is asked for what names it.

The engine makes what does not depend on each other at the same time. What the aws provider repeats for some minutes
mostly passes, and is told as a race; the aws-native provider repeats nothing.

Sources: https://www.pulumi.com/docs/iac/concepts/resources/dependson/ and the reference of each call.
"""

from functools import partial
from typing import NamedTuple

from ..model.hop import Hop
from ..model.model import Model
from ..model.order import early
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, WORKS

_API = "https://docs.aws.amazon.com/apigateway/latest/api"
_REMEDY = "Take the name from that resource's output, or name the resource in dependsOn."
_MOST = 4

_fault = partial(Fault, remedy=_REMEDY)

PLAN = _fault(
    id="usage-plan-key/plan-before-stage",
    hop=Hop.KEY,
    title="The usage plan names its stage by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, API Stage not found"),
    source=f"{_API}/API_CreateUsagePlan.html",
)
MAPPING = _fault(
    id="endpoint-access/mapping-before-stage",
    hop=Hop.DOMAIN,
    title="The mapping names its stage by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid stage identifier specified"),
    source=f"{_API}/API_CreateBasePathMapping.html",
)
MAPPING_LOST = _fault(
    id="endpoint-access/mapping-to-missing-stage",
    hop=Hop.DOMAIN,
    title="The mapping names a stage that its API does not have",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid stage identifier specified"),
    remedy="Name a stage of this API, best by the stage's output.",
    source=f"{_API}/API_CreateBasePathMapping.html",
)
SETTINGS = _fault(
    id="deployment/settings-before-stage",
    hop=Hop.DEPLOYMENT,
    title="The method settings name their stage by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid stage identifier specified"),
    source=f"{_API}/API_UpdateStage.html",
)
SETTINGS_LOST = _fault(
    id="deployment/settings-of-missing-stage",
    hop=Hop.DEPLOYMENT,
    title="The method settings name a stage that their API does not have",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid stage identifier specified"),
    remedy="Name a stage of this API, best by the stage's output.",
    source=f"{_API}/API_UpdateStage.html",
)
INTEGRATION = _fault(
    id="integration/integration-before-method",
    hop=Hop.INTEGRATION,
    title="The integration names its method by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid method identifier specified"),
    source=f"{_API}/API_PutIntegration.html",
)
METHOD_RESPONSE = _fault(
    id="integration/response-before-method",
    hop=Hop.INTEGRATION,
    title="The method response names its method by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid method identifier specified"),
    source=f"{_API}/API_PutMethodResponse.html",
)
RESPONSE = _fault(
    id="integration/response-before-integration",
    hop=Hop.INTEGRATION,
    title="The integration response does not wait for its integration",
    symptom=APPLY_FAILS.told(": NotFoundException, no integration defined for method"),
    remedy="Name the integration in dependsOn of the integration response.",
    source=f"{_API}/API_PutIntegrationResponse.html",
)
_TARGET = partial(
    _fault,
    hop=Hop.TARGET_GROUP,
    title="The Application Load Balancer may be registered as a target before it has a listener",
    remedy="Name the listener in dependsOn of the attachment.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html",
)
TARGET = _TARGET(
    id="targets/attachment-before-listener",
    symptom=APPLY_FAILS.told(": InvalidTarget, the load balancer must have a listener on the target group's port"),
)
TARGET_RACE = _TARGET(
    id="robustness/attachment-before-listener",
    symptom=WORKS.says(
        "The apply fails when the listener takes longer than the 10 minutes for which the aws provider repeats"
        " RegisterTargets: InvalidTarget"
    ),
    milder="targets/attachment-before-listener",
)
_ROUTE = partial(
    _fault,
    hop=Hop.NETWORK,
    title="The route may be made before its gateway is attached to the VPC",
    remedy="Name the attachment in dependsOn of the route.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
)
GATEWAY = _ROUTE(
    id="targets/route-before-attachment",
    symptom=APPLY_FAILS.told(": InvalidGatewayID.NotFound or Gateway.NotAttached"),
)
GATEWAY_RACE = _ROUTE(
    id="robustness/route-before-attachment",
    symptom=WORKS.says(
        "The apply fails when the attachment takes longer than the 5 minutes for which the aws provider repeats"
        " CreateRoute: InvalidTransitGatewayID.NotFound"
    ),
    milder="targets/route-before-attachment",
)


class _Faults(NamedTuple):
    """The faults of a precedence: not kept, named and not there, and not kept where the aws provider repeats."""

    early: Fault
    missing: Fault | None = None
    race: Fault | None = None


FAULTS = {
    "usage plan": _Faults(PLAN),
    "base path mapping": _Faults(MAPPING, MAPPING_LOST),
    "API mapping": _Faults(MAPPING, MAPPING_LOST),
    "API mapping of a REST API": _Faults(MAPPING, MAPPING_LOST),
    "method settings": _Faults(SETTINGS, SETTINGS_LOST),
    "integration": _Faults(INTEGRATION),
    "method response": _Faults(METHOD_RESPONSE),
    "integration response": _Faults(RESPONSE),
    "load balancer as target": _Faults(TARGET, race=TARGET_RACE),
    "route to a transit gateway": _Faults(GATEWAY, race=GATEWAY_RACE),
    "route to an internet gateway": _Faults(GATEWAY),
    "route to a VPN gateway": _Faults(GATEWAY),
}


def check(model: Model, judge: Judge) -> None:
    """Asks everything that names something by a literal."""
    for each in early(model.stack):
        name, subjects = each.resource.name, [named.urn for named in each.named]
        faults = FAULTS[each.precedence.id]
        if each.named:
            told = f"{name} does not wait for {' or '.join(named.name for named in each.named[:_MOST])}"
            # aws-native repeats nothing.
            fault = faults.early if each.resource.native else faults.race or faults.early
            judge.report(fault, each.resource.urn, closed(told), subjects=subjects)
        elif faults.missing is not None:
            told = f"{name} names none of {', '.join(each.others[:_MOST])}"
            judge.report(faults.missing, each.resource.urn, closed(told))
