"""Registrations found, taken out and changed, to be answered and judged again."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from preflight.protocol.registration import Registration, Registrations
from preflight.provider.schema import schema_of


def find(registrations: Registrations, type_: str, name: str | None = None) -> Registration:
    """The one registration of a type (and name). Raises `LookupError` if there is none or are several."""
    found = [item for item in registrations if item.type == type_ and name in {None, item.name}]
    if len(found) != 1:
        raise LookupError(f"{len(found)} registrations of {type_} {name or ''}")
    return found[0]


def all_of(registrations: Registrations, type_: str) -> list[Registration]:
    """The registrations of a type."""
    return [item for item in registrations if item.type == type_]


def without(registrations: Registrations, *urns: str) -> Registrations:
    """The registrations without some, and without dependencies on them."""
    gone = set(urns)
    return replace(
        registrations, items=tuple(_independent(item, gone) for item in registrations if item.urn not in gone)
    )


def change(registrations: Registrations, urn: str, changed: Callable[[Registration], Registration]) -> Registrations:
    """The registrations with one changed. Raises `LookupError` if there is no such URN."""
    if urn not in {item.urn for item in registrations}:
        raise LookupError(urn)
    return replace(registrations, items=tuple(changed(item) if item.urn == urn else item for item in registrations))


def with_inputs(registrations: Registrations, urn: str, **inputs: object) -> Registrations:
    """The registrations with some inputs of one changed; an input of None is removed, with its dependencies."""

    def altered(item: Registration) -> Registration:
        merged = {**item.inputs, **inputs}
        return replace(
            item,
            inputs={key: value for key, value in merged.items() if value is not None},
            property_dependencies={key: urns for key, urns in item.property_dependencies.items() if key not in inputs},
        )

    return change(registrations, urn, altered)


def cut(registrations: Registrations, urn: str) -> Registrations:
    """The registrations of a program that no longer has a resource, nor anything made from it.

    A property that was made from it is left out, a list loses one item, and what the provider refuses without that
    property is cut as well.
    """
    left = without(registrations, urn)
    for item in registrations:
        for key, sources in item.property_dependencies.items():
            if urn not in sources or item.urn not in {each.urn for each in left}:
                continue
            schema, given = schema_of(item.type), item.inputs.get(key)
            if isinstance(given, list) and len(given) > 1:
                place = min(sources.index(urn), len(given) - 1)
                kept = tuple(each for each in sources if each != urn)
                left = change(
                    left, item.urn, partial(_with_list, key=key, given=given[:place] + given[place + 1 :], kept=kept)
                )
            elif schema is not None and key in schema.required:
                left = cut(left, item.urn)
            else:
                left = with_inputs(left, item.urn, **{key: None})
    return left


def _with_list(item: Registration, *, key: str, given: list[object], kept: tuple[str, ...]) -> Registration:
    return replace(
        item, inputs={**item.inputs, key: given}, property_dependencies={**item.property_dependencies, key: kept}
    )


def _independent(item: Registration, gone: set[str]) -> Registration:
    kept = {key: tuple(urn for urn in urns if urn not in gone) for key, urns in item.property_dependencies.items()}
    return replace(
        item,
        dependencies=tuple(urn for urn in item.dependencies if urn not in gone),
        property_dependencies={key: urns for key, urns in kept.items() if urns},
    )
