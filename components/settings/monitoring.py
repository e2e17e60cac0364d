"""Settings of logs, traces and alarms."""

from typing import Literal

from .base import Setting

RETENTIONS = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]


class MonitoringSettings(Setting):
    """Logs and alarms of everything in the stack."""

    log_role: Literal["create", "keep"] = "create"
    """The role with which API Gateway writes logs, one for an account and region: `create` or `keep` it."""

    retention: RETENTIONS = 30
    """Days that logs are kept."""

    topic: str | None = None
    """The ARN of the SNS topic that alarms are sent to. Without it they only show in CloudWatch."""
