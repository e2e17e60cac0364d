"""The way to AWS's services: by endpoints, by gateways, or out of the VPC; and what stands in it."""

from typing import Any

import pytest

from private_api_guard.model.compute.lambda_function import LambdaFunction
from private_api_guard.model.compute.service import Service
from private_api_guard.model.model import Model
from private_api_guard.model.network.flow import Client, of_function, of_task
from private_api_guard.model.network.service_access import Access, Lack, ServiceAccess
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from private_api_guard.model.verdict import closed, opened, unknown
from tests.policies.model.made import made

HTTPS = {"protocol": "tcp", "fromPort": 443, "toPort": 443}
PUBLIC, PRIVATE, NOBODY = opened(), closed(), unknown("app.networkConfiguration.assignPublicIp")


def network(token: str, name: str, **inputs: Any) -> Resource:
    """A resource of the network, whose id is its name."""
    return made(f"ec2/{token}", name, outputs={"id": name}, feeds=inputs.pop("feeds", None), **inputs)


VPC = network("vpc:Vpc", "vpc", cidrBlock="10.0.0.0/16", enableDnsHostnames=True)
SUBNETS = [
    network(
        "subnet:Subnet", name, vpcId="vpc", cidrBlock=f"10.0.{number}.0/24", availabilityZone=f"eu-west-1{name[-1]}"
    )
    for number, name in enumerate(("net-a", "net-b", "public-a"))
]
TABLES = [network("routeTable:RouteTable", name, vpcId="vpc") for name in ("table-a", "table-b", "public")]
ON_TABLES = [
    network(
        "routeTableAssociation:RouteTableAssociation", f"on-{table.name}", subnetId=subnet.name, routeTableId=table.name
    )
    for subnet, table in zip(SUBNETS, TABLES, strict=True)
]
OWN = network("securityGroup:SecurityGroup", "own", vpcId="vpc", egress=[{**HTTPS, "cidrBlocks": ["0.0.0.0/0"]}])
SERVICES = network(
    "securityGroup:SecurityGroup", "services", vpcId="vpc", ingress=[{**HTTPS, "cidrBlocks": ["10.0.0.0/16"]}]
)
IGW = network("internetGateway:InternetGateway", "igw", vpcId="vpc")
NAT = network("natGateway:NatGateway", "nat", subnetId="public-a")
NAT_OUT = network("route:Route", "nat-out", routeTableId="public", destinationCidrBlock="0.0.0.0/0", gatewayId="igw")
BASE = [VPC, *SUBNETS, *TABLES, *ON_TABLES, OWN, SERVICES]


def changed(resource: Resource, **inputs: Any) -> Resource:
    """The same resource with other properties."""
    return Resource(
        resource.urn, resource.type, resource.name, {**(resource.inputs or {}), **inputs}, {"id": resource.name}
    )


def endpoint(service: str = "ecr.api", **inputs: Any) -> Resource:
    """An interface endpoint that works, but for what is changed."""
    given = {
        "vpcId": "vpc",
        "serviceName": f"com.amazonaws.eu-west-1.{service}",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        "subnetIds": ["net-a", "net-b"],
        "securityGroupIds": ["services"],
    }
    return network("vpcEndpoint:VpcEndpoint", f"to-{service}", **{**given, **inputs})


def gateway(*tables: Any, **inputs: Any) -> Resource:
    """A gateway endpoint of S3 on some route tables."""
    given = {"vpcId": "vpc", "serviceName": "com.amazonaws.eu-west-1.s3", "vpcEndpointType": "Gateway"}
    return network("vpcEndpoint:VpcEndpoint", "s3-gateway", **{**given, "routeTableIds": list(tables), **inputs})


def out(table: str, **target: Any) -> Resource:
    """A route out of the VPC."""
    return network("route:Route", f"{table}-out", routeTableId=table, destinationCidrBlock="0.0.0.0/0", **target)


def client(model: Model, public: Any = PRIVATE, group: str = "own") -> Client:
    """Something in the subnets net-a and net-b."""
    config = {"subnetIds": ["net-a", "net-b"], "securityGroupIds": [group]}
    function = made("lambda/function:Function", "gate", vpcConfig=config)
    found = of_function(model, LambdaFunction(model.stack, function))
    assert found is not None
    return Client(found.side, public)


def asked(*resources: Resource, service: str = "ecr.api", **who: Any) -> Access:
    """Whether a service is reached in a network with some more resources."""
    changes = {each.urn for each in resources}
    model = Model(Stack([*(each for each in BASE if each.urn not in changes), *resources]))
    access, caller = ServiceAccess(model), client(model, **who)
    return access.internet(caller) if service == "internet" else access.reaches(caller, service)


def told(answer: Access) -> tuple[str, Lack | None]:
    """The answer without its evidence."""
    return answer.verdict.state.value, answer.lack


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([endpoint()], ("open", None)),
        # Of another Region, which the zones of the subnets tell.
        ([endpoint(serviceName="com.amazonaws.us-east-1.ecr.api")], ("closed", Lack.ENDPOINT)),
        ([endpoint(serviceName="cn.com.amazonaws.cn-north-1.ecr.api")], ("closed", Lack.ENDPOINT)),
        ([endpoint(serviceName="cn.com.amazonaws.eu-west-1.ecr.api")], ("open", None)),
        # Without host names there is no private DNS; without the resolver nothing has a name.
        ([endpoint(), changed(VPC, enableDnsHostnames=False)], ("closed", Lack.UNUSABLE)),
        ([endpoint(), changed(VPC, enableDnsHostnames=UNKNOWN)], ("open", None)),
        ([endpoint(), changed(VPC, enableDnsSupport=False)], ("closed", Lack.NAMES)),
        ([], ("closed", Lack.ENDPOINT)),
        ([endpoint("ecr.dkr")], ("closed", Lack.ENDPOINT)),
        ([endpoint(serviceName=UNKNOWN)], ("unknown", None)),
        ([endpoint(privateDnsEnabled=None)], ("closed", Lack.UNUSABLE)),
        ([endpoint(privateDnsEnabled=False)], ("closed", Lack.UNUSABLE)),
        ([endpoint(privateDnsEnabled=UNKNOWN)], ("unknown", None)),
        ([endpoint(subnetIds=None)], ("closed", Lack.UNUSABLE)),
        ([endpoint(vpcId="vpc-elsewhere")], ("closed", Lack.ENDPOINT)),
        ([endpoint(vpcId=UNKNOWN, privateDnsEnabled=False)], ("unknown", None)),
        ([endpoint(), changed(SERVICES, ingress=[])], ("closed", Lack.REFUSED)),
        ([endpoint(), changed(SERVICES, ingress=[{**HTTPS, "fromPort": 80, "toPort": 80}])], ("closed", Lack.REFUSED)),
        ([endpoint(), changed(SERVICES, ingress=[{**HTTPS, "securityGroups": ["own"]}])], ("open", None)),
        ([endpoint(), changed(SERVICES, ingress=UNKNOWN)], ("unknown", None)),
        ([endpoint(), changed(OWN, egress=[])], ("closed", Lack.EGRESS)),
        ([endpoint(), changed(OWN, egress=[{**HTTPS, "securityGroups": ["services"]}])], ("open", None)),
        ([endpoint(), changed(OWN, egress=UNKNOWN)], ("unknown", None)),
        ([endpoint(), changed(OWN, egress=[]), changed(SERVICES, ingress=[])], ("closed", Lack.REFUSED)),
        ([endpoint(securityGroupIds=["sg-elsewhere"])], ("open", None)),
    ],
)
def test_by_an_interface_endpoint(resources: list[Resource], expected: tuple[str, Lack | None]) -> None:
    assert told(asked(*resources)) == expected


def test_an_endpoint_of_an_unknown_vpc_is_presumed_to_be_there() -> None:
    answer = asked(endpoint(vpcId=UNKNOWN))
    assert told(answer) == ("open", None)
    assert answer.verdict.presumed == ("to-ecr.api is in the VPC",)


@pytest.mark.parametrize(
    ("resources", "culprit"),
    [
        ([endpoint(privateDnsEnabled=False)], "to-ecr.api"),
        ([endpoint(), changed(SERVICES, ingress=[])], "services"),
        ([endpoint(), changed(OWN, egress=[])], "own"),
        ([], None),
    ],
)
def test_what_has_to_be_changed(resources: list[Resource], culprit: str | None) -> None:
    found = asked(*resources).verdict.culprit
    assert (found and found.rsplit("::", 1)[-1]) == culprit


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([gateway("table-a", "table-b")], ("open", None)),
        ([gateway("table-a")], ("closed", Lack.UNUSABLE)),
        ([gateway()], ("closed", Lack.UNUSABLE)),
        ([gateway("public")], ("closed", Lack.UNUSABLE)),
        ([gateway("table-a"), endpoint("s3")], ("open", None)),
        ([gateway("table-a", "table-b"), changed(OWN, egress=[])], ("closed", Lack.EGRESS)),
        (
            [gateway("table-a", "table-b"), changed(OWN, egress=[{**HTTPS, "prefixListIds": ["s3-gateway"]}])],
            ("open", None),
        ),
        ([endpoint("s3")], ("open", None)),
        ([], ("closed", Lack.ENDPOINT)),
    ],
)
def test_s3_by_a_gateway(resources: list[Resource], expected: tuple[str, Lack | None]) -> None:
    assert told(asked(*resources, service="s3")) == expected


def test_what_leads_to_a_service_is_told() -> None:
    both = [gateway("table-a", "table-b"), endpoint("s3")]
    assert asked(*both, service="s3").verdict.evidence[0] == "s3-gateway is on the subnets' route tables"
    assert asked(endpoint()).verdict.evidence == ("to-ecr.api is reached by private DNS",)
    assert asked(endpoint(privateDnsEnabled=False)).verdict.evidence[0].startswith("to-ecr.api has no private DNS")


def test_s3_by_a_gateway_on_the_main_table_of_the_vpc() -> None:
    vpc = Resource(VPC.urn, VPC.type, "vpc", VPC.inputs, {"id": "vpc", "mainRouteTableId": "main"})
    table = network("defaultRouteTable:DefaultRouteTable", "main-table", defaultRouteTableId="main")
    model = Model(Stack([vpc, *SUBNETS, OWN, table, gateway("main")]))
    assert told(ServiceAccess(model).reaches(client(model), "s3")) == ("open", None)


@pytest.mark.parametrize("feeds", [{}, {"routeTableIds": [VPC]}])
def test_a_list_of_tables_that_is_not_known_is_presumed_to_have_them(feeds: dict[str, Any]) -> None:
    answer = asked(gateway(routeTableIds=UNKNOWN, feeds=feeds), service="s3")
    assert told(answer) == ("open", None)
    assert answer.verdict.presumed == ("s3-gateway is on table-a", "s3-gateway is on table-b")


def test_a_table_put_on_a_gateway_by_an_association() -> None:
    token = "vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
    added = network(token, "added", vpcEndpointId="s3-gateway", routeTableId="table-b")
    assert told(asked(gateway("table-a"), added, service="s3")) == ("open", None)


BOTH = [out("table-a", natGatewayId="nat"), out("table-b", natGatewayId="nat")]
TO_INTERNET = [out("table-a", gatewayId="igw"), out("table-b", gatewayId="igw")]


@pytest.mark.parametrize(
    ("resources", "public", "state"),
    [
        ([NAT, IGW, NAT_OUT, *BOTH], PRIVATE, "open"),
        ([NAT, IGW, NAT_OUT, BOTH[0]], PRIVATE, "open"),
        ([NAT, *BOTH], PRIVATE, "closed"),
        ([NAT, changed(NAT_OUT, gatewayId=None, natGatewayId="nat"), *BOTH], PRIVATE, "closed"),
        ([changed(NAT, connectivityType="private"), IGW, NAT_OUT, *BOTH], PRIVATE, "unknown"),
        ([out("table-a", natGatewayId="nat-elsewhere")], PRIVATE, "open"),
        ([out("table-a", transitGatewayId="tgw-1")], PRIVATE, "open"),
        ([out("table-a", networkInterfaceId="eni-1")], PRIVATE, "open"),
        ([IGW, *TO_INTERNET], PRIVATE, "closed"),
        ([IGW, *TO_INTERNET], PUBLIC, "open"),
        ([IGW, *TO_INTERNET], NOBODY, "unknown"),
        ([changed(BOTH[0], destinationCidrBlock="10.9.0.0/16")], PRIVATE, "closed"),
        ([], PUBLIC, "closed"),
    ],
)
@pytest.mark.parametrize("service", ["ecr.api", "internet"])
def test_a_way_out_of_the_vpc(resources: list[Resource], public: Any, state: str, service: str) -> None:
    answer = asked(*resources, public=public, service=service)
    assert answer.verdict.state.value == state
    assert answer.outside == (state == "open")
    assert answer.lack is (Lack.ENDPOINT if state == "closed" else None)


def test_a_way_out_through_groups_that_send_nothing() -> None:
    way = [NAT, IGW, NAT_OUT, *BOTH]
    assert told(asked(*way, changed(OWN, egress=[]))) == ("closed", Lack.EGRESS)
    private = [{**HTTPS, "cidrBlocks": ["10.0.0.0/8"]}]
    assert told(asked(*way, changed(OWN, egress=private))) == ("closed", Lack.EGRESS)
    vague = asked(*way, changed(OWN, egress=[{**HTTPS, "cidrBlocks": [UNKNOWN]}])).verdict
    assert vague.open
    assert vague.presumed == ("the security groups of function gate let packets out to public addresses",)


def test_an_endpoint_with_private_dns_is_taken_before_the_way_out() -> None:
    way = [NAT, IGW, NAT_OUT, *BOTH]
    assert told(asked(*way, endpoint(), changed(SERVICES, ingress=[]))) == ("closed", Lack.REFUSED)
    assert not asked(*way, endpoint()).outside
    assert asked(*way, endpoint(privateDnsEnabled=False)).outside


@pytest.mark.parametrize(
    ("routes", "missing"),
    [([BOTH[0]], ("net-b",)), (BOTH, ()), ([], ())],
)
def test_subnets_that_differ(routes: list[Resource], missing: tuple[str, ...]) -> None:
    model = Model(Stack([*BASE, NAT, IGW, NAT_OUT, *routes]))
    even = ServiceAccess(model).way.even(client(model))
    assert even.evidence == tuple(f"{each} has no route out of the VPC" for each in missing)
    assert even.closed == bool(missing)


@pytest.mark.parametrize(
    ("resources", "managed"),
    [
        ([], False),
        ([endpoint("execute-api")], False),
        ([endpoint()], True),
        ([endpoint(vpcId="vpc-elsewhere")], False),
        ([IGW], True),
        ([network("routeTable:RouteTable", "table", vpcId="vpc-elsewhere")], True),
    ],
)
def test_who_sees_to_the_way(resources: list[Resource], *, managed: bool) -> None:
    model = Model(Stack([VPC, *SUBNETS, OWN, *resources]))
    assert ServiceAccess(model).unmanaged(client(model)) is not managed


@pytest.mark.parametrize(
    "shared",
    [
        made("route53/zone:Zone", "names", name="ecr.eu-west-1.amazonaws.com."),
        made("route53/resolverRuleAssociation:ResolverRuleAssociation", "names", vpcId="vpc", resolverRuleId="rslvr-1"),
        made("route53/zoneAssociation:ZoneAssociation", "names", vpcId="vpc", zoneId="Z1"),
        made("route53/zoneAssociation:ZoneAssociation", "names", vpcId="vpc", zoneId=UNKNOWN),
        made("route53/zoneAssociation:ZoneAssociation", "names", vpcId=UNKNOWN, zoneId="Z1"),
    ],
)
def test_names_that_another_vpc_may_answer(shared: Resource) -> None:
    answer = asked(shared)
    assert (answer.verdict.state.value, answer.verdict.where) == ("unknown", "the names that names resolves")


NETWORK = {"subnets": ["net-a"], "securityGroups": ["own"]}
FLEET = made("autoscaling/group:Group", "fleet", vpcZoneIdentifiers=["net-a"], launchTemplate={"id": "lt"})


@pytest.mark.parametrize(
    ("service", "others", "public"),
    [
        ({"launchType": "FARGATE", "networkConfiguration": NETWORK}, [], "closed"),
        ({"launchType": "FARGATE", "networkConfiguration": {**NETWORK, "assignPublicIp": True}}, [], "open"),
        ({"launchType": "FARGATE", "networkConfiguration": {**NETWORK, "assignPublicIp": UNKNOWN}}, [], "unknown"),
        ({"launchType": UNKNOWN, "networkConfiguration": NETWORK}, [], None),
        ({"launchType": "EC2", "networkConfiguration": NETWORK}, [FLEET], None),
        ({"launchType": "EC2"}, [], None),
        ({"launchType": "EC2"}, [FLEET], "closed"),
        ({"launchType": "EC2"}, [FLEET, changed(SUBNETS[0], mapPublicIpOnLaunch=True)], "open"),
        (
            {"launchType": "EC2"},
            [
                FLEET,
                made(
                    "ec2/launchTemplate:LaunchTemplate",
                    "lt",
                    outputs={"id": "lt"},
                    networkInterfaces=[{"associatePublicIpAddress": "true"}],
                ),
            ],
            "open",
        ),
    ],
)
def test_who_fetches_what_a_task_needs(service: dict[str, Any], others: list[Resource], public: str | None) -> None:
    changes = {each.urn for each in others}
    given = {"loadBalancers": [{"targetGroupArn": "tg", "containerName": "app", "containerPort": 80}], **service}
    resource = made("ecs/service:Service", "app", taskDefinition="app:1", **given)
    group = made("lb/targetGroup:TargetGroup", "tg", outputs={"arn": "tg"}, port=80, vpcId="vpc")
    model = Model(Stack([*(each for each in BASE if each.urn not in changes), *others, group, resource]))
    [target] = model.targets.of(model.target_groups.get(group.urn))
    found = of_task(model, target, Service(model.stack, resource))
    assert (found and found.public.state.value) == public


@pytest.mark.parametrize(
    "shared",
    [
        made("route53/zone:Zone", "names", name="internal.example.com"),
        made(
            "route53/resolverRuleAssociation:ResolverRuleAssociation", "names", vpcId="other", resolverRuleId="rslvr-1"
        ),
        made("route53/zoneAssociation:ZoneAssociation", "names", vpcId="other", zoneId="Z1"),
    ],
)
def test_names_that_say_nothing_of_aws(shared: Resource) -> None:
    assert told(asked(shared)) == ("closed", Lack.ENDPOINT)
