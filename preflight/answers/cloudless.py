"""Data sources that have an answer without a cloud; any other lookup is unknown."""

import json
from collections.abc import Callable

from preflight.errors import ResourceError
from preflight.protocol import wire
from preflight.protocol.wire import Properties, Value
from preflight.provider.identity import ACCOUNT

Lookup = Callable[[Properties, str], Properties]


def answer(token: str, arguments: Properties, region: str) -> Properties | None:
    """What a data source returns in `region`, or None where only the cloud knows.

    Raises `ResourceError` for arguments that the provider would refuse.
    """
    lookup = _LOOKUPS.get(token)
    if lookup is None or wire.has_unknown(arguments):
        return None
    try:
        return lookup(wire.in_clear(arguments), region)
    except (AttributeError, LookupError, TypeError) as error:
        raise ResourceError(f"{token} is asked with arguments that it does not have: {error}") from None


def _caller_identity(_: Properties, __: str) -> Properties:
    return {
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:role/preflight",
        "id": ACCOUNT,
        "userId": "AROAPREFLIGHT",
    }


def _region(arguments: Properties, region: str) -> Properties:
    name = arguments.get("region") or arguments.get("name") or region
    return {
        "description": name,
        "endpoint": f"ec2.{name}.amazonaws.com",
        "id": name,
        "name": name,
        "region": name,
    }


def _partition(_: Properties, __: str) -> Properties:
    return {"dnsSuffix": "amazonaws.com", "id": "aws", "partition": "aws", "reverseDnsPrefix": "com.amazonaws"}


def _availability_zones(arguments: Properties, region: str) -> Properties:
    names = [f"{region}{letter}" for letter in "abc"]
    return {
        "groupNames": [region],
        "id": region,
        "names": names,
        "region": region,
        "state": arguments.get("state"),
        "zoneIds": [f"{region}-az{place}" for place in range(1, 4)],
    }


def _service_principal(arguments: Properties, region: str) -> Properties:
    name = f"{arguments.get('serviceName')}.amazonaws.com"
    return {"id": f"{region}.{name}", "name": name, "region": region, "serviceName": name, "suffix": "amazonaws.com"}


def _policy_document(arguments: Properties, _: str) -> Properties:
    statements = [_statement(statement) for statement in arguments.get("statements") or ()]
    document: Properties = {"Version": arguments.get("version") or "2012-10-17"}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    merged = [
        *_sources(arguments.get("sourcePolicyDocuments")),
        *statements,
        *_sources(arguments.get("overridePolicyDocuments")),
    ]
    document["Statement"] = merged
    return {
        **arguments,
        "id": "policy-document",
        "json": json.dumps(document, indent=2),
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _sources(documents: Value) -> list[Value]:
    found = []
    for text in documents or ():
        try:
            document = json.loads(text)
        except ValueError as error:
            raise ResourceError(f"a policy document that others are made from is no JSON: {error}") from None
        statements = document.get("Statement") or []
        found.extend(statements if isinstance(statements, list) else [statements])
    return found


def _statement(given: Properties) -> Properties:
    statement: Properties = {"Effect": given.get("effect") or "Allow"}
    if given.get("sid"):
        statement["Sid"] = given["sid"]
    for key, word in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        if given.get(key):
            statement[word] = _single(given[key])
    for key, word in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(key):
            statement[word] = _principals(given[key])
    for condition in given.get("conditions") or ():
        tests = statement.setdefault("Condition", {}).setdefault(condition["test"], {})
        tests[condition["variable"]] = _single(condition["values"])
    return statement


def _principals(given: list[Properties]) -> Value:
    if any(principal["type"] == "*" for principal in given):
        return "*"
    return {principal["type"]: _single(principal["identifiers"]) for principal in given}


def _single(values: Value) -> Value:
    return values[0] if isinstance(values, list) and len(values) == 1 else values


_LOOKUPS: dict[str, Lookup] = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": _availability_zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getServicePrincipal:getServicePrincipal": _service_principal,
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy_document,
}
