"""What a report says of its program that nobody knows: other stacks' outputs, types of other providers."""

from collections.abc import Collection, Iterator

from preflight.answers.given import Given
from preflight.program.installed import is_foreign
from preflight.protocol import wire
from preflight.protocol.registration import Registrations

STACK_REFERENCE = "pulumi:pulumi:StackReference"


def not_known(registrations: Registrations, given: Given, decided: Collection[str]) -> Iterator[str]:
    """A line for each kind of thing. `decided` are types of which an SDK told what their providers decide."""
    stacks = sorted({*referred(registrations)} - given.stack_references.keys())
    if stacks:
        yield f"what other stacks export is not known, as long as no look-ups file says it: {', '.join(stacks)}"
    packages = {each.package for each in registrations if is_foreign(each) and each.type not in decided}
    if packages:
        yield f"nothing but the inputs is known of resources whose SDK is not at hand: {', '.join(sorted(packages))}"


def referred(registrations: Registrations) -> list[str]:
    """The stacks whose outputs a program reads, by the names that it has for them."""
    reads = [each for each in registrations if each.type == STACK_REFERENCE]
    return [str(wire.in_clear(each.inputs.get("name") or each.name)) for each in reads]
