"""First this, then that: what is named by a literal has to be there when AWS is asked for what names it.

The engine makes what does not depend on each other at the same time. What the aws provider repeats for some minutes
mostly passes, and is told as a race; the aws-native provider repeats nothing.

Sources: https://www.pulumi.com/docs/iac/concepts/resources/dependson/ and the reference of each call.
"""

from functools import partial
from typing import NamedTuple

from ...model.arguments import Read
from ...model.families import API, BALANCER, LISTENER, TRANSIT_ATTACHMENT, TRANSIT_GATEWAY
from ...model.gateway.rest_method import INTEGRATION, METHOD, METHOD_RESPONSE, RESPONSE
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.route_table import INTERNET_GATEWAY, ROUTE, VPN_GATEWAY
from ...model.relations import Field, Precedence, early
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, WORKS
from .fields import METHOD_OF

_API = "https://docs.aws.amazon.com/apigateway/latest/api"
_REMEDY = "Take the name from that resource's output, or name the resource in dependsOn."
_MOST = 4

_fault = partial(Fault, remedy=_REMEDY)

_PLAN = _fault(
    id="usage-plan-key/plan-before-stage",
    hop=Hop.KEY,
    title="The usage plan names its stage by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, API Stage not found"),
    source=f"{_API}/API_CreateUsagePlan.html",
)
_MAPPING = _fault(
    id="endpoint-access/mapping-before-stage",
    hop=Hop.DOMAIN,
    title="The mapping names its stage by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid stage identifier specified"),
    source=f"{_API}/API_CreateBasePathMapping.html",
)
_MAPPING_LOST = _fault(
    id="endpoint-access/mapping-to-missing-stage",
    hop=Hop.DOMAIN,
    title="The mapping names a stage that its API does not have",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid stage identifier specified"),
    remedy="Name a stage of this API, best by the stage's output.",
    source=f"{_API}/API_CreateBasePathMapping.html",
)
_SETTINGS = _fault(
    id="deployment/settings-before-stage",
    hop=Hop.DEPLOYMENT,
    title="The method settings name their stage by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid stage identifier specified"),
    source=f"{_API}/API_UpdateStage.html",
)
_SETTINGS_LOST = _fault(
    id="deployment/settings-of-missing-stage",
    hop=Hop.DEPLOYMENT,
    title="The method settings name a stage that their API does not have",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid stage identifier specified"),
    remedy="Name a stage of this API, best by the stage's output.",
    source=f"{_API}/API_UpdateStage.html",
)
_INTEGRATION_EARLY = _fault(
    id="integration/integration-before-method",
    hop=Hop.INTEGRATION,
    title="The integration names its method by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid method identifier specified"),
    source=f"{_API}/API_PutIntegration.html",
)
_METHOD_RESPONSE_EARLY = _fault(
    id="integration/response-before-method",
    hop=Hop.INTEGRATION,
    title="The method response names its method by a literal, and may be made before it",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid method identifier specified"),
    source=f"{_API}/API_PutMethodResponse.html",
)
_RESPONSE_EARLY = _fault(
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
_TARGET_EARLY = _TARGET(
    id="targets/attachment-before-listener",
    symptom=APPLY_FAILS.told(": InvalidTarget, the load balancer must have a listener on the target group's port"),
)
_TARGET_RACE = _TARGET(
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
_ROUTE_EARLY = _ROUTE(
    id="targets/route-before-attachment",
    symptom=APPLY_FAILS.told(": InvalidGatewayID.NotFound or Gateway.NotAttached"),
)
_ROUTE_RACE = _ROUTE(
    id="robustness/route-before-attachment",
    symptom=WORKS.says(
        "The apply fails when the attachment takes longer than the 5 minutes for which the aws provider repeats"
        " CreateRoute: InvalidTransitGatewayID.NotFound"
    ),
    milder="targets/route-before-attachment",
)


class First(NamedTuple):
    """That something waits for what it names, and the faults where it does not.

    They are: it does not wait, there is nothing of that name, and it does not wait where the aws provider repeats.
    """

    precedence: Precedence
    early: Fault
    missing: Fault | None = None
    race: Fault | None = None

    @property
    def reads(self) -> tuple[Read, ...]:
        """The types and properties that it reads."""
        asked = self.precedence
        later = (f"{asked.within}.{key}" if asked.within else key for key, _ in asked.names)
        return (*((asked.later, key) for key in later), *((asked.earlier, key) for key, _ in asked.by))


_STAGE: tuple[Field, ...] = (("restApi", API), ("stageName", ()))
_MAPPED: tuple[Field, ...] = (("apiId", API), ("stage", ()))

ROWS = (
    First(
        Precedence(
            later="apigateway.UsagePlan", within="apiStages", names=_MAPPED, earlier="apigateway.Stage", by=_STAGE
        ),
        _PLAN,
    ),
    First(
        Precedence(
            later="apigateway.BasePathMapping", names=_STAGE, earlier="apigateway.Stage", by=_STAGE, whole=True
        ),
        _MAPPING, _MAPPING_LOST,
    ),
    First(
        Precedence(
            later="apigatewayv2.ApiMapping", names=_MAPPED,
            earlier="apigatewayv2.Stage", by=(("apiId", API), ("name", ())), whole=True,
        ),
        _MAPPING, _MAPPING_LOST,
    ),
    First(
        Precedence(
            later="apigatewayv2.ApiMapping", names=_MAPPED, earlier="apigateway.Stage", by=_STAGE, whole=True
        ),
        _MAPPING, _MAPPING_LOST,
    ),
    First(
        Precedence(
            later="apigateway.MethodSettings", names=_STAGE, earlier="apigateway.Stage", by=_STAGE, whole=True
        ),
        _SETTINGS, _SETTINGS_LOST,
    ),
    First(Precedence(later=INTEGRATION, names=METHOD_OF, earlier=METHOD, by=METHOD_OF), _INTEGRATION_EARLY),
    First(Precedence(later=METHOD_RESPONSE, names=METHOD_OF, earlier=METHOD, by=METHOD_OF), _METHOD_RESPONSE_EARLY),
    First(Precedence(later=RESPONSE, names=METHOD_OF, earlier=INTEGRATION, by=METHOD_OF), _RESPONSE_EARLY),
    First(
        Precedence(
            later="lb.TargetGroupAttachment", names=(("targetId", (BALANCER,)),),
            earlier=LISTENER, by=(("loadBalancerArn", (BALANCER,)),),
        ),
        _TARGET_EARLY, race=_TARGET_RACE,
    ),
    First(
        Precedence(
            later=ROUTE, names=(("transitGatewayId", (TRANSIT_GATEWAY,)),),
            earlier=TRANSIT_ATTACHMENT, by=(("transitGatewayId", (TRANSIT_GATEWAY,)),),
        ),
        _ROUTE_EARLY, race=_ROUTE_RACE,
    ),
    First(
        Precedence(
            later=ROUTE, names=(("gatewayId", (INTERNET_GATEWAY,)),),
            earlier="ec2.InternetGatewayAttachment", by=(("internetGatewayId", (INTERNET_GATEWAY,)),),
        ),
        _ROUTE_EARLY,
    ),
    First(
        Precedence(
            later=ROUTE, names=(("gatewayId", (VPN_GATEWAY,)),),
            earlier="ec2.VpnGatewayAttachment", by=(("vpnGatewayId", (VPN_GATEWAY,)),),
        ),
        _ROUTE_EARLY,
    ),
)  # fmt: skip


def check(model: Model, judge: Judge) -> None:
    """Asks everything that names something by a literal."""
    for row in ROWS:
        for each in early(model.stack, row.precedence):
            name, subjects = each.resource.name, [named.urn for named in each.named]
            if each.named:
                told = f"{name} does not wait for {' or '.join(named.name for named in each.named[:_MOST])}"
                # aws-native repeats nothing.
                fault = row.early if each.resource.native else row.race or row.early
                judge.report(fault, each.resource.urn, closed(told), subjects=subjects)
            elif row.missing is not None:
                told = f"{name} names none of {', '.join(each.others[:_MOST])}"
                judge.report(row.missing, each.resource.urn, closed(told))
