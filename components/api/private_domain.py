"""A name of one's own for a private REST API."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..roles import policy_output
from .records import record


class PrivateDomainArgs(TypedDict):
    """Arguments of PrivateDomain."""

    api_id: Input[str]
    """The private REST API."""

    stage: Input[str]
    """The name of its stage."""

    domain: str
    """The name: `api.internal.example.com`."""

    certificate: Input[str]
    """The ARN of a certificate for it, in the API's region."""

    endpoint_id: Input[str]
    """The execute-api endpoint that callers come through; it needs private DNS."""

    endpoint: NotRequired[aws.ec2.VpcEndpoint | None]
    """The same, where it is made here: then a record in the zone leads to it."""

    vpc_id: Input[str]
    """The VPC that resolves the name, where no zone is given."""

    zone: NotRequired[Input[str] | None]
    """The private hosted zone for the name; without it one is made."""

    base_path: NotRequired[str]
    """The first part of the path below the name that leads to the API; none by default."""


class PrivateDomain(pulumi.ComponentResource):
    """A name that only the endpoint's callers may use.

    A call has to pass three policies: the endpoint's, the name's and the API's.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
    """

    url: Output[str]
    """The address that callers use."""

    def __init__(self, name: str, args: PrivateDomainArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:PrivateDomain", name, None, opts)
        child = ResourceOptions(parent=self)
        domain = aws.apigateway.DomainName(
            f"{name}-domain",
            domain_name=args["domain"],
            certificate_arn=args["certificate"],
            endpoint_configuration={"types": "PRIVATE"},
            security_policy="TLS_1_2",
            policy=policy_output(
                [
                    {
                        "Effect": "Allow",
                        "Principal": "*",
                        "Action": "execute-api:Invoke",
                        "Resource": "execute-api:/*",
                        "Condition": {"StringEquals": {"aws:SourceVpce": args["endpoint_id"]}},
                    }
                ]
            ),
            tags={"Name": f"{name}-domain"},
            opts=child,
        )
        aws.apigateway.DomainNameAccessAssociation(
            f"{name}-access",
            domain_name_arn=domain.arn,
            access_association_source=args["endpoint_id"],
            access_association_source_type="VPCE",
            opts=child,
        )
        aws.apigateway.BasePathMapping(
            f"{name}-mapping",
            rest_api=args["api_id"],
            stage_name=args["stage"],
            domain_name=domain.domain_name,
            domain_name_id=domain.domain_name_id,
            base_path=args.get("base_path") or None,
            opts=child,
        )
        endpoint = args.get("endpoint")
        if endpoint:
            entry = endpoint.dns_entries[0]
            target, target_zone = entry.dns_name, entry.hosted_zone_id
            zone = args.get("zone") or self._zone(name, args)
            record(name, {"zone": zone, "name": args["domain"], "target": target, "target_zone": target_zone}, child)
        self.url = Output.from_input(f"https://{args['domain']}/{args.get('base_path', '')}")
        self.register_outputs({"url": self.url})

    def _zone(self, name: str, args: PrivateDomainArgs) -> Output[str]:
        """A zone for the one name, so that everything beside it is still resolved as before."""
        return aws.route53.Zone(
            f"{name}-zone",
            name=args["domain"],
            vpcs=[{"vpc_id": args["vpc_id"]}],
            tags={"Name": args["domain"]},
            opts=ResourceOptions(parent=self),
        ).zone_id
