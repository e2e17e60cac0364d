"""Sound stacks of the other ways from an API to a load balancer: VPC links V2, HTTP APIs, ALBs, bodies, instances."""

import json
from collections.abc import Callable
from typing import Any

from tests.policies.compositions import alarms, balancer, fargate, fargate_behind_nlb, network, rest_api, trust
from tests.policies.stacks import Ref, Stack, document, joined

_SUBNETS = [Ref("core-a"), Ref("core-b")]
_ANYWHERE = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
_VPC = "10.20.0.0/16"


def tcp(port: int, **peer: Any) -> dict[str, Any]:
    """A rule for one TCP port; from and to the VPC's range unless another peer is given."""
    return {"protocol": "tcp", "fromPort": port, "toPort": port, **(peer or {"cidrBlocks": [_VPC]})}


def forward(group: str) -> dict[str, Any]:
    """The action that hands requests to a target group."""
    return {"type": "forward", "targetGroupArn": Ref(group, "arn")}


# Load balancers


def application_balancer(stack: Stack, port: int = 80, target: int = 8080) -> None:
    """An internal ALB under the names that `balancer` gives an NLB."""
    stack.add(
        "ec2.SecurityGroup",
        "edge-sg",
        vpcId=Ref("core-vpc"),
        ingress=[tcp(port)],
        egress=[tcp(target)],
    )
    stack.add(
        "lb.LoadBalancer",
        "edge",
        internal=True,
        loadBalancerType="application",
        subnets=_SUBNETS,
        securityGroups=[Ref("edge-sg")],
    )
    stack.add(
        "lb.TargetGroup",
        "app-tg",
        port=target,
        protocol="HTTP",
        targetType="ip",
        vpcId=Ref("core-vpc"),
        healthCheck={"protocol": "HTTP", "path": "/healthz"},
    )
    stack.add(
        "lb.Listener",
        "front",
        loadBalancerArn=Ref("edge", "arn"),
        port=port,
        protocol="HTTP",
        defaultActions=[forward("app-tg")],
    )


def alarm(stack: Stack, label: str, balancer: str, group: str, namespace: str = "AWS/ApplicationELB") -> None:
    """An alarm on unhealthy hosts with the dimensions that a load balancer publishes."""
    stack.add(
        "cloudwatch.MetricAlarm",
        label,
        namespace=namespace,
        metricName="UnHealthyHostCount",
        dimensions={"LoadBalancer": Ref(balancer, "arnSuffix"), "TargetGroup": Ref(group, "arnSuffix")},
        statistic="Maximum",
        comparisonOperator="GreaterThanThreshold",
        threshold=0,
        period=60,
        evaluationPeriods=3,
    )


# Links


def link_v2(stack: Stack, port: int = 80) -> None:
    """A VPC link V2 under the name that `rest_api` gives its link, and its group."""
    stack.add("ec2.SecurityGroup", "link-sg", vpcId=Ref("core-vpc"), egress=[tcp(port)])
    stack.add("apigatewayv2.VpcLink", "link-two", subnetIds=_SUBNETS, securityGroupIds=[Ref("link-sg")])


def rest_over_v2(stack: Stack) -> Stack:
    """The REST API of `rest_api`, moved from its link V1 to the link V2."""
    link_v2(stack)
    rest_api(stack)
    return stack.drop("link").change(
        "list-orders-int", connectionId=Ref("link-two"), integrationTarget=Ref("edge", "arn")
    )


def rest_to_alb(region: str = "eu-west-1") -> Stack:
    """Regional REST API -> VPC link V2 -> ALB -> Fargate."""
    stack = Stack(region=region)
    network(stack)
    application_balancer(stack)
    fargate(stack)
    stack = rest_over_v2(stack)
    alarm(stack, "unhealthy", "edge", "app-tg")
    return stack


def rest_to_nlb() -> Stack:
    """Regional REST API -> VPC link V2 -> NLB -> Fargate: the NLB's group admits the link."""
    stack = Stack()
    network(stack)
    balancer(stack)
    fargate(stack)
    stack = rest_over_v2(stack).change("edge-sg", ingress=[tcp(80)])
    alarms(stack)
    return stack


# HTTP APIs


def http_api(stack: Stack, listener: str = "front", route: str = "$default") -> None:
    """An HTTP API with one route over the link V2 to a listener."""
    stack.add("apigatewayv2.Api", "shop", protocolType="HTTP")
    backend(stack, "shop", listener, route)
    stack.add("cloudwatch.LogGroup", "shop-logs", retentionInDays=30)
    stack.add(
        "apigatewayv2.Stage",
        "shop-live",
        apiId=Ref("shop"),
        name="$default",
        autoDeploy=True,
        accessLogSettings={"destinationArn": Ref("shop-logs", "arn"), "format": '{"id":"$context.requestId"}'},
    )
    stack.definitions["shop-live"].inputs["name"] = "$default"


def backend(stack: Stack, label: str, listener: str, route: str) -> None:
    """An integration with a listener, and the route that leads there."""
    stack.add(
        "apigatewayv2.Integration",
        f"{label}-int",
        apiId=Ref("shop"),
        integrationType="HTTP_PROXY",
        integrationMethod="ANY",
        integrationUri=Ref(listener, "arn"),
        connectionType="VPC_LINK",
        connectionId=Ref("link-two"),
        requestParameters={"overwrite:path": "$request.path"},
    )
    stack.add(
        "apigatewayv2.Route",
        f"{label}-route",
        apiId=Ref("shop"),
        routeKey=route,
        target=joined("integrations/", Ref(f"{label}-int")),
        authorizationType="AWS_IAM",
    )


def http_to_alb() -> Stack:
    """HTTP API with a $default route -> VPC link V2 -> ALB -> Fargate."""
    stack = Stack()
    network(stack)
    application_balancer(stack)
    fargate(stack)
    link_v2(stack)
    http_api(stack)
    alarm(stack, "unhealthy", "edge", "app-tg")
    return stack


def http_to_nlb() -> Stack:
    """HTTP API -> VPC link V2 -> NLB -> Fargate."""
    stack = Stack()
    network(stack)
    balancer(stack)
    fargate(stack)
    link_v2(stack)
    http_api(stack)
    alarms(stack)
    return stack.change("edge-sg", ingress=[tcp(80)])


def http_to_several() -> Stack:
    """HTTP API with two backends: the ALB, and an NLB with a service of its own."""
    stack = http_to_alb()
    second_service(stack)
    stack.add("ec2.SecurityGroup", "side-sg", vpcId=Ref("core-vpc"), ingress=[tcp(80)], egress=[tcp(9000)])
    stack.add(
        "lb.LoadBalancer",
        "side",
        internal=True,
        loadBalancerType="network",
        subnetMappings=[{"subnetId": subnet} for subnet in _SUBNETS],
        securityGroups=[Ref("side-sg")],
        enableCrossZoneLoadBalancing=True,
    )
    stack.add(
        "lb.Listener",
        "side-front",
        loadBalancerArn=Ref("side", "arn"),
        port=80,
        protocol="TCP",
        defaultActions=[{"type": "forward", "forward": {"targetGroups": [{"arn": Ref("stock-tg", "arn")}]}}],
    )
    backend(stack, "stock", "side-front", "GET /stock/{proxy+}")
    stack.definitions["stock-tg"].inputs["protocol"] = "TCP"
    _service_after(stack, "stock", "side-front")
    alarm(stack, "stock-unhealthy", "side", "stock-tg", "AWS/NetworkELB")
    return stack


# Targets


def second_service(stack: Stack, label: str = "stock", port: int = 9000) -> None:
    """Another Fargate service with a target group, group and task of its own, admitted from the VPC."""
    stack.add("ec2.SecurityGroup", f"{label}-sg", vpcId=Ref("core-vpc"), ingress=[tcp(port)], egress=_ANYWHERE)
    stack.add(
        "lb.TargetGroup",
        f"{label}-tg",
        port=port,
        protocol="HTTP",
        targetType="ip",
        vpcId=Ref("core-vpc"),
        healthCheck={"protocol": "HTTP", "path": "/healthz"},
    )
    task = stack.definitions["task"].inputs
    container = json.loads(task["containerDefinitions"])[0]
    container = {**container, "portMappings": [{"containerPort": port}]}
    stack.add("ecs.TaskDefinition", f"{label}-task", **{
        **task, "family": label, "containerDefinitions": json.dumps([container]),
    })  # fmt: skip
    stack.add(
        "ecs.Service",
        label,
        cluster=Ref("cluster", "arn"),
        taskDefinition=Ref(f"{label}-task", "arn"),
        launchType="FARGATE",
        desiredCount=2,
        loadBalancers=[{"targetGroupArn": Ref(f"{label}-tg", "arn"), "containerName": "app", "containerPort": port}],
        networkConfiguration={"subnets": _SUBNETS, "securityGroups": [Ref(f"{label}-sg")]},
    )


def _service_after(stack: Stack, service: str, *others: str) -> None:
    """Registers a service last, and lets it wait for the listener or rule that uses its target group."""
    definition = stack.definitions.pop(service)
    definition.depends_on = (*definition.depends_on, *others)
    stack.definitions[service] = definition


def several_services() -> Stack:
    """REST API -> VPC link V2 -> ALB whose listener rules lead to a second service; the default answers 404."""
    stack = rest_to_alb()
    second_service(stack)
    stack = stack.change("edge-sg", egress=[tcp(8080), tcp(9000)])
    stack = stack.change(
        "front",
        defaultActions=[
            {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "404"}}
        ],
    )
    for priority, (label, path) in enumerate((("app", "/orders*"), ("stock", "/stock*")), start=10):
        stack.add(
            "lb.ListenerRule",
            f"{label}-rule",
            listenerArn=Ref("front", "arn"),
            priority=priority,
            conditions=[{"pathPattern": {"values": [path]}}],
            actions=[forward(f"{label}-tg")],
        )
        _service_after(stack, label, f"{label}-rule")
    alarm(stack, "stock-unhealthy", "edge", "stock-tg")
    return stack


def weighted() -> Stack:
    """ALB whose listener splits requests between two services."""
    stack = rest_to_alb()
    second_service(stack)
    stack = stack.change("edge-sg", egress=[tcp(8080), tcp(9000)])
    # The listener comes after both target groups, the services after the listener.
    groups = [{"arn": Ref("app-tg", "arn"), "weight": 90}, {"arn": Ref("stock-tg", "arn"), "weight": 10}]
    stack = stack.change("front", defaultActions=[{"type": "forward", "forward": {"targetGroups": groups}}])
    for label in ("front", "app", "stock"):
        _service_after(stack, label, *(("front",) if label != "front" else ()))
    alarm(stack, "stock-unhealthy", "edge", "stock-tg")
    return stack


def blue_green() -> Stack:
    """NLB and a service that CodeDeploy moves between two target groups."""
    stack = fargate_behind_nlb()
    blue = stack.definitions["app-tg"].inputs
    stack.add("lb.TargetGroup", "green-tg", **blue)
    stack.add(
        "lb.Listener",
        "trial",
        loadBalancerArn=Ref("edge", "arn"),
        port=8443,
        protocol="TCP",
        defaultActions=[forward("green-tg")],
    )
    alarm(stack, "green-unhealthy", "edge", "green-tg", "AWS/NetworkELB")
    stack = stack.change("app", deploymentController={"type": "CODE_DEPLOY"})
    _service_after(stack, "app", "trial")
    stack.add("codedeploy.Application", "release-app", computePlatform="ECS")
    stack.add("iam.Role", "deployer", assumeRolePolicy=trust("codedeploy.amazonaws.com"))
    stack.add(
        "codedeploy.DeploymentGroup",
        "release-group",
        appName=Ref("release-app", "name"),
        deploymentGroupName="orders",
        serviceRoleArn=Ref("deployer", "arn"),
        deploymentStyle={"deploymentOption": "WITH_TRAFFIC_CONTROL", "deploymentType": "BLUE_GREEN"},
        ecsService={"clusterName": Ref("cluster", "name"), "serviceName": Ref("app", "name")},
        loadBalancerInfo={
            "targetGroupPairInfo": {
                "prodTrafficRoute": {"listenerArns": [Ref("front", "arn")]},
                "testTrafficRoute": {"listenerArns": [Ref("trial", "arn")]},
                "targetGroups": [{"name": Ref("app-tg", "name")}, {"name": Ref("green-tg", "name")}],
            }
        },
    )
    return stack


def blue_green_by_ecs() -> Stack:
    """ALB and a service that ECS itself moves between two target groups."""
    stack = rest_to_alb()
    stack.add("lb.TargetGroup", "green-tg", **stack.definitions["app-tg"].inputs)
    stack.add("iam.Role", "mover", assumeRolePolicy=trust("ecs.amazonaws.com"))
    groups = [{"arn": Ref("app-tg", "arn"), "weight": 100}, {"arn": Ref("green-tg", "arn"), "weight": 0}]
    stack.add(
        "lb.ListenerRule",
        "live-rule",
        listenerArn=Ref("front", "arn"),
        priority=1,
        conditions=[{"pathPattern": {"values": ["/*"]}}],
        actions=[{"type": "forward", "forward": {"targetGroups": groups}}],
    )
    stack = stack.change(
        "app",
        deploymentConfiguration={"strategy": "BLUE_GREEN"},
        loadBalancers=[
            {
                "targetGroupArn": Ref("app-tg", "arn"),
                "containerName": "app",
                "containerPort": 8080,
                "advancedConfiguration": {
                    "alternateTargetGroupArn": Ref("green-tg", "arn"),
                    "productionListenerRule": Ref("live-rule", "arn"),
                    "roleArn": Ref("mover", "arn"),
                },
            }
        ],
    )
    _service_after(stack, "app", "live-rule")
    alarm(stack, "green-unhealthy", "edge", "green-tg")
    return stack


def alb_behind_nlb() -> Stack:
    """REST API -> VPC link V1 -> NLB -> ALB -> Fargate."""
    stack = Stack()
    network(stack)
    application_balancer(stack, port=8080)
    fargate(stack)
    stack.add("ec2.SecurityGroup", "outer-sg", vpcId=Ref("core-vpc"), egress=[tcp(8080)])
    stack.add(
        "lb.LoadBalancer",
        "outer",
        internal=True,
        loadBalancerType="network",
        subnets=_SUBNETS,
        securityGroups=[Ref("outer-sg")],
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
        enableCrossZoneLoadBalancing=True,
    )
    stack.add(
        "lb.TargetGroup",
        "alb-tg",
        port=8080,
        protocol="TCP",
        targetType="alb",
        vpcId=Ref("core-vpc"),
        healthCheck={"protocol": "HTTP", "path": "/healthz"},
    )
    stack.add("lb.TargetGroupAttachment", "alb-target", targetGroupArn=Ref("alb-tg", "arn"),
              targetId=Ref("edge", "arn"), port=8080, depends_on=("front",))  # fmt: skip
    stack.add(
        "lb.Listener",
        "outer-front",
        loadBalancerArn=Ref("outer", "arn"),
        port=80,
        protocol="TCP",
        defaultActions=[forward("alb-tg")],
    )
    rest_api(stack)
    alarm(stack, "unhealthy", "edge", "app-tg")
    return stack.change("link", targetArn=Ref("outer", "arn"))


# Instances


def _machines(stack: Stack) -> None:
    """The security group of instances, which admits the balancer, and its egress."""
    stack.add("ec2.SecurityGroup", "app-sg", vpcId=Ref("core-vpc"), ingress=[tcp(8080)], egress=_ANYWHERE)


def instances(kind: str = "instance") -> Stack:
    """REST API -> VPC link V1 -> NLB -> two EC2 instances, registered by id or by address."""
    stack = Stack()
    network(stack)
    balancer(stack)
    stack = stack.change("app-tg", targetType=kind)
    _machines(stack)
    for zone in ("a", "b"):
        stack.add(
            "ec2.Instance",
            f"box-{zone}",
            ami="ami-0123456789abcdef0",
            instanceType="t4g.small",
            subnetId=Ref(f"core-{zone}"),
            vpcSecurityGroupIds=[Ref("app-sg")],
        )
        stack.add(
            "lb.TargetGroupAttachment",
            f"box-{zone}-target",
            targetGroupArn=Ref("app-tg", "arn"),
            targetId=Ref(f"box-{zone}", "id" if kind == "instance" else "privateIp"),
            port=8080,
        )
    rest_api(stack)
    alarms(stack)
    return stack


def scaling_group(how: str) -> Stack:
    """REST API -> VPC link V1 -> NLB -> Auto Scaling group: `how` names the property or resource that attaches it."""
    stack = Stack()
    network(stack)
    balancer(stack)
    stack = stack.change("app-tg", targetType="instance")
    _machines(stack)
    stack.add(
        "ec2.LaunchTemplate",
        "machine",
        imageId="ami-0123456789abcdef0",
        instanceType="t4g.small",
        vpcSecurityGroupIds=[Ref("app-sg")],
    )
    attached: dict[str, dict[str, Any]] = {
        "targetGroupArns": {"targetGroupArns": [Ref("app-tg", "arn")]},
        "trafficSources": {"trafficSources": [{"identifier": Ref("app-tg", "arn"), "type": "elbv2"}]},
    }
    stack.add(
        "autoscaling.Group",
        "fleet",
        minSize=2,
        maxSize=4,
        vpcZoneIdentifiers=_SUBNETS,
        launchTemplate={"id": Ref("machine"), "version": "$Latest"},
        healthCheckType="ELB",
        **attached.get(how, {}),
    )
    if how == "Attachment":
        stack.add(
            "autoscaling.Attachment",
            "fleet-target",
            autoscalingGroupName=Ref("fleet", "name"),
            lbTargetGroupArn=Ref("app-tg", "arn"),
        )
    if how == "TrafficSourceAttachment":
        stack.add(
            "autoscaling.TrafficSourceAttachment",
            "fleet-target",
            autoscalingGroupName=Ref("fleet", "name"),
            trafficSource={"identifier": Ref("app-tg", "arn"), "type": "elbv2"},
        )
    rest_api(stack)
    alarms(stack)
    return stack


# Bodies


def body(uri: str = "http://${stageVariables.host}:80/orders", **more: Any) -> dict[str, Any]:
    """An OpenAPI document whose one operation goes through a link that a stage variable names."""
    integration = {
        "type": "http_proxy",
        "httpMethod": "GET",
        "uri": uri,
        "connectionType": "VPC_LINK",
        "connectionId": "${stageVariables.link}",
        "passthroughBehavior": "when_no_match",
        **more,
    }
    operation = {
        "responses": {"200": {"description": "the orders"}},
        "security": [{"api_key": []}],
        "x-amazon-apigateway-integration": integration,
    }
    return {
        "openapi": "3.0.1",
        "info": {"title": "orders", "version": "1"},
        "paths": {"/orders": {"get": operation}},
        "components": {"securitySchemes": {"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}},
    }


YAML_BODY = """\
openapi: 3.0.1
info: {title: orders, version: "1"}
paths:
  /orders:
    get:
      responses: {"200": {description: the orders}}
      security: [{api_key: []}]
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: http://${stageVariables.host}:80/orders
        connectionType: VPC_LINK
        connectionId: ${stageVariables.link}
components:
  securitySchemes:
    api_key: {type: apiKey, name: x-api-key, in: header}
"""


def from_body(text: Any = None, *, put: bool = False) -> Stack:
    """The API of `fargate_behind_nlb` from an OpenAPI document: in the API itself, or put into it."""
    stack = fargate_behind_nlb().drop("orders-r", "list-orders", "list-orders-int")
    content = json.dumps(body()) if text is None else text
    hashed: dict[str, Any] = {"redeploy": "7c9e6679f7429f1c"}
    if put:
        stack.add("apigateway.RestApiPut", "orders-body", restApiId=Ref("orders"), body=content)
        stack = stack.change("release", triggers=hashed)
        for label in ("release", "live", "gold", "partner-gold"):
            stack.definitions[label] = stack.definitions.pop(label)
        stack.definitions["release"].depends_on = ("orders-body",)
    else:
        stack = stack.change("orders", body=content).change("release", triggers=hashed)
        stack.definitions["release"].depends_on = ()
        if not isinstance(content, str):
            stack = stack.change("release", triggers={"redeploy": Ref("orders", "body")})
    return stack.change("live", variables={"link": Ref("link"), "host": "orders.example.com"})


def stage_variables() -> Stack:
    """A link and a host that stage variables name, from integration resources."""
    stack = fargate_behind_nlb().change(
        "list-orders-int",
        connectionId="${stageVariables.link}",
        uri="http://${stageVariables.host}/orders",
    )
    return stack.change("live", variables={"link": Ref("link"), "host": "orders.example.com"})


def renamed(stack: Stack, module: str) -> Stack:
    """A copy whose load balancing resources come from another module of the provider."""
    other = stack.drop()
    for definition in other.definitions.values():
        definition.token = definition.token.replace("aws:lb/", f"aws:{module}/")
    return other


def split(stack: Stack) -> Stack:
    """A copy with each inline rule of a security group as a resource of its own."""
    other = stack.drop()
    for label, definition in stack.definitions.items():
        if definition.token != "aws:ec2/securityGroup:SecurityGroup":
            continue
        for key in ("ingress", "egress"):
            for number, rule in enumerate(other.definitions[label].inputs.pop(key, [])):
                groups = rule.get("securityGroups", [])
                sources = {"sourceSecurityGroupId": groups[0]} if groups else {}
                kept = {name: value for name, value in rule.items() if name != "securityGroups"}
                other.add(
                    "ec2.SecurityGroupRule",
                    f"{label}-{key}-{number}",
                    type=key,
                    securityGroupId=Ref(label),
                    **kept,
                    **sources,
                )
    return other


SOUND: dict[str, Callable[[], Stack]] = {
    "rest to alb": rest_to_alb,
    "rest to nlb": rest_to_nlb,
    "http to alb": http_to_alb,
    "http to nlb": http_to_nlb,
    "http to several": http_to_several,
    "several services": several_services,
    "weighted": weighted,
    "blue and green": blue_green,
    "blue and green by ECS": blue_green_by_ecs,
    "alb behind nlb": alb_behind_nlb,
    "instances": instances,
    "addresses of instances": lambda: instances("ip"),
    "scaling group, targetGroupArns": lambda: scaling_group("targetGroupArns"),
    "scaling group, trafficSources": lambda: scaling_group("trafficSources"),
    "scaling group, Attachment": lambda: scaling_group("Attachment"),
    "scaling group, TrafficSourceAttachment": lambda: scaling_group("TrafficSourceAttachment"),
    "body": from_body,
    "body in YAML": lambda: from_body(YAML_BODY),
    "body put": lambda: from_body(put=True),
    "stage variables": stage_variables,
    "module alb": lambda: renamed(rest_to_alb(), "alb"),
    "module elasticloadbalancingv2": lambda: renamed(alb_behind_nlb(), "elasticloadbalancingv2"),
    "module applicationloadbalancing": lambda: renamed(fargate_behind_nlb(), "applicationloadbalancing"),
}


def openapi_of_outputs() -> Any:
    """A document with the link's id inside, which no preview can know."""
    return document({**body(), "x-link": Ref("link")})
