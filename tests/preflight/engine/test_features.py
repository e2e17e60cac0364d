"""What the monitor can do, by the names that older SDKs have for it."""

import pytest

from preflight.engine.features import is_supported


@pytest.mark.parametrize(
    ("name", "supported"),
    [
        ("secrets", True),
        ("outputValues", True),
        ("resourceReferences", True),
        ("invokeDependsOn", True),
        ("views", False),
        ("", False),
    ],
)
def test_a_feature_is_known_by_its_name(name: str, supported: bool) -> None:
    assert is_supported(name) is supported
