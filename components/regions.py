"""Regions of AWS, and the partitions that they belong to."""

import difflib
from typing import NamedTuple

from pulumi_aws import Region

KNOWN = tuple(each.value for each in Region)


class Partition(NamedTuple):
    """A part of AWS with accounts, ARNs and addresses of its own."""

    name: str
    """The second part of its ARNs."""

    suffix: str
    """What its services' addresses end with."""


# By how the names of its Regions begin; all others are of the first partition.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html, and `partitions.json` of AWS's SDKs.
PARTITIONS = {
    "cn-": Partition("aws-cn", "amazonaws.com.cn"),
    "eu-isoe-": Partition("aws-iso-e", "cloud.adc-e.uk"),
    "eusc-": Partition("aws-eusc", "amazonaws.eu"),
    "us-gov-": Partition("aws-us-gov", "amazonaws.com"),
    "us-iso-": Partition("aws-iso", "c2s.ic.gov"),
    "us-isob-": Partition("aws-iso-b", "sc2s.sgov.gov"),
    "us-isof-": Partition("aws-iso-f", "csp.hci.ic.gov"),
}
USUAL = Partition("aws", "amazonaws.com")


def partition(region: str) -> Partition:
    """The partition of a Region (`eu-west-1`)."""
    return next((each for start, each in PARTITIONS.items() if region.startswith(start)), USUAL)


def meant(region: str) -> str | None:
    """The Region whose name is most like an unknown one; None for one that the SDK lists.

    New Regions are there before an SDK lists them: an unknown one need not be wrong.
    """
    if region in KNOWN:
        return None
    return difflib.get_close_matches(region, KNOWN, n=1, cutoff=0)[0]
