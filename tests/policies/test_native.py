"""aws-native: the same verdicts as for pulumi-aws, at the resources that the program made, also where both mix."""

import pytest

from tests.policies.compositions import fargate_behind_nlb
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.native_compositions import native
from tests.policies.stacks import OPERATIONS, Ref

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def test_a_sound_stack_has_no_finding(judge, operation):
    # A native deployment takes no triggers.
    assert everything(judge(native(), operation)) <= {("robustness/no-triggers", "release")}


def changed(label, **inputs):
    return native().change(label, **inputs)


GROUP = {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080}
FAULTS = {
    "no plan key": (native().drop("partner-gold"), ("usage-plan-key/no-key-in-plan", "gold")),
    "key disabled": (changed("partner", enabled=False), ("usage-plan-key/key-disabled", "partner")),
    "flag unset": (
        changed("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic=None),
        ("privatelink-enforcement/unset", "edge"),
    ),
    "flag on": (
        changed("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic="on"),
        ("privatelink-enforcement/enforced", "edge"),
    ),
    "no ingress": (
        changed("app-sg", securityGroupIngress=None).drop("app-from-edge"),
        ("target-sources/no-ingress-for-requests", "app-sg"),
    ),
    "ingress of another group": (
        changed("app-sg", securityGroupIngress=[{**GROUP, "sourceSecurityGroupId": Ref("services", "groupId")}]).drop(
            "app-from-edge"
        ),
        ("target-sources/no-ingress-for-requests", "app-sg"),
    ),
    "egress elsewhere": (
        changed(
            "edge-sg", securityGroupEgress=[{"ipProtocol": "tcp", "fromPort": 1, "toPort": 1, "cidrIp": "10.0.0.0/8"}]
        ),
        ("target-sources/no-egress-for-requests", "edge-sg"),
    ),
    "health checks elsewhere": (
        changed("targets", healthCheckPort="9090"),
        ("target-sources/no-ingress-for-health-checks", "app-sg"),
    ),
}


@pytest.mark.parametrize("responses", [None, [{"statusCode": "200"}]])
def test_the_responses_that_a_native_method_holds(judge, operation, responses):
    given = native().definitions["list-orders"].inputs["integration"]
    stack = changed("list-orders", integration={**given, "type": "HTTP", "integrationResponses": responses})
    expected = set() if responses else {("integration/no-integration-response", "list-orders")}
    assert mandatory(judge(stack, operation)) == expected


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_the_native_resource(judge, operation, name):
    stack, found = FAULTS[name]
    verdict = judge(stack, operation)
    assert mandatory(verdict) == {found}
    assert undecided(verdict) == set()


SOUND = {
    "weighted target group by ARN": changed(
        "front", defaultActions=[{"type": "forward", "targetGroupArn": Ref("targets", "targetGroupArn")}]
    ),
    "rules by separate resources only": changed("app-sg", securityGroupIngress=None),
    "inline reference to a group": changed(
        "app-sg", securityGroupIngress=[{**GROUP, "sourceSecurityGroupId": Ref("edge-sg", "groupId")}]
    ).drop("app-from-edge"),
    "the stage made by the deployment": native()
    .drop("live")
    .change("release", stageName="live")
    .change("gold", apiStages=[{"apiId": Ref("orders", "restApiId"), "stage": "live"}])
    .waiting("gold", "release"),
    "subnet mappings": changed(
        "edge", subnets=None, subnetMappings=[{"subnetId": Ref("a", "subnetId")}, {"subnetId": Ref("b", "subnetId")}]
    ),
    "an egress resource beside the default": native().also(
        "aws-native:ec2:SecurityGroupEgress",
        "edge-to-app",
        groupId=Ref("edge-sg", "groupId"),
        ipProtocol="tcp",
        fromPort=8080,
        toPort=8080,
        destinationSecurityGroupId=Ref("app-sg", "groupId"),
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_other_ways_to_say_the_same_are_sound(judge, operation, name):
    verdict = judge(SOUND[name], operation)
    assert mandatory(verdict) | undecided(verdict) == set()


def test_inline_targets_count(judge, operation):
    targets = [{"id": "10.20.1.20", "port": 8080}, {"id": "10.20.2.20"}]
    stack = native().drop("app").change("targets", targets=targets)
    verdict = judge(stack, operation)
    assert ("targets/nothing-registered", "targets") not in everything(verdict)
    assert mandatory(verdict) == set()


def test_native_and_classic_resources_refer_to_each_other(judge, operation):
    stack = (
        native().drop("partner", "gold", "partner-gold", "app-from-edge").change("app-sg", securityGroupIngress=None)
    )
    stack.add("apigateway.ApiKey", "partner")
    stage = {"apiId": Ref("orders", "restApiId"), "stage": Ref("live", "stageName")}
    stack.add("apigateway.UsagePlan", "gold", apiStages=[stage])
    stack.add("apigateway.UsagePlanKey", "tie", keyId=Ref("partner"), keyType="API_KEY", usagePlanId=Ref("gold"))
    stack.add(
        "ec2.SecurityGroupRule",
        "rule",
        type="ingress",
        protocol="tcp",
        fromPort=8080,
        toPort=8080,
        securityGroupId=Ref("app-sg", "groupId"),
        sourceSecurityGroupId=Ref("edge-sg", "groupId"),
    )
    verdict = judge(stack, operation)
    assert mandatory(verdict) | undecided(verdict) == set()
    assert mandatory(judge(stack.drop("rule"), operation)) == {("target-sources/no-ingress-for-requests", "app-sg")}
    assert mandatory(judge(stack.drop("tie"), operation)) == {("usage-plan-key/no-key-in-plan", "gold")}


def test_a_classic_group_loses_its_egress_and_a_native_one_does_not(judge, operation):
    stack = fargate_behind_nlb().drop("edge-sg")
    native_group = stack.also("aws-native:ec2:SecurityGroup", "edge-sg", groupDescription="e", vpcId=Ref("core-vpc"))
    native_group = native_group.change("edge", securityGroups=[Ref("edge-sg", "groupId")])
    native_group = native_group.change("app-from-edge", sourceSecurityGroupId=Ref("edge-sg", "groupId"))
    assert mandatory(judge(native_group, operation)) == set()
    classic = fargate_behind_nlb().change("edge-sg", egress=None)
    assert mandatory(judge(classic, operation)) == {("target-sources/no-egress-for-requests", "edge-sg")}
