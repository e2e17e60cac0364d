"""Regions and partitions: as AWS's own SDK has them."""

import re

import pytest
from botocore.loaders import Loader

from components.regions import KNOWN, meant, partition

PARTITIONS = Loader().load_data("partitions")["partitions"]


@pytest.mark.parametrize("region", KNOWN)
def test_a_region_is_of_the_partition_that_it_is_of(region: str) -> None:
    (told,) = [each for each in PARTITIONS if re.match(each["regionRegex"], region)]
    assert partition(region) == (told["id"], told["outputs"]["dnsSuffix"])


@pytest.mark.parametrize("told", PARTITIONS, ids=lambda told: told["id"])
def test_every_partition_is_known(told: dict) -> None:
    regions = [region for region in told["regions"] if re.match(told["regionRegex"], region)]
    assert {partition(region).name for region in regions} <= {told["id"]}


@pytest.mark.parametrize(
    ("written", "expected"), [("eu-wst-1", "eu-west-1"), ("eu-sotuh-2", "eu-south-2"), ("x", None)]
)
def test_an_unknown_region_is_told_one_of_a_like_name(written: str, expected: str | None) -> None:
    assert meant(written) in ({expected} if expected else KNOWN)


def test_a_known_region_is_told_none() -> None:
    assert meant("eu-west-1") is None
