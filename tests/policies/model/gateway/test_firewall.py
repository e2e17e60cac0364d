"""Web ACLs on stages."""

import pytest

from private_api_guard.model.gateway.firewall import firewalls
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

STAGE = made("apigateway/stage:Stage", "live")
BLOCK = {"defaultAction": {"block": {}}}
MANAGED = {"overrideAction": {"none": {}}, "statement": {"managedRuleGroupStatement": {"name": "a"}}}


def blocks(added: str = "", **acl: object) -> bool:
    """Whether a web ACL on a stage lets nothing through, beside one more resource that names it."""
    wall = made("wafv2/webAcl:WebAcl", "wall", **acl)
    before = made(
        "wafv2/webAclAssociation:WebAclAssociation", "before", resourceArn=UNKNOWN, webAclArn=UNKNOWN,
        feeds={"resourceArn": [STAGE], "webAclArn": [wall]},
    )  # fmt: skip
    beside = [made(added, "more", webAclArn=UNKNOWN, feeds={"webAclArn": [wall]})] if added else []
    [found] = firewalls(Stack([STAGE, wall, before, *beside]))
    return found.blocks_all


@pytest.mark.parametrize(
    "acl",
    [
        BLOCK,
        {**BLOCK, "rules": []},
        {**BLOCK, "rules": [{"action": {"block": {}}}, {"action": {"count": {}}}]},
        {"defaultAction": {"block": {"customResponse": {"responseCode": 429}}}},
    ],
)
def test_nothing_is_let_through(acl):
    assert blocks(**acl)


@pytest.mark.parametrize(
    "acl",
    [
        {"defaultAction": {"allow": {}}},
        {"defaultAction": UNKNOWN},
        {},
        {**BLOCK, "rules": UNKNOWN},
        {**BLOCK, "rules": [UNKNOWN]},
        {**BLOCK, "ruleJson": "[]"},
        {**BLOCK, "rules": [{"action": {"allow": {}}}]},
        {**BLOCK, "rules": [{"action": {"challenge": {}}}]},
        {**BLOCK, "rules": [{"action": UNKNOWN}]},
        {**BLOCK, "rules": [MANAGED]},
    ],
)
def test_something_may_be_let_through(acl):
    assert not blocks(**acl)


@pytest.mark.parametrize(
    "added",
    ["wafv2/webAclRule:WebAclRule", "wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"],
)
def test_a_rule_of_another_resource_may_let_something_through(added):
    assert not blocks(added, **BLOCK)
