"""A function that calls an API as a client does, on a schedule and on demand, and an alarm on what it finds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .alarms import alarm
from .functions import Function, VpcArgs
from .naming import COMMON, SCHEDULE, fit
from .roles import policy_output, service_role
from .rules import Traffic, let_in, let_out
from .shapes import LogArgs, SubnetArgs

CODE = Path(__file__).parent / "probe_lambda"
NAMESPACE = "PrivateApi"
PATIENCE = 10  # seconds for the call; the function itself needs a start and the key's parameter beside it


class ProbePlaceArgs(TypedDict):
    """Where a probe of a private API stands."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets, by zone."""

    endpoint_groups: Sequence[tuple[str, Input[str]]]
    """The security groups of the endpoints that it calls, by a name: the API's, and that of SSM for a key."""


class ProbeArgs(TypedDict):
    """Arguments of Probe."""

    url: Input[str]
    """Where the API is: `https://HOST/STAGE`."""

    path: str
    """The path below it that is asked for with GET."""

    status: NotRequired[int]
    """The status that it expects; default 200."""

    every: NotRequired[int]
    """Minutes between two calls; default 5."""

    key: NotRequired[aws.ssm.Parameter | None]
    """The parameter with the key that it sends; none by default."""

    encryption_key: NotRequired[Input[str] | None]
    """The KMS key of the parameter; default: AWS's own."""

    place: NotRequired[ProbePlaceArgs | None]
    """Where it stands in a VPC; by default in none."""

    topic: NotRequired[str | None]
    """The ARN of the SNS topic that is told when calls fail."""

    logs: NotRequired[LogArgs]
    """How its log is kept."""


class Probe(pulumi.ComponentResource):
    """Proof that an API answers: `aws lambda invoke --payload '{"fail": true}'` of its function after `pulumi up`."""

    function_name: Output[str]
    """The name of the function."""

    def __init__(self, name: str, args: ProbeArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Probe", name, None, opts)
        child, key, place = ResourceOptions(parent=self), args.get("key"), args.get("place")
        environment: dict[str, Input[str]] = {
            "API_URL": args["url"],
            "PROBE_PATH": args["path"],
            "PROBE_NAME": name,
            "METRIC_NAMESPACE": NAMESPACE,
            "EXPECTED_STATUS": str(args.get("status", 200)),
            "TIMEOUT_SECONDS": str(PATIENCE),
        }
        if key:
            environment["API_KEY_PARAMETER"] = key.name
        function = Function(
            f"{name}-probe",
            {
                "code": CODE,
                "statements": _rights(key, args.get("encryption_key")),
                "environment": environment,
                "timeout": PATIENCE + 20,
                "vpc": self._vpc(name, place) if place else None,
                "logs": args.get("logs", {}),
            },
            child,
        )
        self.function_name = function.function_name
        self._schedule(name, function, args.get("every", 5))
        alarm(
            f"{name}-probe",
            {
                "why": f"Calls of {args['path']} fail",
                "namespace": NAMESPACE,
                "metric": "ProbeSuccess",
                "dimensions": {"Probe": name},
                "statistic": "Minimum",
                "below": 1,
                "period": args.get("every", 5),
                "periods": 2,
                "missing": "breaching",
            },
            args.get("topic"),
            child,
        )
        self.register_outputs({"functionName": self.function_name})

    def _vpc(self, name: str, place: ProbePlaceArgs) -> VpcArgs:
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-probe",
            vpc_id=place["vpc_id"],
            description=f"Probe of {name}",
            tags={"Name": f"{name}-probe"},
            opts=child,
        )
        for key, endpoint in place["endpoint_groups"]:
            calls = Traffic(443, "Calls of the probe")
            let_out(f"{name}-probe-to-{key}", group.id, {"referenced_security_group_id": endpoint}, calls, child)
            let_in(f"{name}-probe-{key}-from", endpoint, {"referenced_security_group_id": group.id}, calls, child)
        return {"subnet_ids": [subnet["id"] for subnet in place["subnets"].values()], "group_id": group.id}

    def _schedule(self, name: str, function: Function, every: int) -> None:
        child = ResourceOptions(parent=self)
        role = service_role(f"{name}-probe-schedule", "scheduler.amazonaws.com", child)
        call = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function.arn}
        aws.iam.RolePolicy(
            fit(f"{name}-probe-schedule", COMMON), role=role.id, policy=policy_output([call]), opts=child
        )
        aws.scheduler.Schedule(
            fit(f"{name}-probe", SCHEDULE),
            schedule_expression=f"rate({every} minute{'s' if every > 1 else ''})",
            flexible_time_window={"mode": "OFF"},
            target={"arn": function.arn, "role_arn": role.arn, "input": "{}"},
            opts=child,
        )


def _rights(key: aws.ssm.Parameter | None, encryption: Input[str] | None) -> list[dict[str, Any]]:
    """What reading the key takes."""
    if key is None:
        return []
    rights: list[dict[str, Any]] = [{"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": key.arn}]
    if encryption:
        rights.append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": encryption})
    return rights
