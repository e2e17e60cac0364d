"""The stack that programs and packs are told they work for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

DRY_RUN = "PULUMI_DRY_RUN"


@dataclass(frozen=True)
class StackIdentity:
    """A stack, as a program's or a pack's process is told. `config` maps full keys to strings, as programs see them.

    An `audit` is no update: `pulumi policy analyze` leaves out the variable that says whether it is a preview.
    """

    project: str
    stack: str
    organization: str = "organization"
    preview: bool = True
    audit: bool = False
    config: Mapping[str, str] = field(default_factory=dict)
    secret_keys: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def operation(self) -> str:
        """`preview`, or `update`."""
        return "preview" if self.preview else "update"

    @property
    def environment(self) -> dict[str, str]:
        """The `PULUMI_*` variables of the process."""
        return {
            "PULUMI_PROJECT": self.project,
            "PULUMI_STACK": self.stack,
            "PULUMI_ORGANIZATION": self.organization,
            **({} if self.audit else {DRY_RUN: "true" if self.preview else "false"}),
            "PULUMI_CONFIG": json.dumps(dict(self.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(self.secret_keys)),
        }
