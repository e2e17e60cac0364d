"""What stands beside the path: alarms, logs, roles, parameters, buckets, databases.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/cloudwatch/ and .../iam/, .../logs/, .../rds/,
.../s3/, .../ssm/
"""

from collections.abc import Iterator
from typing import Any

from ..resource import Resource
from ..unknown import UNKNOWN
from .kind import Bag, Kind, inside, own, part, renaming


def _alarm(bag: Bag) -> Bag:
    if "dimensions" in bag:
        bag["dimensions"] = _dimensions(bag["dimensions"])
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


def _attachments(native: Resource, policy: Resource) -> Iterator[Resource]:
    """The roles that a managed policy names."""
    roles = native.get("roles")
    feeds = native.feeds("roles")
    for role in roles if isinstance(roles, list) else [UNKNOWN] if roles is UNKNOWN else ():
        bag, source = own(policy, "policyArn")
        yield part(policy, "iam.RolePolicyAttachment", {**bag, "role": role}, {**source, "role": feeds})


KINDS = {
    "cloudwatch:Alarm": Kind(
        "cloudwatch.MetricAlarm",
        {"alarmName": "name", "metrics": "metricQueries"},
        {},
        _alarm,
        inner={"metricQueries": _query},
    ),
    "logs:LogGroup": Kind("cloudwatch.LogGroup", {"logGroupName": "name"}),
    "iam:Role": Kind(
        "iam.Role",
        {"assumeRolePolicyDocument": "assumeRolePolicy", "policies": "inlinePolicies", "roleName": "name"},
        inner={"inlinePolicies": renaming({"policyName": "name", "policyDocument": "policy"})},
    ),
    "iam:RolePolicy": Kind("iam.RolePolicy", {"roleName": "role", "policyDocument": "policy", "policyName": "name"}),
    "iam:ManagedPolicy": Kind(
        "iam.Policy",
        {"policyDocument": "policy", "managedPolicyName": "name"},
        {"policyArn": "arn"},
        parts=_attachments,
    ),
    "ssm:Parameter": Kind("ssm.Parameter"),
    "s3:Bucket": Kind("s3.Bucket", {"bucketName": "bucket"}, {"bucketName": "bucket"}),
    "s3:BucketPolicy": Kind("s3.BucketPolicy", {"policyDocument": "policy"}),
    "rds:DbInstance": Kind("rds.Instance", {"vpcSecurityGroups": "vpcSecurityGroupIds"}),
    "rds:DbCluster": Kind("rds.Cluster"),
}
