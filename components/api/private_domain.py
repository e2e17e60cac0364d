"""A name of one's own for a private REST API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from ..roles import policy_output
from .domain import NamedArgs
from .records import RecordArgs, record

if TYPE_CHECKING:
    from ..endpoints import ExecuteApi


@dataclass(frozen=True, kw_only=True)
class PrivateDomainArgs(NamedArgs):
    """Arguments of PrivateDomain."""

    endpoint: ExecuteApi
    """The endpoint that callers come through; it needs private DNS. If it is made here, a record leads to it."""

    vpc_id: Input[str]
    """The VPC that resolves the name, where no zone is given."""

    zone: Input[str] | None = None
    """The private hosted zone for the name; without it one is made."""


class PrivateDomain(pulumi.ComponentResource):
    """A name that only the endpoint's callers may use.

    A call has to pass three policies: the endpoint's, the name's and the API's.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
    """

    url: Output[str]
    """The address that callers use."""

    def __init__(self, name: str, args: PrivateDomainArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:PrivateDomain", name, None, opts)
        child, settings = ResourceOptions(parent=self), args.settings
        domain = aws.apigateway.DomainName(
            f"{name}-domain",
            domain_name=settings.name,
            certificate_arn=args.certificate,
            endpoint_configuration={"types": "PRIVATE"},
            security_policy="TLS_1_2",
            policy=policy_output(
                [
                    {
                        "Effect": "Allow",
                        "Principal": "*",
                        "Action": "execute-api:Invoke",
                        "Resource": "execute-api:/*",
                        "Condition": {"StringEquals": {"aws:SourceVpce": args.endpoint.id}},
                    }
                ]
            ),
            tags={"Name": f"{name}-domain"},
            opts=child,
        )
        aws.apigateway.DomainNameAccessAssociation(
            f"{name}-access",
            domain_name_arn=domain.arn,
            access_association_source=args.endpoint.id,
            access_association_source_type="VPCE",
            opts=child,
        )
        aws.apigateway.BasePathMapping(
            f"{name}-mapping",
            rest_api=args.api_id,
            stage_name=args.stage,
            domain_name=domain.domain_name,
            domain_name_id=domain.domain_name_id,
            base_path=settings.base_path or None,
            opts=child,
        )
        if args.endpoint.made:
            entry = args.endpoint.made.dns_entries[0]
            leads = RecordArgs(
                zone=self._zone(name, args) if args.zone is None else args.zone,
                name=settings.name,
                target=entry.dns_name,
                target_zone=entry.hosted_zone_id,
            )
            record(name, leads, child)
        self.url = Output.from_input(f"https://{settings.name}/{settings.base_path}")
        self.register_outputs({"url": self.url})

    def _zone(self, name: str, args: PrivateDomainArgs) -> Output[str]:
        """A zone for the one name, so that everything beside it is still resolved as before."""
        return aws.route53.Zone(
            f"{name}-zone",
            name=args.settings.name,
            vpcs=[{"vpc_id": args.vpc_id}],
            tags={"Name": args.settings.name},
            opts=ResourceOptions(parent=self),
        ).zone_id
