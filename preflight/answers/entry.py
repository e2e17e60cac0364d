"""What an entry of a look-ups file can not say: nobody would ask for it, or AWS would never answer so."""

import difflib
import ipaddress
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from preflight.documents.document import Document, Key, shown
from preflight.protocol.wire import Properties
from preflight.provider import whole_sdk
from preflight.provider.schema import is_aws, observed, schema_of

_TOKEN = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9_./-]*(:[A-Za-z0-9_/-]+)?")
_SHORT = re.compile(r"aws:(\w+):(\w)(\w*)")
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")
_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "s": (str, "text"),
    "n": ((int, float), "a number"),
    "b": (bool, "true or false"),
    "m": (dict, "keys and values"),
    "o": (dict, "keys and values"),
    "[": (list, "a list"),
}


def _is_network(text: str, *, strict: bool = True) -> bool:
    try:
        return "/" in text and bool(ipaddress.ip_network(text, strict=strict))
    except ValueError:
        return False


def _begins(prefix: str) -> tuple[Callable[[str], bool], str]:
    return lambda text: text.startswith(prefix), f"what begins with {prefix}"


# Texts that have one form in whatever AWS answers, by token and property. A function that finds several things has an
# `id` that is none of theirs, such as the Region.
_FORMS: tuple[tuple[re.Pattern[str], tuple[Callable[[str], bool], str]], ...] = (
    (re.compile(r"(\.c|C)idrBlocks?$"), (_is_network, "a network from its first address on, such as 10.20.0.0/16")),
    (re.compile(r"(\.c|C)idrs?$"), (lambda text: _is_network(text, strict=False), "a network, such as 10.20.0.0/16")),
    (re.compile(r"(\.a|A)rns?$"), _begins("arn:")),
    (re.compile(r"(\.v|V)pcIds?$|:getVpc\.id$|:getVpcs\.ids$"), _begins("vpc-")),
    (re.compile(r"(\.s|S)ubnetIds?$|:getSubnet\.id$|:getSubnets\.ids$"), _begins("subnet-")),
    (re.compile(r"(\.s|S)ecurityGroupIds?$|:getSecurityGroup\.id$|:getSecurityGroups\.ids$"), _begins("sg-")),
)


def refuse_lookup(document: Document, at: Key, token: str, result: Properties, region: str | None) -> None:
    """A function's: what no call of any program would get, or could understand. Raises the document's error."""
    if not _TOKEN.fullmatch(token):
        raise document.wrong((*at, "token"), "this is no token", remedy="Allowed: such as aws:ec2/getVpc:getVpc.")
    if region is not None and not _REGION.fullmatch(region):
        raise document.wrong((*at, "region"), "this is no Region", remedy="Allowed: such as eu-west-1.")
    if not is_aws(token):
        return
    facts = whole_sdk.facts(token)
    if facts is None or "always" not in facts:
        raise document.wrong(
            (*at, "token"), "pulumi_aws has no such function", remedy=_near_token(token, whole_sdk.functions())
        )
    refuse_others(document, (*at, "arguments"), facts["arguments"])
    _refuse_values(document, (*at, "result"), token, result, {**facts["given"], **facts["always"]})


def refuse_read(document: Document, at: Key, type_: str, properties: Properties) -> None:
    """A resource's: of a type that the provider does not have, or with properties that the type does not have."""
    if not _TOKEN.fullmatch(type_):
        raise document.wrong((*at, "type"), "this is no type", remedy="Allowed: such as aws:ec2/vpc:Vpc.")
    if not is_aws(type_):
        return
    schema = schema_of(type_)
    if schema is None or not schema.kinds:
        near = _near_token(type_, [*observed(), *whole_sdk.types()])
        raise document.wrong((*at, "type"), "pulumi_aws has no such type", remedy=near)
    _refuse_values(document, (*at, "properties"), type_, properties, {"id": "s", **schema.kinds})


def refuse_others(document: Document, at: Key, allowed: Collection[str]) -> None:
    """A key that nobody would read. Raises the document's error."""
    for key in document.value(at) or ():
        if key not in allowed:
            raise document.wrong((*at, key), "there is no such key", remedy=_near(str(key), allowed), secret=True)


def _refuse_values(document: Document, at: Key, token: str, values: Properties, kinds: Mapping[str, str]) -> None:
    refuse_others(document, at, kinds)
    for key, value in values.items():
        type_, words = _KINDS[kinds[key][:1]]
        fits = isinstance(value, type_) and (type_ is bool or not isinstance(value, bool))
        if value is not None and not fits:
            raise document.wrong((*at, key), f"{token} returns {words} there", remedy=f"Allowed: {words}.", secret=True)
        if kinds[key] in ("s", "[s"):
            _refuse_form(document, (*at, key), token, value)


def _refuse_form(document: Document, at: Key, token: str, value: Any) -> None:
    """Networks, ARNs, and ids that can be those of nothing else."""
    if at[-1] == "id" and value in (None, ""):
        raise document.wrong(at, f"{token} returns an id there", remedy="Leave it out, and it is made up.")
    texts = [text for text in (value if isinstance(value, list) else [value]) if text and isinstance(text, str)]
    for pattern, (fits, words) in _FORMS:
        other = next((text for text in texts if not fits(text)), None)
        if other is not None and pattern.search(f"{token}.{at[-1]}"):
            raise document.wrong(
                at, f"{shown(other)} is nothing that {token} returns there", remedy=f"Allowed: {words}.", secret=True
            )


def _near_token(token: str, allowed: Collection[str]) -> str:
    """In what the provider has: `aws:ec2/getVpc:getVpc`, of which Pulumi's YAML says `aws:ec2:getVpc`."""
    return _near(_SHORT.sub(lambda found: _long(*found.groups()), token), allowed)


def _long(module: str, first: str, rest: str) -> str:
    return f"aws:{module}/{first.lower()}{rest}:{first}{rest}"


def _near(name: str, allowed: Collection[str]) -> str:
    near = difflib.get_close_matches(name, allowed, 1, 0.7)
    some = ", ".join(sorted(allowed)[:30]) if len(allowed) < 60 else "those of the provider"
    return (f"Did you mean {near[0]}? " if near else "") + f"Allowed: {some or 'none'}."
