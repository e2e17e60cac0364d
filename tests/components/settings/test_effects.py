"""Every setting changes a resource: for each there is a change of a stack file, and what it shows."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel

from components.settings import Settings
from components.settings.base import Setting
from components.settings.reading import parse
from components.stack import PrivateApi
from tests.engine import ROOT, Recording, document, raw_settings, record

Shows = Callable[[Recording], bool]
CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/other"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:topic"
ACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/0"
SCALING = {"minimum": 3, "maximum": 9, "cpu": 44}
CONTAINER = {"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/more:1", "port": 7000}


@dataclass(frozen=True)
class Effect:
    """A change, the settings it is about (`Class.key`), and what it shows."""

    of: str
    at: str
    """The place in the stack file, its steps separated by `|`."""
    value: Any
    shows: Shows


def has(type_: str, path: str, value: Any, name: str = "") -> Shows:
    """Whether a resource of a type has a value at a path of its inputs, steps separated by dots."""

    def shown(recording: Recording) -> bool:
        return any(_at(each.inputs, path) == value for each in recording.all(type_) if name in each.name)

    return shown


def made(type_: str, name: str = "") -> Shows:
    """Whether there is a resource of a type, with a text in its name."""
    return lambda recording: any(name in each.name for each in recording.all(type_))


def gone(type_: str, name: str = "") -> Shows:
    """Whether there is none."""
    return lambda recording: not made(type_, name)(recording)


def says(type_: str, path: str, part: str, name: str = "") -> Shows:
    """Whether a text of a resource contains another."""
    return lambda recording: any(
        part in str(_at(each.inputs, path)) for each in recording.all(type_) if name in each.name
    )


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = (value or {}).get(step)
    return value


def container(key: str, value: Any) -> Shows:
    """Whether a task definition's container has something at a path."""

    def shown(recording: Recording) -> bool:
        tasks = [document(each.inputs["containerDefinitions"])[0] for each in recording.all("TaskDefinition")]
        return any(_at(task, key) == value for task in tasks)

    return shown


EXISTING = {
    "vpc": "vpc-0123456789abcdef0",
    "tiers": {
        "application": {
            "subnets": {
                "eu-west-1a": {"id": "subnet-0aaaaaaaaaaaaaaa1", "cidr": "10.20.1.0/24"},
                "eu-west-1b": {"id": "subnet-0aaaaaaaaaaaaaaa2", "cidr": "10.20.2.0/24"},
            },
            "routeTables": ["rtb-0aaaaaaaaaaaaaaa1"],
        },
        "balancer": {
            "subnets": {
                "eu-west-1a": {"id": "subnet-0bbbbbbbbbbbbbbb1", "cidr": "10.20.3.0/24"},
                "eu-west-1b": {"id": "subnet-0bbbbbbbbbbbbbbb2", "cidr": "10.20.4.0/24"},
            }
        },
    },
}
NET, ORDERS, API = "networks|main", "backends|orders", "apis|orders"
ALB, RULE = "backends|shop", "backends|shop|rules|catalog"

# By stack file; all changes of a group are made together, for speed.
GROUPS: dict[tuple[str, int], list[Effect]] = {
    ("stacks/dev", 1): [
        Effect("NetworkSettings.zones", f"{NET}|zones", ["eu-west-1a", "eu-west-1c"], made("Subnet", "eu-west-1c")),
        Effect("NetworkSettings.egress", f"{NET}|egress", "nat", made("NatGateway")),
        Effect("NetworkSettings.access_lists", f"{NET}|accessLists", True, made("NetworkAcl")),
        Effect("NetworkSettings.flow_logs", f"{NET}|flowLogs", True, made("FlowLog")),
        Effect(
            "NetworkSettings.on_premises",
            f"{NET}|onPremises",
            {"cidrs": ["192.168.0.0/16"], "gateway": "tgw-0123456789abcdef0"},
            made("VpcAttachment"),
        ),
        Effect(
            "HealthSettings.path", f"{ORDERS}|health|path", "/alive", has("TargetGroup", "healthCheck.path", "/alive")
        ),
        Effect("HealthSettings.port", f"{ORDERS}|health|port", 9999, has("TargetGroup", "healthCheck.port", "9999")),
        Effect(
            "HealthSettings.interval", f"{ORDERS}|health|interval", 33, has("TargetGroup", "healthCheck.interval", 33)
        ),
        Effect(
            "ContainerSettings.image",
            f"{ORDERS}|image",
            "docker.io/library/orders:2",
            container("image", "docker.io/library/orders:2"),
        ),
        Effect("ContainerSettings.port", f"{ORDERS}|port", 8088, has("TargetGroup", "port", 8088)),
        Effect("ContainerSettings.cpu", f"{ORDERS}|cpu", 1024, has("TaskDefinition", "cpu", "1024")),
        Effect("ContainerSettings.memory", f"{ORDERS}|memory", 4096, has("TaskDefinition", "memory", "4096")),
        Effect("ContainerSettings.tasks", f"{ORDERS}|tasks", 5, has("Service", "desiredCount", 5)),
        Effect(
            "ContainerSettings.writable",
            f"{ORDERS}|writable",
            ["/cache", "/var/cache/app"],
            container("mountPoints.1", {"sourceVolume": "writable-2", "containerPath": "/var/cache/app"}),
        ),
        Effect(
            "ContainerSettings.environment",
            f"{ORDERS}|environment",
            {"MODE": "test"},
            container("environment.0", {"name": "MODE", "value": "test"}),
        ),
        Effect(
            "Linked.host", f"{ORDERS}|host", "orders.example.org", says("Integration", "uri", "//orders.example.org:")
        ),
        Effect("ListenerSettings.port", f"{ORDERS}|listener", {"port": 8443}, has("Listener", "port", 8443)),
        Effect(
            "RouteSettings.path",
            f"{API}|routes|GET /orders|path",
            "/v2/orders",
            says("Integration", "uri", "/v2/orders"),
        ),
        Effect(
            "RouteSettings.timeout",
            f"{API}|routes|GET /orders|timeout",
            1234,
            has("Integration", "timeoutMilliseconds", 1234),
        ),
        Effect("RestRouteSettings.key", f"{API}|routes|GET /orders|key", False, has("Method", "apiKeyRequired", False)),
        Effect(
            "RestRouteSettings.requires RequiredSettings.query",
            f"{API}|routes|GET /orders|requires",
            {"query": ["customer"]},
            has("Method", "requestParameters", {"method.request.querystring.customer": True}),
        ),
        Effect(
            "RequiredSettings.headers",
            f"{API}|routes|ANY /orders/{{proxy+}}|requires",
            {"headers": ["x-request-id"]},
            has(
                "Method",
                "requestParameters",
                {"method.request.path.proxy": True, "method.request.header.x-request-id": True},
            ),
        ),
        Effect("RestSettings.stage", f"{API}|stage", "v9", has("Stage", "stageName", "v9")),
        Effect("RestSettings.tracing", f"{API}|tracing", True, has("Stage", "xrayTracingEnabled", True)),
        Effect(
            "RestSettings.routes",
            f"{API}|routes|DELETE /orders",
            {"backend": "orders"},
            has("Method", "httpMethod", "DELETE"),
        ),
        Effect(
            "ThrottleSettings.rate Routed.throttle",
            f"{API}|throttle",
            {"rate": 77, "burst": 66},
            has("MethodSettings", "settings.throttlingRateLimit", 77),
        ),
        Effect(
            "ThrottleSettings.burst",
            f"{API}|plans|standard|throttle|burst",
            55,
            has("UsagePlan", "throttleSettings.burstLimit", 55),
        ),
        Effect(
            "PlanSettings.throttle",
            f"{API}|plans|standard|throttle|rate",
            44,
            has("UsagePlan", "throttleSettings.rateLimit", 44),
        ),
        Effect(
            "QuotaSettings.limit",
            f"{API}|plans|standard|quota|limit",
            4321,
            has("UsagePlan", "quotaSettings.limit", 4321),
        ),
        Effect(
            "QuotaSettings.period PlanSettings.quota",
            f"{API}|plans|standard|quota|period",
            "WEEK",
            has("UsagePlan", "quotaSettings.period", "WEEK"),
        ),
        Effect(
            "PlanSettings.consumers ConsumerSettings.name ConsumerSettings.keys",
            f"{API}|plans|standard|consumers",
            [{"name": "new", "keys": ["a", "b"]}],
            made("ApiKey", "new-b"),
        ),
        Effect(
            "CallerSettings.cidrs",
            f"{API}|callers",
            {"cidrs": ["10.20.0.0/24"], "endpoints": ["vpce-0123456789abcdef0"], "vpcs": ["vpc-0123456789abcdef9"]},
            has("SecurityGroupIngressRule", "cidrIpv4", "10.20.0.0/24"),
        ),
        Effect(
            "CallerSettings.endpoints",
            f"{API}|callers|endpoints",
            ["vpce-0123456789abcdef0"],
            says("RestApiPolicy", "policy", "vpce-0123456789abcdef0"),
        ),
        Effect(
            "CallerSettings.vpcs PrivateApiSettings.callers",
            f"{API}|callers|vpcs",
            ["vpc-0123456789abcdef9"],
            says("RestApiPolicy", "policy", "vpc-0123456789abcdef9"),
        ),
        Effect("OperationsSettings.log_role", "operations|logRole", "keep", gone("Account")),
        Effect("OperationsSettings.retention", "operations|retention", 7, has("LogGroup", "retentionInDays", 7)),
        Effect("OperationsSettings.key", "operations|key", KEY, has("LogGroup", "kmsKeyId", KEY)),
        Effect("OperationsSettings.topic", "operations|topic", TOPIC, has("MetricAlarm", "alarmActions", [TOPIC])),
        Effect("OperationsSettings.dashboard", "operations|dashboard", True, made("Dashboard")),
        Effect(
            "OperationsSettings.protected",
            "operations|protected",
            True,
            has("LoadBalancer", "enableDeletionProtection", True),
        ),
        Effect(
            "OperationsSettings.tags Settings.operations",
            "operations|tags",
            {"team": "edge"},
            has("LoadBalancer", "tags.team", "edge"),
        ),
        Effect("AlarmSettings.errors", "operations|alarms|errors", 17, has("MetricAlarm", "threshold", 17)),
        Effect(
            "AlarmSettings.latency OperationsSettings.alarms",
            "operations|alarms|latency",
            1717,
            has("MetricAlarm", "threshold", 1717),
        ),
        Effect(
            "SecretSettings.api_keys Settings.secrets",
            "secrets|apiKeys",
            {"orders/new/a": "x" * 24},
            has("ApiKey", "value", "x" * 24),
        ),
        Effect(
            "Settings.apis RegionalApiSettings.kind RouteSettings.backend",
            "apis|more",
            {"kind": "regional", "routes": {"GET /x": {"backend": "orders"}}},
            has("RestApi", "endpointConfiguration.types", "REGIONAL"),
        ),
        Effect(
            "Settings.backends FargateBackend.kind",
            "backends|more",
            {"kind": "fargate", **CONTAINER},
            made("Service", "more"),
        ),
    ],
    ("stacks/dev", 2): [
        Effect("NetworkSettings.cidr", f"{NET}|cidr", "10.99.0.0/16", has("Vpc", "cidrBlock", "10.99.0.0/16")),
        Effect(
            "Settings.networks",
            "networks|second",
            {"cidr": "10.98.0.0/16", "zones": ["eu-west-1a", "eu-west-1b"]},
            has("Vpc", "cidrBlock", "10.98.0.0/16"),
        ),
        Effect("PrivateApiSettings.network", f"{API}|network", "second", made("VpcEndpoint", "second-execute-api")),
        Effect("Linked.network", f"{ORDERS}|network", "second", made("VpcEndpoint", "second-logs")),
        Effect("Linked.link", f"{ORDERS}|link", "v2", made("aws:apigatewayv2/vpcLink:VpcLink")),
        Effect("ContainerSettings.scaling", f"{ORDERS}|scaling", SCALING, made("Target", "orders-scaling")),
        Effect("ScalingSettings.minimum", f"{ORDERS}|scaling|minimum", 3, has("Target", "minCapacity", 3)),
        Effect("ScalingSettings.maximum", f"{ORDERS}|scaling|maximum", 9, has("Target", "maxCapacity", 9)),
        Effect(
            "ScalingSettings.cpu",
            f"{ORDERS}|scaling|cpu",
            44,
            has("Policy", "targetTrackingScalingPolicyConfiguration.targetValue", 44),
        ),
        Effect("Settings.databases", "databases|shop", {"network": "second"}, made("Instance", "shop")),
        Effect("DatabaseSettings.network", "databases|shop|network", "second", made("Subnet", "second-database")),
        Effect(
            "ContainerSettings.database", f"{ORDERS}|database", "shop", container("secrets.0.name", "DATABASE_PASSWORD")
        ),
        Effect(
            "ContainerSettings.health",
            f"{ORDERS}|health",
            {"interval": 11},
            has("TargetGroup", "healthCheck.protocol", "TCP"),
        ),
        Effect(
            "ListenerSettings.certificate Linked.listener",
            f"{ORDERS}|listener",
            {"certificate": CERTIFICATE},
            has("Listener", "protocol", "TLS"),
        ),
        Effect(
            "Linked.host",
            f"{ORDERS}|host",
            "tls.example.org",
            says("Integration", "uri", "https://tls.example.org:443"),
        ),
        Effect(
            "RestSettings.authorizer KeyAuthorizerSettings.cache",
            f"{API}|authorizer",
            {"cache": 60},
            has("aws:apigateway/authorizer:Authorizer", "authorizerResultTtlInSeconds", 60),
        ),
        Effect(
            "RestSettings.firewall FirewallSettings.rate",
            f"{API}|firewall",
            {"rate": 500},
            has("WebAcl", "rules.0.statement.rateBasedStatement.limit", 500),
        ),
        Effect(
            "FirewallSettings.managed",
            f"{API}|firewall|managed",
            ["AWSManagedRulesSQLiRuleSet"],
            has("WebAcl", "rules.1.name", "AWSManagedRulesSQLiRuleSet"),
        ),
        Effect(
            "RestSettings.probe ProbeSettings.path",
            f"{API}|probe",
            {"path": "/orders/alive"},
            has("Function", "environment.variables.PROBE_PATH", "/orders/alive"),
        ),
        Effect(
            "ProbeSettings.status",
            f"{API}|probe|status",
            204,
            has("Function", "environment.variables.EXPECTED_STATUS", "204"),
        ),
        Effect(
            "ProbeSettings.every", f"{API}|probe|every", 7, has("Schedule", "scheduleExpression", "rate(7 minutes)")
        ),
        Effect(
            "ProbeSettings.consumer",
            f"{API}|probe|consumer",
            "billing",
            has("Function", "environment.variables.API_KEY_PARAMETER", "/dev/orders/keys/billing/1"),
        ),
        Effect(
            "PrivateApiSettings.domain DomainSettings.name",
            f"{API}|domain",
            {"name": "orders.example.org", "certificate": CERTIFICATE},
            has("DomainName", "domainName", "orders.example.org"),
        ),
        Effect("RestSettings.plans", f"{API}|plans|more", {"consumers": ["x"]}, made("UsagePlan", "more")),
        Effect(
            "OperationsSettings.log_bucket",
            "operations|logBucket",
            "logs-of-balancers",
            has("LoadBalancer", "accessLogs.bucket", "logs-of-balancers"),
        ),
    ],
    ("stacks/dev", 3): [
        Effect(
            "NetworkSettings.existing ExistingVpc.vpc",
            f"{NET}|existing",
            EXISTING,
            has("SecurityGroup", "vpcId", "vpc-0123456789abcdef0"),
        ),
        Effect(
            "ExistingVpc.tiers ExistingTier.subnets ExistingSubnet.id",
            f"{NET}|existing|tiers",
            EXISTING["tiers"],
            has("LoadBalancer", "subnets.0", "subnet-0bbbbbbbbbbbbbbb1"),
        ),
        Effect(
            "ExistingSubnet.cidr",
            f"{NET}|existing|tiers",
            EXISTING["tiers"],
            has("SecurityGroupIngressRule", "cidrIpv4", "10.20.3.0/24"),
        ),
        Effect(
            "ExistingTier.route_tables",
            f"{NET}|existing|tiers",
            EXISTING["tiers"],
            has("VpcEndpoint", "routeTableIds", ["rtb-0aaaaaaaaaaaaaaa1"]),
        ),
        Effect(
            "NetworkSettings.endpoints ExistingEndpoint.group",
            f"{NET}|endpoints",
            {
                "logs": {"id": "vpce-0aaaaaaaaaaaaaaa1", "group": "sg-0aaaaaaaaaaaaaaa1"},
                "execute-api": {"id": "vpce-0aaaaaaaaaaaaaaa2", "group": "sg-0aaaaaaaaaaaaaaa2"},
            },
            has("SecurityGroupIngressRule", "securityGroupId", "sg-0aaaaaaaaaaaaaaa1"),
        ),
        Effect(
            "ExistingEndpoint.id",
            f"{NET}|endpoints|execute-api|id",
            "vpce-0aaaaaaaaaaaaaaa2",
            has("RestApi", "endpointConfiguration.vpcEndpointIds", ["vpce-0aaaaaaaaaaaaaaa2"]),
        ),
        Effect("FirewallSettings.acl", f"{API}|firewall", {"acl": ACL}, has("WebAclAssociation", "webAclArn", ACL)),
    ],
    ("stacks/dev", 4): [
        Effect(
            "ExistingVpc.s3_prefix_list",
            f"{NET}|existing",
            {**EXISTING, "s3PrefixList": "pl-0123456789abcdef0"},
            has("SecurityGroupEgressRule", "prefixListId", "pl-0123456789abcdef0"),
        ),
    ],
    ("stacks/staging", 1): [
        Effect(
            "PrivateApiSettings.kind",
            f"{API}|kind",
            "private",
            has("RestApi", "endpointConfiguration.types", "PRIVATE"),
        ),
    ],
    ("examples/hybrid", 1): [
        Effect(
            "OnPremisesSettings.cidrs",
            f"{NET}|onPremises|cidrs",
            ["172.20.0.0/16", "172.30.0.0/16"],
            has("Route", "destinationCidrBlock", "172.30.0.0/16"),
        ),
        Effect(
            "OnPremisesSettings.gateway",
            f"{NET}|onPremises|gateway",
            "vgw-0123456789abcdef0",
            made("VpnGatewayAttachment"),
        ),
        Effect(
            "AddressesBackend.addresses",
            "backends|mainframe|addresses",
            ["172.30.0.9"],
            has("TargetGroupAttachment", "targetId", "172.30.0.9"),
        ),
        Effect(
            "ListenerSettings.pass_through",
            "backends|mainframe|listener",
            {"passThrough": True, "port": 8888},
            says("Integration", "uri", "https://mainframe.example.com:8888/"),
        ),
        Effect(
            "RestSettings.client_certificate",
            "apis|accounts|clientCertificate",
            False,
            gone("ClientCertificate"),
        ),
        Effect("AddressesBackend.port", "backends|mainframe|port", 8555, has("TargetGroupAttachment", "port", 8555)),
        Effect(
            "AddressesBackend.health",
            "backends|mainframe|health",
            {"path": "/x"},
            has("TargetGroup", "healthCheck.path", "/x"),
        ),
        Effect(
            "AddressesBackend.kind",
            "backends|more",
            {"kind": "addresses", "addresses": ["172.20.0.1"], "port": 1},
            has("TargetGroupAttachment", "availabilityZone", "all", "more"),
        ),
    ],
    ("examples/instances", 1): [
        Effect(
            "InstancesBackend.image",
            f"{ALB}|image",
            "ami-0123456789abcdef0",
            has("LaunchTemplate", "imageId", "ami-0123456789abcdef0"),
        ),
        Effect("InstancesBackend.type", f"{ALB}|type", "m7i.large", has("LaunchTemplate", "instanceType", "m7i.large")),
        Effect("InstancesBackend.port", f"{ALB}|port", 8077, has("TargetGroup", "port", 8077)),
        Effect("InstancesBackend.health", f"{ALB}|health|path", "/up", has("TargetGroup", "healthCheck.path", "/up")),
        Effect("InstancesBackend.scaling", f"{ALB}|scaling", SCALING, has("aws:autoscaling/group:Group", "maxSize", 9)),
        Effect(
            "InstancesBackend.user_data InstancesBackend.kind",
            "backends|more",
            {"kind": "instances", "port": 80, "userData": "#!/bin/sh"},
            made("LaunchTemplate", "more"),
        ),
        Effect("InstancesBackend.database", f"{ALB}|database", None, gone("RolePolicy", "login")),
        Effect("DatabaseSettings.version", "databases|shop|version", "16", has("Instance", "engineVersion", "16")),
        Effect(
            "DatabaseSettings.type",
            "databases|shop|type",
            "db.m7g.large",
            has("Instance", "instanceClass", "db.m7g.large"),
        ),
        Effect("DatabaseSettings.storage", "databases|shop|storage", 99, has("Instance", "allocatedStorage", 99)),
        Effect("DatabaseSettings.name", "databases|shop|name", "goods", has("Instance", "dbName", "goods")),
        Effect("DatabaseSettings.standby", "databases|shop|standby", False, has("Instance", "multiAz", False)),
        Effect("DatabaseSettings.backups", "databases|shop|backups", 21, has("Instance", "backupRetentionPeriod", 21)),
    ],
    ("examples/alb", 1): [
        Effect("AlbBackend.services", f"{ALB}|services|more", CONTAINER, made("Service", "shop-more")),
        Effect(
            "AlbBackend.rules",
            f"{ALB}|rules|more",
            {"priority": 30, "paths": ["/more"], "to": "more"},
            made("ListenerRule", "rule-more"),
        ),
        Effect("RuleSettings.priority", f"{RULE}|priority", 77, has("ListenerRule", "priority", 77)),
        Effect(
            "RuleSettings.paths",
            f"{RULE}|paths",
            ["/else"],
            has("ListenerRule", "conditions.1.pathPattern.values", ["/else"], "rule-catalog"),
        ),
        Effect(
            "RuleSettings.hosts",
            f"{RULE}|hosts",
            ["else.example.org"],
            has("ListenerRule", "conditions.0.hostHeader.values", ["else.example.org"]),
        ),
        Effect(
            "RuleSettings.to",
            f"{RULE}|to",
            {"catalog": 3, "cart": 7},
            has("ListenerRule", "actions.0.forward.targetGroups.1.weight", 7),
        ),
        Effect(
            "AlbBackend.kind",
            "backends|second",
            {"kind": "alb", "services": {"a": CONTAINER}, "rules": {"a": {"priority": 2, "paths": ["/*"], "to": "a"}}},
            has("LoadBalancer", "loadBalancerType", "application", "second"),
        ),
    ],
    ("examples/openapi", 1): [
        Effect(
            "OpenApiSettings.file RestSettings.openapi",
            "apis|sites|openapi|file",
            "tests/fixtures/openapi/small.yaml",
            says("RestApi", "body", "Small"),
        ),
        Effect(
            "OpenApiSettings.links",
            "apis|sites|openapi|links",
            {"another": "sites"},
            has("Stage", "variables.another", "dev-sites-link-id"),
        ),
        Effect(
            "DomainSettings.certificate",
            "apis|sites|domain|certificate",
            CERTIFICATE,
            has("DomainName", "regionalCertificateArn", CERTIFICATE),
        ),
        Effect("DomainSettings.zone", "apis|sites|domain|zone", "Z1111111111", has("Record", "zoneId", "Z1111111111")),
        Effect(
            "DomainSettings.base_path RegionalApiSettings.domain",
            "apis|sites|domain|basePath",
            "other",
            has("BasePathMapping", "basePath", "other"),
        ),
        Effect(
            "PublicDomainSettings.routing RoutingSettings.policy",
            "apis|sites|domain|routing",
            {"policy": "primary"},
            has("Record", "failoverRoutingPolicies.0.type", "PRIMARY"),
        ),
        Effect(
            "PublicDomainSettings.default_endpoint",
            "apis|sites|domain|defaultEndpoint",
            True,
            has("RestApi", "disableExecuteApiEndpoint", False),
        ),
    ],
    ("examples/http-api", 1): [
        Effect(
            "HttpApiSettings.stage", "apis|mobile|stage", "beta", has("aws:apigatewayv2/stage:Stage", "name", "beta")
        ),
        Effect(
            "HttpApiSettings.routes",
            "apis|mobile|routes|GET /new",
            {"backend": "shop"},
            has("aws:apigatewayv2/route:Route", "routeKey", "GET /new"),
        ),
        Effect(
            "JwtSettings.issuer",
            "apis|mobile|authorizer|issuer",
            "https://other.example.org/",
            has("Authorizer", "jwtConfiguration.issuer", "https://other.example.org/"),
        ),
        Effect(
            "JwtSettings.audience",
            "apis|mobile|authorizer|audience",
            ["tablet"],
            has("Authorizer", "jwtConfiguration.audiences", ["tablet"]),
        ),
        Effect(
            "HttpApiSettings.domain",
            "apis|mobile|domain|name",
            "m.example.org",
            has("DomainName", "domainName", "m.example.org"),
        ),
        Effect(
            "HttpApiSettings.kind HttpApiSettings.authorizer",
            "apis|open",
            {"kind": "http", "routes": {"GET /open": {"backend": "shop"}}},
            has("aws:apigatewayv2/route:Route", "authorizationType", "NONE"),
        ),
    ],
    ("examples/two-regions", 1): [
        Effect("Settings.region", "region", "eu-west-2", says("VpcEndpoint", "serviceName", "eu-west-2")),
    ],
}
# What has to change along with a setting so that the stack stays one that can be.
WITH: dict[str, list[tuple[str, Any]]] = {
    "examples/two-regions": [
        (f"{NET}|zones", ["eu-west-2a", "eu-west-2b"]),
        ("backends|search|image", "123456789012.dkr.ecr.eu-west-2.amazonaws.com/search:6.0.0"),
        ("apis|search|domain|certificate", CERTIFICATE.replace("eu-west-1", "eu-west-2")),
    ],
}


def _set(raw: dict[str, Any], at: str, value: Any) -> None:
    *steps, last = at.split("|")
    for step in steps:
        raw = raw.setdefault(step, {})
    raw[last] = copy.deepcopy(value)


@cache
def recorded(file: str, group: int) -> Recording:
    """What a stack file gives; with group 0 as it is, else with the changes of a group."""
    folder, name = file.split("/")
    raw, region = raw_settings(ROOT / folder / f"Pulumi.{name}.yaml")
    for effect in GROUPS.get((file, group), []):
        if effect.at == "region":
            region = effect.value
        else:
            _set(raw, effect.at, effect.value)
    for at, value in WITH.get(file, []) if group else []:
        _set(raw, at, value)
    settings = parse(raw, region)
    return record(lambda: PrivateApi("dev", settings))


CASES = [(file, group, effect) for (file, group), effects in GROUPS.items() for effect in effects]


@pytest.fixture(autouse=True)
def _project_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(("file", "group", "effect"), CASES, ids=[f"{each.of}-{group}" for _, group, each in CASES])
def test_a_setting_shows_in_a_resource(file: str, group: int, effect: Effect) -> None:
    assert not effect.shows(recorded(file, 0)), "before"
    assert effect.shows(recorded(file, group)), "after the change"


def _models(kind: type[BaseModel] = Setting) -> Iterator[type[BaseModel]]:
    """Every class of settings."""
    for model in kind.__subclasses__():
        yield model
        yield from _models(model)


def _is_shown(model: type[BaseModel], name: str) -> bool:
    """Whether a setting has an effect here, or in every class that takes it over."""
    if any(f"{each.__name__}.{name}" in SHOWN for each in model.__mro__):
        return True
    return bool(model.__subclasses__()) and all(_is_shown(each, name) for each in model.__subclasses__())


SHOWN = {name for _, _, effect in CASES for name in effect.of.split()}


def test_no_setting_is_without_effect() -> None:
    assert issubclass(Settings, Setting)
    settings = {(model, name) for model in _models() for name in model.model_fields}
    silent = {f"{model.__name__}.{name}" for model, name in settings if not _is_shown(model, name)}
    assert silent == set(), "add an effect for it"


def test_every_effect_is_one_of_a_setting() -> None:
    settings = {f"{model.__name__}.{name}" for model in _models() for name in model.model_fields}
    assert SHOWN - settings == set(), "there is no such setting any more"
