"""What stands is counted as AWS counts it, in the preview as in the update; it agrees with what a hand computed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from preflight.cost.counting import COUNTED, Counting, type_of
from preflight.cost.estimate import cost_of
from preflight.cost.prices import OWN, Prices, kinds, read_prices
from preflight.engine.simulation import simulate
from preflight.protocol.resource import Provider, Resource
from preflight.protocol.wire import UNKNOWN, secret
from preflight.report.cost import Cost, CostPart
from preflight.report.formats.costs import sections
from preflight.report.report import Report
from tests.drawn import one_in
from tests.recorded import COMPOSITIONS, ROOT, recorded

PRICES = read_prices(OWN)
PROVIDER = Provider("p", "pulumi:providers:aws", "p", {"region": "eu-west-1"})


def cost(file: Path, *, update: bool = True, prices: Prices = PRICES) -> Cost:
    registrations = recorded(update=update, config_file=file)
    return cost_of(simulate(registrations.identity, registrations), prices)


def sums(cost: Cost) -> dict[str, tuple[str | None, str | None]]:
    return {part.what: (part.count, part.month) for part in cost.parts}


# By hand, from prices.yaml (eu-west-1), 730 hours in a month.
BY_HAND = {
    "dev": (
        {
            # execute-api, ecr.api, ecr.dkr, logs, in two zones: 4 x 2 = 8; 8 x 0.011 x 730 = 64.24
            "interface endpoints in each of their zones": ("8", "64.24"),
            # 1 x 0.0252 x 730 = 18.396
            "Network Load Balancers": ("1", "18.40"),
            # 2 tasks x 256 / 1024 = 0.5; 0.5 x 0.04048 x 730 = 14.7752
            "vCPUs of tasks on Fargate": ("0.5", "14.78"),
            # 2 tasks x 512 / 1024 = 1; 1 x 0.004445 x 730 = 3.24485
            "GB of memory of tasks on Fargate": ("1", "3.24"),
            # unhealthy, down and rejected of the balancer, errors and latency of the API: 5 x 0.10
            "metrics of CloudWatch alarms": ("5", "0.50"),
        },
        "101.16",  # 64.24 + 18.40 + 14.78 + 3.24 + 0.50
    ),
    "prod": (
        {
            # those of dev and ssm for the probe's key, in three zones: 5 x 3 = 15; 15 x 0.011 x 730 = 120.45
            "interface endpoints in each of their zones": ("15", "120.45"),
            # as few tasks as autoscaling keeps, 3 x 512 / 1024 = 1.5; 1.5 x 0.04048 x 730 = 44.3256
            "vCPUs of tasks on Fargate": ("1.5", "44.33"),
            # 1 x 0.0252 x 730 = 18.396
            "Network Load Balancers": ("1", "18.40"),
            # 3 tasks x 1024 / 1024 = 3; 3 x 0.004445 x 730 = 9.73455
            "GB of memory of tasks on Fargate": ("3", "9.73"),
            "web ACLs": ("1", "5.00"),
            # the rate, and two rule groups of AWS: 3 x 1.00
            "rules of web ACLs": ("3", "3.00"),
            "CloudWatch dashboards": ("1", "3.00"),
            # those of dev and the probe's: 6 x 0.10
            "metrics of CloudWatch alarms": ("6", "0.60"),
        },
        "204.51",  # 120.45 + 44.33 + 18.40 + 9.73 + 5.00 + 3.00 + 3.00 + 0.60
    ),
}


@pytest.mark.parametrize("stack", BY_HAND)
def test_the_cost_of_a_stack_is_what_it_was_computed_to_by_hand(stack: str) -> None:
    parts, month = BY_HAND[stack]
    found = cost(ROOT / "stacks" / f"Pulumi.{stack}.yaml")
    assert (sums(found), found.month) == (parts, month)
    assert sum(Decimal(part.month or 0) for part in found.parts) == Decimal(month)


def test_the_page_shows_what_a_run_says_and_its_levers_are_true() -> None:
    page = (ROOT / "docs" / "how-to" / "cost.md").read_text("utf-8")
    found = cost(ROOT / "stacks" / "Pulumi.dev.yaml")
    ((title, lines),) = sections(Report("private-api", "dev", "both", cost=found))
    shown = [title, *(f"  {line}" for line in lines[: len(found.parts)])]
    assert "```text\n" + "\n".join(shown) + "\n```\n" in page
    assert "four endpoints in a zone cost less than its gateway, five cost more" in page
    endpoint, gateway, address = (
        PRICES.of(part, "eu-west-1") or Decimal() for part in ("interface-endpoint", "nat-gateway", "public-ipv4")
    )
    assert 4 * endpoint < gateway + address < 5 * endpoint


# The one with most kinds of parts comes first: `make test` asks it alone.
_ASKED = sorted(COMPOSITIONS, key=lambda file: "instances" not in file.name)[:: one_in(len(COMPOSITIONS))]


@pytest.mark.drawn
@pytest.mark.parametrize("file", _ASKED, ids=lambda file: file.name.split(".")[1])
def test_a_preview_tells_what_the_update_tells(file: Path) -> None:
    assert cost(file, update=False) == cost(file)


def test_of_every_type_of_our_stacks_and_examples_it_is_known_how_it_is_billed() -> None:
    lists = [file.read_text("utf-8") for file in (ROOT / "tests" / "golden").glob("*.txt")]
    ours = {line.split(" ")[0] for text in lists for line in text.splitlines() if line.startswith("aws:")}
    told = {*kinds()["flat"], *kinds()["use"], *kinds()["free"], *COUNTED}
    assert {type_ for type_ in ours if type_of(type_) not in told} == set()


def test_a_part_without_a_price_is_listed_without_one() -> None:
    without = replace(PRICES, by_part={part: each for part, each in PRICES.by_part.items() if part != "web-acl"})
    found = cost(ROOT / "stacks" / "Pulumi.prod.yaml", prices=without)
    assert CostPart("web ACLs", "eu-west-1", "1", "month", None, None) in found.parts
    assert found.month == "199.51"


def made(type_: str, name: str = "one", **inputs: Any) -> Resource:
    return Resource(urn=f"urn:{type_}::{name}", type=f"aws:{type_}", name=name, inputs=inputs, provider=PROVIDER)


def using(resource: Resource, key: str, other: Resource) -> Resource:
    return replace(resource, property_dependencies={key: (other.urn,)})


def counted(*resources: Resource) -> dict[str, str | None]:
    counting = Counting(resources)
    return {
        each.part: None if each.units is None else f"{each.units:f}" for one in resources for each in counting.of(one)
    }


TASK = made("ecs/taskDefinition:TaskDefinition", cpu="1024", memory="2048")
ARM = made(
    "ecs/taskDefinition:TaskDefinition",
    cpu="512",
    memory="1024",
    runtimePlatform={"cpuArchitecture": "ARM64"},
    ephemeralStorage={"sizeInGib": 30},
)
SERVICE = made("ecs/service:Service", launchType="FARGATE", desiredCount=4)
TEMPLATE = made(
    "ec2/launchTemplate:LaunchTemplate",
    instanceType="t3.small",
    blockDeviceMappings=[{"ebs": {"volumeType": "gp3", "volumeSize": 16}}, {"ebs": {"volumeSize": UNKNOWN}}],
)
CASES: dict[str, tuple[list[Resource], dict[str, str | None]]] = {
    "an interface endpoint, in each of its zones": (
        [made("ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType="Interface", subnetIds=["a", UNKNOWN, "c"])],
        {"interface-endpoint": "3"},
    ),
    "an endpoint in subnets that nobody knows": (
        [made("ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType="Interface", subnetIds=UNKNOWN)],
        {"interface-endpoint": None},
    ),
    "an endpoint of a gateway": ([made("ec2/vpcEndpoint:VpcEndpoint", vpcEndpointType="Gateway")], {}),
    "a balancer inside": (
        [made("lb/loadBalancer:LoadBalancer", internal=True, subnets=["a", "b"])],
        {"application-load-balancer": "1"},
    ),
    "a balancer on the internet, of the other name of the module": (
        [made("alb/loadBalancer:LoadBalancer", loadBalancerType="network", subnets=["a", "b"])],
        {"network-load-balancer": "1", "public-ipv4": "2"},
    ),
    "tasks": ([TASK, using(SERVICE, "taskDefinition", TASK)], {"fargate-vcpu": "4", "fargate-gb": "8"}),
    "tasks on Arm with more storage": (
        [ARM, using(SERVICE, "taskDefinition", ARM)],
        {"fargate-arm-vcpu": "2.0", "fargate-arm-gb": "4", "fargate-storage": "40"},
    ),
    "tasks that a definition elsewhere describes": ([SERVICE], {"fargate-vcpu": None, "fargate-gb": None}),
    "tasks on instances": ([made("ecs/service:Service", launchType="EC2", desiredCount=4)], {}),
    "tasks of a capacity provider": (
        [
            TASK,
            using(
                made(
                    "ecs/service:Service", desiredCount=1, capacityProviderStrategies=[{"capacityProvider": "FARGATE"}]
                ),
                "taskDefinition",
                TASK,
            ),
        ],
        {"fargate-vcpu": "1", "fargate-gb": "2"},
    ),
    "tasks that scale: as few as that lets there be": (
        [
            TASK,
            using(SERVICE, "taskDefinition", TASK),
            using(made("appautoscaling/target:Target", minCapacity=2, maxCapacity=9), "resourceId", SERVICE),
        ],
        {"fargate-vcpu": "2", "fargate-gb": "4"},
    ),
    "a fleet, with volumes of which one's size is not known": (
        [TEMPLATE, using(made("autoscaling/group:Group", minSize=3, maxSize=9), "launchTemplate", TEMPLATE)],
        {"instance/t3.small": "3", "volume/gp3": "48", "volume/gp2": None},
    ),
    "an instance of a type that nobody knows": (
        [made("ec2/instance:Instance", instanceType=UNKNOWN, rootBlockDevice={"volumeType": "gp3", "volumeSize": 8})],
        {"instance/unknown": "1", "volume/gp3": "8"},
    ),
    "a database with a standby": (
        [
            made(
                "rds/instance:Instance",
                engine="postgres",
                instanceClass="db.t4g.micro",
                multiAz=True,
                allocatedStorage=50,
                storageType="gp3",
                manageMasterUserPassword=True,
            )
        ],
        {"database/postgres/db.t4g.micro": "2", "database-storage/gp3": "100", "secret": "1"},
    ),
    "an alarm on what it computes from two metrics": (
        [
            made(
                "cloudwatch/metricAlarm:MetricAlarm",
                metricQueries=[{"metric": {}}, {"metric": {"a": 1}}, {"metric": {"b": 1}}, {"expression": "a/b"}],
            )
        ],
        {"alarm": "2"},
    ),
    "an alarm of ten seconds": ([made("cloudwatch/metricAlarm:MetricAlarm", period=10)], {"fast-alarm": "1"}),
    "a firewall": ([made("wafv2/webAcl:WebAcl", rules=[{}, {}])], {"web-acl": "1", "web-acl-rule": "2"}),
    "a cache": (
        [made("apigateway/stage:Stage", cacheClusterEnabled=True, cacheClusterSize="0.5")],
        {"api-cache/0.5": "1"},
    ),
    "no cache": ([made("apigateway/stage:Stage")], {}),
    "a key, a zone, an attachment": (
        [
            made("kms/key:Key"),
            made("route53/zone:Zone"),
            made("ec2transitgateway/vpcAttachment:VpcAttachment"),
        ],
        {"key": "1", "hosted-zone": "1", "transit-gateway-attachment": "1"},
    ),
}


@pytest.mark.parametrize(("resources", "parts"), CASES.values(), ids=CASES)
def test_parts_are_counted_as_aws_counts_them(resources: list[Resource], parts: dict[str, str | None]) -> None:
    assert counted(*resources) == parts


ODD = (
    UNKNOWN,
    "x",
    "NaN",
    "1e99",
    -3,
    True,
    [],
    [UNKNOWN],
    [3],
    {},
    {"ebs": UNKNOWN},
    [{"ebs": UNKNOWN}],
    [{"ebs": 3}],
)


@pytest.mark.parametrize("stack", ["stacks/Pulumi.prod.yaml", "examples/Pulumi.instances.yaml"])
def test_whatever_a_property_holds_there_is_a_cost(stack: str) -> None:
    registrations = recorded(update=True, config_file=ROOT / stack)
    resources = simulate(registrations.identity, registrations)
    for place, each in enumerate(resources):
        if type_of(each.type) in {*COUNTED, "ecs.TaskDefinition", "ec2.LaunchTemplate", "appautoscaling.Target"}:
            for key in {*each.inputs, "runtimePlatform", "ephemeralStorage", "rootBlockDevice", "metricQueries"}:
                for odd in ODD:
                    other = replace(each, inputs={**each.inputs, key: odd})
                    found = cost_of([*resources[:place], other, *resources[place + 1 :]], PRICES)
                    assert Decimal(found.month) >= 0, (each.name, key, odd)


def test_what_nobody_knows_is_listed_and_what_no_cloud_bills_is_not() -> None:
    native = Resource(urn="n", type="aws-native:ec2:NatGateway", name="n", provider=PROVIDER)
    other = replace(made("memorydb/cluster:Cluster"), outputs={"region": "us-east-1"})
    there = [
        native,
        replace(native, urn="m"),
        other,
        Resource(urn="r", type="random:index/randomId:RandomId", name="r", provider=PROVIDER),
        Resource(urn="c", type="own:index:Component", name="c"),
        Resource(urn="p", type="pulumi:providers:aws", name="p"),
    ]
    found = cost_of(there, PRICES)
    assert {(part.what, part.region, part.count, part.month) for part in found.parts} == {
        ("aws-native:ec2:NatGateway, of which nothing is known here", "eu-west-1", "2", None),
        ("aws:memorydb/cluster:Cluster, of which nothing is known here", "us-east-1", "1", None),
    }
    assert found.month == "0.00"


def test_a_secret_is_no_name_of_a_part() -> None:
    size = secret("db.nobody-sees-this")
    stack = [made("rds/instance:Instance", engine="postgres", instanceClass=size)]
    assert "database instances of postgres/unknown" in {part.what for part in cost_of(stack, PRICES).parts}


def test_a_region_that_is_not_known_is_said_to_be_so() -> None:
    nowhere = replace(PROVIDER, properties={})
    gateway = replace(made("ec2/natGateway:NatGateway"), provider=nowhere, outputs={"region": UNKNOWN})
    found = {(part.region, part.month) for part in cost_of([gateway], PRICES).parts}
    assert found == {("a Region that is not known", None)}


def test_regions_are_told_apart_and_a_provider_says_where() -> None:
    away = replace(PROVIDER, properties={"region": "us-east-1"})
    gateways = [made("ec2/natGateway:NatGateway"), replace(made("ec2/natGateway:NatGateway", "two"), provider=away)]
    assert [(part.region, part.price, part.month) for part in cost_of(gateways, PRICES).parts] == [
        ("eu-west-1", "0.048", "35.04"),
        ("us-east-1", "0.045", "32.85"),
    ]
