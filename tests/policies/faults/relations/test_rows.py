"""The rows of how resources refer to each other: each waits for the values that decide it, and reads what there is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from docs.unlisted import schema_of_family
from private_api_guard.faults.relations import ROWS, first, once, same, types
from private_api_guard.model.relations import again, early, strays
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.contracts import Contract, contracts
from tests.policies.in_process import entities
from tests.policies.stacks import PREVIEW

# What a row finds in a stack, and the properties that it reads of what it finds.
Row = tuple[Callable[[Stack], list[Resource]], tuple[str, ...]]
IDS = {fault.id for fault, _ in types()}
BROKEN = [each for each in contracts() if each.fault in IDS]
# Which nothing that preflight plans in detail has.
_OF_SDK_ALONE = ("ec2.InternetGatewayAttachment", "ec2.VpnGatewayAttachment")
READS = sorted({read for row in ROWS for read in row.reads})


def _rows(fault: str) -> list[Row]:
    """The rows of a fault."""
    found: list[Row] = []
    for row in once.ROWS:
        if row.fault.id == fault:
            keys = tuple(key for key, _ in row.single.fields)
            found.append((lambda stack, row=row: [each for each, _ in again(stack, row.single)], keys))
    for row in first.ROWS:
        if fault in {each.id for each in (row.early, row.missing, row.race) if each}:
            keys = (row.precedence.within,) if row.precedence.within else tuple(key for key, _ in row.precedence.names)
            found.append((lambda stack, row=row: [each.resource for each in early(stack, row.precedence)], keys))
    for row in same.ROWS:
        if row.fault.id == fault:
            keys = (row.shared.key.partition(".")[0],)
            found.append((lambda stack, row=row: [each.resource for each in strays(stack, row.shared)], keys))
    return found


def _hidden(stack: Stack, resource: Resource, key: str) -> Stack:
    """The same, with one property that only the update will tell, made from something outside of the stack."""
    changed = replace(
        resource,
        inputs={**(resource.inputs or {}), key: UNKNOWN},
        outputs={**resource.outputs, key: UNKNOWN},
        property_dependencies={name: urns for name, urns in resource.property_dependencies.items() if name != key},
    )
    return Stack([changed if each is resource else each for each in stack.resources])


@pytest.mark.parametrize(("family", "path"), READS)
def test_the_provider_has_what_is_read(family: str, path: str) -> None:
    schema = schema_of_family(family)
    if schema is None:
        assert family in _OF_SDK_ALONE
        pytest.skip(f"the provider's facts have no {family}")
    assert path.partition(".")[0] in schema.kinds


@pytest.mark.parametrize("contract", BROKEN, ids=lambda contract: contract.fault)
def test_a_row_waits_for_each_of_the_values_that_make_it_hold(contract: Contract) -> None:
    stack = Stack(entities(contract.twins()[1].build(PREVIEW)))
    held = [(find, keys, resource) for find, keys in _rows(contract.fault) for resource in find(stack)]
    assert held
    for find, keys, resource in held:
        for key in keys:
            assert resource.urn not in {each.urn for each in find(_hidden(stack, resource, key))}, key


@pytest.mark.parametrize("contract", [each for each in BROKEN if "region" in each.fault], ids=lambda each: each.fault)
def test_two_regions_of_which_one_is_not_known_are_one(contract: Contract) -> None:
    stack = Stack(entities(contract.twins()[1].build(PREVIEW)))
    unknown = {"region": UNKNOWN}
    nowhere = Stack(
        [
            replace(each, inputs={**(each.inputs or {}), **unknown}, outputs={**each.outputs, **unknown})
            for each in stack.resources
        ]
    )
    for find, _ in _rows(contract.fault):
        assert find(nowhere) == []
