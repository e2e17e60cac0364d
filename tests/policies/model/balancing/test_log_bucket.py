"""Buckets for the logs of load balancers: whose policy lets whom write where."""

import json
from typing import Any

import pytest

from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN
from tests.policies.model.made import made

NLB = {"Service": "delivery.logs.amazonaws.com"}
ALB = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
ACCOUNT = {"AWS": "arn:aws:iam::156460612806:root"}
ON = {"bucket": "logs", "enabled": True}


def allow(principal: Any, resource: str = "arn:aws:s3:::logs/*", action: Any = "s3:PutObject") -> str:
    """A policy with one statement."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    ("kind", "logs", "policy", "expected"),
    [
        ("network", {"accessLogs": ON}, None, "closed"),
        ("network", {"accessLogs": ON}, UNKNOWN, "open"),
        ("network", {"accessLogs": ON}, allow(NLB), "open"),
        ("network", {"accessLogs": ON}, allow("*"), "open"),
        ("network", {"accessLogs": ON}, allow(ALB), "closed"),
        ("network", {"accessLogs": ON}, allow(ACCOUNT), "closed"),
        ("network", {"accessLogs": ON}, allow(NLB, action="s3:GetBucketAcl"), "closed"),
        ("network", {"accessLogs": {**ON, "enabled": False}}, None, "open"),
        ("network", {"accessLogs": {"bucket": "logs"}}, None, "open"),
        ("network", {"accessLogs": {**ON, "bucket": "elsewhere"}}, None, "open"),
        ("network", {"accessLogs": UNKNOWN}, None, "open"),
        ("application", {"accessLogs": ON}, allow(ACCOUNT), "open"),
        ("application", {"accessLogs": ON}, allow(ALB), "open"),
        ("application", {"accessLogs": ON}, allow(NLB), "closed"),
        ("application", {"connectionLogs": ON}, None, "closed"),
        ("application", {"accessLogs": {**ON, "prefix": "web"}}, allow(ALB, "arn:aws:s3:::logs/web/AWSLogs/*"), "open"),
        ("application", {"accessLogs": {**ON, "prefix": "web"}}, allow(ALB, "arn:aws:s3:::logs/AWSLogs/*"), "closed"),
        ("application", {"accessLogs": {**ON, "prefix": UNKNOWN}}, allow(ALB, "arn:aws:s3:::logs/AWSLogs/*"), "open"),
    ],
)
def test_who_may_write(kind: str, logs: dict[str, Any], policy: Any, expected: str):
    resources = [made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType=kind, **logs)]
    resources.append(made("s3/bucket:Bucket", "logs", bucket="logs"))
    if policy is not None:
        resources.append(made("s3/bucketPolicy:BucketPolicy", "policy", bucket="logs", policy=policy))
    model = Model(Stack(resources))
    (balancer,) = model.balancers.by_key.values()
    assert model.log_buckets.written_by(balancer).state.value == expected
