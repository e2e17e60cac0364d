"""A function that calls an API as a client does, on a schedule and on demand, and an alarm on what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .alarms import AlarmArgs, AlarmTopicArgs, alarm
from .functions import Function, FunctionArgs, VpcArgs
from .naming import COMMON, SCHEDULE, fit
from .roles import decrypting, policy_output, service_role
from .rules import Traffic, let_in, let_out
from .shapes import LoggedArgs, Subnets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .settings.apis import CallSettings

CODE = Path(__file__).parent / "probe_lambda"
NAMESPACE = "PrivateApi"
PATIENCE = 10  # seconds for the call; the function itself needs a start and the key's parameter beside it


@dataclass(frozen=True, kw_only=True)
class ProbePlaceArgs:
    """Where a probe of a private API stands."""

    subnets: Subnets
    """Its subnets."""

    endpoint_groups: Mapping[str, Input[str]]
    """The security groups of the endpoints that it calls, by a name: the API's, and that of SSM for a key."""


@dataclass(frozen=True, kw_only=True)
class ProbeArgs(LoggedArgs, AlarmTopicArgs):
    """Arguments of Probe."""

    settings: CallSettings
    """What it asks for, how often, and what it expects."""

    url: Input[str]
    """Where the API is: `https://HOST/STAGE`."""

    api_key: aws.ssm.Parameter | None = None
    """The parameter with the API key that it sends; none by default."""

    place: ProbePlaceArgs | None = None
    """Where it stands in a VPC; by default in none."""

    traced: bool = False
    """Whether X-Ray traces its calls, as it does those of the API."""


class Probe(pulumi.ComponentResource):
    """Proof that an API answers: `aws lambda invoke --payload '{"fail": true}'` of its function after `pulumi up`."""

    function_name: Output[str]
    """The name of the function."""

    def __init__(self, name: str, args: ProbeArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Probe", name, None, opts)
        child, settings = ResourceOptions(parent=self), args.settings
        environment: dict[str, Input[str]] = {
            "API_URL": args.url,
            "PROBE_PATH": settings.path,
            "PROBE_NAME": name,
            "METRIC_NAMESPACE": NAMESPACE,
            "EXPECTED_STATUS": str(settings.status),
            "TIMEOUT_SECONDS": str(PATIENCE),
        }
        if args.api_key:
            environment["API_KEY_PARAMETER"] = args.api_key.name
        function = Function(
            f"{name}-probe",
            FunctionArgs(
                code=CODE,
                statements=_rights(args),
                environment=environment,
                timeout=PATIENCE + 20,
                vpc=self._vpc(name, args.place) if args.place else None,
                traced=args.traced,
                logs=args.logs,
                key=args.key,
            ),
            child,
        )
        self.function_name = function.function_name
        self._schedule(name, function, args)
        fails = AlarmArgs(
            why=f"Calls of {settings.path} fail",
            namespace=NAMESPACE,
            metric="ProbeSuccess",
            dimensions={"Probe": name},
            statistic="Minimum",
            below=1,
            minutes=settings.every,
            values=2,
            missing="breaching",
        )
        alarm(f"{name}-probe", fails, args.topic, child)
        self.register_outputs({"functionName": self.function_name})

    def _vpc(self, name: str, place: ProbePlaceArgs) -> VpcArgs:
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-probe",
            vpc_id=place.subnets.vpc_id,
            description=f"Probe of {name}",
            tags={"Name": f"{name}-probe"},
            opts=child,
        )
        for key, endpoint in place.endpoint_groups.items():
            calls = Traffic(443, "Calls of the probe")
            let_out(f"{name}-probe-to-{key}", group.id, {"referenced_security_group_id": endpoint}, calls, child)
            let_in(f"{name}-probe-{key}-from", endpoint, {"referenced_security_group_id": group.id}, calls, child)
        return VpcArgs(subnet_ids=place.subnets.ids, group_id=group.id)

    def _schedule(self, name: str, function: Function, args: ProbeArgs) -> None:
        child, every = ResourceOptions(parent=self), args.settings.every
        role = service_role(f"{name}-probe-schedule", "scheduler.amazonaws.com", child)
        call = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function.arn}
        # Whoever calls reads the schedule, which the key encrypts:
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
        rights = policy_output([call, *decrypting(args.key)])
        aws.iam.RolePolicy(fit(f"{name}-probe-schedule", COMMON), role=role.id, policy=rights, opts=child)
        aws.scheduler.Schedule(
            fit(f"{name}-probe", SCHEDULE),
            schedule_expression=f"rate({every} minute{'s' if every > 1 else ''})",
            flexible_time_window={"mode": "OFF"},
            kms_key_arn=args.key,
            target={"arn": function.arn, "role_arn": role.arn, "input": "{}"},
            opts=child,
        )


def _rights(args: ProbeArgs) -> list[dict[str, Any]]:
    """What reading the API key takes."""
    if args.api_key is None:
        return []
    return [{"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": args.api_key.arn}, *decrypting(args.key)]
