"""The contract of the catalogue: each broken twin has its fault and nothing else, and the sound one has none."""

from fnmatch import fnmatch

import pytest

from private_api_guard import catalogue
from private_api_guard.faults import LEVELS
from tests.drawn import one_in
from tests.policies.composer import nested
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.contracts import Contract, contracts, edited
from tests.policies.link_stacks import renamed, split
from tests.policies.notation import value, written
from tests.policies.stacks import OPERATIONS, PREVIEW, UPDATE, Stack
from tests.verdicts import Release, found, of_contract

RELEASE = Release()
# Faults that no edit of a stack makes, and what they are about.
_ABOUT_NO_STACK = {
    "*/unknown-option": "an option in a policy's configuration",
    "waivers/*": "the waivers in the pack's configuration",
    "undecided/recorder-off": "a configuration that disables the pack's recorder",
    "undecided/could-not-judge": "a policy that raised",
    "own-checks/could-not-ask": "a module that the configuration names",
}


def _nested(stack: Stack) -> Stack:
    """A copy of a stack in components, whose resources have other names."""
    other = nested(stack)
    for number, definition in enumerate(other.definitions.values()):
        definition.name = f"{definition.name}-{number:x}"
    return other


def test_every_fault_that_a_stack_can_have_has_a_contract():
    has = {each.fault for each in contracts()}
    lacks = {fault.id for fault in catalogue.faults()} - has
    without = {fault: [pattern for pattern in _ABOUT_NO_STACK if fnmatch(fault, pattern)] for fault in lacks}
    assert [fault for fault, patterns in without.items() if not patterns] == []
    assert {pattern for patterns in without.values() for pattern in patterns} == set(_ABOUT_NO_STACK)
    assert has <= {fault.id for fault in catalogue.faults()}


def _check(contract: Contract, operation: str, sound: Stack, broken: Stack) -> dict[tuple[str, str], bool]:
    """The broken twin, whose findings it answers, has the fault and what comes with it; the sound one has none."""
    before, after = (found(contract, stack, operation) for stack in (sound, broken))
    assert [fault for fault, _ in before if LEVELS[fault.partition("/")[0]] == "mandatory"] == []
    assert contract.fault not in {fault for fault, _ in before}
    new = {key: undecided for key, undecided in after.items() if key not in before}
    own = {(contract.fault, contract.at): operation in contract.undecided} if operation in contract.operations else {}
    assert {key: undecided for key, undecided in new.items() if key[0] not in contract.beside} == own
    assert {fault for fault, _ in new} == {*contract.beside, *(fault for fault, _ in own)}
    return after


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("contract", "operation"),
    [
        *((contract, PREVIEW) for contract in contracts()),
        *((contract, UPDATE) for contract in contracts()[:: one_in(5)]),
    ],
    ids=lambda each: getattr(each, "fault", each),
)
def test_only_the_broken_twin_has_the_fault(contract: Contract, operation: str):
    told = of_contract(contract, operation, _check(contract, operation, *contract.twins()))
    assert RELEASE.unannounced(told) == {}, "name these faults below `## Unreleased` in CHANGELOG.md"


@pytest.mark.drawn
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("contract", contracts()[:: one_in(10)], ids=lambda contract: contract.fault)
def test_the_same_holds_for_nested_resources_with_other_names_tokens_and_rules(contract: Contract, operation: str):
    _check(contract, operation, *(_nested(renamed(split(stack), "alb")) for stack in contract.twins()))


@pytest.mark.drawn
@pytest.mark.parametrize("taken", [{"recorded": False}, {"deployed": True}], ids=["without inputs", "as a state"])
@pytest.mark.parametrize("contract", contracts()[:: one_in(8)], ids=lambda contract: contract.fault)
def test_what_was_made_tells_as_much_by_its_outputs(contract: Contract, taken: dict[str, bool]):
    for twin in contract.twins():
        assert found(contract, twin, UPDATE, **taken) == found(contract, twin, UPDATE)


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract.fault)
def test_the_twins_differ_in_one_edit(contract: Contract):
    """One resource is another, or one more; what else is gone is what named a resource that is gone."""
    assert len([given for given in contract.edit.values() if given is not None]) <= 1
    assert next(iter(contract.edit.values())) is None or len(contract.edit) == 1


def test_an_edit_names_what_is_there():
    with pytest.raises(LookupError, match="no-such is not in the stack"):
        edited(fargate_behind_nlb(), {"no-such": {"port": 80}})


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract.fault)
def test_what_documents_show_reads_back_as_what_it_is(contract: Contract):
    for twin in contract.changed():
        for label, shown in twin.items():
            properties = {key: item for key, item in shown["properties"].items() if key != "dependsOn"}
            assert written(value(properties)) == properties, label
