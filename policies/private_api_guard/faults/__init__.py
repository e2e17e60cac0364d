"""What can be wrong, one policy's faults a file, and the explicit list of them."""

from collections.abc import Callable
from dataclasses import dataclass

from ..model.model import Model
from . import privatelink_enforcement, target_sources, usage_plan_key
from .fault import ADVISORY, MANDATORY, Fault, Judge

Check = Callable[[Model, Judge], None]


@dataclass(frozen=True)
class Topic:
    """One policy: its level, what it asks, its faults, and the check that finds them."""

    name: str
    level: str
    asks: str
    faults: tuple[Fault, ...]
    check: Check


TOPICS: tuple[Topic, ...] = (
    Topic(
        "usage-plan-key",
        MANDATORY,
        "Does every method that asks for a key have a plan on its stage and an enabled key in that plan?",
        usage_plan_key.FAULTS,
        usage_plan_key.check,
    ),
    Topic(
        "privatelink-enforcement",
        MANDATORY,
        "Does the Network Load Balancer's security group let the VPC link in?",
        privatelink_enforcement.FAULTS,
        privatelink_enforcement.check,
    ),
    Topic(
        "target-sources",
        MANDATORY,
        "Do security groups and network ACLs let requests and health checks from the load balancer reach the targets?",
        target_sources.FAULTS,
        target_sources.check,
    ),
)
UNDECIDED = "undecided"
WAIVERS = "waivers"
LEVELS = {topic.name: topic.level for topic in TOPICS} | {UNDECIDED: ADVISORY, WAIVERS: ADVISORY}
