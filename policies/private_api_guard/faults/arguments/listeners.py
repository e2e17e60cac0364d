"""Listeners of load balancers, and their rules.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
"""

from ...model.arguments import any_item, any_of, given, is_, is_not, named, names, unset
from ...model.families import BALANCER, LISTENER
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_RULE = "lb.ListenerRule"
_API = "elasticloadbalancing/latest/APIReference"
_OF_NETWORK = named("loadBalancerArn", BALANCER, is_("loadBalancerType", "network"))
_CERTIFICATES = ("acm.Certificate", "acm.CertificateValidation")
_HAS_CERTIFICATE = given("sslPolicy") | given("certificateArn") | names("certificateArn", *_CERTIFICATES)
_SIGNS_IN = is_("type", "authenticate-oidc", "authenticate-cognito", "jwt-validation")
_SIGN_IN = refusal(
    "load-balancer/sign-in-without-https", Hop.LISTENER,
    "A listener without TLS is to sign callers in",
    "InvalidLoadBalancerAction, actions of this type are supported only on HTTPS listeners",
    "Set the listener's protocol to HTTPS, with a certificate.",
    "elasticloadbalancing/latest/application/listener-authenticate-users.html",
)  # fmt: skip
_PATTERN = refusal(
    "load-balancer/pattern-malformed", Hop.LISTENER,
    "A rule has a path or host pattern that the load balancer does not take",
    "ValidationError, the condition value contains characters that are not valid, or too many of them",
    "Use letters, digits and _-.$/~\"'@:+&*? in paths (- . * ? in hosts), 128 characters at most.",
    f"{_API}/API_CreateRule.html",
)  # fmt: skip

ROWS = (
    Row(
        LISTENER, unset("port"),
        refusal(
            "load-balancer/listener-without-port", Hop.LISTENER,
            "The listener has no port",
            "ValidationError, a port must be specified",
            "Set port.",
            f"{_API}/API_CreateListener.html",
        ),
    ),
    Row(
        LISTENER, given("alpnPolicy") & is_not("protocol", "TLS"),
        refusal(
            "load-balancer/alpn-without-tls", Hop.LISTENER,
            "A listener without TLS has an ALPN policy",
            "InvalidConfigurationRequest, an ALPN policy can be set on TLS listeners only",
            "Leave out alpnPolicy, or set protocol to TLS.",
            "elasticloadbalancing/latest/network/load-balancer-listeners.html",
        ),
    ),
    Row(
        LISTENER, is_("protocol", "HTTP", "TCP", "UDP", "TCP_UDP") & _HAS_CERTIFICATE,
        refusal(
            "load-balancer/plain-listener-with-certificate", Hop.LISTENER,
            "A listener that does not speak TLS has a certificate or a security policy",
            "ValidationError, a certificate (SSL policy) cannot be specified for HTTP listeners",
            "Leave out certificateArn and sslPolicy, or set protocol to HTTPS or TLS.",
            f"{_API}/API_CreateListener.html",
        ),
    ),
    Row(LISTENER, is_("protocol", "HTTP") & any_of("defaultActions", _SIGNS_IN), _SIGN_IN),
    Row(_RULE, any_of("actions", _SIGNS_IN) & named("listenerArn", LISTENER, is_("protocol", "HTTP")), _SIGN_IN),
    Row(
        _RULE,
        any_of("conditions", any_item("pathPattern.values", r".*[^\w$/~\"'@:+&*?.-].*|.{129,}")),
        _PATTERN,
    ),
    Row(_RULE, any_of("conditions", any_item("hostHeader.values", r".*[^\w.*?-].*|.{129,}")), _PATTERN),
)  # fmt: skip
