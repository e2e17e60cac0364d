"""What AWS demands although the provider's schema lets a program leave it out: the apply fails half-way.

Source: the API reference of each call, as the rows name it.
"""

from functools import partial
from typing import NamedTuple

from ..model.demand import Demand
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_AWS = "https://docs.aws.amazon.com"
_ELB = f"{_AWS}/elasticloadbalancing/latest/APIReference"
_EC2 = f"{_AWS}/AWSEC2/latest/APIReference"
_GATEWAY = f"{_AWS}/apigateway/latest/api"


class Row(NamedTuple):
    """A demand, and the fault of leaving it out."""

    demand: Demand
    fault: Fault


_balancer = partial(Fault, hop=Hop.LOAD_BALANCER)
_group = partial(
    Fault, hop=Hop.TARGET_GROUP, symptom=APPLY_FAILS.told(": ValidationError, a port, protocol and VPC must be given"),
    source=f"{_ELB}/API_CreateTargetGroup.html",
)  # fmt: skip
_GROUP_OF_ADDRESSES = (("targetType", (None, "instance", "ip", "alb")),)
_function = partial(
    Fault, hop=Hop.AUTHORIZER, source=f"{_AWS}/lambda/latest/api/API_CreateFunction.html",
)  # fmt: skip
_ZIP = (("packageType", (None, "Zip")),)
_network = partial(Fault, hop=Hop.NETWORK)
_ports = partial(
    _network, symptom=APPLY_FAILS.told(": InvalidParameterValue, a port range must be given for this protocol"),
    remedy='Set fromPort and toPort, or ipProtocol to "-1".',
)  # fmt: skip
_WITH_PORTS = (("ipProtocol", ("tcp", "udp", "6", "17")),)
_INGRESS_PORT = _ports(
    id="target-sources/ingress-rule-without-port",
    title="The ingress rule of a security group names a protocol and no port",
    source=f"{_EC2}/API_AuthorizeSecurityGroupIngress.html",
)
_EGRESS_PORT = _ports(
    id="target-sources/egress-rule-without-port",
    title="The egress rule of a security group names a protocol and no port",
    source=f"{_EC2}/API_AuthorizeSecurityGroupEgress.html",
)
_target = partial(Fault, hop=Hop.TARGET)
_domain = partial(Fault, hop=Hop.DOMAIN)
_authorizer = partial(Fault, hop=Hop.AUTHORIZER, source=f"{_GATEWAY}/API_CreateAuthorizer.html")
_ALARM = Fault(
    id="observability/alarm-incomplete",
    hop=Hop.TARGET_GROUP,
    title="The alarm leaves out what CloudWatch demands of it",
    symptom=APPLY_FAILS.told(": ValidationError"),
    remedy="Set metricName, namespace, statistic, period, comparisonOperator, threshold and evaluationPeriods, or"
    " metricQueries in place of the first four.",
    source=f"{_AWS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
)
_QUERIED = "metricQueries", "evaluationCriteria"
_OF_ALARMS = (
    ("metricName", *_QUERIED),
    ("namespace", *_QUERIED),
    ("statistic", "extendedStatistic", *_QUERIED),
    ("period", *_QUERIED),
    ("comparisonOperator", "evaluationCriteria"),
    ("threshold", "thresholdMetricId", "evaluationCriteria"),
    ("evaluationPeriods", "evaluationCriteria"),
)

ROWS = (
    Row(
        Demand("lb.LoadBalancer", ("subnets", "subnetMappings")),
        _balancer(
            id="load-balancer/no-subnets",
            title="The load balancer is in no subnet",
            symptom=APPLY_FAILS.told(": ValidationError, at least one subnet must be specified"),
            remedy="Set subnets, or subnetMappings.",
            source=f"{_ELB}/API_CreateLoadBalancer.html",
        ),
    ),
    Row(
        Demand("lb.Listener", ("port",)),
        _balancer(
            id="load-balancer/listener-without-port",
            hop=Hop.LISTENER,
            title="The listener has no port",
            symptom=APPLY_FAILS.told(": ValidationError, a port must be specified"),
            remedy="Set port.",
            source=f"{_ELB}/API_CreateListener.html",
        ),
    ),
    Row(
        Demand("lb.TargetGroup", ("port",), _GROUP_OF_ADDRESSES),
        _group(id="load-balancer/target-group-without-port", title="The target group has no port", remedy="Set port."),
    ),
    Row(
        Demand("lb.TargetGroup", ("protocol",), _GROUP_OF_ADDRESSES),
        _group(
            id="load-balancer/target-group-without-protocol",
            title="The target group has no protocol",
            remedy="Set protocol.",
        ),
    ),
    Row(
        Demand("lb.TargetGroup", ("vpcId",), _GROUP_OF_ADDRESSES),
        _group(id="load-balancer/target-group-without-vpc", title="The target group is in no VPC", remedy="Set vpcId."),
    ),
    Row(
        Demand("ecs.Service", ("taskDefinition",), (("deploymentController.type", (None, "ECS", "CODE_DEPLOY")),)),
        _target(
            id="targets/service-without-task-definition",
            title="The service says nothing of what it runs",
            symptom=APPLY_FAILS.told(": InvalidParameterException, TaskDefinition can not be blank"),
            remedy="Set taskDefinition; only a service of the deployment controller EXTERNAL has none.",
            source=f"{_AWS}/AmazonECS/latest/APIReference/API_CreateService.html",
        ),
    ),
    Row(
        Demand("autoscaling.Group", ("vpcZoneIdentifiers", "availabilityZones")),
        _target(
            id="targets/scaling-group-without-subnets",
            title="The Auto Scaling group has no subnet to start instances in",
            symptom=APPLY_FAILS.told(": ValidationError, at least one Availability Zone or VPC subnet is required"),
            remedy="Set vpcZoneIdentifiers.",
            source=f"{_AWS}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
        ),
    ),
    Row(
        Demand("ec2.Vpc", ("cidrBlock", "ipv4IpamPoolId")),
        _network(
            id="targets/vpc-without-range",
            title="The VPC has no range of addresses",
            symptom=APPLY_FAILS.told(": MissingParameter, either cidrBlock or ipv4IpamPoolId must be provided"),
            remedy="Set cidrBlock.",
            source=f"{_EC2}/API_CreateVpc.html",
        ),
    ),
    Row(
        Demand("ec2.Subnet", ("cidrBlock", "ipv6CidrBlock", "ipv4IpamPoolId", "ipv6IpamPoolId")),
        _network(
            id="targets/subnet-without-range",
            title="The subnet has no range of addresses",
            symptom=APPLY_FAILS.told(": MissingParameter, either cidrBlock or ipv6CidrBlock must be provided"),
            remedy="Set cidrBlock.",
            source=f"{_EC2}/API_CreateSubnet.html",
        ),
    ),
    Row(
        Demand("vpc.SecurityGroupIngressRule", ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")),
        _network(
            id="target-sources/ingress-rule-without-source",
            title="The ingress rule of a security group admits nobody",
            symptom=APPLY_FAILS.told(": InvalidParameterValue, a source must be specified"),
            remedy="Set one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId.",
            source=f"{_EC2}/API_AuthorizeSecurityGroupIngress.html",
        ),
    ),
    Row(
        Demand("vpc.SecurityGroupEgressRule", ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")),
        _network(
            id="target-sources/egress-rule-without-destination",
            title="The egress rule of a security group leads nowhere",
            symptom=APPLY_FAILS.told(": InvalidParameterValue, a destination must be specified"),
            remedy="Set one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId.",
            source=f"{_EC2}/API_AuthorizeSecurityGroupEgress.html",
        ),
    ),
    *(
        Row(Demand("vpc.SecurityGroupIngressRule", (port,), _WITH_PORTS), _INGRESS_PORT)
        for port in ("fromPort", "toPort")
    ),
    *(
        Row(Demand("vpc.SecurityGroupEgressRule", (port,), _WITH_PORTS), _EGRESS_PORT)
        for port in ("fromPort", "toPort")
    ),
    Row(
        Demand("ec2.NatGateway", ("subnetId", "vpcId")),
        _network(
            id="targets/nat-gateway-without-subnet",
            title="The NAT gateway is in no subnet",
            symptom=APPLY_FAILS.told(": MissingParameter, the request must contain the parameter SubnetId"),
            remedy="Set subnetId to a public subnet.",
            source=f"{_EC2}/API_CreateNatGateway.html",
        ),
    ),
    Row(
        Demand("ec2.NatGateway", ("allocationId", "vpcId"), (("connectivityType", (None, "public")),)),
        _network(
            id="targets/nat-gateway-without-address",
            title="The public NAT gateway has no address",
            symptom=APPLY_FAILS.told(": MissingParameter, the request must contain the parameter AllocationId"),
            remedy="Set allocationId to the id of an aws:ec2/eip:Eip, or connectivityType to private.",
            source=f"{_EC2}/API_CreateNatGateway.html",
        ),
    ),
    Row(
        Demand("lambda.Function", ("handler",), _ZIP),
        _function(
            id="authorizer/function-without-handler",
            title="The function has no handler",
            symptom=APPLY_FAILS.told(
                ": InvalidParameterValueException, handler is mandatory for functions made from a zip archive"
            ),
            remedy="Set handler.",
        ),
    ),
    Row(
        Demand("lambda.Function", ("runtime",), _ZIP),
        _function(
            id="authorizer/function-without-runtime",
            title="The function has no runtime",
            symptom=APPLY_FAILS.told(
                ": InvalidParameterValueException, runtime is mandatory for functions made from a zip archive"
            ),
            remedy="Set runtime.",
        ),
    ),
    Row(
        Demand("apigateway.Authorizer", ("providerArns",), (("type", ("COGNITO_USER_POOLS",)),)),
        _authorizer(
            id="authorizer/authorizer-without-user-pool",
            title="The authorizer of type COGNITO_USER_POOLS names no user pool",
            symptom=APPLY_FAILS.told(": BadRequestException, provider ARNs must be given"),
            remedy="Set providerArns.",
        ),
    ),
    Row(
        Demand("apigatewayv2.Authorizer", ("jwtConfiguration",), (("authorizerType", ("JWT",)),)),
        _authorizer(
            id="authorizer/jwt-without-configuration",
            title="The JWT authorizer knows neither issuer nor audience",
            symptom=APPLY_FAILS.told(": BadRequestException, jwtConfiguration must be given"),
            remedy="Set jwtConfiguration with issuer and audiences.",
            source=f"{_AWS}/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html",
        ),
    ),
    Row(
        Demand("apigatewayv2.Authorizer", ("identitySources",), (("authorizerType", ("JWT",)),)),
        _authorizer(
            id="authorizer/jwt-without-identity-source",
            title="The JWT authorizer does not say where the token is",
            symptom=APPLY_FAILS.told(": BadRequestException, an identity source must be given"),
            remedy="Set identitySources, such as $request.header.Authorization.",
            source=f"{_AWS}/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html",
        ),
    ),
    Row(
        Demand(
            "apigateway.DomainName",
            ("certificateArn", "regionalCertificateArn", "certificateBody", "regionalCertificateName"),
        ),
        _domain(
            id="endpoint-access/domain-without-certificate",
            title="The domain name has no certificate",
            symptom=APPLY_FAILS.told(": BadRequestException, a certificate must be given"),
            remedy="Set regionalCertificateArn of a regional name, certificateArn of a private or edge-optimized one.",
            source=f"{_GATEWAY}/API_CreateDomainName.html",
        ),
    ),
    Row(
        Demand("route53.Record", ("records", "aliases")),
        _domain(
            id="endpoint-access/record-without-value",
            title="The record leads nowhere",
            symptom=APPLY_FAILS.told(": InvalidInput, either an alias target or records must be given"),
            remedy="Set aliases, or records with ttl.",
            source=f"{_AWS}/Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
    ),
    *(Row(Demand("cloudwatch.MetricAlarm", one_of), _ALARM) for one_of in _OF_ALARMS),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for demand, fault in ROWS:
        for resource in demand.unmet(model.stack):
            judge.report(fault, resource.urn, closed(f"{resource.name} sets {_none_of(demand.one_of)}"))


def _none_of(properties: tuple[str, ...]) -> str:
    return f"no {properties[0]}" if len(properties) == 1 else f"none of {', '.join(properties)}"
