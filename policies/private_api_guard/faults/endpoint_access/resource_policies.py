"""The policies on the way to a private API: those of its endpoints, then its own; and the deployment after it."""

from dataclasses import replace
from functools import partial

from ...model.gateway.access_policy import AccessPolicy
from ...model.gateway.admission import Admission
from ...model.gateway.api import Api
from ...model.gateway.caller import PUBLIC, Caller
from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Resource
from ...model.verdict import Combine, closed, every, some, unknown
from ..fault import Fault, Judge
from ..symptoms import ACCESS_DENIED, APPLY_FAILS

_EXAMPLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html"
_DENIED = ACCESS_DENIED.says(
    '403 {"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ... with an explicit'
    ' deny"} (AccessDeniedException)'
)
_NOT_MODELLED = (
    "Conditions on keys that a caller may have with any value count as fulfilled; policy variables; whether the values"
    " that several conditions need exclude one another."
)

_fault = partial(Fault, hop=Hop.POLICY)
NO_POLICY = _fault(
    id="endpoint-access/no-resource-policy",
    title="The private API has no resource policy",
    symptom=APPLY_FAILS.told(": BadRequestException, Private REST API doesn't have a resource policy attached to it"),
    remedy="Add an aws:apigateway/restApiPolicy:RestApiPolicy: allow execute-api:Invoke with the endpoint's"
    " aws:SourceVpce.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html",
)
REFUSED = _fault(
    id="endpoint-access/resource-policy-refuses-callers",
    title="The private API's resource policy refuses the calls that come through its VPC endpoint",
    symptom=ACCESS_DENIED.told("(AccessDeniedException)"),
    remedy="Allow execute-api:Invoke on execute-api:/* to principal * with aws:SourceVpce of the endpoint (or"
    " aws:SourceVpc).",
    source=_EXAMPLES,
    not_modelled=_NOT_MODELLED,
)
PUBLIC_REFUSED = _fault(
    id="endpoint-access/public-policy-refuses-callers",
    title="The public API's resource policy asks of callers what no call from the internet has",
    symptom=ACCESS_DENIED.told("(AccessDeniedException)"),
    remedy="Take aws:SourceVpce, aws:SourceVpc and aws:VpcSourceIp out of the policy, which only calls through an"
    " endpoint have, and of methods without IAM what callers are; aws:SourceIp tells callers of a public API apart.",
    source=_EXAMPLES,
    not_modelled=_NOT_MODELLED,
)
ENDPOINT_REFUSES = _fault(
    id="endpoint-access/endpoint-policy-refuses-calls",
    title="The policy of the VPC endpoint does not let calls to the API through",
    symptom=ACCESS_DENIED.told("(AccessDeniedException)"),
    remedy="Allow execute-api:Invoke on this API's ARN to principal * in the endpoint's policy, or leave the policy"
    " out.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html",
    not_modelled=_NOT_MODELLED,
)
TOO_EARLY = _fault(
    id="endpoint-access/deployment-before-policy",
    hop=Hop.DEPLOYMENT,
    title="The deployment of the private API does not wait for its resource policy",
    symptom=APPLY_FAILS.says(
        "The apply may fail: BadRequestException, Private REST API doesn't have a resource policy attached to it; or"
        " the stage serves the API without the policy"
    ),
    remedy="Make the deployment depend on the RestApiPolicy (dependsOn), and put the policy into its triggers.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
)
PUBLIC_IDS = _fault(
    id="endpoint-access/endpoint-ids-on-public-api",
    title="An API that is not private names VPC endpoints",
    symptom=APPLY_FAILS.told(": BadRequestException, VPC endpoints are supported for private APIs only"),
    remedy='Set endpointConfiguration.types to "PRIVATE", or leave vpcEndpointIds out.',
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html",
    covers=("endpoint-access/public-policy-refuses-callers",),
)


def check(model: Model, judge: Judge) -> None:
    """Asks the policies of every REST API, and the endpoints of private ones."""
    for api in model.apis:
        if api.resource is None or api.http or api.resource.silent:
            continue
        if api.private:
            _api(model, api, api.resource, judge)
        elif api.endpoint_type.known:
            ids, told = ~api.vpc_endpoint_ids.holds(bool), f"{api.name} is {api.endpoint_type} and has vpcEndpointIds"
            if not ids.open:
                judge.report(PUBLIC_IDS, api.resource.urn, ids, told=told, subjects=[api.key])
            for policy in model.access_policies.of_api(api):
                _report(PUBLIC_REFUSED, Admission(policy, api, (PUBLIC,)), judge)
        elif api.endpoint_type.unknown and not model.access_policies.of_api(api):
            judge.report(NO_POLICY, api.resource.urn, unknown(f"{api.name}.endpointConfiguration"))


def _api(model: Model, api: Api, resource: Resource, judge: Judge) -> None:
    policies = model.access_policies.of_api(api)
    if not policies:
        lacks = closed(f"{api.name} is PRIVATE, and neither it nor a RestApiPolicy gives a policy")
        judge.report(NO_POLICY, resource.urn, some([*map(unknown, api.unknown_bodies), lacks]))
    callers = tuple(caller for caller in model.callers.of_api(api) if caller.comes_in)
    if not callers:
        return
    named = model.callers.associated(api)
    if named.unknown and policies:
        judge.report(REFUSED, policies[0].resource.urn, unknown(named.where), subjects=[api.key])
    # Of the endpoints that an API names for certain, each has to come through; otherwise one of them.
    combine = every if not named.absent and named.decided else some
    through = _through(model, api, callers, combine, judge)
    for policy in policies:
        _report(REFUSED, Admission(policy, api, through, combine), judge)
    _deployments(model, api, policies, judge)


def _through(model: Model, api: Api, callers: tuple[Caller, ...], combine: Combine, judge: Judge) -> tuple[Caller, ...]:
    """Asks the endpoints' own policies. Answers the callers that come through, all of them if none does."""
    asked = [
        (caller, Admission(policy, api, (caller,)))
        for caller in callers
        if caller.endpoint is not None
        for policy in model.access_policies.of_endpoint(caller.endpoint)
    ]
    stopped = {caller.name for caller, admission in asked if admission.refused}
    through = tuple(caller for caller in callers if caller.name not in stopped)
    for _, admission in asked:
        if not admission.refused or combine is every or not through:
            _report(ENDPOINT_REFUSES, admission, judge)
    return through or callers


def _report(fault: Fault, admission: Admission, judge: Judge) -> None:
    verdict = admission.verdict
    denied = verdict.closed and any(" denies: " in line for line in verdict.evidence)
    told = replace(fault, symptom=_DENIED) if denied else fault
    judge.report(told, admission.policy.resource.urn, verdict, subjects=admission.subjects)


def _deployments(model: Model, api: Api, policies: tuple[AccessPolicy, ...], judge: Judge) -> None:
    """Deployments that do not wait for the policy. One that the API itself carries is always there before."""
    if not all(policy.separate and policy.sure for policy in policies):
        return
    for deployment in api.deployments:
        before = model.stack.depends(deployment.resource)
        missing = [policy.resource.name for policy in policies if policy.resource.urn not in before]
        if missing:
            evidence = f"{deployment.name} depends on {api.name} and not on {', '.join(missing)}"
            judge.report(TOO_EARLY, deployment.key, closed(evidence))
