"""Settings of the backends that an API can call: one class for each kind."""

import re
from ipaddress import AddressValueError, IPv4Address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from ..regions import partition
from .base import BrokenRuleError, Setting
from .containers import ContainerSettings, ScalingSettings, TargetSettings
from .form import Form
from .names import Certificate, HostName, ListenerPort, Name
from .network import Located

AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_VALUES, MOST_TARGETS = 5, 5
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
PathPattern = Annotated[
    str,
    Form(
        "a path of a rule",
        """[/*?][A-Za-z0-9_.$/~"'@:+&*?-]{0,127}""",
        """a slash, then letters, digits, _-.$/~"'@:+& and the wildcards * and ?, 128 characters in all""",
    ),
]
HostPattern = Annotated[
    str,
    Form(
        "a host of a rule",
        r"(?=.{1,128}$)[A-Za-z0-9.*?-]*\.[A-Za-z*?]+",
        "letters, digits, hyphens, dots and the wildcards * and ?, with letters after the last dot, 128 in all",
    ),
]
InstanceType = Annotated[
    str,
    Form(
        "an instance type",
        r"[a-z]+[0-9-][a-z0-9-]*\.(nano|micro|small|medium|large|[0-9]*xlarge|metal(-[0-9]+xl)?)",
        "a family and a size, such as t3.small or m7i.2xlarge",
    ),
]
MachineImage = Annotated[
    str,
    Form(
        "a machine image",
        "((/[A-Za-z0-9_.-]+)+(:[A-Za-z0-9_.-]+)?|ami-[0-9a-f]{8,17})",
        f"ami-... or the name of a parameter, such as {AMAZON_LINUX}",
    ),
]


def _address(value: str) -> str:
    try:
        return str(IPv4Address(value))
    except AddressValueError:
        raise BrokenRuleError(
            "it is not an IPv4 address", allowed="such as 172.20.0.10", remedy="correct the address"
        ) from None


class ListenerSettings(Setting):
    """Where the load balancer listens for the API."""

    port: ListenerPort | None = None
    """The port: 80, 443 or above 1024. Default: 80, or 443 with TLS."""

    certificate: Certificate | None = None
    """The ARN of the certificate with which the load balancer ends TLS. It has to be for the backend's `host`."""

    pass_through: bool = False
    """Whether the load balancer hands TLS on to the targets, with a certificate of theirs for the backend's `host`."""

    @property
    def secure(self) -> bool:
        """Whether API Gateway speaks TLS to it."""
        return self.pass_through or self.certificate is not None

    @property
    def number(self) -> int:
        """The port."""
        return self.port or (443 if self.secure else 80)

    @model_validator(mode="after")
    def _one_end_of_tls(self) -> Self:
        if self.pass_through and self.certificate:
            raise BrokenRuleError(
                "the load balancer has a certificate, so that TLS ends there",
                allowed="one of certificate and passThrough",
                remedy="remove one",
                key=("passThrough",),
            )
        return self


class Linked(Located):
    """What every kind of backend has."""

    link: Literal["v1", "v2"] = "v1"
    """The VPC link: `v1` (PrivateLink to a Network Load Balancer) or `v2` (network interfaces; HTTP APIs need it)."""

    listener: ListenerSettings = ListenerSettings()
    """Where the load balancer listens for the API."""

    host: HostName | None = None
    """The Host header that the backend sees. Nothing resolves it; default: NAME.internal.example.com."""

    @model_validator(mode="after")
    def _host_of_certificate(self) -> Self:
        if self.listener.secure and not self.host:
            raise BrokenRuleError(
                "it is missing: API Gateway checks that the certificate is for it",
                allowed="a name in the certificate",
                remedy="add the name",
                key=("host",),
            )
        return self


class FargateBackend(Linked, ContainerSettings):
    """Containers on Fargate behind a Network Load Balancer of their own."""

    kind: Literal["fargate"]
    """`fargate`: containers behind a Network Load Balancer."""


class InstanceSettings(Setting):
    """Which instances run, and how many."""

    type: InstanceType = "t3.small"
    """The instance type."""

    scaling: ScalingSettings = ScalingSettings(minimum=2, maximum=4)
    """How the number of instances follows the load."""


class InstancesBackend(Linked, InstanceSettings, TargetSettings):
    """An Auto Scaling group of EC2 instances behind a Network Load Balancer of its own."""

    kind: Literal["instances"]
    """`instances`: EC2 instances behind a Network Load Balancer."""

    image: MachineImage = AMAZON_LINUX
    """The machine image: its id, or the name of a public parameter that holds it."""

    user_data: str
    """The script that an instance runs when it starts. No secrets: it can be read from the instance."""

    database: Name | None = None
    """The database it uses. /etc/database.env has its address, and the ARN of the secret with the login."""


class AddressSettings(Setting):
    """Machines outside the VPC."""

    addresses: tuple[Annotated[str, AfterValidator(_address)], ...] = Field(min_length=1)
    """The IPv4 addresses. They have to lie in the network's `onPremises`."""


class AddressesBackend(Linked, AddressSettings, TargetSettings):
    """Addresses on premises behind a Network Load Balancer."""

    kind: Literal["addresses"]
    """`addresses`: machines behind a transit gateway or a VPN."""


class RuleSettings(Setting):
    """Which requests go to which service of an Application Load Balancer."""

    priority: int = Field(ge=2, le=50000)
    """Of the rules that fit, the one with the lowest number decides."""

    paths: tuple[PathPattern, ...] = ()
    """Paths, with `*` for anything: `/catalog/*`. A rule has up to five paths and hosts."""

    hosts: tuple[HostPattern, ...] = ()
    """Host headers, with `*` for anything."""

    to: Name | Annotated[dict[Name, Annotated[int, Field(ge=0, le=999)]], Field(max_length=MOST_TARGETS)]
    """The service; or several with their weights, so that a release moves traffic step by step."""

    @property
    def weights(self) -> dict[str, int]:
        """The services and how much each gets."""
        return {self.to: 1} if isinstance(self.to, str) else self.to

    @model_validator(mode="after")
    def _has_condition(self) -> Self:
        if not self.paths and not self.hosts:
            raise BrokenRuleError(
                "it has no condition",
                allowed="paths, hosts or both",
                remedy="add paths: ['/*'] to send everything there",
                key=("paths",),
            )
        values = len(self.paths) + len(self.hosts)
        if values > MOST_VALUES:
            raise BrokenRuleError(
                f"the rule has {values} paths and hosts",
                allowed=f"{MOST_VALUES} in all",
                remedy="move some to a rule of their own, or say several with one *",
                key=("paths",) if self.paths else ("hosts",),
            )
        if sum(self.weights.values()) == 0:
            raise BrokenRuleError(
                "no service gets anything", allowed="weights of which one is above 0", remedy="raise one", key=("to",)
            )
        return self


class AlbBackend(Linked):
    """Services on Fargate behind an Application Load Balancer, reached through an NLB (`v1`) or directly (`v2`)."""

    kind: Literal["alb"]
    """`alb`: several services behind an Application Load Balancer."""

    services: dict[Name, ContainerSettings] = Field(min_length=1)
    """The services, by name."""

    rules: dict[Name, RuleSettings] = Field(min_length=1, max_length=90)
    """Which requests go to which service, by name. What fits no rule is answered with 404."""

    @model_validator(mode="after")
    def _reads_requests(self) -> Self:
        if self.listener.pass_through:
            raise BrokenRuleError(
                "an Application Load Balancer reads requests, which it can not where TLS ends behind it",
                allowed="certificate, for this kind of backend",
                remedy="name a certificate, or choose another kind",
                key=("listener", "passThrough"),
            )
        return self

    @model_validator(mode="after")
    def _rules_fit(self) -> Self:
        priorities: dict[int, str] = {}
        for name, rule in self.rules.items():
            if rule.priority in priorities:
                raise BrokenRuleError(
                    f"the rule {priorities[rule.priority]} has it too",
                    allowed="numbers that differ",
                    remedy="choose another",
                    key=("rules", name, "priority"),
                )
            priorities[rule.priority] = name
            for service in rule.weights:
                if service not in self.services:
                    raise BrokenRuleError(
                        f"there is no service {service}",
                        allowed=", ".join(self.services),
                        remedy="correct the name, or add the service",
                        key=("rules", name, "to"),
                    )
        for service in self.services:
            if not any(service in rule.weights for rule in self.rules.values()):
                raise BrokenRuleError(
                    "no rule leads to it, and ECS makes no service whose target group has no load balancer",
                    allowed="services that a rule names, be it with the weight 0",
                    remedy="name it in a rule, or remove it",
                    key=("services", service),
                )
        return self


Backend = Annotated[FargateBackend | InstancesBackend | AlbBackend | AddressesBackend, Field(discriminator="kind")]


def image_is_local(image: str, region: str) -> bool:
    """Whether a container image lies in ECR of the region, where endpoints lead."""
    registry = re.escape(f".dkr.ecr.{region}.{partition(region).suffix}/")
    return re.match(rf"\d{{12}}{registry}", image) is not None
