"""Can callers use the plain address of a private API, and whom does the policy of an API keep out?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
"""

from ...model.gateway.api import Api
from ...model.gateway.authorizer import AuthorizerUse
from ...model.gateway.invocation import invocations
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed, some
from ..fault import Fault, Judge
from ..symptoms import DNS, WORKS

NO_NAME = Fault(
    id="robustness/no-private-dns-and-no-endpoint-ids",
    hop=Hop.ENDPOINT,
    title="The VPC endpoint has no private DNS, and the private API names no endpoint",
    symptom=DNS.says(
        "DNS failure at callers of https://{api}.execute-api.{region}.amazonaws.com; only the endpoint's own name with"
        " an x-apigw-api-id or Host header works"
    ),
    remedy="Set privateDnsEnabled on the endpoint, or endpointConfiguration.vpcEndpointIds on the API.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html",
    not_modelled="endpoints outside the stack",
)
NO_CONDITION = Fault(
    id="robustness/policy-without-condition",
    hop=Hop.POLICY,
    title="The policy of the private API admits everyone without a condition",
    symptom=WORKS.told(": every VPC endpoint of any account from which the API can be reached may call it"),
    remedy="Restrict the statement with a condition on aws:SourceVpce or aws:SourceVpc, or add a Deny for all others.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html",
    not_modelled="policies made from outputs, until they are known",
)
BESIDE_BODY = Fault(
    id="robustness/policy-beside-body",
    hop=Hop.POLICY,
    title="The policy is a resource of its own beside an OpenAPI body, whose next change wipes it",
    symptom=WORKS.says(
        "Works until the body changes: PutRestApi overwrites the policy, and the provider does not put it back before"
        " the next apply; calls get 403, or the deployment fails"
    ),
    remedy="Set policy on the API itself, which the provider puts back, or x-amazon-apigateway-policy in the body.",
    source="https://github.com/pulumi/pulumi-aws/issues/4296",
)
OVERRULED = Fault(
    id="robustness/policy-overruled-by-authorizer",
    hop=Hop.POLICY,
    title="The policy does not admit the callers; a Lambda authorizer does all the same",
    symptom=WORKS.told(": what the policy does not mention is for the authorizer to allow, so that it guards nothing"),
    remedy="Admit the endpoints that calls come through, and deny all others (StringNotEquals on aws:SourceVpce): only"
    " a Deny comes before the authorizer.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "apigateway-authorization-flow.html#apigateway-authorization-flow-lambda",
    not_modelled="policies made from outputs, until they are known",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every REST API with a policy, and every private one."""
    for use in model.authorizers.in_use(model.apis):
        _overruled(model, use, judge)
    for api in model.apis:
        for policy in model.access_policies.of_api(api) if api.overwritten else ():
            if policy.separate and policy.sure:
                line = f"{policy.resource.name} gives {api.name} a policy, which has a body"
                judge.report(BESIDE_BODY, policy.resource.urn, closed(line), subjects=[api.key])
    private = [api for api in model.apis if api.private and api.resource is not None]
    if not private:
        return
    _names(model, private, judge)
    for api in private:
        for policy in model.access_policies.all_of_api(api):
            document = policy.document.known
            if document and document.opening and policy.sure:
                line = f"Allow {document.opening}, for everyone"
                judge.report(NO_CONDITION, policy.resource.urn, closed(line), subjects=[api.key])


def _overruled(model: Model, use: AuthorizerUse, judge: Judge) -> None:
    callers = model.callers.of_api(use.api)
    calls = [call for call in invocations(use.api) if call.method in use.methods]
    for policy in model.access_policies.of_api(use.api):
        if policy.sure and callers and all(policy.keeps_out(caller, call) for caller in callers for call in calls):
            names = ", ".join(caller.name for caller in callers)
            line = f"{policy.where} admits no call from {names}; {use.authorizer.name} may"
            judge.report(OVERRULED, policy.resource.urn, closed(line), subjects=[use.api.key])


def _names(model: Model, private: list[Api], judge: Judge) -> None:
    endpoints = [each for each in model.endpoints.of_service("execute-api") if each.interface.open]
    named = [model.endpoint_names.lead_to(each) for each in endpoints]
    if not endpoints or some(named).open:
        return
    # A private domain name that is told by its id leads there as well.
    reached = {key for mapping in model.domains.mappings if mapping.by_id for key in mapping.api.keys}
    for api in private:
        if api.key in reached or api.unknown_bodies or not model.callers.associated(api).absent:
            continue
        for endpoint, answer in zip(endpoints, named, strict=True):
            lines = f"{endpoint.name}.privateDnsEnabled is off", f"{api.name} has no vpcEndpointIds"
            judge.report(NO_NAME, endpoint.key, answer.because(*lines), subjects=[api.key])
