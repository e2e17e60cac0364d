"""Where a container's output goes in CloudWatch Logs.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
"""

from dataclasses import dataclass
from typing import Final

from ..iam.arn import partition_of
from ..iam.request import ResourceArn
from ..values import NOT_SET, Block, Stack, Value
from ..verdict import Verdict, closed, every, some, unknown

_GROUP: Final = "cloudwatch.LogGroup"
_NEVER: Final = closed()


@dataclass(frozen=True)
class TaskLog:
    """The options of the log driver `awslogs`. `create` tells whether the driver makes a group that is not there."""

    group: Value[str] = NOT_SET
    region: Value[str] = NOT_SET
    prefix: Value[str] = NOT_SET
    create: Verdict = _NEVER

    @property
    def arn(self) -> ResourceArn:
        """What a policy that allows to write it must name: its streams."""
        region, group, prefix = self.region.known, self.group.known or "*", self.prefix.known
        partition = partition_of(region) if region else "*"
        stream = f"{prefix}/*" if prefix else "*"
        text = f"arn:{partition}:logs:{region or '*'}:*:log-group:{group}:log-stream:{stream}"
        return ResourceArn(text, f"the log group {group}")

    def makes_group(self, stack: Stack) -> Verdict:
        """Whether the driver has to make the group: it is asked to, and the stack does not make it."""
        if self.create.closed or (self.group.known and stack.named(self.group.known, _GROUP)):
            return closed()
        names = [each.text("name") for each in stack.of(_GROUP)]
        perhaps = [unknown(name.where) for name in names if name.known is None]
        return every([self.create, ~some([*perhaps, *([unknown(self.group.where)] if self.group.unknown else [])])])


def task_log(options: Block) -> TaskLog:
    """Reads the options of a log configuration."""
    return TaskLog(
        options.text("awslogs-group"),
        options.text("awslogs-region"),
        options.text("awslogs-stream-prefix"),
        options.flag("awslogs-create-group").or_else(False).is_(True),
    )
