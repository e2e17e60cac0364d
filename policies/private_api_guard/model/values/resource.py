"""A resource as the model sees it: intent from its inputs, computed values from its outputs, and what feeds each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from ..families import INSTANCE, VPCS
from .outputs import answered, deployed
from .tokens import family
from .unknown import UNKNOWN, has_unknown
from .value import Value, known
from .values import Block, Values, as_text

_OUTPUTS_THAT_NAME: Final = ("id", "arn", "name", "executionArn", "invokeArn", "rootResourceId")
_INPUTS_THAT_NAME: Final = ("name", "arn", "bucket")
# What AWS makes along with a resource is known by it.
_OF_A_VPC: Final = ("defaultNetworkAclId", "defaultSecurityGroupId", "defaultRouteTableId", "mainRouteTableId")
_MADE_ALONG: Final = dict.fromkeys(VPCS, _OF_A_VPC) | {INSTANCE: ("primaryNetworkInterfaceId",)}
_AWS: Final = ("aws:", "aws-native:", "awscc:")
# No id that AWS gives has this in it.
_NEW: Final = "\N{NULL}"


@dataclass(frozen=True, eq=False)
class Resource(Values):
    """One resource of the stack.

    `inputs` are those of the provider's Check, `None` where no resource policy saw any (the recorder was switched
    off); `outputs` are what the engine hands to stack policies. `dependencies` and `property_dependencies` hold URNs;
    a property that is listed with no URN depends on something outside the stack's view, such as a resource that was
    read. `deployed` says that nothing is asked for now: it is a state that is judged, in which outputs tell what is so.
    """

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Any] | None
    outputs: Mapping[str, Any]
    parent: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deployed: bool = False

    @property
    def owner(self) -> str:
        """How messages call it."""
        return self.name

    @cached_property
    def family(self) -> str:
        """The name by which the model knows the type."""
        return family(self.type)

    @property
    def component(self) -> bool:
        """Whether it only groups others. The engine does not say; packages of components are none of AWS's."""
        return not self.type.startswith((*_AWS, "pulumi:providers:")) and not self.outputs.get("id")

    @property
    def native(self) -> bool:
        """Whether it is of the aws-native provider, in whose place the model reads it as the aws provider's."""
        return self.urn.rpartition("::")[0].rpartition("::")[2].rpartition("$")[2].startswith("aws-native:")

    @property
    def told(self) -> bool:
        """Whether its inputs were seen, so that what it does not set is known."""
        return self.inputs is not None and not self.silent

    def sets(self, key: str) -> bool:
        """Whether its inputs were seen, and set a property."""
        return self.inputs is not None and self.inputs.get(key) is not None

    def asked_blocks(self, key: str) -> tuple[Block, ...]:
        """The objects of a list as the program asks for them: outputs also tell what other resources put there."""
        listed = self.inputs.get(key) if self.inputs is not None else None
        return tuple(Block(item, f"{self.owner}.{key}") for item in listed) if isinstance(listed, list) else ()

    @cached_property
    def silent(self) -> bool:
        """Whether the engine withheld the inputs, so that absence says nothing.

        A new resource that `--target` leaves out has neither inputs nor outputs, only what feeds them.
        """
        if self.inputs is None or len(self.inputs):
            return False
        return not len(self.outputs) or bool(self.dependencies or self.property_dependencies)

    def get(self, key: str) -> Any:
        """What the program asked for, else AWS's answer as far as it is known; `None` where there is neither.

        Where the input is not known but the output is, the output is that same value, resolved. Of what is `deployed`
        an output is what became of the input.
        """
        if self.inputs is None:
            return self.outputs.get(key)
        value = self.inputs.get(key)
        if value is None:
            return self.output(key) if self.silent else answered(self.family, key, self.outputs.get(key))
        if self.deployed:
            return deployed(value, self.outputs.get(key))
        if value is UNKNOWN or (type(value) in (dict, list) and has_unknown(value)):
            known = self.outputs.get(key)
            return value if known is None or has_unknown(known) else known
        return value

    def output(self, key: str) -> Any:
        """A computed value: `UNKNOWN` until AWS has answered."""
        value = self.outputs.get(key)
        return UNKNOWN if value is None else value

    def computed(self, key: str) -> Value[str]:
        """A computed value as text: unknown until AWS has answered."""
        return self._value(key, as_text(self.output(key)))

    def given_id(self, prefix: str = "") -> Value[str]:
        """The id that AWS gives it. One that is still to be made has an id that no literal of the program equals."""
        value = self.outputs.get("id")
        return known(prefix + _NEW, self.name, "id") if value is UNKNOWN else self.computed("id")

    def feeds(self, key: str) -> tuple[str, ...]:
        """URNs of what a property was made from."""
        return self.property_dependencies.get(key, ())

    @cached_property
    def identities(self) -> frozenset[str]:
        """Every known value by which another resource may refer to this one."""
        found = [self.outputs.get(key) for key in _OUTPUTS_THAT_NAME]
        found += [self.outputs.get(key) for key in _MADE_ALONG.get(self.family, ())]
        if self.inputs is not None:
            found += [self.inputs.get(key) for key in _INPUTS_THAT_NAME]
        return frozenset(value for value in found if isinstance(value, str) and value)

    @cached_property
    def given_texts(self) -> tuple[str, ...]:
        """Every text among the inputs: literals by which it may refer to others."""
        return tuple(value for value in (self.inputs or {}).values() if isinstance(value, str))

    def __repr__(self) -> str:
        return f"{self.family}({self.name})"


def told_apart(resources: Iterable[Resource]) -> list[Resource]:
    """The same resources; those that share their name with another one are named with their type in messages."""
    listed = list(resources)
    owners = Counter(name for name, _ in {(each.name, each.urn) for each in listed if each.type.startswith(_AWS)})
    return [replace(each, name=f"{each.name} ({each.family})") if owners[each.name] > 1 else each for each in listed]
