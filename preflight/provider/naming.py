"""Names for what the program left unnamed.

The provider appends seven random hex digits (https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming);
here they are made from the URN, so that a run can be repeated.
"""

import hashlib

from preflight.errors import ResourceError
from preflight.protocol.wire import Properties
from preflight.provider.schema import ResourceSchema

_NEVER = {"aws:route53/record:Record"}
_LONGEST = {
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
    "aws:alb/targetGroup:TargetGroup": 32,
    "aws:iam/role:Role": 64,
    "aws:iam/instanceProfile:InstanceProfile": 128,
    "aws:lambda/function:Function": 64,
    "aws:sns/topic:Topic": 256,
}


def is_named_by_provider(schema: ResourceSchema, inputs: Properties) -> bool:
    """Whether the provider makes up a name for these inputs."""
    settable = schema.required | schema.optional | schema.both
    if schema.type in _NEVER or "name" not in settable:
        return False
    return inputs.get("name") is None and inputs.get("namePrefix") is None


def autoname(schema: ResourceSchema, urn: str, name: str, inputs: Properties) -> str:
    """The name that the provider makes up. Raises `ResourceError` where AWS's limit leaves no room for it."""
    made = f"{name}-{digits(urn, 7)}"
    longest = _LONGEST.get(schema.type)
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
