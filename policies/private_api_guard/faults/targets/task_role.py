"""May a task's execution role fetch what the task needs to start?

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
"""

from collections.abc import Iterator
from functools import partial

from ...model.compute.task import Purpose, Task
from ...model.hop import Hop
from ...model.iam.role import Role, Roles
from ...model.verdict import closed, presumably
from ..fault import Fault, Found
from ..symptoms import APPLY_FAILS, TASKS_STOP

_FOR_EVER = "and are never registered: 500 for every request, while ECS tries for ever"
_fault = partial(
    Fault,
    hop=Hop.TARGET,
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
NO_ROLE = _fault(
    id="targets/no-execution-role",
    title="A task definition for Fargate has no execution role, and needs one",
    symptom=APPLY_FAILS.told(": ClientException, Fargate requires task definition to have execution role ARN"),
    remedy="Set executionRoleArn to a role with AmazonECSTaskExecutionRolePolicy.",
)
TRUST = _fault(
    id="targets/execution-role-not-assumable",
    title="ECS may not take on the execution role",
    symptom=TASKS_STOP.told(f"(ECS was unable to assume the role) {_FOR_EVER}"),
    remedy="Allow sts:AssumeRole to ecs-tasks.amazonaws.com in the role's assumeRolePolicy.",
)
RIGHTS = _fault(
    id="targets/execution-role-without-rights",
    title="The execution role may not fetch what the task needs to start",
    symptom=TASKS_STOP.told(f"(AccessDeniedException) {_FOR_EVER}"),
    remedy="Attach AmazonECSTaskExecutionRolePolicy; allow secretsmanager:GetSecretValue or ssm:GetParameters on the"
    " secrets, kms:Decrypt on the keys that encrypt them, and logs:CreateLogGroup for awslogs-create-group.",
    not_modelled="permissions boundaries, conditions, policies of repositories and secrets outside the stack",
)


def check(known: Roles, task: Task) -> Iterator[Found]:
    """The execution role: there where it is needed, open to ECS, and with the rights that the start takes."""
    definition, needs = task.definition, [need for need in task.needs if need.calls]
    uses = {
        "an image of ECR": task.pulls_from_ecr.open,
        "awslogs": task.writes_logs.open,
        "secrets": any(need.purpose is Purpose.SECRETS and need.sure.open for need in task.needs),
    }
    needed = [what for what, used in uses.items() if used]
    if definition is None or not (needed or needs):
        return
    reference = definition.execution_role
    if reference.absent and needed and task.service.fargate.open:
        yield NO_ROLE, definition.urn, closed(f"{definition.name} uses {', '.join(needed)}")
    if reference.one is None:
        return
    role = known.get(reference.one)
    trust = role.trusts("ecs-tasks.amazonaws.com")
    if trust.closed or trust.presumed:
        yield TRUST, role.urn, trust
    if trust.open:
        yield from _rights(role, task)


def _rights(role: Role, task: Task) -> Iterator[Found]:
    lines, presumed = dict[str, None](), False
    for need, call in task.calls:
        answer = call.allowed(role)
        if answer.closed and need.sure.open:
            lines |= dict.fromkeys(answer.evidence)
        elif answer.closed:
            yield RIGHTS, role.urn, need.sure.because(*answer.evidence)
        elif answer.unknown and need.purpose is Purpose.SECRETS:
            yield RIGHTS, role.urn, answer
        else:
            presumed = presumed or answer.unknown or bool(answer.presumed)
    if presumed:
        told = f"the policies of {role.name} are made from outputs and presumed to be enough"
        yield RIGHTS, role.urn, presumably(told)
    if lines:
        yield RIGHTS, role.urn, closed(*lines)
