"""The names that a listener's certificates carry."""

import pytest

from private_api_guard.model.balancing.listener import certified_names, listeners
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

_OWN = made("acm/certificate:Certificate", "own", domainName="web.example.com", outputs={"arn": "arn:own"})
_WIDE = made(
    "acm/certificate:Certificate", "wide", domainName="example.org", subjectAlternativeNames=["*.example.org"],
    outputs={"arn": "arn:wide"},
)  # fmt: skip
_LATER = made(
    "acm/certificate:Certificate", "later", domainName="example.net", subjectAlternativeNames=UNKNOWN,
    outputs={"arn": "arn:later"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("certificate", "added", "names"),
    [
        ("arn:own", None, ("web.example.com",)),
        ("arn:wide", None, ("example.org", "*.example.org")),
        ("arn:own", "arn:wide", ("web.example.com", "example.org", "*.example.org")),
        ("arn:elsewhere", None, "front.certificateArn"),
        (UNKNOWN, None, "front.certificateArn"),
        ("arn:own", "arn:elsewhere", "more.certificateArn"),
        ("arn:later", None, "later.subjectAlternativeNames"),
    ],
)
def test_names(certificate, added, names):
    front = made("lb/listener:Listener", "front", port=443, certificateArn=certificate, outputs={"arn": "arn:front"})
    more = made("lb/listenerCertificate:ListenerCertificate", "more", listenerArn="arn:front", certificateArn=added)
    (listener,) = listeners(Stack([_OWN, _WIDE, _LATER, front, *([more] if added else [])])).values()
    found = certified_names(listener)
    assert (found.where if found.unknown else found.known) == names
