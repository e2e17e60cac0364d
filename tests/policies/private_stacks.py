"""Sound private REST APIs of other programs: endpoint, resource policy, own name, in several styles."""

from typing import Any

from tests.policies.compositions import alarms, balancer, fargate, network, rest_api
from tests.policies.stacks import Ref, Stack, document

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f0f0f0f-0000-4000-8000-000000000000"


def statement(effect: str = "Allow", condition: Any = None, **changed: Any) -> dict[str, Any]:
    """A statement about calls to an API."""
    found = {"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    return {**found, **({"Condition": condition} if condition else {}), **changed}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def through(endpoint: str) -> dict[str, Any]:
    """A statement that admits calls through an endpoint."""
    return statement(condition={"StringEquals": {"aws:SourceVpce": Ref(endpoint)}})


def before(stack: Stack, label: str, token: str, made: str, **options: Any) -> None:
    """Registers a resource ahead of another."""
    stack.add(token, made, **options)
    definition = stack.definitions.pop(made)
    entries = list(stack.definitions.items())
    place = [name for name, _ in entries].index(label)
    stack.definitions = dict([*entries[:place], (made, definition), *entries[place:]])


def door(stack: Stack, prefix: str = "core", label: str = "door") -> None:
    """An `execute-api` endpoint whose group admits the VPC."""
    stack.add(
        "ec2.SecurityGroup",
        f"{label}-sg",
        vpcId=Ref(f"{prefix}-vpc"),
        ingress=[{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.20.0.0/16"]}],
    )
    stack.add(
        "ec2.VpcEndpoint",
        label,
        vpcId=Ref(f"{prefix}-vpc"),
        serviceName=f"com.amazonaws.{stack.region}.execute-api",
        vpcEndpointType="Interface",
        privateDnsEnabled=True,
        subnetIds=[Ref(f"{prefix}-a"), Ref(f"{prefix}-b")],
        securityGroupIds=[Ref(f"{label}-sg")],
    )


def private_api() -> Stack:
    """Private REST API -> VPC link V1 -> NLB -> Fargate; sound."""
    stack = Stack()
    network(stack)
    door(stack)
    balancer(stack)
    fargate(stack)
    rest_api(stack)
    alarms(stack)
    stack.definitions["orders"].inputs["endpointConfiguration"] = {"types": "PRIVATE", "vpcEndpointIds": [Ref("door")]}
    before(
        stack,
        "release",
        "apigateway.RestApiPolicy",
        "callers",
        restApiId=Ref("orders"),
        policy=document(policy(through("door"))),
    )
    release = stack.definitions["release"]
    release.depends_on = (*release.depends_on, "callers")
    shaping = [Ref("list-orders"), Ref("list-orders-int"), Ref("orders-r"), Ref("callers", "policy"), Ref("door")]
    release.inputs["triggers"] = {"redeploy": document(shaping)}
    return stack


def with_policy(content: Any, stack: Stack | None = None) -> Stack:
    """The same with another resource policy."""
    return (stack or private_api()).change("callers", policy=document(content))


def named() -> Stack:
    """A private API with a name of its own."""
    stack = private_api()
    stack.add(
        "apigateway.DomainName",
        "name",
        domainName="orders.internal.example.com",
        certificateArn=CERTIFICATE,
        endpointConfiguration={"types": "PRIVATE"},
        securityPolicy="TLS_1_2",
        policy=document(policy(through("door"))),
    )
    stack.add(
        "apigateway.DomainNameAccessAssociation",
        "name-access",
        domainNameArn=Ref("name", "arn"),
        accessAssociationSource=Ref("door"),
        accessAssociationSourceType="VPCE",
    )
    stack.add(
        "apigateway.BasePathMapping",
        "name-mapping",
        restApi=Ref("orders"),
        stageName=Ref("live", "stageName"),
        domainName=Ref("name", "domainName"),
        domainNameId=Ref("name", "domainNameId"),
    )
    return stack


def other_network(stack: Stack) -> Stack:
    """A copy with a second VPC that has an endpoint of its own, made ahead of everything else."""
    other = Stack()
    network(other, "far")
    door(other, "far", "far-door")
    other.definitions |= stack.drop().definitions
    return other
