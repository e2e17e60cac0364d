"""How what runs in a VPC reaches AWS: through endpoints, or through a way to the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rules import Traffic, let_in, let_out

if TYPE_CHECKING:
    from pulumi import Input, ResourceOptions

    from ..shapes import EndpointAccess


def reach_aws(name: str, group: Input[str], endpoints: EndpointAccess | None, opts: ResourceOptions) -> None:
    """Members of the group may call AWS: for images and packages, logs, secrets."""
    if endpoints is None:
        let_out(f"{name}-to-internet", group, {"cidr_ipv4": "0.0.0.0/0"}, Traffic(443, "AWS services"), opts)
        return
    for key, services in endpoints.group_ids.items():
        use, used = Traffic(443, "AWS services through endpoints"), Traffic(443, f"Calls of {name}")
        let_out(f"{name}-to-{key}", group, {"referenced_security_group_id": services}, use, opts)
        let_in(f"{name}-{key}-from", services, {"referenced_security_group_id": group}, used, opts)
    storage = endpoints.s3_prefix_list_id
    let_out(f"{name}-to-s3", group, {"prefix_list_id": storage}, Traffic(443, "Images and packages in S3"), opts)
