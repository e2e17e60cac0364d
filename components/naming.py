"""Names within AWS's limits. Pure."""

from hashlib import sha256

# Pulumi appends a hyphen and seven hexadecimal digits to the name of a resource that has none of its own.
# https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
SUFFIX = 8
# Also target groups: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
LOAD_BALANCER = 32 - SUFFIX
ROLE = 64 - SUFFIX  # also Lambda functions. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
# Schedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
SCHEDULE = 64 - SUFFIX
# Policies, launch templates, web ACLs, authorizers, HTTP APIs:
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html and the like
COMMON = 128 - SUFFIX
DATABASE = 63 - SUFFIX  # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
DIGEST = 5  # hexadecimal digits


def fit(name: str, limit: int) -> str:
    """The name, or where it is too long its beginning and a hash of all of it: different names stay different."""
    if len(name) <= limit:
        return name
    digest = sha256(name.encode()).hexdigest()[:DIGEST]
    return f"{name[: limit - len(digest) - 1].rstrip('-')}-{digest}"
