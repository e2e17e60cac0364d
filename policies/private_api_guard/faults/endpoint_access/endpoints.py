"""The `execute-api` endpoints of private APIs: their kind, subnets, security groups, and names in the VPC."""

from collections.abc import Iterable

from ...model.gateway.api import Api
from ...model.gateway.caller import SERVICE, Caller
from ...model.model import Model
from ...model.network.network import VPC
from ...model.network.vpc_endpoint import VpcEndpoint
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN
from ..fault import Fault, Judge

_HOP = "endpoint"
_CREATE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html"
_INTERFACE = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"
_NO_ANSWER = "The client's connection times out, or the name does not resolve; API Gateway logs nothing"

NO_HTTPS = Fault(
    "endpoint-access/endpoint-group-without-443",
    "The security groups of the execute-api endpoint admit nobody on tcp 443",
    "The client's connection times out; API Gateway logs nothing",
    "Admit tcp 443 from the clients' security group or addresses in the endpoint's security group.",
    _CREATE,
    "Which clients there are: any source on 443 is enough. The network ACLs of the endpoint's subnets, which clients in"
    " the same subnet never meet.",
)
DNS_OFF = Fault(
    "endpoint-access/vpc-dns-off",
    "A VPC endpoint asks for private DNS, and its VPC has DNS support or DNS host names off",
    "The apply fails: InvalidParameter, enabling private DNS requires both enableDnsSupport and enableDnsHostnames",
    "Set enableDnsSupport and enableDnsHostnames to true on the VPC: both are needed, host names are off by default.",
    _CREATE,
)
WRONG_TYPE = Fault(
    "endpoint-access/endpoint-not-an-interface",
    "The execute-api endpoint is not an interface endpoint",
    "The apply fails: InvalidParameter, the endpoint type does not match the service's types (Interface)",
    'Set vpcEndpointType to "Interface": the provider takes Gateway where it is not set.',
    _INTERFACE,
)
NO_SUBNETS = Fault(
    "endpoint-access/endpoint-without-subnets",
    "The execute-api endpoint is in no subnet, so that it has no network interface",
    _NO_ANSWER,
    "Give the endpoint subnetIds, one subnet in each zone that has clients.",
    _INTERFACE,
)
OTHER_SERVICE = Fault(
    "endpoint-access/endpoint-of-another-service",
    "A private API or domain name is tied to a VPC endpoint of another service than execute-api",
    "The apply fails, or no name leads to the API through that endpoint",
    "Name a VPC endpoint of the service com.amazonaws.<region>.execute-api.",
    _CREATE,
)
STRICT = Fault(
    "endpoint-access/strict-without-private-dns",
    "The API accepts only calls by its own name (STRICT), and its endpoint has no private DNS",
    '403 {"message":"Forbidden"} for calls by the endpoint\'s name with a Host or x-apigw-api-id header',
    "Set privateDnsEnabled to true on the execute-api endpoint, or endpointAccessMode to BASIC.",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html",
)
FAULTS = (NO_HTTPS, DNS_OFF, WRONG_TYPE, NO_SUBNETS, OTHER_SERVICE, STRICT)


def check(model: Model, judge: Judge) -> None:
    """Asks each endpoint that a private API or domain name may be called through, once."""
    used: dict[str, VpcEndpoint] = {}
    for api in model.apis:
        if not api.private:
            continue
        callers = model.callers.of_api(api)
        if api.resource is not None:
            tied(callers, api.resource, judge, [api.key])
        _strict(api, callers, judge)
        used |= {each.key: each for each in right(callers)}
    for domain in model.domains.all:
        for _, reference in domain.associations if domain.private else ():
            used |= {each.key: each for each in right(model.callers.named_by(reference))}
    for endpoint in used.values():
        _endpoint(model, endpoint, judge)
    for endpoint in model.endpoints.all:
        if endpoint.interface and endpoint.private_dns is True:
            _names(model, endpoint, judge)


def right(callers: Iterable[Caller]) -> list[VpcEndpoint]:
    """The endpoints of the stack among callers that are, or may be, for calls to APIs."""
    endpoints = [caller.endpoint for caller in callers if caller.endpoint is not None]
    return [each for each in endpoints if each.service in (SERVICE, UNKNOWN)]


def tied(callers: Iterable[Caller], at: Resource, judge: Judge, subjects: Iterable[str]) -> None:
    """Reports endpoints of other services that an API or a domain name is tied to."""
    known = {endpoint.key for endpoint in right(callers)}
    for caller in callers:
        if caller.endpoint is not None and caller.endpoint.key not in known:
            evidence = f"{at.name} names {caller.name}, which is an endpoint of {caller.endpoint.service}"
            judge.closed(OTHER_SERVICE, at.urn, evidence, hop=_HOP, subjects=subjects)


def _strict(api: Api, callers: list[Caller], judge: Judge) -> None:
    mode = api.resource.text("endpointAccessMode") if api.resource else None
    endpoints = right(callers)
    if api.resource is None or not isinstance(mode, str) or mode.upper() != "STRICT" or not endpoints:
        return
    if all(endpoint.private_dns is False for endpoint in endpoints):
        names = ", ".join(endpoint.name for endpoint in endpoints)
        evidence = f"{api.name} has endpointAccessMode STRICT, {names} has no private DNS"
        judge.closed(STRICT, api.resource.urn, evidence, hop=_HOP, subjects=[api.key])


def _endpoint(model: Model, endpoint: VpcEndpoint, judge: Judge) -> None:
    kind = endpoint.resource.text("vpcEndpointType")
    if kind is UNKNOWN or endpoint.service is UNKNOWN:
        return
    if not endpoint.interface:
        evidence = f"{endpoint.name} has vpcEndpointType {kind or 'unset, which means Gateway'}"
        judge.closed(WRONG_TYPE, endpoint.key, evidence, hop=_HOP)
        return
    if endpoint.subnets.absent:
        judge.closed(NO_SUBNETS, endpoint.key, f"{endpoint.name} has no subnetIds", hop=_HOP)
    judge.verdict(model.callers.admitted(endpoint), NO_HTTPS, endpoint.key, hop=_HOP)


def _names(model: Model, endpoint: VpcEndpoint, judge: Judge) -> None:
    vpc = model.stack.by_urn.get(endpoint.vpc or "")
    if vpc is None or vpc.silent:
        return
    support, host_names = vpc.flag("enableDnsSupport"), vpc.flag("enableDnsHostnames")
    # A default VPC has both on; another one has DNS support on and host names off.
    off = [f"{vpc.name} has enableDnsSupport false"] if support is False else []
    if host_names is False or (host_names is None and vpc.family == VPC):
        off.append(f"{vpc.name} has enableDnsHostnames {'unset, which means false' if host_names is None else 'false'}")
    if off:
        evidence = f"{endpoint.name} has privateDnsEnabled true"
        judge.closed(DNS_OFF, vpc.urn, *off, evidence, hop=_HOP, subjects=[endpoint.key])
    elif UNKNOWN in (support, host_names):
        where = "enableDnsSupport" if support is UNKNOWN else "enableDnsHostnames"
        judge.undecided(DNS_OFF, vpc.urn, f"{vpc.name}.{where}", hop=_HOP, subjects=[endpoint.key])
