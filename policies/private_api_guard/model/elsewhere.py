"""Who else could have made what a stack lacks: traces that others leave in it.

What another account, controller, function or command makes is among no stack's resources. What shows is that it was
given the thing: its ARN in a function's environment or in a policy, a share, a parameter, a resource of another
provider.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Any, Final

from .families import CLUSTER, FUNCTION, INSTANCE, SCALING_GROUP, SERVICE, TASK_DEFINITION, TASK_SET
from .values import Key, Reader, Resource, grouped
from .verdict import Verdict, unknown

_AWS: Final = ("aws:", "aws-native:", "pulumi:")
# The stack itself, which hands on what it exports.
_STACK: Final = "pulumi:pulumi:Stack"
# What runs code or templates that nobody reads here, and what hands names on to whoever does.
_RUNS: Final = (
    _STACK,
    FUNCTION, "cloudformation.Stack", "sfn.StateMachine", "codebuild.Project", "ssm.Association", "ssm.Document",
    "ssm.Parameter", "secretsmanager.SecretVersion",
)  # fmt: skip
# What registers targets once it is given a target group.
REGISTERS: Final = (
    *_RUNS, "iam.Policy", "iam.RolePolicy", "ec2.SpotFleetRequest", "ec2.Fleet", "elasticbeanstalk.Environment",
)  # fmt: skip
# What runs, or says what is to run, and may be registered as a target.
_COMPUTE: Final = (
    CLUSTER, SERVICE, TASK_SET, TASK_DEFINITION, INSTANCE, "ec2.LaunchTemplate", SCALING_GROUP,
)  # fmt: skip
# What changes the number of tasks or instances, or adds instances, once it is given a service, a group or a cluster.
SCALES: Final = (*_RUNS, "iam.Policy", "iam.RolePolicy", "scheduler.Schedule", "cloudwatch.EventTarget")
SHARES: Final = (_STACK, "ram.ResourceShare", "ram.ResourceAssociation")
# What puts a part into an API once it is given the API.
PUTS: Final = ("cloudformation.Stack", "codebuild.Project", "ssm.Document")


class Elsewhere(Reader):
    """Answers for one stack."""

    def given(self, families: tuple[str, ...], *keys: Key) -> Iterator[Resource]:
        """What was given all of some things: resources of the families, and any of another provider."""
        first, *others = (self._fed.get(key, ()) for key in keys)
        for resource in first:
            if (resource.family in families or _foreign(resource)) and all(resource in other for other in others):
                yield resource

    def puts(self, *keys: Key) -> list[Verdict]:
        """Whether somebody puts a part into something: not known, for each who was given it."""
        return [unknown(f"what {each.name} puts") for each in self.given(PUTS, *keys)]

    @property
    def cluster(self) -> Resource | None:
        """A cluster in which others run: one of Kubernetes, whose controllers register targets, or an exported one."""
        exported = (each for each in self._exported if each.family == CLUSTER)
        return next(chain(self._stack.of("eks.Cluster"), exported), None)

    @property
    def computes(self) -> bool:
        """Whether the stack makes anything that could run as a target."""
        return bool(self._stack.of(*_COMPUTE))

    def waits(self, key: Key) -> Iterator[Resource]:
        """Resources of other providers that wait for something, whatever they are made from."""
        return iter(self._waiting.get(key, ()))

    @cached_property
    def _fed(self) -> dict[Key, tuple[Resource, ...]]:
        """What may make something, by what feeds it."""
        asked = {*REGISTERS, *SCALES, *SHARES, *PUTS}
        takers = [each for each in self._stack.resources if each.family in asked or _foreign(each)]
        fed = ((key, each) for each in takers for key in {*chain(*each.property_dependencies.values())})
        exports = ((each.urn, stack) for stack in self._stack.of(_STACK) for each in self._exported)
        return grouped(chain(fed, exports))

    @cached_property
    def _exported(self) -> list[Resource]:
        """What known exports name. The engine does not tell from what they are made."""
        texts = {
            text for stack in self._stack.of(_STACK) for key in stack.outputs for text in _texts(stack.output(key))
        }
        return [each for each in self._stack.resources if not texts.isdisjoint(each.identities)]

    @cached_property
    def _waiting(self) -> dict[Key, tuple[Resource, ...]]:
        """Resources of other providers, by what they wait for."""
        foreign = filter(_foreign, self._stack.resources)
        return grouped((key, each) for each in foreign for key in {*each.dependencies})


def _foreign(resource: Resource) -> bool:
    """Whether it is of a provider that is none of AWS's. A component has no id."""
    return not resource.type.startswith(_AWS) and "id" in resource.outputs


def _texts(value: Any) -> Iterator[str]:
    """The texts in an export, of whatever shape."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
