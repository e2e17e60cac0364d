"""The `execute-api` endpoints of private APIs: their kind, subnets, security groups, and names in the VPC."""

from collections.abc import Iterable
from functools import partial

from ...model.gateway.api import Api
from ...model.gateway.caller import SERVICE, Caller
from ...model.hop import Hop
from ...model.model import Model
from ...model.network.vpc_endpoint import VpcEndpoint
from ...model.values import Resource
from ...model.verdict import closed, every, some
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS, CONNECT_TIMEOUT, FORBIDDEN

_CREATE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html"
_INTERFACE = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"

_fault = partial(Fault, hop=Hop.ENDPOINT, source=_CREATE)
NO_HTTPS = _fault(
    id="endpoint-access/endpoint-group-without-443",
    title="The security groups of the execute-api endpoint admit nobody on tcp 443",
    symptom=CONNECT_TIMEOUT.told("; API Gateway logs nothing"),
    remedy="Admit tcp 443 from the clients' security group or addresses in the endpoint's security group.",
    not_modelled="Which clients there are: any source on 443 is enough. The network ACLs of the endpoint's subnets,"
    " which clients in the same subnet never meet.",
)
DNS_OFF = _fault(
    id="endpoint-access/vpc-dns-off",
    title="A VPC endpoint asks for private DNS, and its VPC has DNS support or DNS host names off",
    symptom=APPLY_FAILS.told(
        ": InvalidParameter, enabling private DNS requires both enableDnsSupport and enableDnsHostnames"
    ),
    remedy="Set enableDnsSupport and enableDnsHostnames to true on the VPC: both are needed, host names are off by"
    " default.",
    covers=("targets/endpoint-not-usable", "targets/no-dns-support"),
)
WRONG_TYPE = _fault(
    id="endpoint-access/endpoint-not-an-interface",
    title="The execute-api endpoint is not an interface endpoint",
    symptom=APPLY_FAILS.told(": InvalidParameter, the endpoint type does not match the service's types (Interface)"),
    remedy='Set vpcEndpointType to "Interface": the provider takes Gateway where it is not set.',
    source=_INTERFACE,
    covers=("targets/endpoint-of-other-type",),
)
NO_SUBNETS = _fault(
    id="endpoint-access/endpoint-without-subnets",
    title="The execute-api endpoint is in no subnet, so that it has no network interface",
    symptom=CONNECT_TIMEOUT.told(", or the name does not resolve; API Gateway logs nothing"),
    remedy="Give the endpoint subnetIds, one subnet in each zone that has clients.",
    source=_INTERFACE,
)
OTHER_SERVICE = _fault(
    id="endpoint-access/endpoint-of-another-service",
    title="A private API or domain name is tied to a VPC endpoint of another service than execute-api",
    symptom=APPLY_FAILS.told(", or no name leads to the API through that endpoint"),
    remedy="Name a VPC endpoint of the service com.amazonaws.<region>.execute-api.",
)
STRICT = _fault(
    id="endpoint-access/strict-without-private-dns",
    title="The API accepts only calls by its own name (STRICT), and its endpoint has no private DNS",
    symptom=FORBIDDEN.told("for calls by the endpoint's name with a Host or x-apigw-api-id header"),
    remedy="Set privateDnsEnabled to true on the execute-api endpoint, have a private zone lead there,"
    " or set endpointAccessMode to BASIC.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks each endpoint that a private API or domain name may be called through, once."""
    used: dict[str, VpcEndpoint] = {}
    for api in model.apis:
        if not api.private:
            continue
        callers = model.callers.of_api(api)
        if api.resource is not None:
            tied(callers, api.resource, judge, [api.key])
        _strict(model, api, callers, judge)
        used |= {each.key: each for each in right(callers)}
    for domain in model.domains.all:
        for association in domain.associations if domain.private else ():
            used |= {each.key: each for each in right(model.callers.named_by(association.endpoints))}
    for endpoint in used.values():
        if not endpoint.kind.unknown and not endpoint.service.unknown:
            _endpoint(model, endpoint, judge)
    for endpoint in model.endpoints.all:
        if every([endpoint.interface, endpoint.private_dns]).open:
            _names(model, endpoint, judge)


def right(callers: Iterable[Caller]) -> list[VpcEndpoint]:
    """The endpoints of the stack among callers that are, or may be, for calls to APIs."""
    endpoints = [caller.endpoint for caller in callers if caller.endpoint is not None]
    return [each for each in endpoints if each.service.may_be(SERVICE)]


def tied(callers: Iterable[Caller], at: Resource, judge: Judge, subjects: Iterable[str]) -> None:
    """Reports endpoints of other services that an API or a domain name is tied to."""
    for caller in callers:
        if caller.endpoint is not None and not caller.endpoint.service.may_be(SERVICE):
            line = f"{at.name} names {caller.name}, which is an endpoint of {caller.endpoint.service}"
            judge.report(OTHER_SERVICE, at.urn, closed(line), subjects=subjects)


def _strict(model: Model, api: Api, callers: list[Caller], judge: Judge) -> None:
    endpoints, strict = right(callers), api.endpoint_access_mode.is_("STRICT").open
    if strict and endpoints:
        named = some(model.endpoint_names.lead_to(endpoint) for endpoint in endpoints)
        names = ", ".join(endpoint.name for endpoint in endpoints)
        told = f"{api.name} has endpointAccessMode STRICT, {names} has no private DNS"
        judge.report(STRICT, api.key, named, told=told)


def _endpoint(model: Model, endpoint: VpcEndpoint, judge: Judge) -> None:
    if endpoint.interface.closed:
        told = "unset, which means Gateway" if endpoint.kind.absent else endpoint.kind
        judge.report(WRONG_TYPE, endpoint.key, closed(f"{endpoint.name} has vpcEndpointType {told}"))
        return
    if endpoint.subnets.absent:
        judge.report(NO_SUBNETS, endpoint.key, closed(f"{endpoint.name} has no subnetIds"))
    judge.report(NO_HTTPS, endpoint.key, model.callers.admitted(endpoint))


def _names(model: Model, endpoint: VpcEndpoint, judge: Judge) -> None:
    vpc = model.networks.vpcs.get(endpoint.vpc or "")
    if vpc is None or vpc.resource.silent or vpc.private_dns.open:
        return
    lines = *vpc.private_dns.evidence, f"{endpoint.name} has privateDnsEnabled true"
    verdict = vpc.private_dns.because(*lines) if vpc.private_dns.closed else vpc.private_dns
    judge.report(DNS_OFF, vpc.resource.urn, verdict, subjects=[endpoint.key])
