"""EC2 instances in an Auto Scaling group, registered with a load balancer."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..naming import COMMON, ROLE, fit
from ..regions import partition
from ..roles import policy_output, service_role
from ..settings.backends import InstancesBackend, InstanceSettings
from .site import Built, Site, balancer
from .targets import TargetsArgs, group_of


@dataclass(frozen=True, kw_only=True)
class InstancesArgs(TargetsArgs):
    """Arguments of Instances."""

    settings: InstanceSettings = field(default_factory=InstanceSettings)
    """Which instances run, and how many."""

    image: Input[str]
    """The machine image: its id, or the name of a public parameter that holds it."""

    user_data: Input[str]
    """The script that an instance runs when it starts."""


class Instances(pulumi.ComponentResource):
    """An Auto Scaling group. Its instances have no key pairs: `aws ssm start-session` opens a shell on them."""

    group_id: Output[str]
    """The security group of the instances."""

    group_name: Output[str]
    """The name of the Auto Scaling group."""

    def __init__(self, name: str, args: InstancesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Instances", name, None, opts)
        child = ResourceOptions(parent=self)
        self.group_id = group_of(name, "instances", args, child)
        template = self._template(name, args)
        self.group_name = self._group(name, template, args).name
        self.register_outputs({"groupId": self.group_id, "groupName": self.group_name})

    def _template(self, name: str, args: InstancesArgs) -> aws.ec2.LaunchTemplate:
        return aws.ec2.LaunchTemplate(
            fit(f"{name}-template", COMMON),
            image_id=Output.from_input(args.image).apply(_resolved),
            instance_type=args.settings.type,
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
            policy_arn=f"arn:{partition(args.region).name}:iam::aws:policy/AmazonSSMManagedInstanceCore",
            opts=child,
        )
        if args.database:
            login = policy_output(args.database.login_statements)
            aws.iam.RolePolicy(fit(f"{name}-login", COMMON), role=role.id, policy=login, opts=child)
        return aws.iam.InstanceProfile(fit(f"{name}-instance", ROLE), role=role.name, opts=child)

    def _group(self, name: str, template: aws.ec2.LaunchTemplate, args: InstancesArgs) -> aws.autoscaling.Group:
        intake, scaling = args.intake, args.settings.scaling
        group = aws.autoscaling.Group(
            f"{name}-group",
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            vpc_zone_identifiers=args.subnets.ids,
            target_group_arns=[intake.target_group_arn],
            min_size=scaling.minimum,
            max_size=scaling.maximum,
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
                "target_value": scaling.cpu,
                "predefined_metric_specification": {"predefined_metric_type": "ASGAverageCPUUtilization"},
            },
            opts=ResourceOptions(parent=self),
        )
        return group


def _script(args: InstancesArgs) -> Output[str]:
    """The user's script, after a file that tells it about its database."""
    database = args.database
    if database is None:
        return Output.from_input(args.user_data)
    lines = [Output.concat(f"{key}=", value) for key, value in sorted(database.environment.items())]
    settings = Output.all(*lines, Output.concat("DATABASE_SECRET=", database.secret_arn)).apply("\n".join)
    return Output.concat("#!/bin/sh\ncat > /etc/database.env <<'END'\n", settings, "\nEND\n", args.user_data)


def _resolved(image: str) -> str:
    """The id of an image, or for the name of a parameter what EC2 resolves when an instance starts."""
    return image if image.startswith("ami-") else f"resolve:ssm:{image}"


def build(name: str, backend: InstancesBackend, site: Site, opts: ResourceOptions) -> Built:
    """A Network Load Balancer and an Auto Scaling group."""
    front = balancer(name, backend, "instance", backend, site, opts)
    Instances(
        name,
        InstancesArgs(
            settings=backend,
            region=site.region,
            image=backend.image,
            user_data=backend.user_data,
            database=site.database(backend.database),
            subnets=site.place.tier("application"),
            intake=front.intake,
            endpoints=site.endpoints,
        ),
        ResourceOptions(parent=opts.parent, depends_on=list(site.ready)),
    )
    return Built(front=front.front, observed={"": front.observed})
