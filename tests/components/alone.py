"""Somebody else's program: every component once, without a stack file, beside resources of its own.

What other resources tell (a certificate's ARN, an image that was just built, a client's id) is an output here.
"""

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components import (
    AccessLists,
    AccessListsArgs,
    Addresses,
    AddressesArgs,
    ApiAlarms,
    ApiAlarmsArgs,
    ApplicationLoadBalancer,
    ApplicationLoadBalancerArgs,
    BalancerAlarms,
    BalancerAlarmsArgs,
    CallersArgs,
    Dashboard,
    DashboardArgs,
    Database,
    DatabaseArgs,
    Domain,
    DomainArgs,
    Endpoints,
    EndpointsArgs,
    Fargate,
    FargateArgs,
    Firewall,
    FirewallArgs,
    FlowLogs,
    FlowLogsArgs,
    HttpApi,
    HttpApiArgs,
    HttpRouteArgs,
    Instances,
    InstancesArgs,
    KeyAuthorizer,
    KeyAuthorizerArgs,
    Keys,
    KeysArgs,
    LoadBalancer,
    LoadBalancerArgs,
    LogRole,
    LogRoleArgs,
    Network,
    NetworkArgs,
    OnPremises,
    OnPremisesArgs,
    Place,
    Plan,
    PlanArgs,
    PrivateDomain,
    PrivateDomainArgs,
    Probe,
    ProbeArgs,
    ProbePlaceArgs,
    RestApi,
    RestApiArgs,
    RouteArgs,
    VpcLink,
    VpcLinkArgs,
    VpcLinkV2,
    VpcLinkV2Args,
    Waiver,
    WaiverArgs,
    admit,
)
from components.settings import (
    AddressSettings,
    ApiNameSettings,
    CallSettings,
    ForwardSettings,
    HealthSettings,
    InstanceSettings,
    JwtSettings,
    LimitSettings,
    LogSettings,
    OnPremisesSettings,
    PostgresSettings,
    ProtectionSettings,
    QuotaSettings,
    RestStageSettings,
    RuleSettings,
    ScalingSettings,
    TargetSettings,
    TaskSettings,
    ThrottleSettings,
    VpcSettings,
)

REGION = "eu-central-1"
TARGETS = TargetSettings(port=8080, health=HealthSettings(path="/health", port=8081))


def chain(name: str) -> None:
    """The whole chain, from the network to the API's names."""
    certificate = aws.acm.Certificate(f"{name}-certificate", domain_name="api.example.com", validation_method="DNS")
    place = Network(
        name,
        NetworkArgs(
            settings=VpcSettings(cidr="10.0.0.0/16", zones=("eu-central-1a", "eu-central-1b"), egress="nat"),
            tiers=("application", "balancer", "database"),
        ),
    ).place
    endpoints = Endpoints(
        name, EndpointsArgs(region=REGION, place=place, services=["logs", "ssm"], callers=["10.0.0.0/16"])
    )
    AccessLists(name, AccessListsArgs(place=place, listener_ports=[443], target_ports=[8080, 8081]))
    FlowLogs(name, FlowLogsArgs(vpc_id=place.vpc_id, logs=LogSettings(retention=30)))
    balancer = LoadBalancer(
        name,
        LoadBalancerArgs(
            subnets=place.tier("balancer"),
            listener_port=443,
            certificate=certificate.arn,
            target_type="ip",
            targets=TARGETS,
            protection=ProtectionSettings(protected=True),
        ),
    )
    backends(name, place, endpoints, balancer)
    BalancerAlarms(name, BalancerAlarmsArgs(observed={"": balancer.observed}))
    apis(name, place, endpoints, balancer, certificate.arn)


def backends(name: str, place: Place, endpoints: Endpoints, balancer: LoadBalancer) -> None:
    """Containers, instances, machines on premises, and an Application Load Balancer."""
    key, images = aws.kms.Key(f"{name}-key"), aws.ecr.Repository(f"{name}-images")
    database = Database(
        name,
        DatabaseArgs(settings=PostgresSettings(storage=50), subnets=place.tier("database"), key=key.arn),
    )
    Fargate(
        name,
        FargateArgs(
            settings=TaskSettings(cpu=512, memory=1024, scaling=ScalingSettings(minimum=2, maximum=6)),
            region=REGION,
            image=Output.concat(images.repository_url, ":1.0.0"),
            environment={"MODE": "production", "IMAGES": images.name},
            database=database,
            subnets=place.tier("application"),
            intake=balancer.intake,
            endpoints=endpoints.access,
            logs=LogSettings(retention=90),
            key=key.arn,
        ),
    )
    Instances(
        f"{name}-ec2",
        InstancesArgs(
            settings=InstanceSettings(type="t3.large"),
            region=REGION,
            image="ami-0123456789abcdef0",
            user_data=Output.concat("#!/bin/sh\necho ", images.name, "\n"),
            database=database,
            subnets=place.tier("application"),
            intake=balancer.intake,
        ),
    )
    OnPremises(
        name,
        OnPremisesArgs(
            settings=OnPremisesSettings(cidrs=("192.168.0.0/16",), gateway="tgw-0123456789abcdef0"), place=place
        ),
    )
    Addresses(name, AddressesArgs(settings=AddressSettings(addresses=("192.168.0.10",)), intake=balancer.intake))
    alb = ApplicationLoadBalancer(
        name,
        ApplicationLoadBalancerArgs(
            subnets=place.tier("balancer"),
            listener_port=80,
            services={"shop": TARGETS},
            rules={"all": RuleSettings(priority=10, paths=("/*",), to="shop")},
        ),
    )
    admit(f"{name}-alb", alb.intakes["shop"], "sg-0123456789abcdef0", ResourceOptions())


def apis(name: str, place: Place, endpoints: Endpoints, balancer: LoadBalancer, certificate: Output[str]) -> None:
    """A private REST API with keys, a probe and a name of its own, and an HTTP API."""
    link = VpcLink(name, VpcLinkArgs(front=balancer.front, host="a.example.com"))
    second = VpcLinkV2(name, VpcLinkV2Args(front=balancer.front, host="a.example.com", subnets=place.tier("balancer")))
    keys = Keys(name, KeysArgs(consumers={"web": ["1"]}, parameters=f"/{name}/keys"))
    api = RestApi(
        name,
        RestApiArgs(
            settings=RestStageSettings(throttle=ThrottleSettings(rate=10, burst=20)),
            callers=CallersArgs(endpoint_ids=[endpoints.execute_api.id], vpc_ids=[place.vpc_id]),
            routes={"GET /a": RouteArgs(upstream=link.upstream, needs_key=True)},
            authorizer=KeyAuthorizer(name, KeyAuthorizerArgs(parameters=keys.parameters)).decision,
            log_role=[LogRole(name, LogRoleArgs(region=REGION)).account],
        ),
    )
    limits = LimitSettings(quota=QuotaSettings(limit=1000, period="DAY"))
    Plan(name, PlanArgs(settings=limits, api_id=api.api_id, stage=api.stage_name, keys=keys.key_ids))
    Firewall(name, FirewallArgs(stage_arn=api.stage_arn))
    private = PrivateDomain(
        f"{name}-private",
        PrivateDomainArgs(
            settings=ApiNameSettings(name="private.example.com"),
            api_id=api.api_id,
            stage=api.stage_name,
            certificate=certificate,
            endpoint=endpoints.execute_api,
            vpc_id=place.vpc_id,
        ),
    )
    topic = aws.sns.Topic(f"{name}-topic")
    Probe(
        name,
        ProbeArgs(
            settings=CallSettings(path="/a"),
            url=private.url,
            api_key=keys.parameters["web/1"],
            place=ProbePlaceArgs(
                subnets=place.tier("application"),
                endpoint_groups={**endpoints.group_ids, "callers": endpoints.execute_api.group_id},
            ),
            topic=topic.arn,
        ),
    )
    http = HttpApi(
        name,
        HttpApiArgs(
            routes={"GET /a": HttpRouteArgs(settings=ForwardSettings(timeout=5000), upstream=second.upstream)},
            authorizer=JwtSettings(issuer="https://login.example.com", audience=("shop",)),
        ),
    )
    zone = aws.route53.Zone(f"{name}-public", name="example.com")
    Domain(
        name,
        DomainArgs(
            settings=ApiNameSettings(name="api.example.com", base_path="shop"),
            api_id=http.api_id,
            stage=http.stage_name,
            http=True,
            certificate=certificate,
            zone=zone.zone_id,
        ),
    )
    dimensions = {"ApiId": http.api_id, "Stage": http.stage_name}
    ApiAlarms(name, ApiAlarmsArgs(dimensions=dimensions, topic=topic.arn))
    observed = {"shop": {"": balancer.observed}}
    Dashboard(name, DashboardArgs(region=REGION, apis={"shop": dimensions}, backends=observed))
    Waiver(
        name,
        WaiverArgs(
            fault="robustness/*", resource=balancer, reason="one zone will do", expires="2027-03-31", owner="team-a"
        ),
    )
