"""What can be wrong, one policy's faults a file, and the explicit list of them.

A topic names its module, which is loaded when it is first asked: the engine waits for the pack to start, and starting
takes no more than the names.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from .option import Kind, Option

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.model import Model
    from .fault import Judge

Check: TypeAlias = "Callable[[Model, Judge], None]"
MANDATORY = "mandatory"
ADVISORY = "advisory"


@dataclass(frozen=True)
class Topic:
    """One policy: its level, what it asks, and its options. The module by its name has its faults and their `check`.

    Topics may be asked in any order: none looks at what another one found. `tags` are what consoles group policies by,
    `severity` is one of Pulumi's: low, medium, high, critical.
    """

    name: str
    level: str
    asks: str
    options: tuple[Option, ...] = ()
    tags: tuple[str, ...] = ()
    severity: str = "high"

    @property
    def check(self) -> Check:
        """Finds the faults."""
        return self._loaded.check

    def apply(self, option: Option, value: Any, model: "Model", judge: "Judge") -> None:
        """Files what an option asks that has another value than its default."""
        self._loaded.OPTIONS[option.name](model, judge, value)

    @property
    def _loaded(self) -> Any:
        return import_module(f".{self.name.replace('-', '_')}", __package__)


_REQUIRE_GROUP = Option(
    "requireLoadBalancerGroup",
    Kind.FLAG,
    default=False,
    fault="target-sources/load-balancer-group-required",
    help="Demand that targets admit the load balancer's security group itself, not only a range that holds it.",
)
_MODULE = Option(
    "module",
    Kind.TEXT,
    default="",
    fault="own-checks/could-not-ask",
    help="The Python module that has checks of your own, found beside this file or on the pack's import path.",
)
TOPICS: tuple[Topic, ...] = (
    Topic("usage-plan-key", MANDATORY,
          "Does every method that asks for a key have a plan on its stage and an enabled key in that plan?",
          tags=("api-gateway", "api-keys")),
    Topic("privatelink-enforcement", MANDATORY,
          "Does the Network Load Balancer's security group let the VPC link in?",
          tags=("vpc-link", "security-groups")),
    Topic("target-sources", MANDATORY,
          "Do security groups and network ACLs let requests and health checks from the load balancer reach the"
          " targets?", (_REQUIRE_GROUP,),
          tags=("load-balancing", "security-groups", "network-acls")),
    Topic("integration", MANDATORY,
          "Does each integration name a working link, port, scheme and listener, and has the stage its variables?",
          tags=("api-gateway", "vpc-link")),
    Topic("load-balancer", MANDATORY,
          "Do listener, target group, certificate and availability zones of each load balancer fit together?",
          tags=("load-balancing", "certificates")),
    Topic("endpoint-access", MANDATORY,
          "Can a client reach the private API: endpoint, its group, private DNS, resource policy, domain?",
          tags=("api-gateway", "vpc-endpoints", "dns")),
    Topic("targets", MANDATORY, "Is something registered, on the port it listens to, and can it start?",
          tags=("load-balancing", "ecs", "ec2")),
    Topic("authorizer", MANDATORY,
          "May API Gateway call the authorizer's function, can it be made, and can it read what it needs?",
          tags=("api-gateway", "lambda")),
    Topic("deployment", MANDATORY, "Does the stage serve what the program says?",
          tags=("api-gateway",)),
    Topic("robustness", ADVISORY, "Does it work with the next zone, release and change as well?",
          tags=("reliability",), severity="medium"),
    Topic("exposure", ADVISORY,
          "Is anything reachable that should not be: open groups, keyless methods, default endpoint, public database?",
          tags=("security",), severity="medium"),
    Topic("observability", ADVISORY,
          "Would anybody see that it is broken: access logs, alarms on metrics that exist, a role to write logs with?",
          tags=("monitoring",), severity="low"),
    Topic("own-checks", ADVISORY, "Does it keep the rules of your own organisation?", (_MODULE,),
          tags=("organisation",), severity="medium"),
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Rows of facts that one mechanism asks for several policies: the ids of its faults say for which."""

    module: str
    policies: tuple[str, ...]

    @property
    def check(self) -> Check:
        """Finds the faults."""
        return import_module(f".{self.module}", __package__).check


TABLES: tuple[Table, ...] = (
    Table(
        "arguments",
        (
            "usage-plan-key",
            "target-sources",
            "integration",
            "load-balancer",
            "endpoint-access",
            "targets",
            "authorizer",
            "deployment",
            "observability",
        ),
    ),
    Table(
        "relations",
        (
            "usage-plan-key",
            "target-sources",
            "integration",
            "load-balancer",
            "endpoint-access",
            "targets",
            "authorizer",
            "deployment",
            "robustness",
            "observability",
        ),
    ),
)
UNDECIDED = "undecided"
WAIVERS = "waivers"
LEVELS = {topic.name: topic.level for topic in TOPICS} | {UNDECIDED: ADVISORY, WAIVERS: ADVISORY}
_LAST_DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
_WAIVER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["fault", "resource", "reason", "expires"],
    "properties": {
        "policy": {"enum": list(LEVELS), "description": "The policy that reports it; by default the one of the fault."},
        "fault": {
            "type": "string", "minLength": 1,
            "description": "The fault's id, policy/fault, as the finding has it. * stands for any letters.",
        },
        "resource": {
            "type": "string", "minLength": 1,
            "description": "The resource's name or URN, as the finding has it. * stands for any letters.",
        },
        "reason": {"type": "string", "minLength": 1, "description": "Why it is accepted."},
        "expires": {**_LAST_DAY, "description": "The last day on which it counts."},
        "owner": {"type": "string", "description": "Who answers for it."},
    },
}  # fmt: skip
WAIVER_OPTIONS: tuple[Option, ...] = (
    Option(
        WAIVERS,
        Kind.LIST,
        default=[],
        fault="waivers/incomplete",
        help="Findings that are accepted for a while.",
        asked={"items": _WAIVER},
    ),
    Option(
        "besideCode",
        Kind.FLAG,
        default=True,
        fault="waivers/not-allowed",
        help="Whether waivers that a program registers count as well.",
    ),
    Option(
        "adoptUntil",
        Kind.TEXT,
        default="",
        fault="waivers/in-force",
        help="The last day (YYYY-MM-DD) on which nothing blocks: this policy reports what mandatory ones find.",
        asked={"pattern": r"^(\d{4}-\d\d-\d\d)?$"},
    ),
)
"""The options of the policy `waivers`."""
