"""What roles of a recording may do."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.engine import Recording, Registered, document

# Actions that take no name of a resource, by the service authorization reference of AWS, or whose resource Lambda makes
# later. https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
NAMELESS = {
    "ecr:GetAuthorizationToken": "a token is for the registry",
    "xray:PutTraceSegments": "traces are no resources",
    "xray:PutTelemetryRecords": "traces are no resources",
    "ec2:DescribeNetworkInterfaces": "lists take no names",
    "ec2:DescribeSubnets": "lists take no names",
    "ec2:CreateNetworkInterface": "Lambda makes them",
    "ec2:DeleteNetworkInterface": "Lambda makes them",
    "ec2:AssignPrivateIpAddresses": "Lambda makes them",
    "ec2:UnassignPrivateIpAddresses": "Lambda makes them",
}


def allowed(recording: Recording, name: str) -> list[Mapping[str, Any]]:
    """The statements of a role that allow something. A role and its policy have one name."""
    found = [each for each in recording.all("RolePolicy") if each.inputs["role"] == f"{name}-id"]
    return [
        statement
        for each in found
        for statement in document(each.inputs["policy"])["Statement"]
        if statement["Effect"] == "Allow"
    ]


def actions(statement: Mapping[str, Any]) -> Sequence[str]:
    return statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]


def arn_of(resource: Registered) -> str:
    """What the stand-in for AWS answers."""
    return f"arn:aws:service:eu-west-1:123456789012:{resource.name}"
