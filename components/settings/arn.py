"""ARNs: what they name, and where that lies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from ..regions import partition
from .base import BrokenRuleError, Setting
from .form import Form

Key = tuple[str | int, ...]


class Arn(Form):
    """The form of the ARN of something that lies in one Region."""

    def __init__(self, what: str, service: str, resource: str, allowed: str) -> None:
        """`resource` is a pattern of what follows the account, `allowed` an example of it."""
        pattern = rf"arn:aws[a-z-]*:{service}:[a-z0-9-]+:[0-9]{{12}}:{resource}"
        super().__init__(what, pattern, f"arn:aws:{service}:REGION:ACCOUNT:{allowed}")


def lie_in(region: str, setting: Setting) -> None:
    """Raises BrokenRuleError for the first ARN below a setting that is of another Region or partition."""
    expected = (partition(region).name, region)
    for key, arn in _arns(setting, ()):
        _, given, service, place, rest = arn.split(":", 4)
        if (given, place) != expected:
            raise BrokenRuleError(
                f"it is of another region than the stack, {place}" if place != region else f"it is of {given}",
                allowed=f"arn:{expected[0]}:{service}:{region}:{rest.partition(':')[0]}:...",
                remedy=f"name one of {region}, or make one there",
                key=key,
            )


def _arns(value: Any, key: Key) -> Iterator[tuple[Key, str]]:
    """The texts below a value that its types say are ARNs, and where they stand."""
    if isinstance(value, Setting):
        for name, field in type(value).model_fields.items():
            inner, below = getattr(value, name), (*key, field.alias or name)
            if isinstance(inner, str):
                if _is_arn(field.metadata, field.annotation):
                    yield below, inner
            else:
                yield from _arns(inner, below)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _arns(inner, (*key, name))


def _is_arn(metadata: Any, kind: Any) -> bool:
    return any(isinstance(each, Arn) for each in metadata) or any(_is_arn([each], each) for each in get_args(kind))
