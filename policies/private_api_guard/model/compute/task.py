"""What the tasks of an ECS service ask AWS for before their first container runs.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html,
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..iam.call import Call
from ..iam.request import ANY_RESOURCE, ResourceArn
from ..iam.stored_value import (
    READS,
    SECRETS_MANAGER,
    SSM,
    STORED,
    StoredValue,
    parameter_arn,
    service_of,
    stored_value_named,
)
from ..values import NOT_SET, Stack, Value, known
from ..verdict import Verdict, opened, some, unknown
from .container_image import EcrImage, ecr_image, public
from .service import Service
from .task_log import TaskLog

_PULL: Final = (("ecr:BatchGetImage",), ("ecr:GetDownloadUrlForLayer",))
_SURE: Final = opened()


class Purpose(enum.Enum):
    """What a task asks AWS for, in the order in which a start fails for it."""

    IMAGE = "image"
    LOGS = "logs"
    SECRETS = "secrets"
    AGENT = "agent"


@dataclass(frozen=True)
class Need:
    """A service of AWS that is called on port 443, in a Region, which is absent where it is the task's own.

    `calls` are what is asked of it. `sure` tells whether it is known that it is asked at all.
    """

    purpose: Purpose
    service: str
    region: Value[str] = NOT_SET
    calls: tuple[Call, ...] = ()
    sure: Verdict = _SURE


class Task:
    """The tasks of a service. Of containers made from outputs only the resources in them are known."""

    def __init__(self, stack: Stack, service: Service) -> None:
        self._stack = stack
        self.service = service
        self.definition = service.task_definition
        self._containers = self.definition.containers.known if self.definition else None
        self._sources = self.definition.sources if self.definition else ()
        self._where = self.definition.containers.where if self.definition else f"{service.name}.taskDefinition"
        listed = [each.values_from for each in self._containers or ()]
        self._values_from = [value.known for values in listed for value in values if value.known]
        self._blind = [value.where for values in listed for value in values if value.unknown]
        if self._containers is None:
            self._blind.append(self._where)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What it asks for, in the order of the purposes."""
        agent = ("ecs", "ecs-agent", "ecs-telemetry") if self.service.fargate.closed else ()
        return (
            *self._images(),
            *(Need(Purpose.LOGS, "logs", log.region, tuple(self._writes(log))) for log in self.logs),
            *self._secrets(),
            *(Need(Purpose.AGENT, name) for name in agent),
        )

    @property
    def calls(self) -> Iterator[tuple[Need, Call]]:
        """What the execution role has to be allowed, and what for; S3 takes what ECR signed.

        Where a repository has a policy of the stack, that may let the role pull.
        """
        shared = bool(self._stack.of("ecr.RepositoryPolicy"))
        for need in self.needs:
            for call in need.calls if need.service != "s3" else ():
                if not (shared and (call.actions in _PULL)):
                    yield need, call

    # Images

    @property
    def pulls_from_ecr(self) -> Verdict:
        """Whether an image comes from a private registry of ECR."""
        if self._containers is None:
            return unknown(self._where)
        return some(each.image.holds(lambda image: ecr_image(image) is not None) for each in self._containers)

    @property
    def public_images(self) -> tuple[str, ...]:
        """Images that come from the internet."""
        return tuple(image for image in self._named if public(image))

    @property
    def _named(self) -> list[str]:
        return [each.image.known for each in self._containers or () if each.image.known is not None]

    def _images(self) -> Iterator[Need]:
        """Images that are not known are taken to be ECR's."""
        images = list(dict.fromkeys(image for name in self._named if (image := ecr_image(name)) is not None))
        for image in images:
            yield from _from_ecr(known(image.region), image)
        if not images and not self.pulls_from_ecr.closed:
            yield from _from_ecr(NOT_SET, None)

    # Logs

    @property
    def writes_logs(self) -> Verdict:
        """Whether ECS writes a container's output to CloudWatch Logs."""
        if self._containers is None:
            groups = [each for each in self._sources if each.family == "cloudwatch.LogGroup"]
            return opened(f"{groups[0].name} is in the definition") if groups else unknown(self._where)
        return some(each.log_driver.is_("awslogs") for each in self._containers)

    @property
    def logs(self) -> tuple[TaskLog, ...]:
        """The logs of its containers in CloudWatch; one of which nothing is known where the containers are not."""
        if self._containers is None:
            return (TaskLog(),) if self.writes_logs.open else ()
        return tuple(dict.fromkeys(each.log for each in self._containers if each.log_driver.is_("awslogs").open))

    def _writes(self, log: TaskLog) -> Iterator[Call]:
        """What is called for a log."""
        made = ("logs:CreateLogGroup",) if log.makes_group(self._stack).open else ()
        for action in (*made, "logs:CreateLogStream", "logs:PutLogEvents"):
            yield Call((action,), log.arn)

    # Secrets

    @cached_property
    def secrets(self) -> tuple[StoredValue, ...]:
        """Parameters and secrets of the stack that ECS is known to hand to containers."""
        found = [stored_value_named(self._stack, value) for value in self._values_from]
        return tuple({each.urn: each for each in found if each is not None}.values())

    @cached_property
    def candidates(self) -> tuple[StoredValue, ...]:
        """Those that it may hand to containers: what feeds the definition may be a plain value in it as well.

        A parameter that is no secret is presumed to be one.
        """
        if not self._blind:
            return ()
        fed = [StoredValue(self._stack, each) for each in self._sources if each.family in STORED]
        sure = {each.urn for each in self.secrets}
        return tuple(each for each in fed if each.urn not in sure and not each.plain.open)

    def _secrets(self) -> Iterator[Need]:
        named = {SECRETS_MANAGER: list[Call](), SSM: list[Call]()}
        asked = dict.fromkeys(map(service_of, self._values_from))
        for value in self._values_from:
            named[service_of(value)] += self._named_value(value)
        for service, calls in named.items():
            perhaps = [call for each in self.candidates if each.service == service for call in _reads(each)]
            if service in asked:
                yield Need(Purpose.SECRETS, service, NOT_SET, tuple(calls))
            if perhaps:
                yield Need(Purpose.SECRETS, service, NOT_SET, tuple(perhaps), unknown(self._blind[0]))

    def _named_value(self, value_from: str) -> Iterator[Call]:
        """What is called for a value; a secret outside the stack may have a policy that lets the role read it."""
        found = stored_value_named(self._stack, value_from)
        if found is not None:
            yield from _reads(found)
        elif service_of(value_from) == SSM:
            yield Call(READS[SSM], parameter_arn(value_from))


def _reads(value: StoredValue) -> Iterator[Call]:
    """What is called for a parameter or secret of the stack."""
    if not value.shared:
        yield Call(value.actions, value.arn)
    if value.key is not None:
        yield Call(("kms:Decrypt",), value.key.arn, value.key)


def _from_ecr(region: Value[str], image: EcrImage | None) -> Iterator[Need]:
    """What is called for an image: its registry, and S3, which keeps the layers."""
    token = Call(("ecr:GetAuthorizationToken",), ANY_RESOURCE)
    pulls = tuple(Call(actions, image.repository) for actions in _PULL) if image else ()
    bucket = f"arn:*:s3:::prod-{region.known or '*'}-starport-layer-bucket/*"
    layers = Call(("s3:GetObject",), ResourceArn(bucket, "the bucket of the layers"))
    yield Need(Purpose.IMAGE, "ecr.api", region, (token, *pulls) if image else ())
    yield Need(Purpose.IMAGE, "ecr.dkr", region, pulls)
    yield Need(Purpose.IMAGE, "s3", region, (layers,))
