"""Auto Scaling groups, launch templates, and what scales services.

Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html and
https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
"""

from ...model.arguments import above, asked_for, given, is_, unlike, unset
from ...model.families import SCALING_GROUP
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_CAPACITY = refusal(
    "targets/capacity-out-of-bounds", Hop.TARGET,
    "A number of instances or tasks is above its maximum, or below its minimum",
    "ValidationError (ValidationException), or the desired capacity must be in between",
    "Set minSize, desiredCapacity and maxSize (minCapacity and maxCapacity) in ascending order.",
    "autoscaling/ec2/userguide/asg-capacity-limits.html",
)  # fmt: skip
_SCALABLE = "appautoscaling.Target"
# AWS raises the number of instances along with its minimum where a program does not say it.
_DESIRED = asked_for("desiredCapacity")

ROWS = (
    Row(SCALING_GROUP, above("minSize", "maxSize"), _CAPACITY),
    Row(SCALING_GROUP, _DESIRED & above("desiredCapacity", "maxSize"), _CAPACITY),
    Row(SCALING_GROUP, _DESIRED & above("minSize", "desiredCapacity"), _CAPACITY),
    Row(_SCALABLE, above("minCapacity", "maxCapacity"), _CAPACITY),
    Row(
        _SCALABLE, is_("serviceNamespace", "ecs") & unlike("resourceId", r"service/[^/\s]+/[^/\s]+"),
        refusal(
            "targets/scaled-service-malformed", Hop.TARGET,
            "What scales a service names it in a form that Application Auto Scaling does not know",
            "ValidationException, unsupported service namespace, resource type or scalable dimension",
            "Set resourceId to service/CLUSTER/SERVICE, by their names.",
            "autoscaling/application/APIReference/API_RegisterScalableTarget.html",
        ),
    ),
    Row(
        SCALING_GROUP, unset("vpcZoneIdentifiers", "availabilityZones"),
        refusal(
            "targets/scaling-group-without-subnets", Hop.TARGET,
            "The Auto Scaling group has no subnet to start instances in",
            "ValidationError, at least one Availability Zone or VPC subnet is required",
            "Set vpcZoneIdentifiers.",
            "autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
        ),
    ),
    Row(
        "ec2.LaunchTemplate", given("networkInterfaces") & given("vpcSecurityGroupIds"),
        refusal(
            "targets/launch-template-with-groups-twice", Hop.TARGET,
            "The launch template has network interfaces, and security groups beside them",
            "InvalidParameterCombination (ValidationError), network interfaces and instance-level security groups may"
            " not be specified on the same request",
            "Name the security groups in securityGroups of the network interfaces alone.",
            "autoscaling/ec2/userguide/create-launch-template.html",
        ),
    ),
)  # fmt: skip
