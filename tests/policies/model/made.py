"""Resources of a stack as the engine hands them to a policy, made without a program."""

from typing import Any

from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.unknown import UNKNOWN


def urn(type_: str, name: str) -> str:
    """The URN of a resource."""
    return f"urn:pulumi:dev::p::aws:{type_}::{name}"


def made(
    token: str,
    name: str,
    /,
    *,
    outputs: dict[str, Any] | None = None,
    feeds: dict[str, Any] | None = None,
    after: tuple[Resource, ...] = (),
    **inputs: Any,
) -> Resource:
    """A resource (`apigateway/stage:Stage`) that is still to be made, unless its outputs say otherwise.

    `feeds` are the resources that its properties are made from, `after` those that it depends on.
    """
    fed = {key: tuple(each.urn for each in sources) for key, sources in (feeds or {}).items()}
    computed = {"id": UNKNOWN, "arn": UNKNOWN, **inputs, **(outputs or {})}
    waits = tuple(each.urn for each in after)
    return Resource(
        urn(token, name), f"aws:{token}", name, inputs, computed, dependencies=waits, property_dependencies=fed
    )
