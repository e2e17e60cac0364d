"""What a caller of a Lambda function names: the function, and one of its versions or aliases where it names one.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..families import ALIAS, FUNCTION
from ..values import NOT_SET, Reference, Resource, Stack, Value, known, not_known
from .lambda_function import LambdaFunction

# An ARN, also without its first parts, or a name.
_NAMED: Final = re.compile(r"^(?:(?:.*:)?function:)?(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>[A-Za-z0-9$_-]+))?$")


@dataclass(frozen=True)
class QualifiedFunction:
    """A function of the stack, and the version or alias of it; absent where the function itself is meant."""

    function: LambdaFunction
    qualifier: Value[str]


def named_in(stack: Stack, text: str) -> QualifiedFunction | None:
    """The function that an ARN or a name means, if it is in the stack."""
    match = _NAMED.match(text)
    function = stack.named(match["name"], FUNCTION) if match else None
    if function is None or match is None:
        return None
    qualifier = known(match["qualifier"]) if match["qualifier"] else NOT_SET
    return QualifiedFunction(LambdaFunction(stack, function), qualifier)


def referred(stack: Stack, reference: Reference) -> Iterator[QualifiedFunction]:
    """The functions that a reference to functions and aliases means, or may mean."""
    for resource in reference.resources:
        owner = stack.refer(resource, "functionName", FUNCTION).one if resource.family == ALIAS else resource
        if owner is not None:
            qualifier = resource.text("name") if resource.family == ALIAS else NOT_SET
            yield QualifiedFunction(LambdaFunction(stack, owner), qualifier)


def made_from(stack: Stack, resource: Resource, key: str) -> QualifiedFunction | None:
    """The function that a property which is not known yet calls, if what it is made from leaves only one."""
    found = stack.made_from(resource, key, FUNCTION, ALIAS)
    aliases = list(referred(stack, Reference(tuple(each for each in found if each.family == ALIAS))))
    functions = {each.urn: each for each in found if each.family == FUNCTION}
    if aliases:
        owners = {each.function.urn for each in aliases}
        return aliases[0] if len(aliases) == 1 and functions.keys() <= owners else None
    if len(functions) != 1:
        return None
    (function,) = functions.values()
    # Without `publish` and aliases, what is made from a function can only mean the function itself.
    named = any(stack.refer(alias, "functionName", FUNCTION).may_mean(function.urn) for alias in stack.of(ALIAS))
    versions = named or function.flag("publish").may_be(True)
    return QualifiedFunction(LambdaFunction(stack, function), not_known(resource.name, key) if versions else NOT_SET)


def registered(stack: Stack, attachment: Resource) -> QualifiedFunction | None:
    """The function of the stack that an attachment registers in a target group."""
    text = attachment.text("targetId").known
    return made_from(stack, attachment, "targetId") if text is None else named_in(stack, text)
