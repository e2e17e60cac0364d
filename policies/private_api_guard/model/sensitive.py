"""Properties that the provider's schema calls sensitive: their values are secrets, whatever a program says of them.

Source: https://www.pulumi.com/registry/packages/aws/api-docs/ (in its schema, properties with `secret`)
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from .values.resource import Resource

SENSITIVE: Final = {
    "acm.Certificate": ("privateKey", "privateKeyWo"),
    "apigateway.ApiKey": ("value",),
    "apigateway.DomainName": ("certificatePrivateKey",),
    "ec2.VpnConnection": ("customerGatewayConfiguration", "tunnel1PresharedKey", "tunnel2PresharedKey"),
    "rds.Cluster": ("masterPassword", "masterPasswordWo"),
    "rds.Instance": ("password", "passwordWo"),
    "secretsmanager.SecretVersion": ("secretBinary", "secretString", "secretStringWo"),
    "ssm.Parameter": ("value", "valueWo"),
    "wafv2.ApiKey": ("apiKey",),
}
# What AWS demands of a database's password. Shorter values of a parameter are ports, flags, names of environments.
_SHORTEST: Final = 8


def sensitive(resources: Iterable[Resource]) -> frozenset[str]:
    """The texts of sensitive properties, but for what names a resource: parameters hand out ids and ARNs."""
    listed = list(resources)
    kept = {
        text
        for each in listed
        for key in SENSITIVE.get(each.family, ())
        for given in ((each.inputs or {}).get(key), each.outputs.get(key))
        for text in _texts(given)
    }
    return frozenset(kept).difference(*(each.identities for each in listed)) if kept else frozenset()


def _texts(value: Any) -> Iterator[str]:
    """A text, and, where it is a document in JSON, the texts in that."""
    if not isinstance(value, str):
        return
    if len(value) >= _SHORTEST:
        yield value
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        return
    for item in document.values() if isinstance(document, dict) else ():
        yield from _texts(item)
