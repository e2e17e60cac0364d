"""What `check --state` is given in place of the state of its stack."""

import json

from tests.robustness.row import CHECK, Row

_SECRET = "the-secret-of-a-state"
_ROOT = "urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"


def _state(project: str = "program", stack: str = "dev", **other: object) -> str:
    """A state whose stack exports a secret."""
    outputs = {
        "key": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": f'"{_SECRET}"'}
    }
    urn = _ROOT.format(project=project, stack=stack)
    resource = {"urn": urn, "custom": False, "type": "pulumi:pulumi:Stack", "outputs": outputs}
    return json.dumps({"version": 3, "deployment": {"resources": [resource]}, **other}, indent=1)


def _refused(says: str, content: str = "", before: str = "") -> Row:
    """One error, with the state's name, and no report."""
    return Row(
        line=f"{before}{CHECK} --state s.json 2> >(tee /dev/stderr | grep -c {_SECRET} | grep -qx 0)",
        status=2,
        says=rf"\Aerror: (\S*/)?s\.json(:\d+)?: {says}",
        files={"s.json": content},
    )


ROWS = {
    "state-of-this-stack": Row(
        line=f"{CHECK} --state s.json", status=0, writes=r"\+ 1 to create\n  1 unchanged", files={"s.json": _state()}
    ),
    "state-is-missing": Row(line=f"{CHECK} --state s.json", status=2, says=r"s\.json: it can not be read"),
    "state-is-truncated": _refused("it is not JSON", _state()[:-40]),
    "state-is-empty": _refused("it is not JSON", ""),
    "state-is-of-a-new-stack": _refused("it holds no resources", '{"version": 3, "deployment": {"manifest": {}}}'),
    "state-is-of-another-project": _refused("it is the state of shop dev, and not of program dev", _state("shop")),
    "state-is-of-another-stack": _refused("it is the state of program prod, and not", _state(stack="prod")),
    "state-is-of-an-old-version": _refused("version is 2", _state(version=2)),
    "state-is-encrypted": _refused(
        "byte 0x.. is no UTF-8", before="head -c 500 /dev/zero | tr '\\0' '\\377' > s.json; "
    ),
    "state-is-huge": _refused("it is larger than 256 MiB", before="truncate -s 300M s.json; "),
    "state-is-huge-when-unpacked": _refused(
        "it is larger than 256 MiB", before="head -c 300M /dev/zero | gzip -1 > s.json; "
    ),
    "state-is-half-of-what-gzip-made": _refused(
        "what gzip made of it is broken", before="head -c 100000 /dev/urandom | gzip | head -c 50000 > s.json; "
    ),
    "state-for-several-stacks": Row(
        line=f"{CHECK.replace('--stack dev', '--all')} --state s.json",
        status=3,
        says="--state for 2 stacks",
        files={"s.json": _state(), "program/Pulumi.prod.yaml": "config: {}\n"},
    ),
    "refresh-without-a-state": Row(line=f"{CHECK} --refresh", status=3, says="--refresh without --state"),
}
