"""The names that a listener's certificates carry.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/tls-listener-certificates.html
"""

from collections.abc import Iterator

from ..values import Value, known, not_known
from .listener import Listener


def certified_names(listener: Listener) -> Value[tuple[str, ...]]:
    """Every name, perhaps with a wildcard; not known where a certificate is not made in the stack."""
    names = list(_names(listener))
    vague = next((each for each in names if each.known is None), None)
    return not_known(vague.where) if vague else known(tuple(each.known for each in names if each.known is not None))


def _names(listener: Listener) -> Iterator[Value[str]]:
    for reference in listener.certificates:
        certificate = reference.one
        if certificate is None:
            yield not_known(reference.where or f"{listener.resource.name}.certificateArn")
            return
        yield certificate.text("domainName")
        others = certificate.texts("subjectAlternativeNames")
        yield from [not_known(others.where)] if others.known is None else others.known
