"""Can a task start: is there a way to its image, its log and its secrets, and may its execution role use them?

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html,
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
"""

from collections.abc import Iterator

from ...model.balancing.target import SERVICE, TASK_SET, Target
from ...model.compute.task import AGENT, IMAGE, LOGS, SECRETS, Task
from ...model.hop import Hop
from ...model.iam.role import EVERYTHING, ROLE, Roles
from ...model.model import Model
from ...model.network.flow import Side, target_side
from ...model.network.service_access import Access, Client, Lack, ServiceAccess
from ...model.values.resource import Resource
from ...model.values.unknown import UNKNOWN, Unknown
from ...model.verdict import closed, opened, presumably, unknown
from ..fault import Fault, Judge

_ENDPOINTS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
_ROLE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"
_STOPPED = "tasks stop before they start ({}) and are never registered: 500 for every request, while ECS tries for ever"
_INIT = _STOPPED.format("ResourceInitializationError or CannotPullContainerError")
_NOT_MODELLED = "policies of endpoints; private registries that are not ECR; subnets and VPCs outside the stack"

NO_IMAGE = Fault(
    id="targets/no-way-to-image",
    hop=Hop.TARGET,
    title="Tasks have no way to their container image",
    symptom=_INIT,
    remedy=(
        "Give the VPC the endpoints ecr.api and ecr.dkr (interface, private DNS) and s3 (gateway, on the tasks' route"
        " tables), or the tasks' subnets a route to a NAT gateway."
    ),
    source=_ENDPOINTS,
    not_modelled=_NOT_MODELLED,
)
NO_LOGS = Fault(
    id="targets/no-way-to-logs",
    hop=Hop.TARGET,
    title="Tasks have no way to CloudWatch Logs, where their log driver writes",
    symptom=_STOPPED.format("ResourceInitializationError: failed to validate logger args"),
    remedy=(
        "Give the VPC an interface endpoint of logs with private DNS, or the tasks' subnets a route to a NAT gateway."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch-logs-and-interface-VPC.html",
    not_modelled=_NOT_MODELLED,
)
NO_SECRETS = Fault(
    id="targets/no-way-to-secrets",
    hop=Hop.TARGET,
    title="Tasks have no way to the secrets of their definition",
    symptom=_STOPPED.format("ResourceInitializationError: unable to pull secrets or registry auth"),
    remedy=(
        "Give the VPC an interface endpoint of secretsmanager (for parameters: ssm) with private DNS, or the"
        " tasks' subnets"
        " a route to a NAT gateway."
    ),
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
    not_modelled=_NOT_MODELLED,
)
NO_AGENT = Fault(
    id="targets/no-way-to-ecs",
    hop=Hop.TARGET,
    title="Container instances have no way to ECS",
    symptom="instances never join the cluster, no task is placed: 500 for every request",
    remedy=(
        "Give the VPC interface endpoints of ecs, ecs-agent and ecs-telemetry with private DNS, or the instances'"
        " subnets a"
        " route to a NAT gateway."
    ),
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
    not_modelled=_NOT_MODELLED,
)
PUBLIC_IMAGE = Fault(
    id="targets/public-image-without-way-out",
    hop=Hop.TARGET,
    title="A container image is on a public registry, and tasks have no way to the internet",
    symptom=_INIT,
    remedy="Copy the image to ECR (or use a pull-through cache), or give the tasks' subnets a route to a NAT gateway.",
    source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
    not_modelled=_NOT_MODELLED,
)
UNUSABLE = Fault(
    id="targets/endpoint-not-usable",
    hop=Hop.TARGET,
    title="A VPC endpoint that tasks need to start can not be used by them",
    symptom=_INIT,
    remedy=(
        "Set privateDnsEnabled on the interface endpoint and name its subnets; put a gateway endpoint on the"
        " tasks' route"
        " tables."
    ),
    source=_ENDPOINTS,
    not_modelled=_NOT_MODELLED,
)
REFUSED = Fault(
    id="targets/endpoint-refuses-tasks",
    hop=Hop.TARGET,
    title="The security group of a VPC endpoint does not admit the tasks that need it to start",
    symptom=_INIT,
    remedy="Add ingress on 443 from the tasks' security group or subnets.",
    source=_ENDPOINTS,
    not_modelled=_NOT_MODELLED,
)
EGRESS = Fault(
    id="targets/no-egress-of-tasks",
    hop=Hop.TARGET,
    title="The tasks' security group lets nothing out to what they need to start",
    symptom=_INIT,
    remedy=(
        "Add egress on 443 to the endpoints' security group and to the prefix list of S3, or to 0.0.0.0/0. The provider"
        " removes AWS's default egress."
    ),
    source=_ENDPOINTS,
    not_modelled=_NOT_MODELLED,
)
ACL = Fault(
    id="targets/network-acl-refuses-start",
    hop=Hop.TARGET,
    title="A network ACL keeps tasks from the VPC endpoints that they need to start",
    symptom=_INIT,
    remedy="Allow 443 one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
    not_modelled="network ACLs on the way to public addresses",
)
NO_ROLE = Fault(
    id="targets/no-execution-role",
    hop=Hop.TARGET,
    title="A task definition for Fargate has no execution role, and needs one",
    symptom="The apply fails: ClientException, Fargate requires task definition to have execution role ARN",
    remedy="Set executionRoleArn to a role with AmazonECSTaskExecutionRolePolicy.",
    source=_ROLE,
)
TRUST = Fault(
    id="targets/execution-role-not-assumable",
    hop=Hop.TARGET,
    title="ECS may not take on the execution role",
    symptom=_STOPPED.format("ECS was unable to assume the role"),
    remedy="Allow sts:AssumeRole to ecs-tasks.amazonaws.com in the role's assumeRolePolicy.",
    source=_ROLE,
)
RIGHTS = Fault(
    id="targets/execution-role-without-rights",
    hop=Hop.TARGET,
    title="The execution role may not fetch what the task needs to start",
    symptom=_STOPPED.format("AccessDeniedException"),
    remedy=(
        "Attach AmazonECSTaskExecutionRolePolicy; allow secretsmanager:GetSecretValue or ssm:GetParameters on the"
        " secrets."
    ),
    source=_ROLE,
    not_modelled="permissions boundaries, conditions, policies of repositories and secrets",
)
SOME_SUBNETS = Fault(
    id="robustness/some-subnets-without-way-out",
    hop=Hop.TARGET,
    title="Some of the tasks' subnets have a way out of the VPC, others have none",
    symptom="tasks that ECS places in those subnets do not start; others do",
    remedy="Give every subnet of the service a route to a NAT gateway, or the VPC the endpoints that tasks need.",
    source=_ENDPOINTS,
    not_modelled=_NOT_MODELLED,
)
_MISSING = {IMAGE: NO_IMAGE, LOGS: NO_LOGS, SECRETS: NO_SECRETS, AGENT: NO_AGENT}
_LACKS = {Lack.UNUSABLE: UNUSABLE, Lack.REFUSED: REFUSED, Lack.EGRESS: EGRESS, Lack.ACL: ACL}
FAULTS = (
    NO_IMAGE, NO_LOGS, NO_SECRETS, NO_AGENT, PUBLIC_IMAGE, UNUSABLE, REFUSED, EGRESS, ACL, NO_ROLE, TRUST, RIGHTS,
    SOME_SUBNETS,
)  # fmt: skip


def check(model: Model, judge: Judge) -> None:
    """Asks every service on a path whose tasks' network is known."""
    access, roles = ServiceAccess(model), Roles(model.stack)
    for target in _services(model):
        task = Task(model.stack, target.registration)
        client = _client(model, target, task)
        if client is not None:
            _network(access, client, task, target, judge)
        if task.definition is not None:
            _role(roles, task, task.definition, target, judge)


def _services(model: Model) -> Iterator[Target]:
    """Each service behind a target group on a path, once."""
    seen: set[str] = set()
    for backend in model.backends:
        for leg in backend.legs:
            for target in leg.targets:
                if target.registration.family in (SERVICE, TASK_SET) and target.urn not in seen:
                    seen.add(target.urn)
                    yield target


def _client(model: Model, target: Target, task: Task) -> Client | None:
    """Who fetches what a task needs: on Fargate the task itself, else the container instance."""
    side, service = target_side(model, target), task.service
    if task.fargate is True:
        public = service.block("networkConfiguration").raw_flag("assignPublicIp")
        return Client(side, UNKNOWN if public is UNKNOWN else bool(public))
    if task.fargate is UNKNOWN or service.get("networkConfiguration") is not None:
        return None
    hosts = model.targets.scaling_groups_of(service)
    return Client(side, _public_hosts(model, hosts[0], side)) if len(hosts) == 1 else None


def _public_hosts(model: Model, group: Resource, side: Side) -> bool | Unknown:
    """Whether the instances of an Auto Scaling group have public addresses."""
    template = model.targets.launch_template(group)
    interfaces = template.raw_blocks("networkInterfaces") if template else []
    if interfaces is UNKNOWN:
        return UNKNOWN
    flags = [interface.get("associatePublicIpAddress") for interface in interfaces]
    if any(flag is not None for flag in flags):
        return any(str(flag).lower() == "true" for flag in flags)
    subnets = [model.networks.subnet(key).resource for key in side.subnets.keys]
    return any(subnet is not None and subnet.raw_flag("mapPublicIpOnLaunch") is True for subnet in subnets)


def _network(access: ServiceAccess, client: Client, task: Task, target: Target, judge: Judge) -> None:
    service = task.service
    if client.inside and access.unmanaged(client):
        presumed = presumably(f"the stack leaves it to others how {service.name} reaches AWS services")
        judge.report(NO_IMAGE, target.urn, presumed)
        return
    missing: dict[str, list[str]] = {}
    outside = bool(task.public_images)
    for need in task.needs():
        answer = access.reaches(client, need.service)
        if answer is None:
            return
        outside = outside or answer.outside
        if answer.lack is Lack.ENDPOINT:
            missing.setdefault(need.purpose, []).extend(answer.verdict.evidence)
        else:
            _one(answer, _MISSING[need.purpose], need.service, service, target, judge)
    if task.public_images:
        _public(access, client, task, target, missing, judge)
    if missing:
        # One cause: the purpose that fails first names the fault, the others are told with it.
        fault = next(_MISSING[purpose] for purpose in _MISSING if purpose in missing)
        evidence = [line for purpose in _MISSING for line in missing.get(purpose, ())]
        judge.report(fault, service.urn, closed(*dict.fromkeys(evidence)), subjects=[target.urn], check="both")
    elif outside and (stranded := access.stranded(client)):
        judge.report(SOME_SUBNETS, service.urn, closed(*stranded), subjects=[target.urn])


def _one(answer: Access, fault: Fault, name: str, service: Resource, target: Target, judge: Judge) -> None:
    """What was found about one service: reached, not to be known, or closed by a group, an endpoint or an ACL."""
    verdict = answer.verdict
    if verdict.open:
        judge.report(fault, target.urn, opened(*verdict.evidence[:1]))
    elif verdict.unknown:
        judge.report(fault, service.urn, unknown(verdict.where, *verdict.evidence), subjects=[target.urn])
    elif answer.lack is not None:
        evidence = (f"{service.name} needs {name}", *verdict.evidence)
        judge.report(
            _LACKS[answer.lack], answer.at or service.urn, closed(*evidence), subjects=[target.urn], check="both"
        )


def _public(
    access: ServiceAccess,
    client: Client,
    task: Task,
    target: Target,
    missing: dict[str, list[str]],
    judge: Judge,
) -> None:
    """Images of public registries. With a way missing for them, endpoints alone do not help: that is told first."""
    answer = access.internet(client)
    if answer is None:
        return
    if answer.lack is Lack.ENDPOINT:
        lines = [f"{image} is on a public registry" for image in task.public_images[:3]]
        lines += [*answer.verdict.evidence, *(line for listed in missing.values() for line in listed)]
        missing.clear()
        judge.report(PUBLIC_IMAGE, task.service.urn, closed(*dict.fromkeys(lines)), subjects=[target.urn], check="both")
    else:
        _one(answer, PUBLIC_IMAGE, "the internet", task.service, target, judge)


def _role(roles: Roles, task: Task, definition: Resource, target: Target, judge: Judge) -> None:
    """The execution role: there where it is needed, open to ECS, and with the rights that the start takes."""
    reference = roles.stack.refer(definition, "executionRoleArn", ROLE)
    known = task.containers is not None
    needed = [
        what for what, needs in (("an image of ECR", known and task.pulls_privately), ("awslogs", task.logs)) if needs
    ]
    needed += ["secrets"] if task.secret_services else []
    if reference.absent and not definition.silent:
        if needed and task.fargate is True:
            judge.report(
                NO_ROLE, definition.urn, closed(f"{definition.name} uses {', '.join(needed)}"), subjects=[target.urn]
            )
        return
    role = reference.one
    if role is None or not needed:
        return
    trust = roles.trusts(role, "ecs-tasks.amazonaws.com")
    if trust.closed:
        judge.report(TRUST, role.urn, closed(*trust.evidence), subjects=[target.urn], check="both")
        return
    _rights(roles, role, task, target, judge)


def _rights(roles: Roles, role: Resource, task: Task, target: Target, judge: Judge) -> None:
    lines: list[str] = []
    if roles.readable(role):
        if task.containers is not None and task.pulls_privately:
            verdict = roles.allows(role, ["ecr:GetAuthorizationToken"], EVERYTHING)
            lines += verdict.evidence if verdict.closed else ()
        if task.logs and not roles.mentions(role, "logs:PutLogEvents"):
            lines.append(f"no policy of {role.name} allows logs:PutLogEvents")
    else:
        presumed = presumably(f"the policies of {role.name} are made from outputs and presumed to be enough")
        judge.report(RIGHTS, role.urn, presumed, subjects=[target.urn])
    for value in task.secrets:
        verdict = roles.allows(role, value.actions, value.thing)
        if verdict.closed:
            lines += verdict.evidence
        elif verdict.unknown:
            judge.report(RIGHTS, role.urn, unknown(verdict.where), subjects=[target.urn])
    if lines:
        judge.report(RIGHTS, role.urn, closed(*dict.fromkeys(lines)), subjects=[target.urn], check="both")
