"""What the name of an image tells."""

import pytest

from components.backends.images import repository_arn

HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize("image", [f"{HOST}/shop/orders:1.0.0", f"{HOST}/shop/orders", f"{HOST}/shop/orders@sha256:ab"])
def test_an_image_in_ecr_has_a_repository(image: str) -> None:
    assert repository_arn(image, "aws") == "arn:aws:ecr:eu-west-1:123456789012:repository/shop/orders"


def test_images_elsewhere_have_none() -> None:
    assert repository_arn("docker.io/library/nginx:1", "aws") is None
