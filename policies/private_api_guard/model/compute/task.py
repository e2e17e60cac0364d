"""What it takes to start the tasks of an ECS service: images, logs and secrets, and who fetches them.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html,
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ..balancing.target import TASK_DEFINITION, containers
from ..iam.stored_value import PARAMETER, SECRET, StoredValue, stored_value
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown

IMAGE: Final = "image"
LOGS: Final = "logs"
SECRETS: Final = "secrets"
AGENT: Final = "agent"
_ECR: Final = re.compile(r"^\d{12}\.dkr[.-]ecr[a-z-]*\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)/")
_PUBLIC_REGISTRIES: Final = (
    "docker.io", "index.docker.io", "registry-1.docker.io", "public.ecr.aws", "ghcr.io", "quay.io", "gcr.io",
    "registry.k8s.io", "mcr.microsoft.com", "registry.gitlab.com", "docker.elastic.co", "nvcr.io", "registry.redhat.io",
)  # fmt: skip


@dataclass(frozen=True)
class Need:
    """An AWS service that the start of a task calls, and what for."""

    service: str
    purpose: str


class Task:
    """The task definition of a service. Of container definitions made from outputs only what feeds them is known."""

    def __init__(self, stack: Stack, service: Resource) -> None:
        self.stack = stack
        self.service = service
        self.definition = stack.refer(service, "taskDefinition", TASK_DEFINITION).one

    @cached_property
    def containers(self) -> list[dict[str, Any]] | None:
        """The containers; `None` where they are not known."""
        return containers(self.definition)

    @cached_property
    def fed(self) -> list[Resource]:
        """What container definitions are made from."""
        if self.definition is None:
            return []
        return [
            self.stack.by_urn[urn] for urn in self.definition.feeds("containerDefinitions") if urn in self.stack.by_urn
        ]

    @property
    def fargate(self) -> bool | Unknown:
        """Whether the tasks run on Fargate."""
        launch = self.service.raw_text("launchType")
        if launch is not None:
            return launch == "FARGATE" if launch is not UNKNOWN else UNKNOWN
        blocks = self.service.raw_blocks("capacityProviderStrategies")
        if blocks is UNKNOWN:
            return UNKNOWN
        providers = [block.raw_text("capacityProvider") for block in blocks]
        if providers:
            return all(isinstance(each, str) and each.startswith("FARGATE") for each in providers)
        compatible = self.definition.raw_texts("requiresCompatibilities") if self.definition else UNKNOWN
        return UNKNOWN if compatible is UNKNOWN else compatible == ["FARGATE"]

    @property
    def images(self) -> list[str]:
        """The images, as far as they are known."""
        listed = self.containers or []
        return [image for each in listed if isinstance(image := each.get("image"), str)]

    @property
    def pulls_privately(self) -> bool:
        """Whether an image comes from a private ECR registry; where it is not known, it is taken to."""
        if self.containers is None:
            return True
        return any(_ECR.match(image) for image in self.images)

    @property
    def public_images(self) -> list[str]:
        """Images that come from the internet."""
        return [image for image in self.images if _public(image)]

    @property
    def logs(self) -> bool:
        """Whether ECS writes a container's output to CloudWatch Logs."""
        if self.containers is None:
            return any(each.family == "cloudwatch.LogGroup" for each in self.fed)
        configurations = [each.get("logConfiguration") for each in self.containers]
        return any(each.get("logDriver") == "awslogs" for each in configurations if isinstance(each, dict))

    @cached_property
    def secrets(self) -> list[StoredValue]:
        """Parameters and secrets of the stack that ECS hands to containers."""
        if self.containers is None:
            return [stored_value(each) for each in self.fed if each.family in (PARAMETER, SECRET)]
        found = [self.stack.named(_plain(value), PARAMETER, SECRET) for value in self._values()]
        return [stored_value(each) for each in dict.fromkeys(found) if each is not None]

    @property
    def secret_services(self) -> list[str]:
        """The services that keep the values which ECS hands to containers."""
        if self.containers is None:
            return sorted({each.service for each in self.secrets})
        return sorted({"secretsmanager" if ":secretsmanager:" in value else "ssm" for value in self._values()})

    def _values(self) -> Iterator[str]:
        for container in self.containers or ():
            listed = container.get("secrets")
            for entry in listed if isinstance(listed, list) else []:
                if isinstance(entry, dict) and isinstance(entry.get("valueFrom"), str):
                    yield entry["valueFrom"]
            credentials = container.get("repositoryCredentials")
            if isinstance(credentials, dict) and isinstance(credentials.get("credentialsParameter"), str):
                yield credentials["credentialsParameter"]

    def needs(self) -> Iterator[Need]:
        """The AWS services that are called before the first container runs."""
        if self.pulls_privately:
            yield from (Need(service, IMAGE) for service in ("ecr.api", "ecr.dkr", "s3"))
        if self.logs:
            yield Need("logs", LOGS)
        for service in self.secret_services:
            yield Need(service, SECRETS)
        if self.fargate is False:
            yield from (Need(service, AGENT) for service in ("ecs", "ecs-agent", "ecs-telemetry"))


def _plain(value: str) -> str:
    """A `valueFrom` without the key, version and stage that may follow a secret's ARN."""
    return ":".join(value.split(":")[:7]) if ":secretsmanager:" in value else value


def _public(image: str) -> bool:
    """Whether an image is on a public registry: without a host name it is on Docker Hub."""
    host, slash, _ = image.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        return True
    return host in _PUBLIC_REGISTRIES
