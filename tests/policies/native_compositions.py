"""A sound stack of aws-native resources only: other names and shapes, the same path."""

from tests.policies.compositions import trust
from tests.policies.stacks import Ref, Stack

ZONES = {"a": "10.20.1.0/24", "b": "10.20.2.0/24"}
_PULL = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
_PUSH = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


def native() -> Stack:
    """Regional REST API -> VPC link V1 -> NLB -> Fargate."""
    stack = Stack()
    _network(stack)
    _balancer(stack)
    _service(stack)
    _api(stack)
    return stack


def _network(stack: Stack) -> None:
    stack.add("aws-native:ec2:Vpc", "vpc", cidrBlock="10.20.0.0/16", enableDnsHostnames=True, enableDnsSupport=True)
    stack.add("aws-native:ec2:RouteTable", "table", vpcId=Ref("vpc", "vpcId"))
    for zone, cidr in ZONES.items():
        stack.add(
            "aws-native:ec2:Subnet",
            zone,
            vpcId=Ref("vpc", "vpcId"),
            cidrBlock=cidr,
            availabilityZone=f"{stack.region}{zone}",
        )
        stack.add(
            "aws-native:ec2:SubnetRouteTableAssociation",
            f"table-{zone}",
            routeTableId=Ref("table", "routeTableId"),
            subnetId=Ref(zone, "subnetId"),
        )
    stack.add(
        "aws-native:ec2:SecurityGroup",
        "services",
        groupDescription="endpoints",
        vpcId=Ref("vpc", "vpcId"),
        securityGroupIngress=[{"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIp": "10.20.0.0/16"}],
    )
    for service in ("ecr.api", "ecr.dkr", "logs"):
        stack.add(
            "aws-native:ec2:VpcEndpoint",
            f"endpoint-{service}",
            vpcId=Ref("vpc", "vpcId"),
            serviceName=f"com.amazonaws.{stack.region}.{service}",
            vpcEndpointType="Interface",
            privateDnsEnabled=True,
            subnetIds=[Ref(zone, "subnetId") for zone in ZONES],
            securityGroupIds=[Ref("services", "groupId")],
        )
    stack.add(
        "aws-native:ec2:VpcEndpoint",
        "endpoint-s3",
        vpcId=Ref("vpc", "vpcId"),
        serviceName=f"com.amazonaws.{stack.region}.s3",
        vpcEndpointType="Gateway",
        routeTableIds=[Ref("table", "routeTableId")],
    )


def _balancer(stack: Stack) -> None:
    stack.add("aws-native:ec2:SecurityGroup", "edge-sg", groupDescription="edge", vpcId=Ref("vpc", "vpcId"))
    stack.add(
        "aws-native:elasticloadbalancingv2:LoadBalancer",
        "edge",
        type="network",
        scheme="internal",
        subnets=[Ref(zone, "subnetId") for zone in ZONES],
        securityGroups=[Ref("edge-sg", "groupId")],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
        loadBalancerAttributes=[{"key": "load_balancing.cross_zone.enabled", "value": "true"}],
    )
    stack.add(
        "aws-native:elasticloadbalancingv2:TargetGroup",
        "targets",
        port=8080,
        protocol="TCP",
        targetType="ip",
        vpcId=Ref("vpc", "vpcId"),
        healthCheckProtocol="HTTP",
        healthCheckPath="/healthz",
        healthCheckPort="traffic-port",
        targetGroupAttributes=[{"key": "deregistration_delay.timeout_seconds", "value": "30"}],
    )
    stack.add(
        "aws-native:elasticloadbalancingv2:Listener",
        "front",
        loadBalancerArn=Ref("edge", "loadBalancerArn"),
        port=80,
        protocol="TCP",
        defaultActions=[
            {
                "type": "forward",
                "forwardConfig": {"targetGroups": [{"targetGroupArn": Ref("targets", "targetGroupArn"), "weight": 1}]},
            }
        ],
    )


def _service(stack: Stack) -> None:
    stack.add(
        "aws-native:ec2:SecurityGroup",
        "app-sg",
        groupDescription="app",
        vpcId=Ref("vpc", "vpcId"),
        securityGroupIngress=[{"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrIp": "10.20.0.0/16"}],
    )
    stack.add(
        "aws-native:ec2:SecurityGroupIngress",
        "app-from-edge",
        groupId=Ref("app-sg", "groupId"),
        ipProtocol="tcp",
        fromPort=8080,
        toPort=8080,
        sourceSecurityGroupId=Ref("edge-sg", "groupId"),
    )
    stack.add(
        "aws-native:iam:Role",
        "pull",
        assumeRolePolicyDocument=trust("ecs-tasks.amazonaws.com"),
        managedPolicyArns=[_PULL],
    )
    stack.add("aws-native:logs:LogGroup", "app-logs", logGroupName="/app", retentionInDays=30)
    stack.add("aws-native:ecs:Cluster", "cluster")
    stack.add(
        "aws-native:ecs:TaskDefinition",
        "task",
        family="app",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=Ref("pull", "arn"),
        containerDefinitions=[
            {
                "name": "app",
                "image": f"111122223333.dkr.ecr.{stack.region}.amazonaws.com/app:1",
                "portMappings": [{"containerPort": 8080}],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/app",
                        "awslogs-region": stack.region,
                        "awslogs-stream-prefix": "app",
                    },
                },
            }
        ],
    )
    stack.add(
        "aws-native:ecs:Service",
        "app",
        cluster=Ref("cluster", "arn"),
        taskDefinition=Ref("task", "taskDefinitionArn"),
        launchType="FARGATE",
        desiredCount=2,
        loadBalancers=[
            {"targetGroupArn": Ref("targets", "targetGroupArn"), "containerName": "app", "containerPort": 8080}
        ],
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": [Ref(zone, "subnetId") for zone in ZONES],
                "securityGroups": [Ref("app-sg", "groupId")],
                "assignPublicIp": "DISABLED",
            }
        },
        depends_on=("front",),
    )
    stack.add(
        "aws-native:cloudwatch:Alarm",
        "unhealthy",
        namespace="AWS/NetworkELB",
        metricName="UnHealthyHostCount",
        dimensions=[
            {"name": "LoadBalancer", "value": Ref("edge", "loadBalancerFullName")},
            {"name": "TargetGroup", "value": Ref("targets", "targetGroupFullName")},
        ],
        statistic="Maximum",
        comparisonOperator="GreaterThanThreshold",
        threshold=0,
        period=60,
        evaluationPeriods=3,
    )


def _api(stack: Stack) -> None:
    stack.add("aws-native:apigateway:VpcLink", "link", name="link", targetArns=[Ref("edge", "loadBalancerArn")])
    stack.add("aws-native:apigateway:RestApi", "orders", name="orders", endpointConfiguration={"types": ["REGIONAL"]})
    stack.add(
        "aws-native:apigateway:Resource",
        "orders-r",
        restApiId=Ref("orders", "restApiId"),
        parentId=Ref("orders", "rootResourceId"),
        pathPart="orders",
    )
    stack.add(
        "aws-native:apigateway:Method",
        "list-orders",
        restApiId=Ref("orders", "restApiId"),
        resourceId=Ref("orders-r", "resourceId"),
        httpMethod="GET",
        authorizationType="NONE",
        apiKeyRequired=True,
        integration={
            "type": "HTTP_PROXY",
            "integrationHttpMethod": "GET",
            "uri": "http://orders.example.com/orders",
            "connectionType": "VPC_LINK",
            "connectionId": Ref("link", "vpcLinkId"),
        },
    )
    stack.add(
        "aws-native:apigateway:Deployment",
        "release",
        restApiId=Ref("orders", "restApiId"),
        depends_on=("list-orders",),
    )
    stack.add("aws-native:logs:LogGroup", "access-logs", retentionInDays=30)
    stack.add(
        "aws-native:iam:Role",
        "gateway-logs",
        assumeRolePolicyDocument=trust("apigateway.amazonaws.com"),
        managedPolicyArns=[_PUSH],
    )
    stack.add("aws-native:apigateway:Account", "account", cloudWatchRoleArn=Ref("gateway-logs", "arn"))
    stack.add(
        "aws-native:apigateway:Stage",
        "live",
        restApiId=Ref("orders", "restApiId"),
        deploymentId=Ref("release", "deploymentId"),
        stageName="live",
        accessLogSetting={"destinationArn": Ref("access-logs", "arn"), "format": '{"id":"$context.requestId"}'},
        depends_on=("account",),
    )
    stack.add("aws-native:apigateway:ApiKey", "partner", enabled=True)
    stack.add(
        "aws-native:apigateway:UsagePlan",
        "gold",
        apiStages=[{"apiId": Ref("orders", "restApiId"), "stage": Ref("live", "stageName")}],
    )
    stack.add(
        "aws-native:apigateway:UsagePlanKey",
        "partner-gold",
        keyId=Ref("partner", "apiKeyId"),
        keyType="API_KEY",
        usagePlanId=Ref("gold", "awsId"),
    )
