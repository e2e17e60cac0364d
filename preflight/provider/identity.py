"""The ids, ARNs and other texts that AWS makes up for new resources, made from the URN so that they never change."""

import hashlib
import string
import uuid
from collections.abc import Mapping

from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.wire import Properties
from preflight.provider.schema import canonical
from preflight.provider.templates import COMMON, TEMPLATES

ACCOUNT = "123456789012"
"""The account of everything that a simulated update creates."""
MOMENT = "2026-01-01T00:00:00Z"
"""When a simulated update creates everything."""
# Characters after a mark, by which two made-up texts differ.
_TOLD_APART = 4
_ALPHANUMERIC = string.digits + string.ascii_lowercase


def identity(token: str, urn: str, checked: Properties, region: str, seed: str = "") -> Properties:
    """The id and the other generated texts of a new resource, of whatever type; they come of `seed`, else the URN."""
    short = canonical(token).split(":", 1)[1].rsplit(":", 1)[0]
    service, _, kind = short.partition("/")
    templates = TEMPLATES.get(short) or {
        "id": "{short10}",
        "arn": f"arn:aws:{service}:{{region}}:{{account}}:{kind}/{{id}}",
    }
    result: Properties = {}
    for key, template in {**templates, **COMMON}.items():
        texts = {**_texts(token, urn, checked, region), **result}
        result[key] = filled(template, f"{seed or urn}#{_family(key)}", texts)
    return result


def filled(template: str, seed: str, texts: Mapping[str, str], mark: str = "") -> str:
    """A template with texts, and with what is made up from a seed where it names a form and a length: `vpc-{hex17}`.

    All that is made up begins with the `mark`, if there is one, which may make it longer.
    """
    return template.format_map(_Values(seed, texts, mark))


def _family(key: str) -> str:
    """Keys that share what is made up for them: an ARN, its suffix and the DNS name end in the same digits."""
    return "" if key in {"id", "arn", "arnSuffix", "dnsName", "zoneId"} else key.replace("mainRoute", "defaultRoute")


def _texts(token: str, urn: str, checked: Properties, region: str) -> dict[str, str]:
    name = urns.name_of(urn)
    given = {key: str(wire.in_clear(value)) for key, value in checked.items() if not isinstance(value, list | dict)}
    texts = {"name": name, "identifier": name, "bucket": name, "statementId": name, "family": name, "basePath": ""}
    texts |= given | {"region": region, "account": ACCOUNT, "moment": MOMENT}
    texts["path"] = texts["name"].lstrip("/")
    texts["clusterName"] = given.get("cluster", "default").rsplit("/", 1)[-1]
    if token.endswith(":LoadBalancer"):
        texts["family"] = {"network": "net", "gateway": "gwy"}.get(given.get("loadBalancerType", ""), "app")
        texts["scheme"] = "internal-" if checked.get("internal") is True else ""
    return texts


class _Values(Mapping[str, str]):
    """What templates name: texts of the resource, and made-up ones of a form and a length, such as `hex17`."""

    def __init__(self, seed: str, texts: Mapping[str, str], mark: str) -> None:
        self._seed = seed
        self._texts = texts
        self._mark = mark

    def __getitem__(self, key: str) -> str:
        if key in self._texts:
            return self._texts[key]
        digest = hashlib.sha256(f"{self._seed}#{key.strip(string.digits)}".encode())
        digits = self._mark + digest.hexdigest()
        if key == "uuid":
            return str(uuid.UUID(bytes=bytes.fromhex(digits)[:16], version=4))
        if key == "octet":
            return str(digest.digest()[0] % 250 + 2)
        length = int(key.lstrip(string.ascii_letters) or 10)
        if self._mark:
            length = max(length, len(self._mark) + _TOLD_APART)
        if key.startswith("hex"):
            return digits[:length]
        if key.startswith("upper"):
            return digits.upper()[:length]
        if key.startswith(("short", "root", "text")):
            return (self._mark + "".join(_ALPHANUMERIC[byte % 36] for byte in digest.digest() * 2))[:length]
        return f"unknown-{key}"

    def __iter__(self):
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
