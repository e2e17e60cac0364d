"""VPC endpoints: how tasks reach AWS services, and callers a private API, without any way to the internet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .rules import Traffic, let_in
from .shapes import EndpointAccess, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .settings.network import ExistingEndpoint

EXECUTE_API = "execute-api"


@dataclass(frozen=True, kw_only=True)
class ExecuteApi:
    """The endpoint that private APIs are called through."""

    id: Input[str]
    """Its id."""

    group_id: Input[str]
    """The security group that callers are let into."""

    made: aws.ec2.VpcEndpoint | None = None
    """The endpoint itself, where it is made here."""


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """Arguments of Endpoints."""

    region: str
    """The AWS region, which is part of the services' names."""

    place: Place
    """The VPC. Private DNS needs its DNS support and DNS host names."""

    services: Sequence[str] = ()
    """The services with interface endpoints for what runs in the VPC: `ecr.api`, `ecr.dkr`, `logs` ..."""

    callers: Sequence[str] = ()
    """Who may reach private APIs, as CIDR blocks. With any, there is an `execute-api` endpoint."""

    existing: Mapping[str, ExistingEndpoint] = field(default_factory=dict)
    """Interface endpoints that are there already, by service."""

    s3_prefix_list: Input[str] | None = None
    """The prefix list of S3, where there is a gateway endpoint for it already."""


class Endpoints(pulumi.ComponentResource):
    """Interface endpoints with private DNS, and the gateway endpoint of S3 (where ECR keeps the layers of images)."""

    access: EndpointAccess | None
    """How what runs in the VPC reaches the services; None where there are none."""

    def __init__(self, name: str, args: EndpointsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Endpoints", name, None, opts)
        self._name, self._args = name, args
        self.endpoints: list[aws.ec2.VpcEndpoint] = []
        self.group_ids: dict[str, Input[str]] = {
            each.group: each.group for service, each in args.existing.items() if service in args.services
        }
        own = [service for service in args.services if service not in args.existing]
        if own:
            group = self._group("services", "Endpoints of AWS services")
            self.group_ids["services"] = group
            self.endpoints += [self._interface(service, group) for service in own]
        self.access = None
        if args.services:
            storage = self._storage() if args.s3_prefix_list is None else args.s3_prefix_list
            self.access = EndpointAccess(group_ids=self.group_ids, s3_prefix_list_id=storage)
        self._execute_api = self._for_callers()
        called = self._execute_api.id if self._execute_api else None
        self.register_outputs({"groupIds": self.group_ids, "executeApiId": called})

    @property
    def execute_api(self) -> ExecuteApi:
        """The endpoint that private APIs are called through.

        Raises ValueError where there is none, since nobody was to reach private APIs.
        """
        if self._execute_api is None:
            raise ValueError(
                f"Endpoints {self._name} has no {EXECUTE_API} endpoint. Allowed: with callers or an existing one. "
                "Remedy: name the callers of private APIs as CIDR blocks."
            )
        return self._execute_api

    def _for_callers(self) -> ExecuteApi | None:
        existing = self._args.existing.get(EXECUTE_API)
        if existing:
            return ExecuteApi(id=existing.id, group_id=existing.group)
        if not self._args.callers:
            return None
        group = self._group("callers", "Endpoint that private APIs are called through")
        for cidr in self._args.callers:
            who = Traffic(443, "Callers of private APIs")
            let_in(f"{self._name}-callers-{cidr}", group, {"cidr_ipv4": cidr}, who, ResourceOptions(parent=self))
        made = self._interface(EXECUTE_API, group)
        return ExecuteApi(id=made.id, group_id=group, made=made)

    def _group(self, purpose: str, description: str) -> Output[str]:
        return aws.ec2.SecurityGroup(
            f"{self._name}-{purpose}",
            vpc_id=self._args.place.vpc_id,
            description=description,
            tags={"Name": f"{self._name}-{purpose}"},
            opts=ResourceOptions(parent=self),
        ).id

    def _storage(self) -> Output[str]:
        place = self._args.place
        storage = aws.ec2.VpcEndpoint(
            f"{self._name}-s3",
            vpc_id=place.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{self._args.region}.s3",
            route_table_ids=list(place.route_table_ids["application"].values()),
            tags={"Name": f"{self._name}-s3"},
            opts=ResourceOptions(parent=self),
        )
        self.endpoints.append(storage)
        return storage.prefix_list_id

    def _interface(self, service: str, group: Output[str]) -> aws.ec2.VpcEndpoint:
        subnets = self._args.place.tier("application")
        return aws.ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=subnets.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=f"com.amazonaws.{self._args.region}.{service}",
            subnet_ids=subnets.ids,
            security_group_ids=[group],
            private_dns_enabled=True,
            tags={"Name": f"{self._name}-{service}"},
            opts=ResourceOptions(parent=self),
        )
