"""Sound stacks that are not built from this repository's components: other names, other rule styles."""

import json

from tests.policies.stacks import Ref, Stack, document

_ZONES = {"a": "10.20.1.0/24", "b": "10.20.2.0/24"}


def trust(service: str) -> str:
    """The trust policy of a role."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def network(stack: Stack, prefix: str = "core") -> None:
    """A VPC with two private subnets and a route table, and the endpoints by which tasks start."""
    stack.add("ec2.Vpc", f"{prefix}-vpc", cidrBlock="10.20.0.0/16", enableDnsHostnames=True, enableDnsSupport=True)
    stack.add("ec2.RouteTable", f"{prefix}-rt", vpcId=Ref(f"{prefix}-vpc"))
    for zone, cidr in _ZONES.items():
        stack.add(
            "ec2.Subnet",
            f"{prefix}-{zone}",
            vpcId=Ref(f"{prefix}-vpc"),
            cidrBlock=cidr,
            availabilityZone=f"{stack.region}{zone}",
        )
        stack.add(
            "ec2.RouteTableAssociation",
            f"{prefix}-rta-{zone}",
            routeTableId=Ref(f"{prefix}-rt"),
            subnetId=Ref(f"{prefix}-{zone}"),
        )
    stack.add(
        "ec2.SecurityGroup",
        f"{prefix}-services-sg",
        vpcId=Ref(f"{prefix}-vpc"),
        ingress=[{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.20.0.0/16"]}],
    )
    for service in ("ecr.api", "ecr.dkr", "logs"):
        stack.add(
            "ec2.VpcEndpoint",
            f"{prefix}-{service}",
            vpcId=Ref(f"{prefix}-vpc"),
            serviceName=f"com.amazonaws.{stack.region}.{service}",
            vpcEndpointType="Interface",
            privateDnsEnabled=True,
            subnetIds=[Ref(f"{prefix}-{zone}") for zone in _ZONES],
            securityGroupIds=[Ref(f"{prefix}-services-sg")],
        )
    stack.add(
        "ec2.VpcEndpoint",
        f"{prefix}-s3",
        vpcId=Ref(f"{prefix}-vpc"),
        serviceName=f"com.amazonaws.{stack.region}.s3",
        routeTableIds=[Ref(f"{prefix}-rt")],
    )


def balancer(stack: Stack, prefix: str = "core", port: int = 80, target: int = 8080) -> None:
    """An internal NLB with a security group of inline rules, its target group and listener."""
    stack.add(
        "ec2.SecurityGroup",
        "edge-sg",
        vpcId=Ref(f"{prefix}-vpc"),
        egress=[{"protocol": "tcp", "fromPort": target, "toPort": target, "cidrBlocks": ["10.20.0.0/16"]}],
    )
    stack.add(
        "lb.LoadBalancer",
        "edge",
        internal=True,
        loadBalancerType="network",
        subnets=[Ref(f"{prefix}-{zone}") for zone in _ZONES],
        securityGroups=[Ref("edge-sg")],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
        enableCrossZoneLoadBalancing=True,
    )
    stack.add(
        "lb.TargetGroup",
        "app-tg",
        port=target,
        protocol="TCP",
        targetType="ip",
        vpcId=Ref(f"{prefix}-vpc"),
        healthCheck={"protocol": "HTTP", "path": "/healthz", "port": "traffic-port"},
    )
    stack.add(
        "lb.Listener",
        "front",
        loadBalancerArn=Ref("edge", "arn"),
        port=port,
        protocol="TCP",
        defaultActions=[{"type": "forward", "targetGroupArn": Ref("app-tg", "arn")}],
    )


def fargate(stack: Stack, prefix: str = "core", port: int = 8080) -> None:
    """A Fargate service behind the target group; its group names the balancer's group in a classic rule."""
    stack.add(
        "ec2.SecurityGroup",
        "app-sg",
        vpcId=Ref(f"{prefix}-vpc"),
        egress=[{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}],
    )
    stack.add(
        "ec2.SecurityGroupRule",
        "app-from-edge",
        type="ingress",
        protocol="tcp",
        fromPort=port,
        toPort=port,
        securityGroupId=Ref("app-sg"),
        sourceSecurityGroupId=Ref("edge-sg"),
    )
    stack.add(
        "ec2.SecurityGroupRule",
        "app-from-vpc",
        type="ingress",
        protocol="tcp",
        fromPort=port,
        toPort=port,
        securityGroupId=Ref("app-sg"),
        cidrBlocks=["10.20.0.0/16"],
    )
    stack.add("iam.Role", "pull", assumeRolePolicy=trust("ecs-tasks.amazonaws.com"))
    stack.add(
        "iam.RolePolicyAttachment",
        "pull-attachment",
        role=Ref("pull", "name"),
        policyArn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    )
    stack.add("cloudwatch.LogGroup", "app-logs", name="/app", retentionInDays=30)
    stack.add("ecs.Cluster", "cluster")
    container = {
        "name": "app",
        "image": f"111122223333.dkr.ecr.{stack.region}.amazonaws.com/app:1",
        "portMappings": [{"containerPort": port}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/app", "awslogs-region": stack.region, "awslogs-stream-prefix": "app"},
        },
    }
    stack.add(
        "ecs.TaskDefinition",
        "task",
        family="app",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=Ref("pull", "arn"),
        containerDefinitions=json.dumps([container]),
    )
    stack.add(
        "ecs.Service",
        "app",
        cluster=Ref("cluster", "arn"),
        taskDefinition=Ref("task", "arn"),
        launchType="FARGATE",
        desiredCount=2,
        loadBalancers=[{"targetGroupArn": Ref("app-tg", "arn"), "containerName": "app", "containerPort": port}],
        networkConfiguration={
            "subnets": [Ref(f"{prefix}-{zone}") for zone in _ZONES],
            "securityGroups": [Ref("app-sg")],
        },
        depends_on=("front",),
    )


def rest_api(stack: Stack) -> None:
    """A regional REST API with one method that asks for a key, behind a VPC link V1."""
    stack.add("apigateway.VpcLink", "link", targetArn=Ref("edge", "arn"))
    stack.add("apigateway.RestApi", "orders", endpointConfiguration={"types": "REGIONAL"})
    stack.add(
        "apigateway.Resource",
        "orders-r",
        restApi=Ref("orders"),
        parentId=Ref("orders", "rootResourceId"),
        pathPart="orders",
    )
    stack.add(
        "apigateway.Method",
        "list-orders",
        restApi=Ref("orders"),
        resourceId=Ref("orders-r"),
        httpMethod="GET",
        authorization="NONE",
        apiKeyRequired=True,
    )
    stack.add(
        "apigateway.Integration",
        "list-orders-int",
        restApi=Ref("orders"),
        resourceId=Ref("orders-r"),
        httpMethod=Ref("list-orders", "httpMethod"),
        type="HTTP_PROXY",
        integrationHttpMethod="GET",
        uri="http://orders.example.com/orders",
        connectionType="VPC_LINK",
        connectionId=Ref("link"),
    )
    stack.add(
        "apigateway.Deployment",
        "release",
        restApi=Ref("orders"),
        triggers={"redeploy": document([Ref("list-orders"), Ref("list-orders-int"), Ref("orders-r")])},
        depends_on=("list-orders", "list-orders-int"),
    )
    stack.add("cloudwatch.LogGroup", "access-logs", retentionInDays=30)
    stack.add("iam.Role", "gateway-logs", assumeRolePolicy=trust("apigateway.amazonaws.com"))
    stack.add(
        "iam.RolePolicyAttachment",
        "gateway-logs-attachment",
        role=Ref("gateway-logs", "name"),
        policyArn="arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    )
    stack.add("apigateway.Account", "account", cloudwatchRoleArn=Ref("gateway-logs", "arn"))
    stack.add(
        "apigateway.Stage",
        "live",
        restApi=Ref("orders"),
        deployment=Ref("release"),
        stageName="live",
        accessLogSettings={"destinationArn": Ref("access-logs", "arn"), "format": '{"id":"$context.requestId"}'},
        depends_on=("account",),
    )
    keys(stack)


def keys(stack: Stack) -> None:
    """A key, a plan on the stage, and the link between them."""
    stack.add("apigateway.ApiKey", "partner")
    stack.add("apigateway.UsagePlan", "gold", apiStages=[{"apiId": Ref("orders"), "stage": Ref("live", "stageName")}])
    stack.add(
        "apigateway.UsagePlanKey", "partner-gold", keyId=Ref("partner"), keyType="API_KEY", usagePlanId=Ref("gold")
    )


def alarms(stack: Stack) -> None:
    """An alarm on unhealthy hosts with the dimensions that an NLB publishes."""
    stack.add(
        "cloudwatch.MetricAlarm",
        "unhealthy",
        namespace="AWS/NetworkELB",
        metricName="UnHealthyHostCount",
        dimensions={"LoadBalancer": Ref("edge", "arnSuffix"), "TargetGroup": Ref("app-tg", "arnSuffix")},
        statistic="Maximum",
        comparisonOperator="GreaterThanThreshold",
        threshold=0,
        period=60,
        evaluationPeriods=3,
    )


def fargate_behind_nlb() -> Stack:
    """Regional REST API -> VPC link V1 -> NLB -> Fargate; sound."""
    stack = Stack()
    network(stack)
    balancer(stack)
    fargate(stack)
    rest_api(stack)
    alarms(stack)
    return stack
