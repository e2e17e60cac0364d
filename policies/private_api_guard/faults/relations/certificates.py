"""Certificates: is what a listener or domain name takes issued by then?

Source: https://docs.aws.amazon.com/acm/latest/userguide/domain-ownership-validation.html
"""

from functools import partial

from ...model.certificate import pending
from ...model.hop import Hop
from ...model.model import Model
from ...model.values import Resource
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

_CERTIFICATE = partial(
    Fault,
    title="A certificate is taken that may not be issued yet",
    remedy="Take the ARN from the aws:acm/certificateValidation:CertificateValidation of the certificate.",
)
LISTENER_CERTIFICATE = _CERTIFICATE(
    id="load-balancer/certificate-not-validated",
    hop=Hop.LISTENER,
    symptom=APPLY_FAILS.told(
        ": UnsupportedCertificate, the certificate must have a fully-qualified domain name, a"
        " supported signature and a supported key size, and be issued"
    ),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
)
NAME_CERTIFICATE = _CERTIFICATE(
    id="endpoint-access/certificate-not-validated",
    hop=Hop.DOMAIN,
    symptom=APPLY_FAILS.told(": BadRequestException, unable to associate certificate: it is not in the ISSUED state"),
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains-prerequisites.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks everything that takes a certificate."""
    for each in pending(model.stack):
        others = " or ".join(waits.name for waits in each.validations) or "any CertificateValidation of it"
        told = f"{each.resource.name} takes {each.certificate.name} and does not wait for {others}"
        fault = LISTENER_CERTIFICATE if _of_balancer(each.resource) else NAME_CERTIFICATE
        judge.report(fault, each.resource.urn, closed(told))


def _of_balancer(resource: Resource) -> bool:
    return resource.family.startswith("lb.")
