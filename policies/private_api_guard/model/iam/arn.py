"""Patterns of ARNs in policies and permissions, against ARNs of which a part may not be known yet.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from typing import Final

from ..verdict import Verdict, closed, opened, unknown
from .fit import AS_THE_CALLER_LIKES, FITS, FITS_NOT, Fit, all_fit, not_told
from .glob import covers, overlaps
from .request import Arn

_SHORTHAND: Final = "execute-api:/"
# arn, partition, service, region, account, resource
_PARTS: Final = 6


def names(pattern: str, arn: str, where: str) -> Verdict:
    """Whether a pattern names an ARN, in which `*` stands for what is not known; `where` is what would tell.

    An unknown partition, Region and account are taken to be as the pattern says.
    """
    wanted, given = pattern.split(":", _PARTS - 1), arn.split(":", _PARTS - 1)
    if pattern == "*" or len(wanted) < _PARTS or len(given) < _PARTS:
        return opened() if covers(pattern, arn) else closed()
    if not all(overlaps(here, there) for here, there in zip(wanted, given, strict=True)):
        return closed()
    return opened() if covers(wanted[-1], given[-1]) else unknown(where)


def matches(pattern: str, arn: Arn) -> Fit:
    """Which calls a pattern matches, part by part; `execute-api:/` stands for the API that has the policy."""
    if pattern.startswith(_SHORTHAND):
        return _part(pattern.removeprefix("execute-api:"), arn.path, arn.where)
    wanted, given = pattern.split(":", _PARTS - 1), arn.text.split(":", _PARTS - 1)
    if len(wanted) < _PARTS:
        return _part(pattern, arn.text, arn.where)
    wheres = [*[""] * (_PARTS - 1), arn.where]
    return all_fit(_part(*each) for each in zip(wanted, given, wheres, strict=False))


def _part(pattern: str, text: str, where: str) -> Fit:
    if covers(pattern, text):
        return FITS
    if not overlaps(pattern, text):
        return FITS_NOT
    return not_told(where) if where else AS_THE_CALLER_LIKES
