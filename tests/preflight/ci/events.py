"""Events as GitHub writes them for a run: the parts that anything of ours reads, and titles and branches that attack.

Sources: https://docs.github.com/webhooks/webhook-events-and-payloads,
https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows.
"""

import json
from pathlib import Path
from typing import Any

from tests.preflight.ci.stand_in import REPOSITORY

FORK = "a-stranger/their-infra"
NUMBER = 7
HEAD = "1" * 40
_EVIL = '"; touch /tmp/hacked; $(touch /tmp/hacked) `touch /tmp/hacked` ::error::no'


def pull_request(base: str, head: str = HEAD, repository: str = REPOSITORY) -> dict[str, Any]:
    return {
        "action": "synchronize",
        "number": NUMBER,
        "pull_request": {
            "number": NUMBER,
            "state": "open",
            "title": _EVIL,
            "head": {"ref": _EVIL, "sha": head, "repo": {"full_name": repository, "fork": repository != REPOSITORY}},
            "base": {"ref": "main", "sha": base, "repo": {"full_name": REPOSITORY}},
        },
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
    }


def push(before: str) -> dict[str, Any]:
    return {"ref": "refs/heads/main", "before": before, "after": HEAD, "head_commit": {"message": _EVIL}}


def schedule() -> dict[str, Any]:
    return {"schedule": "17 4 * * 1", "repository": {"full_name": REPOSITORY}}


def workflow_run(head: str = HEAD, repository: str = FORK, event: str = "pull_request") -> dict[str, Any]:
    return {
        "action": "completed",
        "workflow_run": {
            "id": 1,
            "event": event,
            "conclusion": "success",
            "head_branch": _EVIL,
            "head_sha": head,
            "head_repository": {"full_name": repository},
            "pull_requests": [],
        },
    }


def environment_of(event: dict[str, Any], name: str, folder: Path) -> dict[str, str]:
    """The variables of a run that an event began; its file is in a folder."""
    file = folder / "event.json"
    file.write_text(json.dumps(event), "utf-8")
    variables = {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_ACTOR": "somebody",
    }
    if name == "pull_request":
        variables |= {"GITHUB_BASE_REF": "main", "GITHUB_HEAD_REF": _EVIL, "GITHUB_REF": f"refs/pull/{NUMBER}/merge"}
    return variables
