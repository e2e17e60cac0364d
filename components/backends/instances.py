"""EC2 instances in an Auto Scaling group."""

import base64
from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..database import Database
from ..naming import COMMON, ROLE, fit
from ..roles import partition, policy_output, service_role
from ..shapes import EndpointAccessArgs, Intake, SubnetArgs
from .admission import admit
from .fargate import ScalingArgs
from .outbound import reach_aws


class InstancesArgs(TypedDict):
    """Arguments of Instances."""

    region: str
    """The AWS region, which decides the partition of AWS's own policy."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the instances, by zone."""

    intake: Intake
    """The load balancer that the instances are registered with; it decides their port."""

    image: str
    """The machine image: its id, or the name of a public parameter that holds it."""

    type: str
    """The instance type: `t3.small`."""

    user_data: str
    """The script that an instance runs when it starts."""

    scaling: ScalingArgs
    """How the number of instances follows the load."""

    database: NotRequired[Database | None]
    """The database; /etc/database.env tells its address and the secret with its login."""

    endpoints: NotRequired[EndpointAccessArgs | None]
    """How instances reach AWS; without it through their subnets' way to the internet."""


class Instances(pulumi.ComponentResource):
    """An Auto Scaling group. Its instances have no key pairs: `aws ssm start-session` opens a shell on them."""

    group_id: Output[str]
    """The security group of the instances."""

    group_name: Output[str]
    """The name of the Auto Scaling group."""

    def __init__(self, name: str, args: InstancesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Instances", name, None, opts)
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-instances",
            vpc_id=args["vpc_id"],
            description=f"Instances of {name}",
            tags={"Name": f"{name}-instances"},
            opts=child,
        )
        self.group_id = group.id
        reach_aws(name, group.id, args.get("endpoints"), child)
        admit(name, args["intake"], group.id, child)
        database = args.get("database")
        if database:
            database.admit(name, group.id, child)
        template = self._template(name, args)
        self.group_name = self._group(name, template, args).name
        self.register_outputs({"groupId": self.group_id, "groupName": self.group_name})

    def _template(self, name: str, args: InstancesArgs) -> aws.ec2.LaunchTemplate:
        image = args["image"]
        return aws.ec2.LaunchTemplate(
            fit(f"{name}-template", COMMON),
            image_id=image if image.startswith("ami-") else f"resolve:ssm:{image}",
            instance_type=args["type"],
            iam_instance_profile={"arn": self._profile(name, args).arn},
            vpc_security_group_ids=[self.group_id],
            user_data=_script(args).apply(lambda text: base64.b64encode(text.encode()).decode()),
            # Only version 2 of the metadata service, and only from the instance itself:
            # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
            metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
            block_device_mappings=[
                {"device_name": "/dev/xvda", "ebs": {"encrypted": "true", "volume_type": "gp3", "volume_size": 16}}
            ],
            update_default_version=True,
            tags={"Name": f"{name}-template"},
            opts=ResourceOptions(parent=self),
        )

    def _profile(self, name: str, args: InstancesArgs) -> aws.iam.InstanceProfile:
        child = ResourceOptions(parent=self)
        role = service_role(f"{name}-instance", "ec2.amazonaws.com", child)
        aws.iam.RolePolicyAttachment(
            f"{name}-session",
            role=role.name,
            policy_arn=f"arn:{partition(args['region'])}:iam::aws:policy/AmazonSSMManagedInstanceCore",
            opts=child,
        )
        database = args.get("database")
        if database:
            aws.iam.RolePolicy(
                fit(f"{name}-login", COMMON), role=role.id, policy=policy_output(database.login_statements), opts=child
            )
        return aws.iam.InstanceProfile(fit(f"{name}-instance", ROLE), role=role.name, opts=child)

    def _group(self, name: str, template: aws.ec2.LaunchTemplate, args: InstancesArgs) -> aws.autoscaling.Group:
        intake, scaling = args["intake"], args["scaling"]
        group = aws.autoscaling.Group(
            f"{name}-group",
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            vpc_zone_identifiers=[subnet["id"] for subnet in args["subnets"].values()],
            target_group_arns=[intake.target_group_arn],
            min_size=scaling["minimum"],
            max_size=scaling["maximum"],
            health_check_type="ELB",
            health_check_grace_period=120,
            instance_refresh={"strategy": "Rolling", "preferences": {"min_healthy_percentage": 90}},
            tags=[{"key": "Name", "value": name, "propagate_at_launch": True}],
            opts=ResourceOptions(parent=self, depends_on=list(intake.ready)),
        )
        aws.autoscaling.Policy(
            f"{name}-scaling",
            autoscaling_group_name=group.name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration={
                "target_value": scaling["cpu"],
                "predefined_metric_specification": {"predefined_metric_type": "ASGAverageCPUUtilization"},
            },
            opts=ResourceOptions(parent=self),
        )
        return group


def _script(args: InstancesArgs) -> Output[str]:
    """The user's script, after a file that tells it about its database."""
    database = args.get("database")
    if database is None:
        return Output.from_input(args["user_data"])
    lines = [Output.concat(f"{key}=", value) for key, value in sorted(database.environment.items())]
    settings = Output.all(*lines, Output.concat("DATABASE_SECRET=", database.secret_arn)).apply("\n".join)
    return Output.concat("#!/bin/sh\ncat > /etc/database.env <<'END'\n", settings, "\nEND\n", args["user_data"])
