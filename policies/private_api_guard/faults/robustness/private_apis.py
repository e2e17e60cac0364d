"""Private APIs: can callers use the plain address, and who may call at all?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
"""

from ...model.gateway.api import Api
from ...model.gateway.families import REST_API
from ...model.hop import Hop
from ...model.model import Model
from ...model.values.unknown import UNKNOWN
from ...model.verdict import closed
from ..fault import Fault, Judge

NO_NAME = Fault(
    id="robustness/no-private-dns-and-no-endpoint-ids",
    hop=Hop.ENDPOINT,
    title="The VPC endpoint has no private DNS, and the private API names no endpoint",
    symptom=(
        "DNS failure at callers of https://{api}.execute-api.{region}.amazonaws.com; only the endpoint's own name"
        " with an"
        " x-apigw-api-id or Host header works"
    ),
    remedy="Set privateDnsEnabled on the endpoint, or endpointConfiguration.vpcEndpointIds on the API.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html",
    not_modelled="endpoints outside the stack",
)
NO_CONDITION = Fault(
    id="robustness/policy-without-condition",
    hop=Hop.POLICY,
    title="The policy of the private API admits everyone without a condition",
    symptom="None: every VPC endpoint of any account from which the API can be reached may call it",
    remedy="Restrict the statement with a condition on aws:SourceVpce or aws:SourceVpc, or add a Deny for all others.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html",
    not_modelled="policies made from outputs, until they are known",
)
FAULTS = (NO_NAME, NO_CONDITION)


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
    if not endpoints or not all(each.private_dns.closed for each in endpoints):
        return
    domains = _with_domain(model)
    for api in private:
        named = api.resource.block("endpointConfiguration").get("vpcEndpointIds") if api.resource else UNKNOWN
        if named or named is UNKNOWN or api.key in domains or _document_names(api):
            continue
        for endpoint in endpoints:
            lines = f"{endpoint.name}.privateDnsEnabled is off", f"{api.name} has no vpcEndpointIds"
            judge.report(NO_NAME, endpoint.key, closed(*lines), subjects=[api.key])


def _document_names(api: Api) -> bool:
    """Whether an OpenAPI document names endpoints, or may."""
    return bool(api.unknown_bodies) or any(document.vpc_endpoint_ids for _, document in api.documents)


def _with_domain(model: Model) -> set[str]:
    """APIs that callers reach by a private custom domain."""
    return {
        key
        for mapping in model.stack.of("apigateway.BasePathMapping")
        if mapping.get("domainNameId") is not None
        for key in model.stack.refer(mapping, "restApi", REST_API).keys
    }
