"""aws-native resources under the names and shapes of pulumi-aws, so that the model reads one dialect.

aws-native's names are CloudFormation's in camel case. A resource keeps its URN, so that findings stand where the
program made it; what pulumi-aws makes of several resources (a method and its integration) is several with one URN here.
Source: https://www.pulumi.com/registry/packages/aws-native/api-docs/
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ..resource import Resource

if TYPE_CHECKING:
    from .kind import Kind

_PREFIX = "aws-native:"


def translate(resource: Resource) -> Iterator[Resource]:
    """A resource as one or more of pulumi-aws's; those of other providers, and those of no interest, as they are."""
    kind = _kinds().get(resource.type.removeprefix(_PREFIX)) if resource.type.startswith(_PREFIX) else None
    if kind is None:
        yield resource
    else:
        yield from kind.translate(resource)


@cache
def _kinds() -> "dict[str, Kind]":
    """Every kind by `service:Resource`; loaded with the first native resource, since most stacks have none."""
    services = ("apigateway", "compute", "dns", "ec2", "elasticloadbalancingv2", "others")
    return {
        name: kind for service in services for name, kind in import_module(f".{service}", __package__).KINDS.items()
    }
