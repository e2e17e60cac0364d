"""What stands beside the path: alarms, logs, roles, parameters, secrets, images, buckets, databases.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/cloudwatch/ and .../ecr/, .../iam/, .../logs/,
.../rds/, .../s3/, .../secretsmanager/, .../ssm/
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


def _version(native: Resource, secret: Resource) -> Iterator[Resource]:
    """The value that a secret holds; one that AWS generates is not known."""
    generated = UNKNOWN if native.get("generateSecretString") is not None else None
    value, fed = native.get("secretString"), native.feeds("secretString")
    if value is not None or generated is not None:
        bag, source = own(secret, "secretId")
        bag["secretString"] = generated if value is None else value
        yield part(secret, "secretsmanager.SecretVersion", bag, source | ({"secretString": fed} if fed else {}))


def _policy(native: Resource, repository: Resource) -> Iterator[Resource]:
    """The policy that a repository holds."""
    policy, fed = native.get("repositoryPolicyText"), native.feeds("repositoryPolicyText")
    if policy is not None:
        bag, source = own(repository, "repository")
        yield part(
            repository, "ecr.RepositoryPolicy", {**bag, "policy": policy}, source | ({"policy": fed} if fed else {})
        )


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
    "rds:DbInstance": Kind(
        "rds.Instance",
        {
            "vpcSecurityGroups": "vpcSecurityGroupIds",
            "dbInstanceIdentifier": "identifier",
            "masterUserPassword": "password",
        },
        {"dbInstanceArn": "arn"},
    ),
    "rds:DbCluster": Kind(
        "rds.Cluster",
        {"dbClusterIdentifier": "clusterIdentifier", "masterUserPassword": "masterPassword"},
        {"dbClusterArn": "arn"},
    ),
    "rds:DbSubnetGroup": Kind(
        "rds.SubnetGroup", {"dbSubnetGroupName": "name", "dbSubnetGroupDescription": "description"}
    ),
    "secretsmanager:Secret": Kind("secretsmanager.Secret", {}, {"awsId": "arn"}, parts=_version),
    "secretsmanager:ResourcePolicy": Kind(
        "secretsmanager.SecretPolicy", {"secretId": "secretArn", "resourcePolicy": "policy"}
    ),
    "ecr:Repository": Kind(
        "ecr.Repository", {"repositoryName": "name"}, {"repositoryUri": "repositoryUrl"}, parts=_policy
    ),
}
