"""One command line, what it finds around it, and what has to come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CHECK = '"$PREFLIGHT" check program --stack dev --policy-pack pack'
RENDER = '"$PREFLIGHT" render j.json'

JUDGEMENT = {"j.json": '{"version": 1, "pack": "p", "paths": [], "findings": [], "presumptions": []}'}
BLOCKED = {
    "j.json": '{"version": 1, "pack": "p", "paths": [], "presumptions": [], "findings":'
    ' [{"policy": "p", "fault": "p/f", "level": "mandatory", "message": "no"}]}'
}
RULES = {"pack/rules.json": '{"pack": "p", "policies": [{"policy": "p", "level": "mandatory"}], "faults": []}'}
"""Files of rows."""

ONE_RESOURCE = "import pulumi\npulumi.CustomResource('test:index:Thing', 'thing', {})\n"
"""A program."""

EMPTY_PACK = """
from pulumi_policy import PolicyPack, StackValidationPolicy
def judge(args, report):
    pass
PolicyPack("empty", [StackValidationPolicy("nothing", "says nothing", judge)])
"""


def pack_that(statement: str) -> str:
    """A pack whose policy runs a statement, which may use `os`, `sys` and `report`, the file that it may write."""
    return EMPTY_PACK.replace(
        "    pass", f"    import os, sys\n    report = os.environ['PRIVATE_API_REPORT']\n    {statement}"
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row.

    `line` runs in bash, in a folder with `program/` (of the stack `dev`), `pack/` and `files`. `says` and `writes` are
    regular expressions that have to be found in standard error and output; nothing is to be left in TMPDIR, no process
    to be left running, and no traceback to be seen. `seconds` is what it may take on a busy machine, `needs` the
    command without which it is left out.
    """

    line: str
    status: int
    says: str = ""
    writes: str = ""
    program: str = ONE_RESOURCE
    pack: str = EMPTY_PACK
    config: str = "config: {}\n"
    files: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    seconds: float = 40
    needs: str = ""
