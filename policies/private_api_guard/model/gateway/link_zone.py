"""Availability zones in which API Gateway makes VPC links V2.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
"""

import re
from typing import Final

from ..verdict import Verdict, closed, opened, unknown

# Numbers of the zones with the service, by the region's part of a zone id.
_SERVED: Final = {
    "use1": {1, 2, 4, 5, 6}, "use2": {1, 2, 3}, "usw1": {1, 3}, "usw2": {1, 2, 3, 4}, "cac1": {1, 2},
    "euc1": {1, 2, 3}, "euw1": {1, 2, 3}, "euw2": {1, 2, 3}, "euw3": {1, 3}, "eun1": {1, 2, 3}, "eus2": {1, 2, 3},
    "apne1": {1, 2, 4}, "apne2": {1, 2, 3}, "apse1": {1, 2, 3}, "apse2": {1, 2, 3}, "aps1": {1, 2, 3}, "ape1": {2, 3},
    "mes1": {1, 2, 3}, "sae1": {1, 2, 3}, "usgw1": {1, 2, 3},
}  # fmt: skip
_ZONE_ID: Final = re.compile(r"^([a-z]+\d+)-az(\d+)$")


def is_id(zone: str) -> bool:
    """Whether a zone is told by its id (`use1-az3`), which is the same for every account, not by its name."""
    return _ZONE_ID.match(zone) is not None


def served(zone: str) -> Verdict:
    """Whether a zone, told by its id, has the service."""
    match = _ZONE_ID.match(zone)
    if match is None or match[1] not in _SERVED:
        return unknown(f"whether API Gateway serves {zone}")
    return opened() if int(match[2]) in _SERVED[match[1]] else closed(f"API Gateway does not serve {zone}")
