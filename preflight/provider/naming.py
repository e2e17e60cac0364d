"""Names for what the program left unnamed.

The provider appends seven random hex digits (https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming);
here they are made from the URN, so that a run can be repeated.
"""

import hashlib

from preflight.errors import ResourceError
from preflight.protocol.wire import Properties
from preflight.provider.schema import ResourceSchema


def is_named_by_provider(schema: ResourceSchema, inputs: Properties) -> bool:
    """Whether the provider makes up a name for these inputs."""
    settable = schema.required | schema.optional | schema.both
    if schema.unnamed or "name" not in settable:
        return False
    return inputs.get("name") is None and inputs.get("namePrefix") is None


def autoname(schema: ResourceSchema, urn: str, name: str, inputs: Properties) -> str:
    """The name that the provider makes up. Raises `ResourceError` where AWS's limit leaves no room for it."""
    made = f"{name}-{digits(urn, 7)}"
    longest = schema.longest_name
    if longest and len(made) > longest:
        raise ResourceError(
            f"{urn}: no room for a name of its own: {made!r} has {len(made)} characters, {longest} are allowed",
            remedy="Give the resource a shorter logical name, or set its property 'name'.",
        )
    if schema.type == "aws:kms/alias:Alias":
        return f"alias/{made}"
    if schema.type == "aws:ecr/repository:Repository":
        return made.lower()
    if inputs.get("fifoTopic") is True:
        return f"{made}.fifo"
    return made


def digits(seed: str, length: int) -> str:
    """Hex digits that depend on the seed alone."""
    return hashlib.sha256(seed.encode()).hexdigest()[:length]
