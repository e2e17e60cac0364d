"""Stacks about what stands at the end of a path: on-premises addresses, hosts of containers, ways out, authorizers."""

import json
from typing import Any

from preflight.protocol import wire
from tests.policies.compositions import alarms, balancer, fargate_behind_nlb, network, rest_api, trust
from tests.policies.stacks import Ref, Stack, joined

ANYWHERE = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
IN_VPC = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


def file(text: str) -> dict[str, str]:
    """A StringAsset as it travels."""
    return {wire.SIGNATURE: wire.ASSET, "text": text}


def archive(**files: str) -> dict[str, Any]:
    """An AssetArchive of texts as it travels; `__` in a name stands for a dot, `___` for a slash."""
    named = {name.replace("___", "/").replace("__", "."): file(text) for name, text in files.items()}
    return {wire.SIGNATURE: wire.ARCHIVE, "assets": named}


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
