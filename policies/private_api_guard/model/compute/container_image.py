"""Where container images come from: private registries of ECR, and public registries.

Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
"""

import re
from dataclasses import dataclass
from typing import Final

from ..iam.arn import partition_of
from ..iam.request import ResourceArn

_ECR: Final = re.compile(
    r"^(?P<account>\d{12})\.dkr[.-]ecr[a-z-]*\.(?P<region>[a-z0-9-]+)\.(amazonaws\.com(\.cn)?|on\.aws)/(?P<name>[^:@]+)"
)
_PUBLIC_REGISTRIES: Final = (
    "docker.io", "index.docker.io", "registry-1.docker.io", "public.ecr.aws", "ghcr.io", "quay.io", "gcr.io",
    "registry.k8s.io", "mcr.microsoft.com", "registry.gitlab.com", "docker.elastic.co", "nvcr.io", "registry.redhat.io",
)  # fmt: skip


@dataclass(frozen=True)
class EcrImage:
    """An image of a private registry: its account, its Region and the name of its repository."""

    account: str
    region: str
    name: str

    @property
    def repository(self) -> ResourceArn:
        """What a policy that allows to pull it must name."""
        partition = partition_of(self.region)
        return ResourceArn(f"arn:{partition}:ecr:{self.region}:{self.account}:repository/{self.name}", self.name)


def ecr_image(image: str) -> EcrImage | None:
    """What an image's name says; `None` where it is of no private registry of ECR."""
    found = _ECR.match(image)
    return None if found is None else EcrImage(found["account"], found["region"], found["name"])


def public(image: str) -> bool:
    """Whether an image is on a public registry: without a host name it is on Docker Hub."""
    host, slash, _ = image.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        return True
    return host in _PUBLIC_REGISTRIES
