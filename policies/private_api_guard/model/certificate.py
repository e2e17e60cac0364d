"""Certificates of ACM: whether what takes one waits until it is issued, and where it is looked for.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-edge-optimized-custom-domain-name.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .families import LISTENER
from .gateway.api import endpoint_type
from .gateway.domain import HTTP_DOMAIN, REST_DOMAIN
from .values import Resource, Stack, Value, grouped

CERTIFICATE: Final = ("acm.Certificate",)
_VALIDATION: Final = "acm.CertificateValidation"
# What takes a certificate, and the property, or the object with a property `certificateArn`, that names it.
_CERTIFIED: Final = (
    (LISTENER, "certificateArn"),
    ("lb.ListenerCertificate", "certificateArn"),
    (REST_DOMAIN, "certificateArn"),
    (REST_DOMAIN, "regionalCertificateArn"),
    (HTTP_DOMAIN, "domainNameConfiguration"),
)
# Where CloudFront, which serves edge-optimized names, looks for certificates.
_OF_CLOUDFRONT: Final = "us-east-1"


@dataclass(frozen=True)
class Pending:
    """A resource that takes a certificate and does not wait until it is issued.

    `validations` are what would make it wait; there may be none.
    """

    resource: Resource
    certificate: Resource
    validations: tuple[Resource, ...]


def pending(stack: Stack) -> Iterator[Pending]:
    """What takes certificates that may still be pending. Those of aws-native and imported ones never are."""
    named = stack.referring(_VALIDATION, "certificateArn", *CERTIFICATE)
    validations = grouped((certificate.urn, each) for each, certificates in named for certificate in certificates)
    for family, key in _CERTIFIED:
        for resource in stack.of(family):
            certificate = _made(stack, resource, key)
            if certificate is None or certificate.native or not _validated_later(certificate):
                continue
            waits = validations.get(certificate.urn, ())
            if not any(each.urn in stack.depends(resource) for each in waits):
                yield Pending(resource, certificate, waits)


def _validated_later(certificate: Resource) -> bool:
    """Whether it is known that ACM waits for somebody to prove who owns the name."""
    return certificate.text("validationMethod").is_("DNS", "EMAIL").open


def region_of_certificate(name: Resource) -> str | None:
    """The Region in which a domain name's `certificateArn` is looked for; that of a private one is in its own."""
    kind = endpoint_type(name).known
    if kind == "PRIVATE":
        return name.text("region").known
    return _OF_CLOUDFRONT if kind == "EDGE" else None


def _made(stack: Stack, resource: Resource, key: str) -> Resource | None:
    """The certificate of the stack that is taken, where it is known which one."""
    return stack.refer_value(resource, key, _arn(resource, key), *CERTIFICATE).one


def _arn(resource: Resource, key: str) -> Value[str]:
    block = resource.block(key)
    return block.text("certificateArn") if isinstance(block.content, dict) else resource.text(key)
