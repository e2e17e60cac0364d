"""Stacks about what stands at the end of a path: on-premises addresses, hosts of containers, ways out, authorizers."""

import json
from typing import Any

from preflight.protocol import wire
from tests.policies.compositions import alarms, balancer, fargate_behind_nlb, network, rest_api, trust
from tests.policies.stacks import Ref, Stack, document, joined

ANYWHERE = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
IN_VPC = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


def file(text: str) -> dict[str, str]:
    """A StringAsset as it travels."""
    return {wire.SIGNATURE: wire.ASSET, "text": text}


def archive(**files: str) -> dict[str, Any]:
    """An AssetArchive of texts as it travels; `__` in a name stands for a dot, `___` for a slash."""
    return packed({name.replace("___", "/").replace("__", "."): file(text) for name, text in files.items()})


def packed(assets: dict[str, Any]) -> dict[str, Any]:
    """An AssetArchive of assets by their names as it travels."""
    return {wire.SIGNATURE: wire.ARCHIVE, "assets": assets}


def folder(path: str) -> dict[str, str]:
    """A FileArchive of a folder or zip as it travels."""
    return {wire.SIGNATURE: wire.ARCHIVE, "path": path}


def containers(port: int = 8080, image: str = "", **more: Any) -> str:
    """Container definitions with one container."""
    container = {
        "name": "app",
        "image": image or "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1",
        "portMappings": [{"containerPort": port}],
        **more,
    }
    return json.dumps([container])


def with_nat(stack: Stack) -> Stack:
    """The same stack with a public subnet, an internet gateway and a NAT gateway instead of endpoints."""
    stack = stack.drop("core-ecr.api", "core-ecr.dkr", "core-logs", "core-s3")
    stack.add("ec2.InternetGateway", "igw", vpcId=Ref("core-vpc"))
    stack.add("ec2.Subnet", "public", vpcId=Ref("core-vpc"), cidrBlock="10.20.9.0/24", availabilityZone="eu-west-1a")
    stack.add("ec2.RouteTable", "public-rt", vpcId=Ref("core-vpc"))
    stack.add("ec2.RouteTableAssociation", "public-rta", routeTableId=Ref("public-rt"), subnetId=Ref("public"))
    route = {"routeTableId": Ref("public-rt"), "destinationCidrBlock": "0.0.0.0/0"}
    stack.add("ec2.Route", "public-out", gatewayId=Ref("igw"), **route)
    stack.add("ec2.Eip", "nat-ip", domain="vpc")
    stack.add("ec2.NatGateway", "nat", subnetId=Ref("public"), allocationId=Ref("nat-ip"))
    route = {"routeTableId": Ref("core-rt"), "destinationCidrBlock": "0.0.0.0/0"}
    stack.add("ec2.Route", "out", natGatewayId=Ref("nat"), **route)
    return stack


def on_premises(address: str = "192.168.7.20", *, route: bool = True, zone: str | None = "all") -> Stack:
    """REST API -> VPC link V1 -> NLB -> an address behind a transit gateway."""
    stack = Stack()
    network(stack)
    balancer(stack)
    stack = stack.change("edge-sg", egress=ANYWHERE)
    stack.add(
        "lb.TargetGroupAttachment",
        "office",
        targetGroupArn=Ref("app-tg", "arn"),
        targetId=address,
        port=8080,
        **({"availabilityZone": zone} if zone else {}),
    )
    if route:
        stack.add(
            "ec2.Route",
            "to-office",
            routeTableId=Ref("core-rt"),
            destinationCidrBlock="192.168.0.0/16",
            transitGatewayId="tgw-0123456789abcdef0",
        )
    rest_api(stack)
    alarms(stack)
    return stack


def authorizer(stack: Stack | None = None, **function: Any) -> Stack:
    """The Fargate stack with a Lambda authorizer on its method: function, role, authorizer, permission."""
    stack = stack or fargate_behind_nlb()
    stack.add("iam.Role", "gate-role", assumeRolePolicy=trust("lambda.amazonaws.com"))
    stack.add("iam.RolePolicyAttachment", "gate-basic", role=Ref("gate-role", "name"), policyArn=BASIC)
    given = {
        "role": Ref("gate-role", "arn"),
        "runtime": "nodejs22.x",
        "handler": "index.handler",
        "code": archive(index__js="exports.handler = async () => ({principalId: 'me'});"),
        **function,
    }
    stack.add("lambda.Function", "gate", **given)
    stack.add(
        "apigateway.Authorizer",
        "keys",
        restApi=Ref("orders"),
        type="REQUEST",
        identitySource="method.request.header.x-api-key",
        authorizerUri=Ref("gate", "invokeArn"),
    )
    stack.add(
        "lambda.Permission",
        "gate-permission",
        action="lambda:InvokeFunction",
        function=Ref("gate", "name"),
        principal="apigateway.amazonaws.com",
        sourceArn=joined(Ref("orders", "executionArn"), "/authorizers/", Ref("keys")),
    )
    stack = stack.change("list-orders", authorization="CUSTOM", authorizerId=Ref("keys"))
    triggers = stack.definitions["release"].inputs["triggers"]["redeploy"].refs
    stack = stack.change("release", triggers={"redeploy": joined(*triggers, Ref("keys"))})
    order = list(stack.definitions)
    moved = [label for label in order if label in {"gate-role", "gate-basic", "gate", "keys", "gate-permission"}]
    first = order.index("list-orders")
    order = [*order[:first], *moved, *(label for label in order[first:] if label not in moved)]
    stack.definitions = {label: stack.definitions[label] for label in order}
    return stack


def reading_authorizer() -> Stack:
    """The authorizer with a parameter in its environment, and the right to read it."""
    stack = fargate_behind_nlb()
    stack.add("ssm.Parameter", "secret", type="SecureString", value="x")
    stack.definitions["secret"].inputs["name"] = "/orders/keys"
    stack = authorizer(stack, environment={"variables": {"PARAMETER": Ref("secret", "name")}})
    allowed = {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": Ref("secret", "arn")}
    policy = document({"Version": "2012-10-17", "Statement": [allowed]})
    stack.add("iam.RolePolicy", "gate-reads", role=Ref("gate-role"), policy=policy)
    return stack


def in_vpc(stack: Stack) -> Stack:
    """A copy with the authorizer's function in the VPC, in a group of its own."""
    stack = stack.also("ec2.SecurityGroup", "gate-sg", vpcId=Ref("core-vpc"), egress=ANYWHERE)
    place = {"subnetIds": [Ref("core-a"), Ref("core-b")], "securityGroupIds": [Ref("gate-sg")]}
    return stack.change("gate", vpcConfig=place).change("gate-basic", policyArn=IN_VPC)


def in_vpc_elsewhere(stack: Stack) -> Stack:
    """A copy whose VPC is not in the stack, nor are its subnets, routes and endpoints."""
    ids = {
        "core-vpc": "vpc-0123456789abcdef0",
        "core-a": "subnet-0aaaaaaaaaaaaaaa1",
        "core-b": "subnet-0bbbbbbbbbbbbbbb2",
    }

    def literal(value: Any) -> Any:
        if isinstance(value, Ref):
            return ids.get(value.name, value)
        if isinstance(value, dict):
            return {key: literal(part) for key, part in value.items()}
        return [literal(part) for part in value] if isinstance(value, list) else value

    other = stack.drop(*(label for label in stack.definitions if label.startswith("core-")))
    for definition in other.definitions.values():
        definition.inputs = literal(definition.inputs)
    return other


def endpoint(stack: Stack, service: str, label: str) -> Stack:
    """A copy with one more endpoint, as that of the logs is."""
    inputs = {**stack.definitions["core-logs"].inputs, "serviceName": f"com.amazonaws.{stack.region}.{service}"}
    return stack.also("ec2.VpcEndpoint", label, **inputs)


def authorizer_in_vpc() -> Stack:
    """An authorizer in the VPC that reads its parameter through an endpoint."""
    return endpoint(in_vpc(reading_authorizer()), "ssm", "core-ssm")


def with_acl(stack: Stack) -> Stack:
    """A copy with a network ACL on its subnets that lets everything through."""
    rules = [{"ruleNo": 100, "action": "allow", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}]
    place = {"vpcId": Ref("core-vpc"), "subnetIds": [Ref("core-a"), Ref("core-b")]}
    return stack.also("ec2.NetworkAcl", "acl", ingress=rules, egress=rules, **place)


def container_instances() -> Stack:
    """The Fargate stack on EC2 instances, which reach ECS through endpoints."""
    stack = fargate_behind_nlb().change("app-tg", targetType="instance")
    stack = stack.change("app", launchType="EC2", networkConfiguration=None)
    stack = stack.change("task", networkMode="host", requiresCompatibilities=["EC2"])
    for service in ("ecs", "ecs-agent", "ecs-telemetry"):
        stack = endpoint(stack, service, f"core-{service}")
    stack.add("ec2.LaunchTemplate", "machine", imageId="ami-0123456789abcdef0", vpcSecurityGroupIds=[Ref("app-sg")])
    stack.add(
        "autoscaling.Group",
        "fleet",
        minSize=2,
        maxSize=4,
        vpcZoneIdentifiers=[Ref("core-a"), Ref("core-b")],
        launchTemplate={"id": Ref("machine"), "version": "$Latest"},
    )
    return stack


def secret() -> Stack:
    """The Fargate stack with a secret in its task, which the execution role may read through an endpoint."""
    stack = fargate_behind_nlb()
    stack.add("secretsmanager.Secret", "login")
    content = json.loads(containers(secrets=[{"name": "LOGIN"}]))
    content[0]["secrets"][0]["valueFrom"] = Ref("login", "arn")
    stack = stack.change("task", containerDefinitions=document(content))
    allowed = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": Ref("login", "arn")}
    policy = document({"Version": "2012-10-17", "Statement": [allowed]})
    stack.add("iam.RolePolicy", "read-login", role=Ref("pull"), policy=policy)
    return endpoint(stack, "secretsmanager", "core-secrets")


def database(*ingress: dict[str, Any], **changed: Any) -> Stack:
    """The Fargate stack with a database beside it, which admits the application unless other rules are given."""
    from_app = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroups": [Ref("app-sg")]}
    stack = fargate_behind_nlb()
    stack.add("ec2.SecurityGroup", "data-sg", vpcId=Ref("core-vpc"), ingress=list(ingress or [from_app]))
    stack.add("rds.SubnetGroup", "data-subnets", subnetIds=[Ref("core-a"), Ref("core-b")])
    given = {
        "engine": "postgres",
        "instanceClass": "db.t4g.micro",
        "allocatedStorage": 20,
        "username": "application",
        "manageMasterUserPassword": True,
        "skipFinalSnapshot": True,
        "dbSubnetGroupName": Ref("data-subnets", "name"),
        "vpcSecurityGroupIds": [Ref("data-sg")],
        **changed,
    }
    stack.add("rds.Instance", "data", **given)
    return stack
