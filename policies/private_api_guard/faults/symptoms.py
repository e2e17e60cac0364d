"""What callers and operators see when a link of the chain is broken: the one table of symptoms.

The catalogue tells each fault's symptom by a row of it; the runbook and the probe of the program are made from it.
Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
"""

from dataclasses import dataclass
from functools import partial

from ..model.hop import Hop


@dataclass(frozen=True)
class Told:
    """A symptom in the words of one fault."""

    symptom: "Symptom"
    text: str


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """One thing that is seen.

    `hop` is the link of the chain that it points to, `seen` what is seen, in words, `meaning` what that says, `look_at`
    what to look at next. `answers` are (status, text) by which an answer is known: the text stands in its error type,
    server or body, and an empty one fits any. `delay` is how long the answer takes, where that tells something.
    """

    id: str
    hop: Hop
    seen: str
    meaning: str
    look_at: str
    answers: tuple[tuple[int, str], ...] = ()
    delay: str = ""

    def told(self, detail: str = "") -> Told:
        """The symptom with what a fault adds to it."""
        return Told(self, self.seen + ("" if not detail or detail[0] in ",;:" else " ") + detail)

    def says(self, text: str) -> Told:
        """The symptom in other words than the table's."""
        return Told(self, text)


# In the order in which answers are told apart, and documents list them.

_at_endpoint = partial(Symptom, hop=Hop.ENDPOINT)
_at_key = partial(Symptom, hop=Hop.KEY)
_at_authorizer = partial(Symptom, hop=Hop.AUTHORIZER)
_at_target = partial(Symptom, hop=Hop.TARGET)

# Before the API

KEY_UNREADABLE = _at_key(
    id="key-unreadable",
    seen="The probe does not call at all: it has no key to call with",
    meaning="the probe cannot read its own key from SSM: permission, endpoint or parameter",
    look_at="the probe's log, its role, and the way from its subnets to SSM",
)
DNS = _at_endpoint(
    id="dns",
    seen="The name does not resolve; API Gateway logs nothing",
    meaning="the name does not resolve: endpoint without private DNS, VPC without DNS, no record",
    look_at="privateDnsEnabled of the execute-api endpoint, enableDnsSupport and enableDnsHostnames of the VPC, the"
    " record of a custom name",
)
CONNECT_TIMEOUT = _at_endpoint(
    id="connect-timeout",
    seen="The client's connection times out",
    meaning="nobody answers: security group of endpoint or probe, network ACL, route",
    look_at="the endpoint's security group on 443, network ACLs of both subnets, the client's routes",
    delay="the client's own time limit",
)
CONNECT_REFUSED = _at_endpoint(
    id="connect-refused",
    seen="The connection is refused",
    meaning="nobody listens there, or no route leads there",
    look_at="the address that the name resolves to: is it the endpoint's?",
)
TLS = Symptom(
    id="tls",
    hop=Hop.DOMAIN,
    seen="The client refuses the certificate",
    meaning="no TLS connection: the certificate does not fit the name, is not trusted, or has expired",
    look_at="the domain name's certificate, and the name that the client calls",
)
NO_ANSWER = _at_target(
    id="no-answer",
    seen="Connected, but no answer in time",
    meaning="connected, but no answer in time: the backend is slow, or cannot be connected to",
    look_at="the API's access log: did the request arrive, and how long did the integration take?",
)
CONNECTION_CLOSED = _at_endpoint(
    id="connection-closed",
    seen="The connection is closed before an answer comes",
    meaning="the connection was closed before an answer came",
    look_at="the policy of the endpoint, and what stands between client and endpoint",
)

# Answers of the API itself

UNAUTHORIZED = _at_authorizer(
    id="unauthorized",
    seen='401 {"message":"Unauthorized"}',
    meaning="the authorizer does not know the key, or its identity source is missing",
    look_at="the header or parameter that the authorizer's identity source names; the authorizer's log",
    answers=((401, ""),),
)
ACCESS_DENIED = Symptom(
    id="access-denied",
    hop=Hop.POLICY,
    seen='403 {"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ..."}',
    meaning="the policy of API, domain or endpoint does not allow the call, or denies it",
    look_at="aws:SourceVpce and aws:SourceVpc in the policies of API, endpoint and domain; was the API deployed since?",
    answers=((403, "execute-api:Invoke"),),
)
AUTHORIZER_DENIED = _at_authorizer(
    id="authorizer-denied",
    seen="403 User is not authorized to access this resource",
    meaning="the authorizer's policy denies the call, or does not cover the route",
    look_at="the policy that the authorizer returned, which is kept for its TTL for all routes of the same identity",
    answers=((403, "not authorized to access this resource"),),
)
NOT_DEPLOYED = Symptom(
    id="not-deployed",
    hop=Hop.DEPLOYMENT,
    seen='403 {"message":"Missing Authentication Token"}',
    meaning="the deployed stage has no such method and path",
    look_at="method, path and stage of the call; the deployment that the stage serves, and when it was made",
    answers=((403, "Missing Authentication Token"),),
)
FORBIDDEN = _at_key(
    id="forbidden",
    seen='403 {"message":"Forbidden"}',
    meaning="key missing, wrong, disabled or in no plan of the stage; else stage, WAF or endpoint",
    look_at="the x-api-key header, the key's plans and their stages; the default endpoint; WAF's sampled requests",
    answers=((403, "Forbidden"),),
)
FILTERED = Symptom(
    id="filtered",
    hop=Hop.DEPLOYMENT,
    seen='403 {"message":"Forbidden"} of the web ACL on the stage',
    meaning="WAF blocked the call before the API saw it: a rule of the ACL, or its rate",
    look_at="the ACL's sampled requests, and its metric BlockedRequests",
)
TOO_LARGE = Symptom(
    id="too-large",
    hop=Hop.INTEGRATION,
    seen='413 {"message":"Request Too Long"}',
    meaning="the request is larger than the 10 MB that an API takes",
    look_at="the size of the request; larger ones go to S3, by an address that the API hands out",
    answers=((413, ""),),
)
NOT_FOUND = Symptom(
    id="not-found",
    hop=Hop.DEPLOYMENT,
    seen='404 {"message":"Not Found"}',
    meaning="an HTTP API has no such route or stage",
    look_at="route keys, the stage in the path, and mappings of the domain name",
    answers=((404, '{"message":"Not Found"}'),),
)
QUOTA_EXCEEDED = _at_key(
    id="quota-exceeded",
    seen='429 {"message":"Limit Exceeded"}',
    meaning="the quota of the key's usage plan is used up",
    look_at="quota and usage of the key's plan",
    answers=((429, "LimitExceededException"), (429, "Limit Exceeded")),
)
THROTTLED = _at_key(
    id="throttled",
    seen='429 {"message":"Too Many Requests"}',
    meaning="more requests than usage plan, stage or account allow",
    look_at="throttles of plan, method and stage, and the account's limit in this Region",
    answers=((429, ""),),
)
AUTHORIZER_CONFIGURATION = _at_authorizer(
    id="authorizer-configuration",
    seen='500 {"message":null} (AuthorizerConfigurationException)',
    meaning="API Gateway may not call the authorizer, or cannot read its answer",
    look_at="the function's permissions for apigateway.amazonaws.com, and what the function returns",
    answers=((500, "AuthorizerConfigurationException"),),
)
AUTHORIZER_FAILURE = _at_authorizer(
    id="authorizer-failure",
    seen='500 {"message":null} (AuthorizerFailureException)',
    meaning="the authorizer failed or took too long: its log says why",
    look_at="the authorizer's log: an exception, or a time limit while it waits for a service",
    answers=((500, "AuthorizerFailureException"),),
)

# Answers about the backend, and of it

LOAD_BALANCER_ANSWERS = Symptom(
    id="load-balancer",
    hop=Hop.TARGET_GROUP,
    seen="502, 503 or 504 of an Application Load Balancer (server: awselb)",
    meaning="the application load balancer has no target that answers properly",
    look_at="target health, listener rules, and what the targets answer",
    answers=((502, "awselb"), (503, "awselb"), (504, "awselb")),
)
LOAD_BALANCER_NOT_FOUND = Symptom(
    id="load-balancer-not-found",
    hop=Hop.LISTENER,
    seen="404 of an Application Load Balancer (server: awselb)",
    meaning="no listener rule fits the request's host, path and method, so that the default action answers",
    look_at="the rules' hosts and paths, and what the integration sends: path and host",
    answers=((404, "awselb"),),
)
INTEGRATION_FAILED = Symptom(
    id="integration-failed",
    hop=Hop.VPC_LINK,
    seen='500 {"message":"Internal server error"}',
    meaning="no connection to the backend: VPC link, listener and port, security groups, targets, certificate",
    look_at="the link's status; listener and port of the integration's URI; security groups and network ACLs on the"
    " way; target health; the execution log, for a certificate's name",
    answers=((500, "Internal server error"), (500, "Internal Server Error"), (503, "Service Unavailable")),
    delay="about 10 s where packets are dropped, at once where nobody listens or the stage lacks a variable",
)
INTEGRATION_BROKEN = Symptom(
    id="integration-broken",
    hop=Hop.TARGET_GROUP,
    seen='504 "Network error communicating with endpoint"',
    meaning="the connection to the backend broke: targets that reset it, or a zone without healthy targets",
    look_at="target health by zone, cross-zone load balancing, keep-alive times of the targets",
    answers=((504, "Network error communicating with endpoint"),),
)
GATEWAY_TIMEOUT = _at_target(
    id="gateway-timeout",
    seen='504 {"message":"Endpoint request timed out"}',
    meaning="the backend was reached, but is slower than the integration's timeout",
    look_at="the backend's own latency, and timeoutMilliseconds",
    answers=((504, ""),),
    delay="the integration's timeout, 29 s unless set",
)
BACKEND_ANSWERS = _at_target(
    id="unexpected-status",
    seen="An answer of the backend itself",
    meaning="the backend itself answered, with another status than expected",
    look_at="the path that the backend is asked for, and its log",
)

# What operators see

APPLY_FAILS = Symptom(
    id="apply-fails",
    hop=Hop.CLIENT,
    seen="The apply fails",
    meaning="AWS refuses the deployment",
    look_at="the error of the first resource that failed",
)
LINK_FAILED = Symptom(
    id="link-failed",
    hop=Hop.VPC_LINK,
    seen="The link ends in status FAILED, and the apply fails",
    meaning="the link can not be made, and never recovers",
    look_at="the link's status message",
)
TARGETS_UNHEALTHY = Symptom(
    id="targets-unhealthy",
    hop=Hop.NETWORK,
    seen="the targets never become healthy",
    meaning="health checks do not reach the targets, or are answered with another status",
    look_at="reasons of target health; the health check's port and path; groups and network ACLs on that port",
)
TASKS_STOP = _at_target(
    id="tasks-stop",
    seen="tasks stop before they start",
    meaning="a task can not fetch its image, its secrets or reach its log group",
    look_at="the service's events, and stoppedReason of its tasks",
)
WORKS = Symptom(
    id="works",
    hop=Hop.CLIENT,
    seen="None",
    meaning="requests are answered, and something else is not as it should be",
    look_at="the finding's own remedy",
)

SYMPTOMS = tuple(each for each in tuple(globals().values()) if isinstance(each, Symptom))
