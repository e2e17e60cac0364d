"""The rows: each reads what the provider has, is known to hold of a broken twin, and waits for each of its values."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from docs.unlisted import schema_of_family
from preflight.provider.schema import ResourceSchema
from private_api_guard.faults.arguments import ROWS
from private_api_guard.faults.arguments.row import Row
from private_api_guard.model.arguments import Asked
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.contracts import Contract, contracts
from tests.policies.in_process import entities
from tests.policies.stacks import PREVIEW

IDS = {row.fault.id for row in ROWS}
BROKEN = [each for each in contracts() if each.fault in IDS]
# Documents inside of a text.
_IN_TEXT = ("containerDefinitions",)


def _schema(family: str) -> ResourceSchema:
    schema = schema_of_family(family)
    assert schema is not None, family
    return schema


def _has(schema: ResourceSchema, path: str) -> bool:
    kinds: dict[str, str] | None = schema.kinds
    for key in path.split("."):
        if kinds is None or key not in kinds:
            return False
        if key in _IN_TEXT:
            return True
        kinds = schema.shape(kinds[key].lstrip("["))
    return True


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault.id)
def test_the_provider_has_what_is_read(row: Row):
    read = [(family or row.family, path) for family, path in row.refused.reads]
    assert read
    assert [path for family, path in read if not _has(_schema(family), path)] == []


def _holding(contract: Contract) -> Iterator[tuple[Row, Stack, Resource]]:
    """The rows that hold in the broken twin, each with the resource of which it does."""
    stack = Stack(entities(contract.twins()[1].build(PREVIEW)))
    for row in ROWS:
        for resource in stack.of(row.family):
            if row.fault.id == contract.fault and row.refused.told(Asked(stack, resource, resource)):
                yield row, stack, resource


def _without(stack: Stack, resource: Resource, key: str) -> Stack:
    """The same, with one property that only the update will tell, made from something outside of the stack."""
    hidden = replace(
        resource,
        inputs={**(resource.inputs or {}), key: UNKNOWN},
        outputs={**resource.outputs, key: UNKNOWN},
        property_dependencies={name: urns for name, urns in resource.property_dependencies.items() if name != key},
    )
    return Stack([hidden if each is resource else each for each in stack.resources])


@pytest.mark.parametrize("contract", BROKEN, ids=lambda contract: contract.fault)
def test_a_row_waits_for_each_of_the_values_that_make_it_hold(contract: Contract):
    held = list(_holding(contract))
    assert held
    for row, stack, resource in held:
        for family, path in row.refused.reads:
            for other in stack.of(family) if family else [resource]:
                hidden = _without(stack, other, path.partition(".")[0])
                asked = hidden.by_urn[resource.urn]
                # What holds all the same holds of other properties.
                evidence = row.refused.told(Asked(hidden, asked, asked))
                assert [line for line in evidence if _mentions(line, other, path)] == []


def _mentions(line: str, resource: Resource, path: str) -> bool:
    name = re.escape(path.rpartition(".")[2])
    return re.search(rf"^{re.escape(resource.name)}(?:\.| sets ).*\b{name}\b", line) is not None


@pytest.mark.parametrize("contract", BROKEN, ids=lambda contract: contract.fault)
def test_a_row_is_not_about_what_is_named_outside_of_the_stack(contract: Contract):
    for row, stack, resource in _holding(contract):
        for key in {path for family, path in row.refused.reads if not family and _names(row, path)}:
            elsewhere = replace(
                resource,
                inputs={**(resource.inputs or {}), key: "arn:aws:other:us-east-2:999988887777:thing/of-others"},
                property_dependencies={k: v for k, v in resource.property_dependencies.items() if k != key},
            )
            alone = Stack([elsewhere if each is resource else each for each in stack.resources])
            assert not row.refused.told(Asked(alone, elsewhere, elsewhere)), key


def _names(row: Row, path: str) -> bool:
    """Whether a property of the row's own resource names another one, of which something is read."""
    reads = list(row.refused.reads)
    at = reads.index(("", path))
    return at + 1 < len(reads) and reads[at + 1][0] != ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault.id)
def test_what_is_demanded_the_provider_leaves_optional(row: Row):
    """What the provider demands itself never reaches the pack."""
    nothing = Resource("urn:pulumi:dev::p::t::one", "aws:t", "one", {"tags": {}}, {})
    if row.refused.told(Asked(Stack([nothing]), nothing, nothing)):
        assert not _schema(row.family).required & {path for family, path in row.refused.reads if not family}
