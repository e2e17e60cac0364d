"""Lambda functions whose code lies in this package."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .logs import log_group
from .naming import COMMON, ROLE, fit
from .roles import policy_output, service_role
from .shapes import LoggedArgs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RUNTIME = "python3.13"
# Network interfaces have no names before they are made. Lambda uses these rights, and the code may not:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
OF_INTERFACES = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]
IN_A_VPC = {"Effect": "Allow", "Action": OF_INTERFACES, "Resource": "*"}
# Traces name no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
TRACED = {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}


@dataclass(frozen=True, kw_only=True)
class VpcArgs:
    """Where a function stands in a VPC."""

    subnet_ids: Sequence[Input[str]]
    """The subnets."""

    group_id: Input[str]
    """The security group."""


@dataclass(frozen=True, kw_only=True)
class FunctionArgs(LoggedArgs):
    """Arguments of Function."""

    code: Path
    """The folder of the code: its Python files are packed, `handler.handler` is called."""

    statements: Sequence[Mapping[str, Any]]
    """What the function may do, beside writing its log."""

    environment: Mapping[str, Input[str]] = field(default_factory=dict)
    """Environment variables; no secrets."""

    timeout: int
    """Seconds."""

    vpc: VpcArgs | None = None
    """Where it stands in a VPC; by default in none."""

    traced: bool = False
    """Whether X-Ray traces its calls."""


class Function(pulumi.ComponentResource):
    """A Lambda function in Python with a role and a log of its own."""

    arn: Output[str]
    """Its ARN."""

    function_name: Output[str]
    """Its name."""

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Function", name, None, opts)
        child = ResourceOptions(parent=self)
        logs = log_group(f"{name}-function", args, child)
        role = service_role(f"{name}-function", "lambda.amazonaws.com", child)
        write = {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": Output.concat(logs.arn, ":*"),
        }
        rights = aws.iam.RolePolicy(
            fit(f"{name}-function", COMMON),
            role=role.id,
            policy=policy_output(
                [write, *args.statements, *([IN_A_VPC] if args.vpc else []), *([TRACED] if args.traced else [])]
            ),
            opts=child,
        )
        function = aws.lambda_.Function(
            fit(f"{name}-function", ROLE),
            role=role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler="handler.handler",
            code=_code(args.code),
            timeout=args.timeout,
            memory_size=256,
            environment={"variables": args.environment},
            vpc_config=_placed(args.vpc) if args.vpc else None,
            tracing_config=_traced() if args.traced else None,
            logging_config={"log_format": "Text", "log_group": logs.name},
            tags={"Name": f"{name}-function"},
            opts=ResourceOptions(parent=self, depends_on=[rights]),
        )
        if args.vpc:
            aws.iam.RolePolicy(
                fit(f"{name}-function-code", COMMON), role=role.id, policy=_kept_from_code(function.arn), opts=child
            )
        self.arn, self.function_name, self.invoke_arn = function.arn, function.name, function.invoke_arn
        self.register_outputs({"arn": self.arn, "functionName": self.function_name})


def _placed(vpc: VpcArgs) -> aws.lambda_.FunctionVpcConfigArgsDict:
    return {"subnet_ids": vpc.subnet_ids, "security_group_ids": [vpc.group_id]}


def _traced() -> aws.lambda_.FunctionTracingConfigArgsDict:
    return {"mode": "Active"}


def _kept_from_code(function: Output[str]) -> Output[str]:
    """Lambda's rights in a VPC, denied to what the function itself calls."""
    inside = {"ArnEquals": {"lambda:SourceFunctionArn": function}}
    return policy_output([{"Effect": "Deny", "Action": OF_INTERFACES, "Resource": "*", "Condition": inside}])


def _code(folder: Path) -> pulumi.AssetArchive:
    """The Python files of a folder, and nothing that happens to lie beside them."""
    return pulumi.AssetArchive({path.name: pulumi.FileAsset(str(path)) for path in sorted(folder.glob("*.py"))})
