"""Notes the inputs of every registered resource: what a program left out can be read from inputs only."""

from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from .reading import Properties


class Recorder:
    """Inputs by URN, as the engine showed them to a resource policy of this process."""

    def __init__(self) -> None:
        self.inputs: dict[str, Properties] = {}

    def record(self, args: ResourceValidationArgs, _report: ReportViolation) -> None:
        """Keeps a resource's inputs. Nothing is read yet, so that no unknown can end the policy."""
        props: Any = args.props
        self.inputs[args.urn] = Properties(props)


RECORDER = Recorder()

POLICY = ResourceValidationPolicy(
    name="recorder",
    description="Notes what the program asks for, so that the other policies can tell what it left out.",
    validate=RECORDER.record,
    enforcement_level=EnforcementLevel.ADVISORY,
    severity=Severity.LOW,
)
