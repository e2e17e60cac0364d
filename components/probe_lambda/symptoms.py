"""What a client sees when a link of the chain is broken, and which link that is."""

from typing import NamedTuple


class Symptom(NamedTuple):
    """Where to look (a hop of the request path), and what it means."""

    hop: str
    meaning: str


SYMPTOMS = {
    "key-unreadable": Symptom("key", "the probe cannot read its own key from SSM: permission, endpoint or parameter"),
    "dns": Symptom("endpoint", "the name does not resolve: endpoint without private DNS, VPC without DNS, no record"),
    "connect-timeout": Symptom("endpoint", "nobody answers: security group of endpoint or probe, network ACL, route"),
    "connect-refused": Symptom("endpoint", "nobody listens there, or no route leads there"),
    "tls": Symptom(
        "domain", "no TLS connection: the certificate does not fit the name, is not trusted, or has expired"
    ),
    "no-answer": Symptom("target", "connected, but no answer in time: the backend is slow, or cannot be connected to"),
    "connection-closed": Symptom("endpoint", "the connection was closed before an answer came"),
    "unauthorized": Symptom("authorizer", "the authorizer does not know the key, or its identity source is missing"),
    "access-denied": Symptom("policy", "the policy of API, domain or endpoint does not allow the call, or denies it"),
    "authorizer-denied": Symptom("authorizer", "the authorizer's policy denies the call, or does not cover the route"),
    "not-deployed": Symptom("deployment", "the deployed stage has no such method and path"),
    "forbidden": Symptom("key", "key missing, wrong, disabled or in no plan of the stage; else stage, WAF or endpoint"),
    "quota-exceeded": Symptom("key", "the quota of the key's usage plan is used up"),
    "throttled": Symptom("key", "more requests than usage plan, stage or account allow"),
    "authorizer-configuration": Symptom(
        "authorizer", "API Gateway may not call the authorizer, or cannot read its answer"
    ),
    "authorizer-failure": Symptom("authorizer", "the authorizer failed or took too long: its log says why"),
    "integration-failed": Symptom(
        "vpc-link", "no connection to the backend: VPC link, listener and port, security groups, targets, certificate"
    ),
    "integration-broken": Symptom(
        "target-group", "the connection to the backend broke: targets that reset it, or a zone without healthy targets"
    ),
    "gateway-timeout": Symptom("target", "the backend was reached, but is slower than the integration's timeout"),
    "load-balancer": Symptom("target-group", "the application load balancer has no target that answers properly"),
    "unexpected-status": Symptom("target", "the backend itself answered, with another status than expected"),
}

# What API Gateway's own answers look like: status, and what stands in error type, server or body. The first one counts.
ANSWERS = (
    (401, "", "unauthorized"),
    (403, "execute-api:Invoke", "access-denied"),
    (403, "not authorized to access this resource", "authorizer-denied"),
    (403, "Missing Authentication Token", "not-deployed"),
    (403, "Forbidden", "forbidden"),
    (429, "LimitExceededException", "quota-exceeded"),
    (429, "Limit Exceeded", "quota-exceeded"),
    (429, "", "throttled"),
    (500, "AuthorizerConfigurationException", "authorizer-configuration"),
    (500, "AuthorizerFailureException", "authorizer-failure"),
    (500, "Internal server error", "integration-failed"),
    (500, "Internal Server Error", "integration-failed"),
    (502, "awselb", "load-balancer"),
    (503, "awselb", "load-balancer"),
    (503, "Service Unavailable", "integration-failed"),
    (504, "awselb", "load-balancer"),
    (504, "Network error communicating with endpoint", "integration-broken"),
    (504, "", "gateway-timeout"),
)


def symptom_of(status: int, evidence: str) -> str:
    """The name in SYMPTOMS of an answer; evidence is its error type, server and the beginning of its body."""
    for expected, text, error in ANSWERS:
        if status == expected and text in evidence:
            return error
    return "unexpected-status"
