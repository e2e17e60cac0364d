"""VPC endpoints: how tasks reach AWS services, and callers a private API, without any way to the internet."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .rules import Traffic, let_in
from .shapes import SubnetArgs


class EndpointsArgs(TypedDict):
    """Arguments of Endpoints."""

    region: str
    """The AWS region, which is part of the services' names."""

    vpc_id: Input[str]
    """The id of the VPC. Private DNS needs its DNS support and DNS host names."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets that the interface endpoints stand in, by zone."""

    route_table_ids: Mapping[str, Input[str]]
    """The route tables that lead to S3, by zone."""

    services: Sequence[str]
    """The services with interface endpoints for what runs in the VPC: `ecr.api`, `ecr.dkr`, `logs` ..."""

    callers: NotRequired[Sequence[str]]
    """Who may reach private APIs, as CIDR blocks. With any, there is an `execute-api` endpoint."""


class Endpoints(pulumi.ComponentResource):
    """Interface endpoints with private DNS, and the gateway endpoint of S3 (where ECR keeps the layers of images)."""

    group_id: Output[str]
    """The security group of the services' endpoints: who calls them adds a rule to it."""

    s3_prefix_list_id: Output[str]
    """The prefix list of S3's addresses, for rules of security groups."""

    execute_api_id: Output[str] | None
    """The endpoint that private APIs are reached through."""

    def __init__(self, name: str, args: EndpointsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Endpoints", name, None, opts)
        child = ResourceOptions(parent=self)
        services = aws.ec2.SecurityGroup(
            f"{name}-services",
            vpc_id=args["vpc_id"],
            description="Endpoints of AWS services",
            tags={"Name": f"{name}-services"},
            opts=child,
        )
        self.group_id = services.id
        self.endpoints = [self._interface(name, service, services.id, args) for service in args["services"]]
        storage = aws.ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=args["vpc_id"],
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{args['region']}.s3",
            route_table_ids=list(args["route_table_ids"].values()),
            tags={"Name": f"{name}-s3"},
            opts=child,
        )
        self.endpoints.append(storage)
        self.s3_prefix_list_id = storage.prefix_list_id
        callers = args.get("callers", ())
        self.execute_api_id = self._execute_api(name, callers, args) if callers else None
        self.register_outputs(
            {"groupId": self.group_id, "s3PrefixListId": self.s3_prefix_list_id, "executeApiId": self.execute_api_id}
        )

    def _execute_api(self, name: str, callers: Sequence[str], args: EndpointsArgs) -> Output[str]:
        child = ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            f"{name}-callers",
            vpc_id=args["vpc_id"],
            description="Endpoint that private APIs are called through",
            tags={"Name": f"{name}-callers"},
            opts=child,
        )
        for cidr in callers:
            let_in(
                f"{name}-callers-{cidr}", group.id, {"cidr_ipv4": cidr}, Traffic(443, "Callers of private APIs"), child
            )
        return self._interface(name, "execute-api", group.id, args).id

    def _interface(self, name: str, service: str, group: Output[str], args: EndpointsArgs) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            f"{name}-{service}",
            vpc_id=args["vpc_id"],
            vpc_endpoint_type="Interface",
            service_name=f"com.amazonaws.{args['region']}.{service}",
            subnet_ids=[subnet["id"] for subnet in args["subnets"].values()],
            security_group_ids=[group],
            private_dns_enabled=True,
            tags={"Name": f"{name}-{service}"},
            opts=ResourceOptions(parent=self),
        )
