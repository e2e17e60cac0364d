"""What somebody asks AWS to do, which policies of roles and of VPC endpoints have to allow.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from dataclasses import dataclass

from ..verdict import Verdict, opened
from .request import ResourceArn
from .role import Role
from .stored_value import KmsKey


@dataclass(frozen=True)
class Call:
    """One call of AWS: actions of which each will do, and what they are done to; `key` is that of KMS which is used."""

    actions: tuple[str, ...]
    arn: ResourceArn
    key: KmsKey | None = None

    @property
    def service(self) -> str:
        """The service that is called."""
        return self.actions[0].partition(":")[0]

    def allowed(self, role: Role) -> Verdict:
        """Whether a role may make it."""
        granted = self.key is not None and self.key.admits(role)
        return opened(f"{self.arn.name} admits {role.name}") if granted else role.allows(self.actions, self.arn)
