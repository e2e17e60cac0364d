"""Sound stacks of any size: APIs, load balancers, services and routes as real stacks have them, only more of them."""

import json
from bisect import bisect_right

from tests.policies.compositions import trust
from tests.policies.stacks import Ref, Stack, document

_ZONES = {"a": "10.20.0.0/18", "b": "10.20.64.0/18", "c": "10.20.128.0/18"}
_VPC = "10.20.0.0/16"
_ROUTES = ("items", "customers", "carts", "prices", "events", "search")
_SERVICES_OF_AN_API = 8
_PORT = 8080


def scaled(resources: int) -> Stack:
    """A stack of so many resources, besides the stack itself and its provider: as many services as fit, then logs."""
    services = bisect_right(
        range(resources // 20 + 1), resources, key=lambda some: len(_stack(resources, some).definitions)
    )
    stack = _stack(resources, services - 1)
    for number in range(resources - len(stack.definitions)):
        stack.add("cloudwatch.LogGroup", f"more-logs-{number}", retentionInDays=30)
    return stack


def _stack(resources: int, services: int) -> Stack:
    stack = Stack(stack=f"n{resources}", project="benchmark")
    _network(stack)
    for first in range(0, services, _SERVICES_OF_AN_API):
        api = f"api{first // _SERVICES_OF_AN_API}"
        mine = range(min(_SERVICES_OF_AN_API, services - first))
        _balancer(stack, api)
        routes = [route for number in mine for route in _service(stack, api, number)]
        _release(stack, api, routes)
    return stack


def _network(stack: Stack) -> None:
    stack.add("ec2.Vpc", "vpc", cidrBlock=_VPC, enableDnsHostnames=True, enableDnsSupport=True)
    stack.add("ec2.RouteTable", "table", vpcId=Ref("vpc"))
    for zone, cidr in _ZONES.items():
        stack.add(
            "ec2.Subnet", zone, vpcId=Ref("vpc"), cidrBlock=cidr, availabilityZone=f"{stack.region}{zone}",
            tags={"Name": f"private-{zone}", "tier": "private"},
        )  # fmt: skip
        stack.add("ec2.RouteTableAssociation", f"table-{zone}", routeTableId=Ref("table"), subnetId=Ref(zone))
    stack.add(
        "ec2.SecurityGroup",
        "services",
        vpcId=Ref("vpc"),
        ingress=[{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [_VPC]}],
    )
    for service in ("ecr.api", "ecr.dkr", "logs"):
        stack.add(
            "ec2.VpcEndpoint",
            f"endpoint-{service}",
            vpcId=Ref("vpc"),
            serviceName=f"com.amazonaws.{stack.region}.{service}",
            vpcEndpointType="Interface",
            privateDnsEnabled=True,
            subnetIds=[Ref(zone) for zone in _ZONES],
            securityGroupIds=[Ref("services")],
        )
    stack.add(
        "ec2.VpcEndpoint",
        "endpoint-s3",
        vpcId=Ref("vpc"),
        serviceName=f"com.amazonaws.{stack.region}.s3",
        routeTableIds=[Ref("table")],
    )
    stack.add("ecs.Cluster", "cluster")
    stack.add("iam.Role", "pull", assumeRolePolicy=trust("ecs-tasks.amazonaws.com"))
    stack.add(
        "iam.RolePolicyAttachment",
        "pull-images",
        role=Ref("pull", "name"),
        policyArn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    )
    stack.add("iam.Role", "gateway-logs", assumeRolePolicy=trust("apigateway.amazonaws.com"))
    stack.add(
        "iam.RolePolicyAttachment",
        "gateway-pushes-logs",
        role=Ref("gateway-logs", "name"),
        policyArn="arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    )
    stack.add("apigateway.Account", "account", cloudwatchRoleArn=Ref("gateway-logs", "arn"))


def _balancer(stack: Stack, api: str) -> None:
    stack.add(
        "ec2.SecurityGroup",
        f"{api}-edge",
        vpcId=Ref("vpc"),
        egress=[{"protocol": "tcp", "fromPort": _PORT, "toPort": _PORT, "cidrBlocks": [_VPC]}],
    )
    stack.add(
        "lb.LoadBalancer",
        f"{api}-balancer",
        internal=True,
        loadBalancerType="network",
        subnets=[Ref(zone) for zone in _ZONES],
        securityGroups=[Ref(f"{api}-edge")],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
        enableCrossZoneLoadBalancing=True,
        tags={"api": api},
    )
    stack.add("apigateway.VpcLink", f"{api}-link", targetArn=Ref(f"{api}-balancer", "arn"))
    stack.add("apigateway.RestApi", api, endpointConfiguration={"types": "REGIONAL"})


def _service(stack: Stack, api: str, number: int) -> list[str]:
    """One service, all the way from its listener to its tasks, and its routes; their labels."""
    name, port = f"{api}-s{number}", 8000 + number
    stack.add(
        "lb.TargetGroup",
        f"{name}-targets",
        port=_PORT,
        protocol="TCP",
        targetType="ip",
        vpcId=Ref("vpc"),
        healthCheck={"protocol": "HTTP", "path": "/healthz", "port": "traffic-port"},
    )
    stack.add(
        "lb.Listener",
        f"{name}-listener",
        loadBalancerArn=Ref(f"{api}-balancer", "arn"),
        port=port,
        protocol="TCP",
        defaultActions=[{"type": "forward", "targetGroupArn": Ref(f"{name}-targets", "arn")}],
    )
    stack.add(
        "ec2.SecurityGroup",
        f"{name}-group",
        vpcId=Ref("vpc"),
        egress=[{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}],
    )
    stack.add(
        "vpc.SecurityGroupIngressRule",
        f"{name}-from-group",
        securityGroupId=Ref(f"{name}-group"),
        ipProtocol="tcp",
        fromPort=_PORT,
        toPort=_PORT,
        referencedSecurityGroupId=Ref(f"{api}-edge"),
    )
    stack.add(
        "vpc.SecurityGroupIngressRule",
        f"{name}-from-vpc",
        securityGroupId=Ref(f"{name}-group"),
        ipProtocol="tcp",
        fromPort=_PORT,
        toPort=_PORT,
        cidrIpv4=_VPC,
    )
    _task(stack, name)
    stack.add(
        "ecs.Service",
        name,
        cluster=Ref("cluster", "arn"),
        taskDefinition=Ref(f"{name}-task", "arn"),
        launchType="FARGATE",
        desiredCount=2,
        loadBalancers=[
            {"targetGroupArn": Ref(f"{name}-targets", "arn"), "containerName": "app", "containerPort": _PORT}
        ],
        networkConfiguration={"subnets": [Ref(zone) for zone in _ZONES], "securityGroups": [Ref(f"{name}-group")]},
        depends_on=(f"{name}-listener",),
    )
    stack.add(
        "cloudwatch.MetricAlarm",
        f"{name}-unhealthy",
        namespace="AWS/NetworkELB",
        metricName="UnHealthyHostCount",
        dimensions={
            "LoadBalancer": Ref(f"{api}-balancer", "arnSuffix"),
            "TargetGroup": Ref(f"{name}-targets", "arnSuffix"),
        },
        statistic="Maximum",
        comparisonOperator="GreaterThanThreshold",
        threshold=0,
        period=60,
        evaluationPeriods=3,
    )
    return [label for route in _ROUTES for label in _route(stack, api, name, route, port)]


def _task(stack: Stack, name: str) -> None:
    stack.add("cloudwatch.LogGroup", f"{name}-logs", retentionInDays=30)
    container = {
        "name": "app",
        "image": f"111122223333.dkr.ecr.{stack.region}.amazonaws.com/{name}:1",
        "essential": True,
        "portMappings": [{"containerPort": _PORT, "protocol": "tcp"}],
        "environment": [{"name": f"SETTING_{number}", "value": f"{name}-{number}"} for number in range(8)],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": f"/benchmark/{name}",
                "awslogs-region": stack.region,
                "awslogs-stream-prefix": "app",
            },
        },
    }
    stack.add(
        "ecs.TaskDefinition",
        f"{name}-task",
        family=name,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=Ref("pull", "arn"),
        containerDefinitions=json.dumps([container]),
    )


def _route(stack: Stack, api: str, service: str, route: str, port: int) -> list[str]:
    """A resource, its method and its integration; their labels."""
    label = f"{service}-{route}"
    stack.add(
        "apigateway.Resource",
        f"{label}-resource",
        restApi=Ref(api),
        parentId=Ref(api, "rootResourceId"),
        pathPart=label,
    )
    stack.add(
        "apigateway.Method",
        f"{label}-method",
        restApi=Ref(api),
        resourceId=Ref(f"{label}-resource"),
        httpMethod="GET",
        authorization="NONE",
        apiKeyRequired=True,
    )
    stack.add(
        "apigateway.Integration",
        f"{label}-integration",
        restApi=Ref(api),
        resourceId=Ref(f"{label}-resource"),
        httpMethod=Ref(f"{label}-method", "httpMethod"),
        type="HTTP_PROXY",
        integrationHttpMethod="GET",
        uri=f"http://{service}.example.com:{port}/{route}",
        connectionType="VPC_LINK",
        connectionId=Ref(f"{api}-link"),
    )
    return [f"{label}-resource", f"{label}-method", f"{label}-integration"]


def _release(stack: Stack, api: str, routes: list[str]) -> None:
    """Deployment, stage and keys."""
    stack.add(
        "apigateway.Deployment",
        f"{api}-release",
        restApi=Ref(api),
        triggers={"redeploy": document([Ref(label) for label in routes])},
        depends_on=tuple(routes),
    )
    stack.add("cloudwatch.LogGroup", f"{api}-access-logs", retentionInDays=30)
    stack.add(
        "apigateway.Stage",
        f"{api}-live",
        restApi=Ref(api),
        deployment=Ref(f"{api}-release"),
        stageName="live",
        accessLogSettings={
            "destinationArn": Ref(f"{api}-access-logs", "arn"),
            "format": '{"id":"$context.requestId"}',
        },
        depends_on=("account",),
    )
    stack.add("apigateway.ApiKey", f"{api}-key")
    stack.add(
        "apigateway.UsagePlan",
        f"{api}-plan",
        apiStages=[{"apiId": Ref(api), "stage": Ref(f"{api}-live", "stageName")}],
    )
    stack.add(
        "apigateway.UsagePlanKey",
        f"{api}-plan-key",
        keyId=Ref(f"{api}-key"),
        keyType="API_KEY",
        usagePlanId=Ref(f"{api}-plan"),
    )
