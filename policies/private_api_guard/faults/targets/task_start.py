"""Can a task start: is there a way to its image, its log and its secrets?

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html and
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
"""

from collections.abc import Iterable, Iterator
from functools import partial

from ...model.balancing.target import Target
from ...model.compute.service import Service
from ...model.compute.task import Purpose, Task
from ...model.hop import Hop
from ...model.iam.role import roles
from ...model.model import Model
from ...model.network.flow import Client, of_task
from ...model.network.service_access import Access, Lack, ServiceAccess
from ...model.verdict import closed, presumably
from ..fault import Fault, Found, Judge
from ..symptoms import TASKS_STOP
from . import task_role

_ENDPOINTS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
_NOT_MODELLED = "private registries that are not ECR; subnets and VPCs outside the stack"

_FOR_EVER = "and are never registered: 500 for every request, while ECS tries for ever"
_STOPS = TASKS_STOP.told(f"(ResourceInitializationError or CannotPullContainerError) {_FOR_EVER}")
_fault = partial(Fault, hop=Hop.TARGET, symptom=_STOPS, source=_ENDPOINTS, not_modelled=_NOT_MODELLED)
NO_IMAGE = _fault(
    id="targets/no-way-to-image",
    title="Tasks have no way to their container image",
    remedy="Give the VPC the endpoints ecr.api and ecr.dkr (interface, private DNS) and s3 (gateway, on the tasks'"
    " route tables), or the tasks' subnets a route to a NAT gateway.",
)
NO_LOGS = _fault(
    id="targets/no-way-to-logs",
    title="Tasks have no way to CloudWatch Logs, where their log driver writes",
    symptom=TASKS_STOP.told(f"(ResourceInitializationError: failed to validate logger args) {_FOR_EVER}"),
    remedy="Give the VPC an interface endpoint of logs with private DNS, or the tasks' subnets a route to a NAT"
    " gateway.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch-logs-and-interface-VPC.html",
)
NO_SECRETS = _fault(
    id="targets/no-way-to-secrets",
    title="Tasks have no way to the secrets of their definition",
    symptom=TASKS_STOP.told(f"(ResourceInitializationError: unable to pull secrets or registry auth) {_FOR_EVER}"),
    remedy="Give the VPC an interface endpoint of secretsmanager (for parameters: ssm) with private DNS, or the tasks'"
    " subnets a route to a NAT gateway.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
)
NO_AGENT = _fault(
    id="targets/no-way-to-ecs",
    title="Container instances have no way to ECS",
    symptom=TASKS_STOP.says("instances never join the cluster, no task is placed: 500 for every request"),
    remedy="Give the VPC interface endpoints of ecs, ecs-agent and ecs-telemetry with private DNS, or the instances'"
    " subnets a route to a NAT gateway.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
)
PUBLIC_IMAGE = _fault(
    id="targets/public-image-without-way-out",
    title="A container image is on a public registry, and tasks have no way to the internet",
    remedy="Copy the image to ECR (or use a pull-through cache), or give the tasks' subnets a route to a NAT gateway.",
    source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
)
UNUSABLE = _fault(
    id="targets/endpoint-not-usable",
    title="A VPC endpoint that tasks need to start can not be used by them",
    remedy="Set privateDnsEnabled on the interface endpoint and name its subnets; put a gateway endpoint on the tasks'"
    " route tables.",
)
REFUSED = _fault(
    id="targets/endpoint-refuses-tasks",
    title="The security group of a VPC endpoint does not admit the tasks that need it to start",
    remedy="Add ingress on 443 from the tasks' security group or subnets.",
)
EGRESS = _fault(
    id="targets/no-egress-of-tasks",
    title="The tasks' security group lets nothing out to what they need to start",
    remedy="Add egress on 443 to the endpoints' security group and to the prefix list of S3, or to 0.0.0.0/0. The"
    " provider removes AWS's default egress.",
)
ACL = _fault(
    id="targets/network-acl-refuses-start",
    title="A network ACL keeps tasks from what they need to start",
    remedy="Allow 443 one way and ports 1024-65535 the other way, in the ACLs of both subnets; for S3 by a gateway"
    " endpoint and for a NAT gateway, to and from public addresses.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
)
POLICY = _fault(
    id="targets/endpoint-policy-refuses-tasks",
    title="The policy of a VPC endpoint does not allow what tasks ask of it to start",
    remedy="Allow the task's calls in the endpoint's policy: for S3, s3:GetObject on"
    " arn:aws:s3:::prod-<region>-starport-layer-bucket/*.",
    not_modelled="principals and conditions of the policy",
)
NAMES = _fault(
    id="targets/no-dns-support",
    title="No names resolve in the VPC where tasks run",
    remedy="Set enableDnsSupport to true on the VPC.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
)
SOME_SUBNETS = _fault(
    id="robustness/some-subnets-without-way-out",
    title="Some of the tasks' subnets have a way out of the VPC, others have none",
    symptom=TASKS_STOP.says("tasks that ECS places in those subnets do not start; others do"),
    remedy="Give every subnet of the service a route to a NAT gateway, or the VPC the endpoints that tasks need.",
)
_MISSING = {
    Purpose.IMAGE: NO_IMAGE, Purpose.LOGS: NO_LOGS, Purpose.SECRETS: NO_SECRETS, Purpose.AGENT: NO_AGENT,
}  # fmt: skip
_LACKS = {
    Lack.UNUSABLE: UNUSABLE,
    Lack.REFUSED: REFUSED,
    Lack.EGRESS: EGRESS,
    Lack.ACL: ACL,
    Lack.POLICY: POLICY,
    Lack.NAMES: NAMES,
}


def check(model: Model, judge: Judge) -> None:
    """Asks every service on a path whose tasks' network is known."""
    access, known = ServiceAccess(model), roles(model.stack)
    for target, service in _services(model):
        task, client = Task(model.stack, service), of_task(model, target, service)
        subjects = [target.urn, *((client.vpc,) if client is not None and client.vpc else ())]
        for fault, urn, verdict in (*_network(access, client, task, target), *task_role.check(known, task)):
            # A task that does not start passes no health check either.
            stops = verdict.closed and fault.symptom.symptom is TASKS_STOP
            judge.report(fault, urn, verdict, subjects=subjects, check="both" if stops else "request")


def _services(model: Model) -> Iterable[tuple[Target, Service]]:
    """Each service on a path, once."""
    return {each.urn: (each, each.service) for each in model.called if each.service is not None}.values()


def _network(access: ServiceAccess, client: Client | None, task: Task, target: Target) -> Iterator[Found]:
    service = task.service
    if client is not None and access.outside(client):
        yield from _elsewhere(access, client, task, target)
    if client is not None and access.unmanaged(client):
        yield NO_IMAGE, target.urn, presumably(f"the stack leaves it to others how {service.name} reaches AWS services")
    if client is None or access.unmanaged(client) or not access.knows(client):
        return
    answers = [(need, access.reaches(client, need.service, need.region, need.calls)) for need in task.needs]
    missing: dict[Purpose, list[str]] = {}
    for need, answer in answers:
        if answer.lack is not None and not need.sure.open:
            yield _MISSING[need.purpose], target.urn, need.sure.because(*answer.verdict.evidence)
        elif answer.lack is Lack.ENDPOINT:
            missing.setdefault(need.purpose, []).extend(answer.verdict.evidence)
        else:
            yield _one(answer, _MISSING[need.purpose], need.service, service, target)
    lines = [line for purpose in Purpose for line in missing.get(purpose, ())]
    internet = access.internet(client) if task.public_images else None
    if internet is not None and internet.lack is Lack.ENDPOINT:
        # Endpoints alone do not help then: that is told, with all that is missing.
        images = [f"{image} is on a public registry" for image in task.public_images[:3]]
        yield PUBLIC_IMAGE, service.urn, closed(*dict.fromkeys((*images, *internet.verdict.evidence, *lines)))
        return
    if internet is not None:
        yield _one(internet, PUBLIC_IMAGE, "the internet", service, target)
    if missing:
        # One cause: the purpose that fails first names the fault, the others are told with it.
        fault = next(_MISSING[purpose] for purpose in Purpose if purpose in missing)
        yield fault, service.urn, closed(*dict.fromkeys(lines))
    elif internet is not None or any(answer.outside for _, answer in answers):
        even = access.way.even(client)
        if even.closed:
            yield SOME_SUBNETS, service.urn, even


def _elsewhere(access: ServiceAccess, client: Client, task: Task, target: Target) -> Iterator[Found]:
    """What a VPC outside the stack has is not known; what the stack's own groups let out is."""
    named = [need.service for need in task.needs if need.sure.open] or ["the internet" for _ in task.public_images]
    left = access.leaves(client)
    if named and left.lack is not None:
        yield _one(left, NO_IMAGE, named[0], task.service, target)


def _one(answer: Access, fault: Fault, name: str, service: Service, target: Target) -> Found:
    """What was found about one service: reached, not to be known, or closed by a group, an endpoint or an ACL."""
    verdict = answer.verdict
    if answer.lack is not None:
        return _LACKS[answer.lack], service.urn, verdict.because(f"{service.name} needs {name}", *verdict.evidence)
    return (
        (fault, service.urn, verdict)
        if verdict.unknown
        else (fault, target.urn, verdict.because(*verdict.evidence[:1]))
    )
