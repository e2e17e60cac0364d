"""Subnets are private; a way out is made only where it is asked for, and in each zone."""

from pathlib import Path

import pytest

from tests.engine import ROOT, Recording, environment


@pytest.fixture(scope="module")
def instances() -> Recording:
    return environment(ROOT / "examples" / "Pulumi.instances.yaml")


@pytest.fixture(scope="module")
def dev() -> Recording:
    return environment(ROOT / "stacks" / "Pulumi.dev.yaml")


def test_without_egress_nothing_leads_out(dev: Recording) -> None:
    for type_ in ("InternetGateway", "NatGateway", "Eip", "Route"):
        assert dev.all(type_) == []


def test_each_zone_has_a_way_out_of_its_own(instances: Recording) -> None:
    tables = {each.inputs["routeTableId"]: each.inputs.get("natGatewayId") for each in instances.all("Route")}
    for zone in ("eu-west-1a", "eu-west-1b"):
        assert tables[f"dev-main-application-{zone}-id"] == f"dev-main-nat-{zone}-id"
        assert instances.one("NatGateway", f"dev-main-nat-{zone}").inputs["subnetId"] == f"dev-main-public-{zone}-id"


@pytest.mark.parametrize("tier", ["balancer", "database"])
def test_only_the_application_gets_out(instances: Recording, tier: str) -> None:
    assert not [each for each in instances.all("Route") if f"-{tier}-" in each.inputs["routeTableId"]]


def test_who_names_no_group_gets_one_without_rules(dev: Recording) -> None:
    default = dev.one("DefaultSecurityGroup").inputs
    assert default["vpcId"] == dev.one("Vpc").inputs.get("id", "dev-main-vpc-id")
    assert not default.get("ingress")
    assert not default.get("egress")


def test_private_dns_of_endpoints_works(dev: Recording) -> None:
    vpc = dev.one("Vpc").inputs
    assert vpc["enableDnsHostnames"] is True
    assert vpc["enableDnsSupport"] is True
    for each in dev.all("VpcEndpoint"):
        if each.inputs["vpcEndpointType"] == "Interface":
            assert each.inputs["privateDnsEnabled"] is True


def test_only_the_application_reaches_the_database(instances: Recording) -> None:
    (rule,) = [each for each in instances.all("SecurityGroupIngressRule") if each.inputs["fromPort"] == 5432]
    assert rule.inputs["securityGroupId"] == "dev-shop-database-id"
    assert rule.inputs["referencedSecurityGroupId"] == "dev-shop-instances-id"
    acl = instances.one("NetworkAcl", "dev-main-database").inputs
    assert {(entry["cidrBlock"], entry["fromPort"]) for entry in acl["ingress"]} == {
        ("10.30.0.0/21", 5432),
        ("10.30.8.0/21", 5432),
    }


def test_instances_have_no_keys_and_ask_for_tokens(instances: Recording) -> None:
    template = instances.one("LaunchTemplate").inputs
    assert "keyName" not in template
    assert template["metadataOptions"]["httpTokens"] == "required"


def test_a_database_keeps_its_last_snapshot(instances: Recording) -> None:
    database = instances.one("Instance").inputs
    assert database["skipFinalSnapshot"] is False
    assert database["manageMasterUserPassword"] is True
    assert database["publiclyAccessible"] is False


def test_machines_on_premises_are_registered_from_outside() -> None:
    hybrid = environment(Path(ROOT / "examples" / "Pulumi.hybrid.yaml"))
    for each in hybrid.all("TargetGroupAttachment"):
        assert each.inputs["availabilityZone"] == "all"
    assert hybrid.one("TargetGroup").inputs["preserveClientIp"] == "false"
