"""What the tasks of an ECS service ask AWS for before their first container runs.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html,
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
"""

import enum
import re
from functools import cached_property
from typing import Final

from ..iam.stored_value import SECRETS_MANAGER, SSM, STORED, StoredValue, stored_value_named
from ..values import Stack
from ..verdict import Verdict, opened, some, unknown
from .service import Service

_ECR: Final = re.compile(r"^\d{12}\.dkr[.-]ecr[a-z-]*\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)/")
_PUBLIC_REGISTRIES: Final = (
    "docker.io", "index.docker.io", "registry-1.docker.io", "public.ecr.aws", "ghcr.io", "quay.io", "gcr.io",
    "registry.k8s.io", "mcr.microsoft.com", "registry.gitlab.com", "docker.elastic.co", "nvcr.io", "registry.redhat.io",
)  # fmt: skip


class Purpose(enum.Enum):
    """What a task asks AWS for, in the order in which a start fails for it."""

    IMAGE = "image"
    LOGS = "logs"
    SECRETS = "secrets"
    AGENT = "agent"


class Task:
    """The tasks of a service. Of containers made from outputs only the resources in them are known."""

    def __init__(self, stack: Stack, service: Service) -> None:
        self._stack = stack
        self.service = service
        self.definition = service.task_definition
        self._containers = self.definition.containers.known if self.definition else None
        self._sources = self.definition.sources if self.definition else ()
        self._where = self.definition.containers.where if self.definition else f"{service.name}.taskDefinition"
        self._values_from = [value for each in self._containers or () for value in each.values_from]

    @property
    def asks(self) -> dict[Purpose, tuple[str, ...]]:
        """AWS services that are called on port 443, by what for. Images that are not known are taken to be ECR's."""
        return {
            Purpose.IMAGE: ("ecr.api", "ecr.dkr", "s3") if not self.pulls_from_ecr.closed else (),
            Purpose.LOGS: ("logs",) if self.writes_logs.open else (),
            Purpose.SECRETS: self.secret_services,
            Purpose.AGENT: ("ecs", "ecs-agent", "ecs-telemetry") if self.service.fargate.closed else (),
        }

    @property
    def pulls_from_ecr(self) -> Verdict:
        """Whether an image comes from a private registry of ECR."""
        if self._containers is None:
            return unknown(self._where)
        return some(each.image.holds(lambda image: _ECR.match(image) is not None) for each in self._containers)

    @property
    def public_images(self) -> tuple[str, ...]:
        """Images that come from the internet."""
        images = [each.image.known for each in self._containers or ()]
        return tuple(image for image in images if image is not None and _public(image))

    @property
    def writes_logs(self) -> Verdict:
        """Whether ECS writes a container's output to CloudWatch Logs."""
        if self._containers is None:
            groups = [each for each in self._sources if each.family == "cloudwatch.LogGroup"]
            return opened(f"{groups[0].name} is in the definition") if groups else unknown(self._where)
        return some(each.log_driver.is_("awslogs") for each in self._containers)

    @cached_property
    def secrets(self) -> tuple[StoredValue, ...]:
        """Parameters and secrets of the stack that ECS hands to containers."""
        if self._containers is None:
            return tuple(StoredValue(self._stack, each) for each in self._sources if each.family in STORED)
        found = [stored_value_named(self._stack, value) for value in self._values_from]
        return tuple({each.urn: each for each in found if each is not None}.values())

    @property
    def secret_services(self) -> tuple[str, ...]:
        """The services that keep the values which ECS hands to containers."""
        if self._containers is None:
            return tuple(sorted({each.service for each in self.secrets}))
        kept = {SECRETS_MANAGER if ":secretsmanager:" in value else SSM for value in self._values_from}
        return tuple(sorted(kept))


def _public(image: str) -> bool:
    """Whether an image is on a public registry: without a host name it is on Docker Hub."""
    host, slash, _ = image.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        return True
    return host in _PUBLIC_REGISTRIES
