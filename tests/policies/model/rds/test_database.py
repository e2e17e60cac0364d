"""Databases: their ports and groups, and who beside the application is admitted."""

from typing import Any

import pytest

from private_api_guard.model.model import Model
from private_api_guard.model.rds.database import Databases
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

VPC = made("ec2/vpc:Vpc", "vpc", outputs={"id": "vpc"}, cidrBlock="10.0.0.0/16")
SUBNET = made("ec2/subnet:Subnet", "net", outputs={"id": "net"}, vpcId="vpc", cidrBlock="10.0.1.0/24")
APP, IDLE = (
    made("ec2/securityGroup:SecurityGroup", name, outputs={"id": name}, vpcId="vpc") for name in ("app", "idle")
)
FUNCTION = made("lambda/function:Function", "reader", feeds={"vpcConfig": [APP]}, vpcConfig={})
LINK = made("apigatewayv2/vpcLink:VpcLink", "link", feeds={"securityGroupIds": [IDLE]}, securityGroupIds=["idle"])


def rule(low: Any = 5432, high: Any = None, protocol: str = "tcp", **source: Any) -> dict[str, Any]:
    """An ingress rule."""
    return {"protocol": protocol, "fromPort": low, "toPort": low if high is None else high, **source}


def admits(
    *ingress: dict[str, Any], others: tuple[Resource, ...] = (SUBNET, FUNCTION, LINK), **inputs: Any
) -> list[str]:
    """What is told of a PostgreSQL database with a group of some rules."""
    group = made(
        "ec2/securityGroup:SecurityGroup", "db-sg", outputs={"id": "db-sg"}, vpcId="vpc", ingress=list(ingress)
    )
    given = {"engine": "postgres", "vpcSecurityGroupIds": ["db-sg"], **inputs}
    database = made("rds/instance:Instance", "db", **given)
    found = Databases(Model(Stack([VPC, APP, IDLE, group, database, *others])))
    [one] = found.all
    answers = [found.admits_application_only(one, each) for each in found.guarding(one)]
    return [line for answer in answers for line in answer.evidence]


@pytest.mark.parametrize(
    ("ingress", "other"),
    [
        (rule(securityGroups=["app"]), None),
        (rule(securityGroups=["idle"]), "idle"),
        (rule(securityGroups=["sg-elsewhere"]), None),
        (rule(cidrBlocks=["10.0.1.0/24"]), None),
        (rule(cidrBlocks=["10.0.1.16/28"]), None),
        (rule(cidrBlocks=["10.0.0.0/16"]), "10.0.0.0/16"),
        (rule(cidrBlocks=["10.0.2.0/24"]), "10.0.2.0/24"),
        (rule(cidrBlocks=["0.0.0.0/0"]), "0.0.0.0/0"),
        (rule(ipv6CidrBlocks=["::/0"]), "::/0"),
        (rule(cidrBlocks=["192.168.1.7/32"]), None),
        (rule(cidrBlocks=[UNKNOWN]), None),
        (rule(0, 65535, cidrBlocks=["0.0.0.0/0"]), "0.0.0.0/0"),
        (rule(5433, cidrBlocks=["0.0.0.0/0"]), None),
        (rule(5433, 9999, cidrBlocks=["0.0.0.0/0"]), None),
        (rule(0, protocol="-1", cidrBlocks=["0.0.0.0/0"]), "0.0.0.0/0"),
        (rule(protocol="udp", cidrBlocks=["0.0.0.0/0"]), None),
        (rule(UNKNOWN, cidrBlocks=["0.0.0.0/0"]), None),
    ],
)
def test_who_is_admitted(ingress: dict[str, Any], other: str | None) -> None:
    found = admits(ingress)
    assert len(found) == (other is not None)
    assert other is None or found[0].startswith(f"db-sg of db admits {other}: ")


@pytest.mark.parametrize(
    ("inputs", "port"),
    [
        ({}, 5432),
        ({"port": 6000}, 6000),
        ({"port": 0}, 5432),
        ({"port": UNKNOWN}, 5432),
        ({"engine": "aurora-mysql"}, 3306),
        ({"engine": "mariadb"}, 3306),
        ({"engine": "oracle-ee"}, 1521),
        ({"engine": "sqlserver-ex"}, 1433),
    ],
)
def test_the_port_of_a_database(inputs: dict[str, Any], port: int) -> None:
    assert len(admits(rule(port, cidrBlocks=["0.0.0.0/0"]), **inputs)) == 1
    assert admits(rule(port + 1, cidrBlocks=["0.0.0.0/0"]), **inputs) == []


def test_of_an_unknown_engine_every_port_counts() -> None:
    assert len(admits(rule(1234, cidrBlocks=["0.0.0.0/0"]), engine="db2-se")) == 1
    assert admits(rule(1234, protocol="udp", cidrBlocks=["0.0.0.0/0"]), engine="db2-se") == []


@pytest.mark.parametrize(
    ("others", "cidr", "told"),
    [
        ((), "10.0.0.0/16", True),
        ((), "10.0.0.0/17", False),
        (
            (made("ec2/subnet:Subnet", "net", outputs={"id": "net"}, vpcId="vpc", cidrBlock=UNKNOWN),),
            "10.0.2.0/24",
            False,
        ),
        ((SUBNET,), "10.0.2.0/24", True),
    ],
)
def test_where_subnets_are_not_known_only_wide_ranges_count(
    others: tuple[Resource, ...], cidr: str, *, told: bool
) -> None:
    assert bool(admits(rule(cidrBlocks=[cidr]), others=others)) is told


def test_the_range_of_a_vpc_that_is_not_known_is_more_than_a_subnet() -> None:
    vpc = made("ec2/vpc:Vpc", "vpc", outputs={"id": "vpc"}, cidrBlock=UNKNOWN)
    group = made(
        "ec2/securityGroup:SecurityGroup",
        "db-sg",
        outputs={"id": "db-sg"},
        feeds={"ingress": [vpc]},
        vpcId="vpc",
        ingress=[rule(cidrBlocks=[UNKNOWN])],
    )
    database = made("rds/instance:Instance", "db", engine="postgres", vpcSecurityGroupIds=["db-sg"])
    found = Databases(Model(Stack([vpc, SUBNET, group, database])))
    assert found.admits_application_only(found.all[0], found.guarding(found.all[0])[0]).closed


def test_without_an_application_in_the_stack_no_group_is_strange() -> None:
    assert admits(rule(securityGroups=["idle"]), others=(SUBNET, LINK)) == []


@pytest.mark.parametrize(
    "inputs",
    [{"vpcSecurityGroupIds": UNKNOWN}, {"vpcSecurityGroupIds": None}, {"vpcSecurityGroupIds": ["sg-elsewhere"]}],
)
def test_groups_that_are_not_known(inputs: dict[str, Any]) -> None:
    assert admits(rule(cidrBlocks=["0.0.0.0/0"]), **inputs) == []


@pytest.mark.parametrize(
    "token", ["rds/instance:Instance", "rds/cluster:Cluster", "rds/clusterInstance:ClusterInstance"]
)
@pytest.mark.parametrize(
    ("flag", "state"), [(True, "open"), ("true", "open"), (False, "closed"), (None, "closed"), (UNKNOWN, "unknown")]
)
def test_public_access(token: str, flag: Any, state: str) -> None:
    [database] = Databases(Model(Stack([made(token, "db", publiclyAccessible=flag)]))).all
    assert database.publicly_accessible.is_(True).state.value == state
