"""Settings of what keeps a stack running: logs, alarms, protection, tags."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Setting
from .form import Form
from .names import Key, Topic
from .tags import Tags

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
Days = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]

Bucket = Annotated[
    str,
    Form(
        "the name of a bucket",
        "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "3 to 63 lower-case letters, digits, dots and hyphens, of which the first and the last are letters or digits",
    ),
]


class AlarmSettings(Setting):
    """When an API is in trouble."""

    errors: int = Field(default=5, ge=1)
    """Answers with a status of 500 or more in a minute, for five minutes on end."""

    latency: int = Field(default=5000, ge=50, le=30000)
    """Milliseconds that the slowest hundredth of the requests takes."""


class LogSettings(Setting):
    """How logs are kept."""

    retention: Days = 30
    """Days that logs are kept."""


class ProtectionSettings(Setting):
    """What stands in the way of a loss."""

    protected: bool = False
    """Whether load balancers and databases refuse to be deleted; a database's last snapshot is kept in any case."""


class OperationsSettings(ProtectionSettings, LogSettings):
    """What keeps a stack running."""

    log_role: Literal["create", "keep"] = "create"
    """The role with which API Gateway writes logs, one for an account and region: `create` or `keep` it."""

    key: Key | None = None
    """The ARN of the KMS key that encrypts logs and data. Its policy has to let CloudWatch Logs use it."""

    log_bucket: Bucket | None = None
    """The S3 bucket that load balancers write access logs to. Its policy has to let them."""

    topic: Topic | None = None
    """The ARN of the SNS topic that alarms are sent to. Without it they only show in CloudWatch."""

    alarms: AlarmSettings = AlarmSettings()
    """When an API is in trouble."""

    dashboard: bool = False
    """Whether there is a dashboard that shows each chain hop by hop."""

    tags: Tags = Field(default={})
    """Tags of every resource that can have them, up to 49."""
