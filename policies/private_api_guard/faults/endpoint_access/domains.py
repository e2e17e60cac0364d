"""Private domain names: the endpoints that may use one, its policy, and the APIs that it leads to."""

from functools import partial

from ...model.elsewhere import SHARES
from ...model.gateway.api import Api
from ...model.gateway.caller import ANYBODY, Caller
from ...model.gateway.domain import ApiMapping, DomainName
from ...model.gateway.invocation import invocation_of
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed, presumably, some
from ..fault import Fault, Judge
from ..symptoms import ACCESS_DENIED, APPLY_FAILS, FILTERED, FORBIDDEN
from . import endpoints

_DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains"

_DENIED = ACCESS_DENIED.says(
    '403 {"Message":"User: anonymous is not authorized to perform: execute-api:Invoke ..."} by this name'
)
_fault = partial(Fault, hop=Hop.DOMAIN, symptom=_DENIED, source=f"{_DOMAINS}.html")
NO_ASSOCIATION = _fault(
    id="endpoint-access/no-access-association",
    title="No VPC endpoint is associated with the private domain name",
    symptom=FORBIDDEN.told("for every call by this name"),
    remedy="Add an aws:apigateway/domainNameAccessAssociation:DomainNameAccessAssociation of the execute-api endpoint.",
    source=f"{_DOMAINS}-associations.html",
)
NO_POLICY = _fault(
    id="endpoint-access/domain-without-policy",
    title="The private domain name has no policy, and AWS gives it one that denies everything",
    remedy="Set policy on the domain name: allow execute-api:Invoke with aws:SourceVpce of the endpoint.",
)
REFUSED = _fault(
    id="endpoint-access/domain-policy-refuses-callers",
    title="The policy of the private domain name refuses the VPC endpoint that is associated with it",
    remedy="Allow execute-api:Invoke on execute-api:/* with aws:SourceVpce of the associated endpoint.",
)
OTHER_KIND = _fault(
    id="endpoint-access/domain-of-another-kind",
    title="A private domain name leads to a public API, or a public one to a private API",
    symptom=APPLY_FAILS.told(": BadRequestException"),
    remedy="Map private APIs to domain names of type PRIVATE, and other APIs to those of type REGIONAL or EDGE.",
)
NO_NAME = _fault(
    id="endpoint-access/no-name",
    title="The API's default endpoint is off, and no domain name leads to it",
    symptom=FORBIDDEN.told("for every request (an HTTP API: 404): the API has no name to be called by"),
    remedy="Map a domain name to the API, or leave disableExecuteApiEndpoint out.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
    not_modelled="names that another stack maps to the API",
)
_MAPPING = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html"
_NEWER = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html"
HTTP_MAPPING = _fault(
    id="endpoint-access/http-api-in-base-path-mapping",
    title="A base path mapping names an HTTP API, and such mappings are for REST APIs",
    symptom=APPLY_FAILS.told(": BadRequestException, invalid REST API identifier specified"),
    remedy="Use an aws:apigatewayv2/apiMapping:ApiMapping.",
    source=_MAPPING,
)
EDGE_MAPPING = _fault(
    id="endpoint-access/api-mapping-of-edge-name",
    title="An API mapping names an edge-optimized domain name, or one with TLS 1.0",
    symptom=APPLY_FAILS.told(
        ": BadRequestException, only REGIONAL domain names with a security policy of TLS 1.2 can be managed through the"
        " API Gateway V2 API"
    ),
    remedy="Use an aws:apigateway/basePathMapping:BasePathMapping, or make the name REGIONAL with TLS_1_2.",
    source=_NEWER,
)
SAME_PATH = _fault(
    id="endpoint-access/mappings-of-one-path",
    title="Two mappings of a domain name have the same path",
    symptom=APPLY_FAILS.told(": ConflictException, base path already exists for this domain name"),
    remedy="Give each API a path of its own (basePath, apiMappingKey), or a name of its own.",
    source=_MAPPING,
)
FIREWALL = _fault(
    id="endpoint-access/firewall-on-http-api",
    hop=Hop.DEPLOYMENT,
    title="A web ACL of AWS WAF is put on the stage of an HTTP API, which takes none",
    symptom=APPLY_FAILS.told(": WAFInvalidParameterException, the ARN isn't valid"),
    remedy="Put the web ACL on the load balancer behind the API, or on a distribution before it, or use a REST API.",
    source="https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html",
)
FIREWALL_SCOPE = _fault(
    id="endpoint-access/firewall-of-cloudfront",
    hop=Hop.DEPLOYMENT,
    title="A web ACL of scope CLOUDFRONT is put on the stage of an API",
    symptom=APPLY_FAILS.told(": WAFInvalidParameterException, the ARN isn't valid"),
    remedy="Make the web ACL with scope REGIONAL, in the Region of the API.",
    source="https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html",
)
FIREWALL_BLOCKS = _fault(
    id="endpoint-access/firewall-blocks-all",
    hop=Hop.DEPLOYMENT,
    title="The web ACL on the stage blocks by default, and no rule of it lets a request through",
    symptom=FILTERED.told("for every request"),
    remedy="Add a rule with the action allow for what may come in, or make allow the default action.",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html",
    not_modelled="rules that something outside the stack adds, such as Firewall Manager",
)
NO_ID = _fault(
    id="endpoint-access/mapping-without-domain-id",
    title="The base path mapping of a private domain name does not say which one by domainNameId",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid domain name identifier specified"),
    remedy="Set domainNameId of the base path mapping to that of the domain name.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every domain name of an API, and every API that needs one."""
    for api in model.apis:
        if api.resource is not None and not api.resource.silent:
            _no_name(model, api, judge)
    for firewall in model.firewalls:
        asked = (
            (FIREWALL, firewall.on_http_api),
            (FIREWALL_SCOPE, firewall.of_cloudfront),
            (FIREWALL_BLOCKS, firewall.blocks_all),
        )
        for fault, wrong in asked:
            if wrong:
                line = f"{firewall.name} names {firewall.stages.resources[0].name}"
                judge.report(fault, firewall.resource.urn, closed(line), subjects=firewall.stages.keys)
    for mapping, other in model.domains.same_path():
        line = f"{mapping.name} and {other.name} have the path {mapping.path.known or '(none)'}"
        judge.report(SAME_PATH, mapping.resource.urn, closed(line), subjects=[other.resource.urn])
    for domain in model.domains.all:
        for mapping in domain.mappings:
            _mapping(model, domain, mapping, judge)
        if domain.private and not domain.resource.silent:
            _policy(model, domain, _associated(model, domain, judge), judge)


def _no_name(model: Model, api: Api, judge: Judge) -> None:
    if api.needs_name.closed:
        return
    putting = model.elsewhere.puts(api.key)
    mapped = [each.api.meaning(api.key) for each in model.domains.mappings]
    lacks = closed(f"{api.name} has disableExecuteApiEndpoint true, and no mapping names it")
    judge.report(NO_NAME, api.key, some([*mapped, *putting, ~api.needs_name, lacks]))


def _mapping(model: Model, domain: DomainName, mapping: ApiMapping, judge: Judge) -> None:
    urn, subjects = mapping.resource.urn, [domain.key]
    if not mapping.domain.one or mapping.resource.silent:
        return
    api = model.api(mapping.api.key)
    if not mapping.newer and api is not None and api.http:
        judge.report(HTTP_MAPPING, urn, closed(f"{mapping.name} names {api.name}"), subjects=subjects)
        return
    if mapping.newer and domain.newer_mappings.closed:
        line = f"{mapping.name} names {domain.name}, which is {domain.kind}"
        judge.report(EDGE_MAPPING, urn, closed(line), subjects=subjects)
        return
    if api is not None and api.endpoint_type.known and domain.kind.known and domain.private != api.private:
        kinds = closed(f"{domain.name} is {domain.kind}, {api.name} is {api.endpoint_type}")
        judge.report(OTHER_KIND, urn, kinds, subjects=subjects)
    elif domain.private and not mapping.by_id:
        lacks = closed(f"{mapping.name} names {domain.name} without domainNameId")
        judge.report(NO_ID, urn, lacks, subjects=subjects)


def _associated(model: Model, domain: DomainName, judge: Judge) -> list[Caller]:
    """The callers behind the endpoints that may use a name."""
    shared = next(model.elsewhere.given(SHARES, domain.key), None)
    if domain.associated.closed and shared is not None:
        line = f"{shared.name} hands {domain.name} to others, who make its associations"
        judge.report(NO_ASSOCIATION, domain.key, presumably(line))
    elif not domain.associated.open:
        judge.report(NO_ASSOCIATION, domain.key, domain.associated)
    if not domain.associations:
        return [ANYBODY]
    found: list[Caller] = []
    for association in domain.associations:
        callers = model.callers.named_by(association.endpoints)
        endpoints.tied(callers, association.resource, judge, [domain.key])
        found += [each for each in callers if each.comes_in]
    return found


def _policy(model: Model, domain: DomainName, callers: list[Caller], judge: Judge) -> None:
    policies = model.access_policies.of_domain(domain)
    if not policies:
        judge.report(NO_POLICY, domain.key, closed(f"{domain.name} is PRIVATE and gives no policy"))
    call = invocation_of(domain)
    for policy in policies:
        for caller in callers:
            answer = policy.admits(caller, call)
            if answer.closed and policy.document.known:
                answer = answer.because(f"for calls of {domain.name} from {caller.name}", *answer.evidence)
            judge.report(REFUSED, domain.key, answer)
