"""Orders, answered by containers behind a REST API: the way to them is made of components, the rest is our own."""

import pulumi
import pulumi_aws as aws
from private_api import (
    BalancerAlarms,
    BalancerAlarmsArgs,
    Fargate,
    FargateArgs,
    Keys,
    KeysArgs,
    LoadBalancer,
    LoadBalancerArgs,
    LogRole,
    LogRoleArgs,
    Network,
    NetworkArgs,
    Plan,
    PlanArgs,
    RestApi,
    RestApiArgs,
    RouteArgs,
    VpcLink,
    VpcLinkArgs,
)
from private_api.settings import HealthSettings, LimitSettings, QuotaSettings, TargetSettings, VpcSettings

REGION = "eu-central-1"

# Ours: images, the table that orders are kept in, and whom to tell when nothing answers.
images = aws.ecr.Repository("orders", image_tag_mutability="IMMUTABLE")
table = aws.dynamodb.Table(
    "orders", billing_mode="PAY_PER_REQUEST", hash_key="id", attributes=[{"name": "id", "type": "S"}]
)
topic = aws.sns.Topic("orders")

# From the network to the containers.
zones = VpcSettings(cidr="10.30.0.0/16", zones=("eu-central-1a", "eu-central-1b"), egress="nat")
place = Network("orders", NetworkArgs(settings=zones, tiers=("application", "balancer"))).place
balancer = LoadBalancer(
    "orders",
    LoadBalancerArgs(
        subnets=place.tier("balancer"),
        listener_port=80,
        target_type="ip",
        targets=TargetSettings(port=8080, health=HealthSettings(path="/health")),
    ),
)
Fargate(
    "orders",
    FargateArgs(
        region=REGION,
        image=pulumi.Output.concat(images.repository_url, ":1.0.0"),
        environment={"TABLE": table.name},
        subnets=place.tier("application"),
        intake=balancer.intake,
    ),
)
BalancerAlarms("orders", BalancerAlarmsArgs(observed={"": balancer.observed}, topic=topic.arn))

# From the caller to the load balancer.
link = VpcLink("orders", VpcLinkArgs(front=balancer.front, host="orders.internal.example.com"))
api = RestApi(
    "orders",
    RestApiArgs(
        routes={"GET /orders": RouteArgs(upstream=link.upstream, needs_key=True)},
        log_role=[LogRole("orders", LogRoleArgs(region=REGION)).account],
    ),
)
keys = Keys("orders", KeysArgs(consumers={"shop": ["2026"]}, parameters="/orders/keys"))
limits = LimitSettings(quota=QuotaSettings(limit=100_000, period="DAY"))
Plan("orders", PlanArgs(settings=limits, api_id=api.api_id, stage=api.stage_name, keys=keys.key_ids))
pulumi.export("url", api.invoke_url)
