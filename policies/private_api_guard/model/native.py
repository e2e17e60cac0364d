"""aws-native resources under the names and shapes of pulumi-aws, so that the model reads one dialect."""

from collections.abc import Iterator

from .resource import Resource


def translate(resource: Resource) -> Iterator[Resource]:
    """A resource as one or more of pulumi-aws's; those of other providers as they are."""
    yield resource
