"""Patterns of ARNs in policies and permissions, against ARNs of which a part may not be known yet.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from typing import Final

from .fit import AS_THE_CALLER_LIKES, FITS, FITS_NOT, Fit, all_fit, fits, not_told
from .glob import covers, overlaps
from .request import Arn

_SHORTHAND: Final = "execute-api:/"
# arn, partition, service, region, account, resource
_PARTS: Final = 6
_ACCOUNT: Final = 4
# The account of AWS's examples, which is nobody's: what an update would create is of it where no cloud was asked.
_NOBODYS: Final = "123456789012"


def partition_of(region: str) -> str:
    """The partition of a Region."""
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rpartition("-")[0].rpartition("-")[0], "aws")


def matches(pattern: str, arn: Arn) -> Fit:
    """Which calls or resources a pattern matches, part by part; `execute-api:/` stands for the API that has the policy.

    An unknown partition, Region or account may be as the pattern says. All resources (`*`) are matched as a whole.
    Nobody's account is whichever the other side writes out.
    """
    if pattern.startswith(_SHORTHAND):
        return _part(pattern.removeprefix("execute-api:"), arn.path, arn.where)
    wanted, given = pattern.split(":", _PARTS - 1), arn.text.split(":", _PARTS - 1)
    if len(given) < _PARTS:
        return fits(covers(pattern, arn.text))
    if len(wanted) < _PARTS:
        return _part(pattern, arn.text, arn.where)
    accounts = {wanted[_ACCOUNT], given[_ACCOUNT]}
    if _NOBODYS in accounts and all(each.isdigit() for each in accounts):
        wanted[_ACCOUNT] = given[_ACCOUNT]
    wheres = [*[""] * (_PARTS - 1), arn.where]
    return all_fit(_part(*each) for each in zip(wanted, given, wheres, strict=True))


def _part(pattern: str, text: str, where: str) -> Fit:
    if covers(pattern, text):
        return FITS
    if not overlaps(pattern, text):
        return FITS_NOT
    return not_told(where) if where else AS_THE_CALLER_LIKES
