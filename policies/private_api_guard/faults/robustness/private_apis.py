"""Private APIs: can callers use the plain address, and who may call at all?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
"""

from ...model.gateway.api import Api
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


def check(model: Model, judge: Judge) -> None:
    """Asks every private REST API."""
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
