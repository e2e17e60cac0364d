"""One VPC: what has network interfaces stands in one, and what is called by address is joined to who calls.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
"""

from functools import partial

from ...model.gateway.vpc_link import VpcLink
from ...model.hop import Hop
from ...model.model import Model
from ...model.network import one_network as model_of
from ...model.values import Key, Reference
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, INTEGRATION_FAILED, NO_ANSWER, TASKS_STOP

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
_LINKS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html"

_apart = partial(
    Fault,
    remedy="Take subnets and security groups of one VPC, or associate the group with the other VPC"
    " (SecurityGroupVpcAssociation).",
    not_modelled="VPCs outside the stack",
)
LINK = _apart(
    id="integration/link-in-two-vpcs",
    hop=Hop.VPC_LINK,
    title="The VPC link (V2) has subnets and security groups of two VPCs",
    symptom=APPLY_FAILS.told(": the link ends in status FAILED, its network interfaces can not be made"),
    source=_LINKS,
)
BALANCER = _apart(
    id="load-balancer/in-two-vpcs",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer has subnets and security groups of two VPCs",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest or InvalidSecurityGroup"),
    source=f"{_API}/API_CreateLoadBalancer.html",
)
RUNNING = _apart(
    id="targets/in-two-vpcs",
    hop=Hop.TARGET,
    title="What is registered as a target has subnets and security groups of two VPCs",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterException or InvalidGroup.NotFound, the security group and the subnet belong to different"
        " networks"
    ),
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
)
ENDPOINT = _apart(
    id="endpoint-access/endpoint-in-two-vpcs",
    hop=Hop.ENDPOINT,
    title="The VPC endpoint has subnets or security groups of another VPC",
    symptom=APPLY_FAILS.told(": InvalidParameter, the security group and the endpoint belong to different networks"),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html",
)
FUNCTION = _apart(
    id="authorizer/function-in-two-vpcs",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function has subnets and security groups of two VPCs",
    symptom=APPLY_FAILS.told(": InvalidParameterValueException, the subnets and security groups are of different VPCs"),
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
)
REGISTERED = Fault(
    id="targets/other-vpc-than-target-group",
    hop=Hop.TARGET,
    title="What is registered runs in another VPC than its target group",
    symptom=TASKS_STOP.says("nothing can be registered (InvalidTarget): 500 for every request"),
    remedy="Run it in the VPC of the target group, or make the target group in that VPC, with a load balancer there.",
    source=f"{_API}/API_RegisterTargets.html",
    not_modelled="VPCs outside the stack",
    covers=("target-sources/no-egress-for-requests", "target-sources/no-ingress-for-requests"),
)
REACHED = Fault(
    id="target-sources/no-route-from-link",
    hop=Hop.NETWORK,
    title="The VPC link is in another VPC than the load balancer, or the tasks of Cloud Map, and has no route there",
    symptom=INTEGRATION_FAILED.told('(an HTTP API: 503 {"message":"Service Unavailable"}) for every request'),
    remedy="Put the link into subnets of the VPC that it calls, or join the VPCs and add routes both ways.",
    source=_LINKS,
    not_modelled="the way back, and VPCs outside the stack",
    covers=(
        "target-sources/no-egress-of-link",
        "target-sources/no-ingress-of-load-balancer",
        "target-sources/no-ingress-from-link",
    ),
)
ANSWERED = Fault(
    id="target-sources/client-address-kept-beyond-vpc",
    hop=Hop.NETWORK,
    title="The target group keeps the VPC link's addresses for targets behind a transit gateway",
    symptom=NO_ANSWER.says(
        "every request times out: replies go to the link's interfaces past the load balancer, and health checks pass"
    ),
    remedy='Set preserveClientIp to "false".',
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
    covers=("robustness/client-ip-kept-outside-vpc",),
)
ATTACHED = Fault(
    id="targets/gateway-not-attached",
    hop=Hop.NETWORK,
    title="A route leads to a gateway or peering connection that is not attached to the route table's VPC",
    symptom=APPLY_FAILS.told(": InvalidParameterValue, route table and gateway belong to different networks"),
    remedy="Attach the gateway to the VPC of the route table (vpcId, or a VpcAttachment of a transit gateway), or name"
    " a gateway of that VPC.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
    not_modelled="gateways and VPCs outside the stack",
)
_APART = {
    model_of.LINK: LINK,
    model_of.BALANCER: BALANCER,
    model_of.RUNNING: RUNNING,
    model_of.ENDPOINT: ENDPOINT,
    model_of.FUNCTION: FUNCTION,
}


def check(model: Model, judge: Judge) -> None:
    """Asks what has network interfaces, what is registered, and every way from a link; of a stack with an API."""
    for carrier in model_of.carriers(model) if model.apis else ():
        verdict = model_of.together(model, carrier)
        if not verdict.open:
            judge.report(_APART[carrier.kind], carrier.resource.urn, verdict)
    _routes(model, judge)
    for leg in model.legs:
        for target in leg.targets:
            verdict = model_of.registered(model, leg, target)
            if verdict.closed:
                judge.report(REGISTERED, target.urn, verdict, subjects=[leg.group.key], check="both")
    for mapped in model.mapped:
        if mapped.target.certain:
            _reached(model, mapped.link, mapped.target.subnets, [mapped.integration.urn, mapped.target.urn], judge)
    for backend in model.backends:
        balancer = backend.balancer
        _reached(model, backend.link, balancer.subnets, [balancer.key, backend.crossing], judge)
        for leg in backend.legs:
            for target in leg.targets:
                verdict = model_of.answered(model, backend, leg, target)
                if verdict.closed:
                    judge.report(ANSWERED, leg.group.key, verdict, subjects=[target.urn])


def _reached(model: Model, link: VpcLink | None, called: Reference, subjects: list[Key], judge: Judge) -> None:
    verdict = model_of.reached(model, link, called)
    if link is not None and not verdict.open:
        judge.report(REACHED, link.key, verdict, subjects=[link.key, *subjects])


def _routes(model: Model, judge: Judge) -> None:
    for table in model.routes.by_key.values():
        for route in table.routes:
            verdict = model_of.attached(model, table, route)
            if route.target is not None and verdict.closed:
                judge.report(ATTACHED, route.target.urn, verdict, subjects=[table.key])
