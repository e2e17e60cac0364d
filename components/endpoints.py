"""VPC endpoints: how tasks reach AWS services, and callers a private API, without any way to the internet."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .rules import Traffic, let_in
from .shapes import EndpointAccessArgs, Place

EXECUTE_API = "execute-api"


class ExistingEndpointArgs(TypedDict):
    """An interface endpoint that something else made."""

    id: str
    """Its id."""

    group: str
    """The security group that callers are let into."""


class EndpointsArgs(TypedDict):
    """Arguments of Endpoints."""

    region: str
    """The AWS region, which is part of the services' names."""

    place: Place
    """The VPC. Private DNS needs its DNS support and DNS host names."""

    services: Sequence[str]
    """The services with interface endpoints for what runs in the VPC: `ecr.api`, `ecr.dkr`, `logs` ..."""

    callers: NotRequired[Sequence[str]]
    """Who may reach private APIs, as CIDR blocks. With any, there is an `execute-api` endpoint."""

    existing: NotRequired[Mapping[str, ExistingEndpointArgs]]
    """Interface endpoints that are there already, by service."""

    s3_prefix_list: NotRequired[str | None]
    """The prefix list of S3, where there is a gateway endpoint for it already."""


class Endpoints(pulumi.ComponentResource):
    """Interface endpoints with private DNS, and the gateway endpoint of S3 (where ECR keeps the layers of images)."""

    s3_prefix_list_id: Input[str]
    """The prefix list of S3's addresses, for rules of security groups."""

    def __init__(self, name: str, args: EndpointsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Endpoints", name, None, opts)
        child = ResourceOptions(parent=self)
        self._name, self._args = name, args
        existing, callers = args.get("existing", {}), args.get("callers", ())
        self.endpoints: list[aws.ec2.VpcEndpoint] = []
        self.group_ids: dict[str, Input[str]] = {
            each["group"]: each["group"] for service, each in existing.items() if service in args["services"]
        }
        own = [service for service in args["services"] if service not in existing]
        if own:
            group = self._group("services", "Endpoints of AWS services")
            self.group_ids["services"] = group
            self.endpoints += [self._interface(service, group) for service in own]
        if args["services"]:
            self.s3_prefix_list_id = args.get("s3_prefix_list") or self._storage()
        self.execute_api_id: Input[str] | None = None
        self.execute_api: aws.ec2.VpcEndpoint | None = None
        self.execute_api_group_id: Input[str] | None = None
        if EXECUTE_API in existing:
            self.execute_api_id = existing[EXECUTE_API]["id"]
            self.execute_api_group_id = existing[EXECUTE_API]["group"]
        elif callers:
            group = self._group("callers", "Endpoint that private APIs are called through")
            for cidr in callers:
                who = Traffic(443, "Callers of private APIs")
                let_in(f"{name}-callers-{cidr}", group, {"cidr_ipv4": cidr}, who, child)
            self.execute_api = self._interface(EXECUTE_API, group)
            self.execute_api_id, self.execute_api_group_id = self.execute_api.id, group
        self.access: EndpointAccessArgs | None = (
            {"group_ids": self.group_ids, "s3_prefix_list_id": self.s3_prefix_list_id} if args["services"] else None
        )
        self.register_outputs({"groupIds": self.group_ids, "executeApiId": self.execute_api_id})

    def _group(self, purpose: str, description: str) -> Output[str]:
        return aws.ec2.SecurityGroup(
            f"{self._name}-{purpose}",
            vpc_id=self._args["place"].vpc_id,
            description=description,
            tags={"Name": f"{self._name}-{purpose}"},
            opts=ResourceOptions(parent=self),
        ).id

    def _storage(self) -> Output[str]:
        place = self._args["place"]
        storage = aws.ec2.VpcEndpoint(
            f"{self._name}-s3",
            vpc_id=place.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{self._args['region']}.s3",
            route_table_ids=list(place.route_table_ids["application"].values()),
            tags={"Name": f"{self._name}-s3"},
            opts=ResourceOptions(parent=self),
        )
        self.endpoints.append(storage)
        return storage.prefix_list_id

    def _interface(self, service: str, group: Output[str]) -> aws.ec2.VpcEndpoint:
        place, region = self._args["place"], self._args["region"]
        return aws.ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=place.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=f"com.amazonaws.{region}.{service}",
            subnet_ids=[subnet["id"] for subnet in place.subnets["application"].values()],
            security_group_ids=[group],
            private_dns_enabled=True,
            tags={"Name": f"{self._name}-{service}"},
            opts=ResourceOptions(parent=self),
        )
