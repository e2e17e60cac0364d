"""Names of one's own for APIs on the internet."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .records import RoutingArgs, record


class DomainArgs(TypedDict):
    """Arguments of RestDomain and HttpDomain."""

    api_id: Input[str]
    """The API."""

    stage: Input[str]
    """The name of its stage."""

    domain: str
    """The name: `api.example.com`."""

    certificate: Input[str]
    """The ARN of a certificate for it, in the API's region."""

    zone: NotRequired[Input[str] | None]
    """The hosted zone for the name; without it nothing leads to it yet."""

    base_path: NotRequired[str]
    """The first part of the path below the name that leads to the API; none by default."""

    routing: NotRequired[RoutingArgs | None]
    """How callers are spread over regions; without it all come here."""


class RestDomain(pulumi.ComponentResource):
    """A regional name for a REST API."""

    url: Output[str]
    """The address that callers use."""

    target: Output[str]
    """The host name that a record has to lead to, where the zone is somebody else's."""

    def __init__(self, name: str, args: DomainArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:RestDomain", name, None, opts)
        child = ResourceOptions(parent=self)
        domain = aws.apigateway.DomainName(
            f"{name}-domain",
            domain_name=args["domain"],
            regional_certificate_arn=args["certificate"],
            endpoint_configuration={"types": "REGIONAL"},
            security_policy="TLS_1_2",
            tags={"Name": f"{name}-domain"},
            opts=child,
        )
        aws.apigateway.BasePathMapping(
            f"{name}-mapping",
            rest_api=args["api_id"],
            stage_name=args["stage"],
            domain_name=domain.domain_name,
            base_path=args.get("base_path") or None,
            opts=child,
        )
        self.target = domain.regional_domain_name
        _lead(name, args, domain.regional_domain_name, domain.regional_zone_id, child)
        self.url = Output.from_input(_url(args))
        self.register_outputs({"url": self.url, "target": self.target})


class HttpDomain(pulumi.ComponentResource):
    """A regional name for an HTTP API."""

    url: Output[str]
    """The address that callers use."""

    target: Output[str]
    """The host name that a record has to lead to, where the zone is somebody else's."""

    def __init__(self, name: str, args: DomainArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:HttpDomain", name, None, opts)
        child = ResourceOptions(parent=self)
        domain = aws.apigatewayv2.DomainName(
            f"{name}-domain",
            domain_name=args["domain"],
            domain_name_configuration={
                "certificate_arn": args["certificate"],
                "endpoint_type": "REGIONAL",
                "security_policy": "TLS_1_2",
            },
            tags={"Name": f"{name}-domain"},
            opts=child,
        )
        aws.apigatewayv2.ApiMapping(
            f"{name}-mapping",
            api_id=args["api_id"],
            stage=args["stage"],
            domain_name=domain.domain_name,
            api_mapping_key=args.get("base_path") or None,
            opts=child,
        )
        configured = domain.domain_name_configuration
        self.target = configured.target_domain_name
        _lead(name, args, configured.target_domain_name, configured.hosted_zone_id, child)
        self.url = Output.from_input(_url(args))
        self.register_outputs({"url": self.url, "target": self.target})


def _lead(name: str, args: DomainArgs, target: Output[str], target_zone: Output[str], opts: ResourceOptions) -> None:
    zone = args.get("zone")
    if zone:
        record(
            name,
            {
                "zone": zone,
                "name": args["domain"],
                "target": target,
                "target_zone": target_zone,
                "routing": args.get("routing"),
            },
            opts,
        )


def _url(args: DomainArgs) -> str:
    return f"https://{args['domain']}/{args.get('base_path', '')}"
