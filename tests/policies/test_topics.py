"""The order in which policies are asked means nothing."""

import random

import pytest

from private_api_guard import judgement
from private_api_guard.faults import TOPICS
from tests.drawn import seeds
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import judged
from tests.policies.stacks import OPERATIONS, Ref, Stack
from tests.policies.test_properties import ALL


def _one_cause_with_several_effects() -> Stack:
    """An ACL that refuses requests and the start of tasks alike; a plan without keys beside a key in no plan."""
    acl = {"ruleNo": 100, "action": "deny", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}
    stack = fargate_behind_nlb().drop("partner-gold")
    stack.add("ec2.NetworkAcl", "shut", vpcId=Ref("core-vpc"), subnetIds=[Ref("core-a"), Ref("core-b")],
              ingress=[acl], egress=[acl])  # fmt: skip
    return stack


STACKS = {**ALL, "one cause": _one_cause_with_several_effects}


@pytest.mark.drawn
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", STACKS)
def test_the_order_of_topics_does_not_matter(name, operation, monkeypatch):
    resources = STACKS[name]().build(operation)
    expected = judged(resources).findings
    for seed in seeds(3):
        topics = list(TOPICS)
        random.Random(seed).shuffle(topics)
        monkeypatch.setattr(judgement, "TOPICS", tuple(topics))
        assert judged(resources).findings == expected, seed
