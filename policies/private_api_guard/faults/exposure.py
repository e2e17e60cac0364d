"""Exposure: is anything reachable that should not be, on the way to an API or beside it?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/security-best-practices.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
"""

from collections.abc import Iterable

from ..model.balancing.load_balancer import LoadBalancer
from ..model.gateway.api import Api
from ..model.gateway.method import Method
from ..model.hop import Hop
from ..model.model import Model
from ..model.network.address import ALL_IPV4, ALL_IPV6, covered, literal
from ..model.network.security_group import SecurityGroup
from ..model.values import Key, Reference
from ..model.verdict import closed, every
from .fault import Fault, Judge
from .symptoms import WORKS

INTERNET_FACING = Fault(
    id="exposure/internet-facing-load-balancer",
    hop=Hop.LOAD_BALANCER,
    title="A load balancer behind a VPC link is internet-facing",
    symptom=WORKS.told(
        "for callers of the API; whoever knows the load balancer's name calls the backend without key or authorizer"
    ),
    remedy="Set internal to true (the load balancer is replaced): a VPC link needs no internet-facing one.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-nlb-for-vpclink-using-console.html",
)
OPEN_GROUP = Fault(
    id="exposure/open-load-balancer-group",
    hop=Hop.LOAD_BALANCER,
    title="The security group of an API's internal load balancer admits every address",
    symptom=WORKS.told(
        "for callers of the API; every host with a route (peering, transit gateway, VPN) passes by key and authorizer"
    ),
    remedy="Admit the VPC link's group or subnets only. Behind a VPC link V1 no rule is needed at all with"
    " enforceSecurityGroupInboundRulesOnPrivateLinkTraffic off.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html",
)
NO_KEY = Fault(
    id="exposure/method-without-key",
    hop=Hop.KEY,
    title="A method asks for no API key, beside a usage plan or methods that do",
    symptom=WORKS.told(
        "for callers with a key; those without one are served as well, and no quota or throttle of a plan holds them"
    ),
    remedy="Set apiKeyRequired to true on the method.",
    covers=("exposure/open-api",),
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html",
    not_modelled="OPTIONS, which browsers send without keys (CORS). A method with an authorizer beside methods that"
    " have only keys counts as protected in another way.",
)
NO_AUTHORIZER = Fault(
    id="exposure/method-without-authorizer",
    hop=Hop.AUTHORIZER,
    title="A method has no authorizer, beside methods that do, or beside an authorizer that nobody uses",
    symptom=WORKS.told("for authorized callers; everybody else is served as well"),
    remedy="Set authorization and authorizerId on the method as on the others.",
    covers=("exposure/open-api",),
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
    not_modelled="OPTIONS, which browsers send without credentials (CORS). A method with a key beside methods that"
    " have only an authorizer counts as protected in another way.",
)
OPEN_API = Fault(
    id="exposure/open-api",
    hop=Hop.POLICY,
    title="A public API leads into the VPC and asks nobody who they are",
    symptom=WORKS.told("for the whole internet: no key, authorizer, IAM, resource policy, firewall or mutual TLS"),
    remedy="Set authorization (or apiKeyRequired with a usage plan) on its methods, give a REST API a resource policy"
    " or a web ACL, or make it private.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
    not_modelled="what the backend asks by itself; a distribution that stands before the API",
)
DEFAULT_ENDPOINT = Fault(
    id="exposure/default-endpoint",
    hop=Hop.DOMAIN,
    title="The API has a custom domain name, and its default execute-api endpoint is left on",
    symptom=WORKS.told(
        "for callers by the name; the default address serves as well, past whatever stands before the name, such as"
        " mutual TLS or a distribution with a firewall"
    ),
    remedy="Set disableExecuteApiEndpoint to true and deploy the API.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
    not_modelled="private APIs, whose default endpoint is as private as the name",
)
PUBLIC_DATABASE = Fault(
    id="exposure/public-database",
    hop=Hop.TARGET,
    title="A database is publicly accessible",
    symptom=WORKS.told(
        "for callers; its name resolves to a public address, and only security groups keep the internet out"
    ),
    remedy="Set publiclyAccessible to false.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
OPEN_DATABASE = Fault(
    id="exposure/open-database-group",
    hop=Hop.TARGET,
    title="The database's security group admits more than the application's group",
    symptom=WORKS.told("for callers; other hosts reach the database as well"),
    remedy="Admit the application's security group on the database's port, and nothing else.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    not_modelled="Groups and ranges of other stacks.",
)


def check(model: Model, judge: Judge) -> None:
    """Asks the load balancers behind APIs, methods, default endpoints and databases."""
    _balancers(model, judge)
    _methods(model, judge)
    _open(model, judge)
    _names(model, judge)
    _databases(model, judge)


def _balancers(model: Model, judge: Judge) -> None:
    """Load balancers behind VPC links: a way past the API's key, authorizer and resource policy."""
    found: dict[Key, LoadBalancer] = {}
    of_private: set[Key] = set()
    for chain in model.chains:
        for backend in chain.backends:
            mine = {each.key: each for each in (backend.balancer, *(leg.balancer for leg in backend.legs))}
            found |= mine
            of_private |= mine.keys() if chain.api.private else set()
    for balancer in found.values():
        if balancer.resource is None or balancer.resource.silent:
            continue
        internal = balancer.internal.or_else(False).is_(True)
        if internal.closed:
            state = "unset, which means false" if balancer.internal.absent else "false"
            judge.report(INTERNET_FACING, balancer.key, internal.because(f"{balancer.name} has internal {state}"))
        if balancer.groups.decided and (internal.open or balancer.key in of_private):
            for group in (model.groups.get(key) for key in balancer.groups.keys):
                _group(group, balancer, judge)


def _group(group: SecurityGroup, balancer: LoadBalancer, judge: Judge) -> None:
    if group.resource is None:
        return
    rules = [
        rule for rule in group.rules if every([rule.egress.is_(False), rule.owners.meaning(group.key), rule.tcp]).open
    ]
    networks = literal(each for rule in rules for each in rule.ranges if each.certain)
    if any(covered(everything, networks) for everything in (ALL_IPV4, ALL_IPV6)):
        wide = [rule for rule in rules if any(network.prefixlen <= 1 for network in literal(rule.ranges))]
        lines = [f"{group.name} of {balancer.name} admits {rule}" for rule in wide[:4]]
        judge.report(OPEN_GROUP, group.key, closed(*lines), subjects=[balancer.key])


# Methods that are less protected than others of the same API


def _methods(model: Model, judge: Judge) -> None:
    planned = _named(plan.apis for plan in model.usage_plans.all)
    authorized = _named(authorizer.api for authorizer in model.authorizers.all)
    for api in (each for each in model.apis if not each.websocket):
        methods = [method for method in api.methods if method.verb != "OPTIONS"]
        if not api.http:
            _keys(api, methods, judge, planned=api.key in planned)
        _authorizers(api, methods, judge, idle=api.key in authorized)


def _named(references: Iterable[Reference]) -> set[Key]:
    """APIs that are meant for certain."""
    return {key for each in references if each.decided for key in each.keys}


def _guarded(method: Method) -> bool:
    """Whether somebody is asked who they are."""
    return method.authorization.is_("NONE", "").closed


def _keys(api: Api, methods: list[Method], judge: Judge, *, planned: bool) -> None:
    keyed = [method for method in methods if method.key_required.known]
    alone = planned and not keyed and not any(method.key_required.unknown for method in methods)
    for method in methods:
        if not method.key_required.is_(False).open:
            continue
        # One that has an authorizer is weaker only than those that have a key as well.
        stronger = next((each for each in keyed if _guarded(method) <= _guarded(each)), None)
        if stronger or alone:
            beside = f"{stronger.name} does" if stronger else "and a usage plan is on the API"
            lacks = closed(f"{method.name} of {api.name} sets no apiKeyRequired, {beside}")
            judge.report(NO_KEY, method.resource.urn, lacks)


def _authorizers(api: Api, methods: list[Method], judge: Judge, *, idle: bool) -> None:
    guarded = [method for method in methods if _guarded(method)]
    open_to_all = [method for method in methods if method.authorization.is_("NONE", "").open]
    alone = idle and len(open_to_all) == len(methods)
    for method in open_to_all:
        keyed = method.key_required.known
        stronger = next((each for each in guarded if not keyed or each.key_required.known), None)
        if stronger or alone:
            lacks = "has authorization NONE, and no method uses the API's authorizer"
            beside = f"has no authorizer, {stronger.name} has {stronger.authorization}" if stronger else lacks
            judge.report(NO_AUTHORIZER, method.resource.urn, closed(f"{method.name} of {api.name} {beside}"))


def _open(model: Model, judge: Judge) -> None:
    """Public APIs into the VPC of which no method asks for anything, and that nothing stands before."""
    private = {chain.api.key for chain in model.chains if chain.links.keys}
    for api in (each for each in model.apis if not each.websocket):
        public = api.resource is not None and not api.resource.silent and api.endpoint_type.is_("REGIONAL", "EDGE").open
        asks = [each for each in api.methods if not (each.key_required.is_(False).open and not _may_guard(each))]
        before = [*model.access_policies.of_api(api), *asks, *api.unknown_bodies]
        stages = [stage.key for stage in api.stages]
        walled = any(not firewall.guards(stages).closed for firewall in model.firewalls)
        mutual = any(not domain.mutual_tls.closed for domain in model.domains.by_api.get(api.key, ()))
        if public and api.key in private and not (before or walled or mutual):
            line = f"{', '.join(each.name for each in api.methods[:4])} of {api.name} are for everybody"
            judge.report(OPEN_API, api.key, closed(line), subjects=[each.resource.urn for each in api.methods])


def _may_guard(method: Method) -> bool:
    """Whether somebody is asked who they are, or may be."""
    return not method.authorization.is_("NONE", "").open


def _names(model: Model, judge: Judge) -> None:
    """Default endpoints of public APIs that have a name of their own."""
    named = {key: mapping for mapping in model.domains.mappings for key in mapping.api.keys if mapping.api.decided}
    for api in model.apis:
        left_on = api.resource is not None and api.default_endpoint_disabled.closed
        if left_on and api.key in named and api.endpoint_type.is_("PRIVATE").closed:
            line = f"{named[api.key].name} gives {api.name} a name; disableExecuteApiEndpoint is not true"
            judge.report(DEFAULT_ENDPOINT, api.key, closed(line))


def _databases(model: Model, judge: Judge) -> None:
    """RDS instances and clusters: reachable from the internet, or by more than the application."""
    databases = model.databases
    for database in databases.all:
        if database.publicly_accessible.is_(True).open:
            judge.report(PUBLIC_DATABASE, database.urn, closed(f"{database.name} has publiclyAccessible true"))
        for group in databases.guarding(database):
            admits = databases.admits_application_only(database, group)
            if admits.closed:
                judge.report(OPEN_DATABASE, group.key, admits)
