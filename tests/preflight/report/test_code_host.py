"""Build servers say where the files of a commit are shown."""

import pytest

from preflight.report.code_host import files_at

GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_SHA": "0a1b"}
GITLAB = {"CI_PROJECT_URL": "https://gitlab.com/acme/shop", "CI_COMMIT_SHA": "0a1b"}


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        (GITHUB, "https://github.com/acme/shop/blob/0a1b"),
        (GITLAB, "https://gitlab.com/acme/shop/-/blob/0a1b"),
        ({}, ""),
        *(({key: value for key, value in GITHUB.items() if key != left}, "") for left in GITHUB),
        *(({key: value for key, value in GITLAB.items() if key != left}, "") for left in GITLAB),
    ],
)
def test_where_files_are_shown(environment: dict[str, str], address: str) -> None:
    assert files_at(environment) == address
