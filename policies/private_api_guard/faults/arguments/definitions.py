"""Task definitions of ECS, beside what is asked of those on a path.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from ...model.arguments import any_item, any_of, given, is_not
from ...model.families import TASK_DEFINITION
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_ON_FARGATE = any_item("requiresCompatibilities", "FARGATE")
_FARGATE = "AmazonECS/latest/developerguide/fargate-tasks-services.html"
_DRIVERS = ("awslogs", "splunk", "awsfirelens")

ROWS = (
    Row(
        TASK_DEFINITION, _ON_FARGATE & any_of("volumes", given("hostPath")),
        refusal(
            "targets/host-volume-on-fargate", Hop.TARGET,
            "A task definition for Fargate has a volume of its host, and has no host",
            "ClientException, host.sourcePath should not be set for volumes in Fargate",
            "Leave out hostPath, or use efsVolumeConfiguration.",
            _FARGATE,
        ),
    ),
    Row(
        TASK_DEFINITION,
        _ON_FARGATE & any_of("containerDefinitions", is_not("logConfiguration.logDriver", *_DRIVERS)),
        refusal(
            "targets/log-driver-on-fargate", Hop.TARGET,
            "A container for Fargate has a log driver that Fargate does not have",
            "ClientException, log driver is not supported on Fargate",
            "Set logDriver to awslogs, awsfirelens or splunk.",
            _FARGATE,
        ),
    ),
)  # fmt: skip
