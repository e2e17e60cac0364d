"""Lambda functions whose code lies in this package."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .logs import log_group
from .naming import COMMON, ROLE, fit
from .roles import policy_output, service_role
from .shapes import LogArgs

RUNTIME = "python3.13"
# Network interfaces have no names before they are made:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
IN_A_VPC = {
    "Effect": "Allow",
    "Action": [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    ],
    "Resource": "*",
}


class VpcArgs(TypedDict):
    """Where a function stands in a VPC."""

    subnet_ids: Sequence[Input[str]]
    """The subnets."""

    group_id: Input[str]
    """The security group."""


class FunctionArgs(TypedDict):
    """Arguments of Function."""

    code: Path
    """The folder of the code: its Python files are packed, `handler.handler` is called."""

    statements: Sequence[Mapping[str, Any]]
    """What the function may do, beside writing its log."""

    environment: NotRequired[Mapping[str, Input[str]]]
    """Environment variables; no secrets."""

    timeout: NotRequired[int]
    """Seconds; default 5."""

    vpc: NotRequired[VpcArgs | None]
    """Where it stands in a VPC; by default in none."""

    logs: NotRequired[LogArgs]
    """How its log is kept."""


class Function(pulumi.ComponentResource):
    """A Lambda function in Python with a role and a log of its own."""

    arn: Output[str]
    """Its ARN."""

    function_name: Output[str]
    """Its name."""

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Function", name, None, opts)
        child = ResourceOptions(parent=self)
        logs = log_group(f"{name}-function", args.get("logs", {}), child)
        role = service_role(f"{name}-function", "lambda.amazonaws.com", child)
        write = {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": Output.concat(logs.arn, ":*"),
        }
        vpc = args.get("vpc")
        rights = aws.iam.RolePolicy(
            fit(f"{name}-function", COMMON),
            role=role.id,
            policy=policy_output([write, *args["statements"], *([IN_A_VPC] if vpc else [])]),
            opts=child,
        )
        function = aws.lambda_.Function(
            fit(f"{name}-function", ROLE),
            role=role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler="handler.handler",
            code=_code(args["code"]),
            timeout=args.get("timeout", 5),
            memory_size=256,
            environment={"variables": args.get("environment", {})},
            vpc_config=_placed(vpc) if vpc else None,
            logging_config={"log_format": "Text", "log_group": logs.name},
            tags={"Name": f"{name}-function"},
            opts=ResourceOptions(parent=self, depends_on=[rights]),
        )
        self.arn, self.function_name, self.invoke_arn = function.arn, function.name, function.invoke_arn
        self.register_outputs({"arn": self.arn, "functionName": self.function_name})


def _placed(vpc: VpcArgs) -> aws.lambda_.FunctionVpcConfigArgsDict:
    return {"subnet_ids": vpc["subnet_ids"], "security_group_ids": [vpc["group_id"]]}


def _code(folder: Path) -> pulumi.AssetArchive:
    """The Python files of a folder, and nothing that happens to lie beside them."""
    return pulumi.AssetArchive({path.name: pulumi.FileAsset(str(path)) for path in sorted(folder.glob("*.py"))})
