"""What stands beside the path: alarms, logs, roles, parameters, databases.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/cloudwatch/ and .../iam/, .../logs/, .../rds/,
.../ssm/
"""

from collections.abc import Iterator
from typing import Any

from ..resource import Resource
from ..unknown import UNKNOWN
from .kind import Bag, Kind, each, inside, own, part, renamed


def _alarm(bag: Bag) -> Bag:
    if "dimensions" in bag:
        bag["dimensions"] = _dimensions(bag["dimensions"])
    if "metricQueries" in bag:
        bag["metricQueries"] = each(bag["metricQueries"], _query)
    return bag


def _dimensions(listed: Any) -> Any:
    """A list of `{name, value}` as a map; unknown where a name is."""
    if not isinstance(listed, list):
        return listed
    names = [inside(entry, "name") for entry in listed]
    if not all(isinstance(name, str) for name in names):
        return UNKNOWN
    return {name: inside(entry, "value") for name, entry in zip(names, listed, strict=True)}


def _query(query: Bag) -> Bag:
    stat = query.get("metricStat")
    if not isinstance(stat, dict):
        return query if stat is None else {**query, "metric": UNKNOWN}
    metric = stat.get("metric")
    merged = {**metric, "period": stat.get("period"), "stat": stat.get("stat")} if isinstance(metric, dict) else UNKNOWN
    if isinstance(merged, dict):
        merged["dimensions"] = _dimensions(merged.get("dimensions"))
    return {**query, "metric": merged}


def _role(bag: Bag) -> Bag:
    if "inlinePolicies" in bag:
        bag["inlinePolicies"] = renamed(bag["inlinePolicies"], {"policyName": "name", "policyDocument": "policy"})
    return bag


def _attachments(native: Resource, policy: Resource) -> Iterator[Resource]:
    """The roles that a managed policy names."""
    roles = native.get("roles")
    feeds = native.feeds("roles")
    for role in roles if isinstance(roles, list) else [UNKNOWN] if roles is UNKNOWN else ():
        bag, source = own(policy, "policyArn")
        token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"  # noqa: S105 - a type token
        yield part(policy, token, {**bag, "role": role}, {**source, "role": feeds})


KINDS = {
    "cloudwatch:Alarm": Kind(
        "aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmName": "name", "metrics": "metricQueries"}, {}, _alarm
    ),
    "logs:LogGroup": Kind("aws:cloudwatch/logGroup:LogGroup", {"logGroupName": "name"}),
    "iam:Role": Kind(
        "aws:iam/role:Role",
        {"assumeRolePolicyDocument": "assumeRolePolicy", "policies": "inlinePolicies", "roleName": "name"},
        {},
        _role,
    ),
    "iam:RolePolicy": Kind(
        "aws:iam/rolePolicy:RolePolicy", {"roleName": "role", "policyDocument": "policy", "policyName": "name"}
    ),
    "iam:ManagedPolicy": Kind(
        "aws:iam/policy:Policy",
        {"policyDocument": "policy", "managedPolicyName": "name"},
        {"policyArn": "arn"},
        parts=_attachments,
    ),
    "ssm:Parameter": Kind("aws:ssm/parameter:Parameter"),
    "rds:DbInstance": Kind("aws:rds/instance:Instance", {"vpcSecurityGroups": "vpcSecurityGroupIds"}),
    "rds:DbCluster": Kind("aws:rds/cluster:Cluster"),
}
