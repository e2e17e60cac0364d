"""Names of one's own for APIs on the internet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .records import RecordArgs, RoutingArgs, record

if TYPE_CHECKING:
    from ..settings.domains import ApiNameSettings, PublicDomainSettings
    from .site import ApiSite


@dataclass(frozen=True, kw_only=True)
class ServedArgs:
    """An API that a name leads to."""

    api_id: Input[str]
    """The API."""

    stage: Input[str]
    """The name of its stage, known once it exists."""


@dataclass(frozen=True, kw_only=True)
class NamedArgs(ServedArgs):
    """An API and its name."""

    settings: ApiNameSettings
    """The name, and the path below it."""

    certificate: Input[str]
    """The ARN of a certificate for the name, in the API's region."""


@dataclass(frozen=True, kw_only=True)
class DomainArgs(NamedArgs):
    """Arguments of Domain."""

    http: bool = False
    """Whether it is an HTTP API, and not a REST API."""

    zone: Input[str] | None = None
    """The hosted zone for the name; without it nothing leads to it yet."""

    routing: RoutingArgs | None = None
    """How callers are spread over regions, by records in the zone; without it all come here."""


class Domain(pulumi.ComponentResource):
    """A regional name for an API. Names are the same for both kinds of APIs; what maps paths to an API is not."""

    url: Output[str]
    """The address that callers use."""

    target: Output[str]
    """The host name that a record has to lead to, where the zone is somebody else's."""

    def __init__(self, name: str, args: DomainArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Domain", name, None, opts)
        child, settings = ResourceOptions(parent=self), args.settings
        domain = aws.apigateway.DomainName(
            f"{name}-domain",
            domain_name=settings.name,
            regional_certificate_arn=args.certificate,
            endpoint_configuration={"types": "REGIONAL"},
            security_policy="TLS_1_2",
            tags={"Name": f"{name}-domain"},
            opts=child,
        )
        base_path = settings.base_path or None
        if args.http:
            aws.apigatewayv2.ApiMapping(
                f"{name}-mapping",
                api_id=args.api_id,
                stage=args.stage,
                domain_name=domain.domain_name,
                api_mapping_key=base_path,
                opts=child,
            )
        else:
            aws.apigateway.BasePathMapping(
                f"{name}-mapping",
                rest_api=args.api_id,
                stage_name=args.stage,
                domain_name=domain.domain_name,
                base_path=base_path,
                opts=child,
            )
        self.target = domain.regional_domain_name
        if args.zone is not None:
            leads = RecordArgs(
                zone=args.zone,
                name=settings.name,
                target=domain.regional_domain_name,
                target_zone=domain.regional_zone_id,
                routing=args.routing,
            )
            record(name, leads, child)
        self.url = Output.from_input(f"https://{settings.name}/{settings.base_path}")
        self.register_outputs({"url": self.url, "target": self.target})


def named(
    key: str, settings: PublicDomainSettings, served: ServedArgs, site: ApiSite, opts: ResourceOptions, *, http: bool
) -> Output[str]:
    """Gives an API a name, and answers its address."""
    routing = None
    if settings.routing:
        routing = RoutingArgs(settings=settings.routing, region=site.settings.region, alarms=site.alarms_of(key))
    args = DomainArgs(
        settings=settings,
        api_id=served.api_id,
        stage=served.stage,
        http=http,
        certificate=settings.certificate,
        zone=settings.zone,
        routing=routing,
    )
    return Domain(f"{site.environment}-{key}", args, opts).url
