"""Where a code host shows the files of the commit that is judged."""

from collections.abc import Mapping


def files_at(environment: Mapping[str, str]) -> str:
    """The address below which files stand, as the build server says it; empty where there is none that is known.

    Sources: https://docs.github.com/actions/reference/workflows-and-actions/variables and
    https://docs.gitlab.com/ci/variables/predefined_variables/.
    """
    server, repository, commit = (environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if server and repository and commit:
        return f"{server}/{repository}/blob/{commit}"
    project, commit = (environment.get(f"CI_{name}", "") for name in ("PROJECT_URL", "COMMIT_SHA"))
    return f"{project}/-/blob/{commit}" if project and commit else ""
