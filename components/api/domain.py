"""Names of one's own for APIs on the internet."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .records import RoutingArgs, record


class DomainArgs(TypedDict):
    """Arguments of Domain."""

    api_id: Input[str]
    """The API."""

    stage: Input[str]
    """The name of its stage."""

    http: NotRequired[bool]
    """Whether it is an HTTP API; default false: a REST API."""

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


class Domain(pulumi.ComponentResource):
    """A regional name for an API. Names are the same for both kinds of APIs; what maps paths to an API is not."""

    url: Output[str]
    """The address that callers use."""

    target: Output[str]
    """The host name that a record has to lead to, where the zone is somebody else's."""

    def __init__(self, name: str, args: DomainArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Domain", name, None, opts)
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
        base_path = args.get("base_path") or None
        if args.get("http"):
            aws.apigatewayv2.ApiMapping(
                f"{name}-mapping",
                api_id=args["api_id"],
                stage=args["stage"],
                domain_name=domain.domain_name,
                api_mapping_key=base_path,
                opts=child,
            )
        else:
            aws.apigateway.BasePathMapping(
                f"{name}-mapping",
                rest_api=args["api_id"],
                stage_name=args["stage"],
                domain_name=domain.domain_name,
                base_path=base_path,
                opts=child,
            )
        self.target = domain.regional_domain_name
        zone = args.get("zone")
        if zone:
            record(
                name,
                {
                    "zone": zone,
                    "name": args["domain"],
                    "target": domain.regional_domain_name,
                    "target_zone": domain.regional_zone_id,
                    "routing": args.get("routing"),
                },
                child,
            )
        self.url = Output.from_input(f"https://{args['domain']}/{base_path or ''}")
        self.register_outputs({"url": self.url, "target": self.target})
