"""What the name of a container image tells. Pure."""

import re

ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.(?P<suffix>[a-z0-9.-]+)/(?P<repository>[^:@]+)"
)


def repository_arn(image: str, partition: str) -> str | None:
    """The ARN of the ECR repository that an image is pulled from; None for images of other registries."""
    found = ECR.match(image)
    if found is None:
        return None
    return f"arn:{partition}:ecr:{found['region']}:{found['account']}:repository/{found['repository']}"
