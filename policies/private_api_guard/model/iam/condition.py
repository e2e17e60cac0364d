"""Conditions of a statement, asked about the context of a request.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
"""

from collections.abc import Iterator
from typing import Any

from ..network.address import Network, parse
from ..network.address import covered as addresses_covered
from ..values import Value, scalars
from .fit import AS_THE_CALLER_LIKES, FITS, FITS_NOT, Fit, any_fits, fits, not_told
from .glob import covers
from .request import ContextValue, Free, Request


def conditions(block: Any, request: Request) -> Iterator[Fit]:
    """Whether each condition of a `Condition` block is met."""
    for operator, keys in block.items() if isinstance(block, dict) else ():
        for key, wanted in keys.items() if isinstance(keys, dict) else ():
            yield _condition(str(operator), scalars(wanted), request.value(str(key)))


def _condition(operator: str, wanted: list[str], value: ContextValue) -> Fit:
    qualifier, _, name = operator.rpartition(":")
    lenient = name.endswith("IfExists") or qualifier.lower() == "forallvalues"
    name = name.removesuffix("IfExists").lower()
    negated = "not" in name
    if name == "null":
        present = _present(value)
        return any_fits(~present if each.lower() == "true" else present for each in wanted)
    if isinstance(value, Value) and (value.absent or value.unknown):
        return not_told(value.where) if value.unknown else fits(lenient or negated)
    met = _met(name.replace("not", ""), wanted, value)
    return ~met if negated else met


def _present(value: ContextValue) -> Fit:
    if isinstance(value, Value):
        return not_told(value.where) if value.unknown else fits(not value.absent)
    return AS_THE_CALLER_LIKES if isinstance(value, Free) else FITS


def _met(operator: str, wanted: list[str], value: ContextValue) -> Fit:
    """Whether a value that is there is one of those that are wanted."""
    if isinstance(value, Free):
        return AS_THE_CALLER_LIKES if wanted else FITS_NOT
    if isinstance(value, tuple):
        return _addresses(wanted, value)
    return any_fits(_equals(operator, each, value.known or "") for each in wanted)


def _equals(operator: str, wanted: str, value: str) -> Fit:
    if "${" in wanted:
        return AS_THE_CALLER_LIKES
    if operator == "stringequals":
        return fits(wanted == value)
    if operator in ("arnequals", "arnlike", "stringlike"):
        return fits(covers(wanted, value))
    if operator in ("stringequalsignorecase", "bool"):
        return fits(wanted.lower() == value.lower())
    return AS_THE_CALLER_LIKES


def _addresses(wanted: list[str], ranges: tuple[Network, ...]) -> Fit:
    """Whether callers' addresses lie in the ranges that a condition lists: all, none, or some of them."""
    networks = [network for text in wanted if (network := parse(text)) is not None]
    if all(addresses_covered(each, networks) for each in ranges):
        return FITS
    touching = any(one.version == other.version and one.overlaps(other) for one in ranges for other in networks)  # type: ignore[arg-type]
    return AS_THE_CALLER_LIKES if touching else FITS_NOT
