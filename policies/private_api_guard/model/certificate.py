"""Certificates of ACM: whether what takes one waits until it is issued, and looks for it in its Region.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-edge-optimized-custom-domain-name.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .families import LISTENER
from .gateway.api import endpoint_type
from .gateway.domain import HTTP_DOMAIN, REST_DOMAIN
from .values import Resource, Stack, Value, grouped

_CERTIFICATE: Final = "acm.Certificate"
_VALIDATION: Final = "acm.CertificateValidation"
# What takes a certificate, and the property, or the object with a property `certificateArn`, that names it.
_CERTIFIED: Final = (
    (LISTENER, "certificateArn"),
    ("lb.ListenerCertificate", "certificateArn"),
    (REST_DOMAIN, "certificateArn"),
    (REST_DOMAIN, "regionalCertificateArn"),
    (HTTP_DOMAIN, "domainNameConfiguration"),
)
_ARN: Final = re.compile(r"arn:aws:acm:([a-z0-9-]+):")
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
    named = stack.referring(_VALIDATION, "certificateArn", _CERTIFICATE)
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


@dataclass(frozen=True)
class Misplaced:
    """What takes a certificate that is known to be in another Region than where it is looked for."""

    resource: Resource
    certificate: str
    there: str
    wanted: str


def misplaced(stack: Stack) -> Iterator[Misplaced]:
    """All of a stack. Where one of the two Regions is not known, they are the same."""
    for family, key in _CERTIFIED:
        for resource in stack.of(family):
            name, there = _named(stack, resource, key)
            wanted = _wanted(resource, key)
            if there and wanted and there != wanted:
                yield Misplaced(resource, name, there, wanted)


def _wanted(resource: Resource, key: str) -> str | None:
    """The Region in which a certificate is looked for; those of private names, too, are in the name's own."""
    if resource.family == REST_DOMAIN and key == "certificateArn":
        kind = endpoint_type(resource).known
        if kind != "PRIVATE":
            return _OF_CLOUDFRONT if kind == "EDGE" else None
    return resource.text("region").known


def _named(stack: Stack, resource: Resource, key: str) -> tuple[str, str | None]:
    """What a certificate is called, and its Region: by its ARN, else that of the resource that makes it."""
    arn = _arn(resource, key)
    if arn.known is not None:
        found = _ARN.match(arn.known)
        return arn.known, found[1] if found else None
    made = _made(stack, resource, key)
    return (made.name, made.text("region").known) if made is not None else ("", None)


def _made(stack: Stack, resource: Resource, key: str) -> Resource | None:
    """The certificate of the stack that is taken, where it is known which one."""
    return stack.refer_value(resource, key, _arn(resource, key), _CERTIFICATE).one


def _arn(resource: Resource, key: str) -> Value[str]:
    block = resource.block(key)
    return block.text("certificateArn") if isinstance(block.content, dict) else resource.text(key)
