"""Forms of texts: what AWS has fits, what it refuses does not, and editors are told the same."""

import re
from typing import Any, get_args

import pulumi_aws as aws
import pytest
from pydantic import TypeAdapter, ValidationError

from components.settings import names
from components.settings.backends import AMAZON_LINUX, HostPattern, InstanceType, MachineImage, PathPattern
from components.settings.containers import ContainerImage
from components.settings.databases import PostgresSettings
from components.settings.form import Form

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
# What has the form, and what has not.
CASES: dict[str, tuple[Any, list[str], list[str]]] = {
    "names": (names.Name, ["a", "shop-2", "a" * 40], ["", "Accounts", "my_accounts", "a-", "2a", "a" * 41, "a\n"]),
    "labels": (names.Label, ["1", "2026", "a-b"], ["", "A", "-a", "a" * 21]),
    "host names": (names.HostName, ["api.example.com"], ["example", "API.example.com", "a_b.example.com", ".com"]),
    "ids": (names.GatewayId, ["tgw-0a1b2c3d", "vgw-0123456789abcdef0"], ["tgw-xyz", "igw-0a1b2c3d", "tgw-0a1b2c3d."]),
    "certificates": (
        names.Certificate,
        [
            "arn:aws:acm:eu-west-1:123456789012:certificate/0b1f6a0e-6f2c-4f0e-9a53-3c1a1f9f2a11",
            "arn:aws-cn:acm:cn-north-1:123456789012:certificate/0b1f6a0e",
        ],
        [
            "arn:aws:acm:eu-west-1:",
            "arn:aws:acm:eu-west-1:123456789012:certificate/",
            "arn:aws:acm::123456789012:certificate/0b1f6a0e",
            "arn:aws:iam::123456789012:server-certificate/shop",
        ],
    ),
    "keys": (
        names.Key,
        ["arn:aws:kms:eu-west-1:123456789012:key/mrk-4b0c1d2e3f4041528637"],
        ["arn:aws:kms:eu-west-1:123456789012:alias/logs", "4b0c1d2e-3f40-4152-8637-4859a6b7c8d9"],
    ),
    "topics": (
        names.Topic,
        ["arn:aws:sns:eu-west-1:123456789012:orders_alarms-1", "arn:aws:sns:eu-west-1:123456789012:alarms.fifo"],
        ["arn:aws:sns:eu-west-1:123456789012:alarms:4b0c1d2e-3f40-4152-8637-4859a6b7c8d9", "alarms"],
    ),
    "web ACLs": (
        names.WebAcl,
        ["arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/4b0c1d2e"],
        [
            "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shared/4b0c1d2e",
            "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/shared/4b0c1d2e",
            "arn:aws:waf-regional:eu-west-1:123456789012:webacl/4b0c1d2e",
        ],
    ),
    "container images": (
        ContainerImage,
        [
            f"{ECR}/shop/orders:1.0.0",
            f"{ECR}/orders@sha256:{'0' * 64}",
            "nginx",
            "docker.io/library/nginx:1",
            "localhost:5000/a__b/c-d:A_1@sha256:" + "a" * 64,
            "public.ecr.aws/nginx/nginx:stable",
        ],
        [f"{ECR}/rates:5:2", "Nginx", "nginx latest", "https://docker.io/nginx", "", f"{ECR}/", "nginx:", "a@sha256:1"],
    ),
    "machine images": (
        MachineImage,
        [AMAZON_LINUX, "/teams/web/image:3", "ami-0123456789abcdef0"],
        ["/", "ami-xyz", "al2023", "/a b", "ami-0123456789abcdef0 "],
    ),
    "paths of rules": (
        PathPattern,
        ["/*", "/catalog/?/*", "*.png", "/" + "a" * 127, "/~a'b\":@+&"],
        ["catalog", "", "/a b", "/a<b", "/" + "a" * 128],
    ),
    "hosts of rules": (
        HostPattern,
        ["shop.example.com", "*.Example.com", "a?.example.*", "a" * 124 + ".com"],
        ["localhost", "shop_1.example.com", "a.b/c", "a.example.c0m", "a" * 125 + ".com", ""],
    ),
    "instance types": (
        InstanceType,
        [*(each.value for each in aws.ec2.InstanceType), "m9z-flex.metal-96xl"],
        ["t3", "t9.humongous", "t3.Small", "db.t3.small", "t3.small "],
    ),
}


@pytest.mark.parametrize(("kind", "sound", "refused"), CASES.values(), ids=CASES)
def test_what_has_a_form_and_what_has_not(kind: Any, sound: list[str], refused: list[str]) -> None:
    adapter = TypeAdapter(kind)
    pattern = adapter.json_schema()["pattern"]
    for text in sound:
        assert adapter.validate_python(text) == text
        assert re.search(pattern, text)
    for text in refused:
        (form,) = [each for each in get_args(kind) if isinstance(each, Form)]
        with pytest.raises(ValidationError, match=re.escape(f"it is not {form.what}. Allowed: {form.allowed}. ")):
            adapter.validate_python(text)


@pytest.mark.parametrize("type_", [*(each.value for each in aws.rds.InstanceType), "db.m9gd.24xlarge"])
def test_an_instance_type_of_a_database(type_: str) -> None:
    assert PostgresSettings(type=type_).type == type_


@pytest.mark.parametrize("type_", ["db.t4g", "t4g.micro", "db.t9.humongous", "db.serverless"])
def test_what_is_none(type_: str) -> None:
    with pytest.raises(ValidationError, match=r"such as db\.t4g\.micro"):
        PostgresSettings(type=type_)
