"""The policies on the way to a private API: those of its endpoints, then its own; and the deployment after it."""

from dataclasses import dataclass

from ...model.gateway.access_policy import API_POLICY, AccessPolicy, Admission, Route, routes
from ...model.gateway.api import Api
from ...model.gateway.caller import SERVICE, Caller
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN
from ...model.verdict import closed, opened, presumably, unknown
from ..fault import Fault, Judge

_EXAMPLES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html"
_FORBIDDEN = (
    '403 {"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ..."}'
    " (AccessDeniedException)"
)
_DENIED = (
    '403 {"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ... with an explicit'
    ' deny"} (AccessDeniedException)'
)
_NOT_MODELLED = (
    "Conditions on keys that a caller may have with any value count as fulfilled; policy variables; whether the values"
    " that several conditions need exclude one another."
)

NO_POLICY = Fault(
    id="endpoint-access/no-resource-policy",
    hop=Hop.POLICY,
    title="The private API has no resource policy",
    symptom="The apply fails: BadRequestException, Private REST API doesn't have a resource policy attached to it",
    remedy=(
        "Add an aws:apigateway/restApiPolicy:RestApiPolicy: allow execute-api:Invoke with the endpoint's"
        " aws:SourceVpce."
    ),
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html",
)
REFUSED = Fault(
    id="endpoint-access/resource-policy-refuses-callers",
    hop=Hop.POLICY,
    title="The private API's resource policy refuses the calls that come through its VPC endpoint",
    symptom=_FORBIDDEN,
    remedy=(
        "Allow execute-api:Invoke on execute-api:/* to principal * with aws:SourceVpce of the endpoint (or"
        " aws:SourceVpc)."
    ),
    source=_EXAMPLES,
    not_modelled=_NOT_MODELLED,
)
ENDPOINT_REFUSES = Fault(
    id="endpoint-access/endpoint-policy-refuses-calls",
    hop=Hop.POLICY,
    title="The policy of the VPC endpoint does not let calls to the API through",
    symptom=_FORBIDDEN,
    remedy=(
        "Allow execute-api:Invoke on this API's ARN to principal * in the endpoint's policy, or leave the policy out."
    ),
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html",
    not_modelled=_NOT_MODELLED,
)
TOO_EARLY = Fault(
    id="endpoint-access/deployment-before-policy",
    hop=Hop.DEPLOYMENT,
    title="The deployment of the private API does not wait for its resource policy",
    symptom=(
        "The apply may fail: BadRequestException, Private REST API doesn't have a resource policy attached to it;"
        " or the"
        " stage serves the API without the policy"
    ),
    remedy="Make the deployment depend on the RestApiPolicy (dependsOn), and put the policy into its triggers.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
)
PUBLIC_IDS = Fault(
    id="endpoint-access/endpoint-ids-on-public-api",
    hop=Hop.POLICY,
    title="An API that is not private names VPC endpoints",
    symptom="The apply fails: BadRequestException, VPC endpoints are supported for private APIs only",
    remedy='Set endpointConfiguration.types to "PRIVATE", or leave vpcEndpointIds out.',
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html",
)
FAULTS = (NO_POLICY, REFUSED, ENDPOINT_REFUSES, TOO_EARLY, PUBLIC_IDS)


def check(model: Model, judge: Judge) -> None:
    """Asks every private REST API."""
    for api in model.apis:
        if api.resource is None or api.http or api.resource.silent:
            continue
        if api.private:
            _api(model, api, api.resource, judge)
        elif isinstance(api.endpoint, str):
            _public(api, api.resource, judge)
        elif api.endpoint is UNKNOWN and not model.access_policies.of_api(api):
            judge.report(NO_POLICY, api.resource.urn, unknown(f"{api.name}.endpointConfiguration"))


@dataclass(frozen=True)
class _Asked:
    """What one policy answers to each caller. With `each`, all of the callers have to come through."""

    policy: AccessPolicy
    answers: tuple[tuple[Caller, Admission], ...]
    each: bool

    @property
    def closed(self) -> list[tuple[Caller, Admission]]:
        """The callers that it refuses, where that closes the path."""
        refused = [(caller, answer) for caller, answer in self.answers if answer.verdict.closed]
        if self.each or len(refused) < len(self.answers):
            return refused if self.each else []
        # Alternatives: what one of them is refused another may do.
        common = set(refused[0][1].refused).intersection(*(answer.refused for _, answer in refused))
        whole = any(not answer.refused for _, answer in refused)
        return refused if common or whole else []

    @property
    def unknown(self) -> str:
        """The property that would tell, where nothing else does."""
        if any(answer.verdict.open for _, answer in self.answers) and not self.each:
            return ""
        return next((answer.verdict.where for _, answer in self.answers if answer.verdict.unknown), "")


def _api(model: Model, api: Api, resource: Resource, judge: Judge) -> None:
    policies = model.access_policies.of_api(api)
    if not policies:
        if api.blind:
            judge.report(NO_POLICY, resource.urn, unknown(api.blind[0]))
        else:
            evidence = f"{api.name} is PRIVATE, and neither it nor a RestApiPolicy gives a policy"
            judge.report(NO_POLICY, resource.urn, closed(evidence))
    callers = [
        caller
        for caller in model.callers.of_api(api)
        if caller.endpoint is None or caller.endpoint.service in (SERVICE, UNKNOWN)
    ]
    if not callers:
        return
    named = model.callers.associated(api)
    if named.unknown and policies:
        judge.report(REFUSED, policies[0].resource.urn, unknown(named.where), subjects=[api.key])
    asked = routes(api)
    each = not named.absent and named.decided
    through = _endpoint_policies(model, api, callers, asked, judge, each=each)
    for policy in policies:
        answers = tuple((caller, model.access_policies.of_the_api(policy, api, caller, asked)) for caller in through)
        _file(_Asked(policy, answers, each), REFUSED, api, judge)
    _deployments(model, api, policies, judge)


def _public(api: Api, resource: Resource, judge: Judge) -> None:
    ids = resource.block("endpointConfiguration").get("vpcEndpointIds")
    if isinstance(ids, list) and ids:
        evidence = f"{api.name} is {api.endpoint} and has vpcEndpointIds"
        judge.report(PUBLIC_IDS, resource.urn, closed(evidence), subjects=[api.key])


def _endpoint_policies(
    model: Model, api: Api, callers: list[Caller], asked: list[Route], judge: Judge, *, each: bool
) -> list[Caller]:
    """Asks the endpoints' own policies. Answers the callers that come through, all of them if none does."""
    found = [
        _Asked(policy, ((caller, model.access_policies.of_the_endpoint(policy, api, caller, asked)),), each=True)
        for caller in callers
        if caller.endpoint is not None
        for policy in model.access_policies.of_endpoint(caller.endpoint)
    ]
    stopped = {caller.name for one in found for caller, _ in one.closed}
    through = [caller for caller in callers if caller.name not in stopped]
    for one in found:
        if not one.closed or each or not through:
            _file(one, ENDPOINT_REFUSES, api, judge)
    return through or callers


def _file(asked: _Asked, fault: Fault, api: Api, judge: Judge) -> None:
    policy, refusing = asked.policy, asked.closed
    urn, subjects = policy.resource.urn, [api.key]
    if refusing and policy.sure:
        evidence = [line for _, answer in refusing for line in answer.verdict.evidence]
        refused = {route.method.resource.urn for _, answer in refusing for route in answer.refused if route.method}
        some = refused and len({route for _, answer in refusing for route in answer.refused}) < len(api.methods)
        denied = any(" denies: " in line for line in evidence)
        judge.report(
            fault,
            urn,
            closed(f"{policy.where} of {api.name}", *evidence),
            subjects=sorted(refused) if some else subjects,
            symptom=_DENIED if denied else "",
        )
        return
    where = asked.unknown or (policy.where if refusing else "")
    if where:
        judge.report(fault, urn, unknown(where), subjects=subjects)
        return
    presumed = [answer.presumed for _, answer in asked.answers if answer.presumed]
    names = ", ".join(caller.name for caller, answer in asked.answers if answer.verdict.open)
    admits = presumably(*presumed) if presumed else opened(f"{policy.where} lets calls from {names} in")
    judge.report(fault, urn, admits, subjects=subjects)


def _deployments(model: Model, api: Api, policies: list[AccessPolicy], judge: Judge) -> None:
    """Deployments that do not wait for the policy. One that the API itself carries is always there before."""
    separate = [policy.resource for policy in policies if policy.resource.family == API_POLICY and policy.sure]
    if len(separate) < len(policies):
        return
    for deployment in api.deployments:
        before = model.stack.depends(deployment)
        missing = [policy.name for policy in separate if policy.urn not in before]
        if missing:
            evidence = f"{deployment.name} depends on {api.name} and not on {', '.join(missing)}"
            judge.report(TOO_EARLY, deployment.urn, closed(evidence))
