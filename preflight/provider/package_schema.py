"""The AWS provider's schema, for language hosts that ask for it before they run a program (YAML does).

It has what those ask it for: the names of types, functions and their properties. What these may hold it leaves open.
Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/.
"""

import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

from preflight.provider import whole_sdk
from preflight.provider.schema import ResourceSchema, observed, schema_of

_ANY = {"$ref": "pulumi.json#/Any"}
# Of a token, the part that names a module, as Pulumi's own schema of this package has it.
_FORMAT = "(.*)(?:/[^/]*)"


PACKAGE = "aws"


@cache
def release() -> str:
    """The release of the package's SDK that is installed here."""
    return version("pulumi-aws")


@cache
def schema_as_json() -> str:
    """The package's schema."""
    types = [schema for token in _types() if (schema := schema_of(token))]
    return json.dumps(
        {
            "name": PACKAGE,
            "version": release(),
            "meta": {"moduleFormat": _FORMAT},
            "provider": {"inputProperties": _properties(("region", "profile", "assumeRoles", "defaultTags"))},
            "resources": {schema.type: _resource(schema) for schema in types},
            "functions": {token: _function(whole_sdk.facts(token) or {}) for token in whole_sdk.functions()},
        }
    )


def _types() -> Iterable[str]:
    return sorted({*observed(), *whole_sdk.types()})


def _resource(schema: ResourceSchema) -> dict[str, Any]:
    return {
        "inputProperties": _properties(schema.kinds.keys() - schema.computed),
        "requiredInputs": sorted(schema.required),
        "properties": _properties(schema.kinds),
    }


def _function(facts: dict[str, Any]) -> dict[str, Any]:
    results = {**facts.get("always", {}), **facts.get("given", {})}
    return {
        "inputs": {"properties": _properties(facts.get("arguments", ()))},
        "outputs": {"properties": _properties(results)},
    }


def _properties(names: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(sorted(names), _ANY)
