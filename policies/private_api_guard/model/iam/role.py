"""IAM roles: who may take them on, and what they may do, from all the ways in which a policy can be given to a role.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, Unknown, has_unknown
from ..verdict import Verdict, closed, opened, presumably, unknown
from .glob import covers, overlaps
from .policy_document import Document, read

ROLE = "iam.Role"
POLICY = "iam.Policy"
# What AWS's own policies allow, as far as the faults ask: by the last part of the ARN.
_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
_NETWORK = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
_PULL = (
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
)
_MANAGED: dict[str, tuple[str, ...]] = {
    "AdministratorAccess": ("*",),
    "PowerUserAccess": ("*",),
    "ReadOnlyAccess": ("ssm:Get*", "ecr:Get*", "ecr:BatchGet*", "ecr:BatchCheck*"),
    "AWSLambdaBasicExecutionRole": _LOGS,
    "AWSLambdaVPCAccessExecutionRole": (*_LOGS, *_NETWORK),
    "AWSLambdaENIManagementAccess": _NETWORK,
    "AWSLambdaRole": ("lambda:InvokeFunction",),
    "AWSLambdaDynamoDBExecutionRole": ("dynamodb:GetRecords", *_LOGS),
    "AWSLambdaKinesisExecutionRole": ("kinesis:GetRecords", *_LOGS),
    "AWSLambdaSQSQueueExecutionRole": ("sqs:ReceiveMessage", *_LOGS),
    "AWSLambda_FullAccess": ("lambda:*", *_LOGS),
    "AWSXRayDaemonWriteAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    "AWSXrayWriteOnlyAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    "CloudWatchLambdaInsightsExecutionRolePolicy": _LOGS,
    "CloudWatchLogsFullAccess": ("logs:*",),
    "CloudWatchFullAccess": ("logs:*", "cloudwatch:*"),
    "AmazonAPIGatewayPushToCloudWatchLogs": _LOGS,
    "AmazonECSTaskExecutionRolePolicy": (*_PULL, "logs:CreateLogStream", "logs:PutLogEvents"),
    "AmazonEC2ContainerServiceforEC2Role": (*_PULL, "ecs:*", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AmazonEC2ContainerRegistryReadOnly": _PULL,
    "AmazonEC2ContainerRegistryPullOnly": _PULL,
    "AmazonEC2ContainerRegistryPowerUser": _PULL,
    "AmazonEC2ContainerRegistryFullAccess": ("ecr:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:Describe*", "ssm:Get*", "ssm:List*"),
    "AmazonSSMFullAccess": ("ssm:*", "logs:*"),
    "AmazonSSMManagedInstanceCore": ("ssm:GetParameter", "ssm:GetParameters", "ssmmessages:*", "ec2messages:*"),
    "AmazonEC2RoleforSSM": ("ssm:GetParameter", "ssm:GetParameters", "ssmmessages:*", "ec2messages:*"),
    "SecretsManagerReadWrite": ("secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonDynamoDBReadOnlyAccess": ("dynamodb:Get*",),
    "AmazonS3FullAccess": ("s3:*",),
    "AmazonS3ReadOnlyAccess": ("s3:Get*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonVPCFullAccess": ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces"),
    "AWSKeyManagementServicePowerUser": ("kms:CreateKey", "kms:DescribeKey", "kms:ListKeys"),
}


@dataclass(frozen=True)
class Grant:
    """One policy of a role. `document` is unknown where it is made from outputs; `feeds` is what it was made from.

    `foreign` marks a policy of the organisation's that is not in the stack.
    """

    name: str
    document: Document | Unknown
    feeds: frozenset[Key] = frozenset()
    where: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class Thing:
    """What a role wants to use: its resource, if it is in the stack, and its ARN with `*` for parts not known yet."""

    resource: Resource | None
    arn: str
    name: str


EVERYTHING = Thing(None, "*", "all resources")


class Roles:
    """The roles of a stack, with their policies."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def trusts(self, role: Resource, service: str) -> Verdict:
        """Whether a service (`lambda.amazonaws.com`) may take on a role; presumed where not known yet."""
        document = read(role.get("assumeRolePolicy"))
        if not isinstance(document, Document) or document.problem:
            return opened(f"{role.name}: the trust policy is not known yet and presumed to name {service}")
        label = service.split(".", 1)[0] + "."
        trusted: set[str] = set()
        for statement in document.statements:
            principals = _principals(statement.get("Principal"))
            trusted.update(principals)
            named = any(each == "*" or each.startswith(label) for each in principals)
            if named and statement.get("Effect") == "Allow" and _covers(statement, "sts:AssumeRole"):
                return opened(f"{role.name} trusts {service}")
        listing = ", ".join(sorted(trusted)) or "nobody"
        return closed(f"{role.name} trusts {listing}, not {service}", culprit=role.urn)

    def grants(self, role: Resource) -> list[Grant]:
        """Every policy of a role of the stack."""
        return [*self._inline(role), *self._by_role.get(role.urn, ())]

    def allows(self, role: Resource, actions: Iterable[str], thing: Thing) -> Verdict:
        """Whether a role may do one of some actions with a thing.

        A document made from outputs is presumed to allow what it was made from, and says nothing of anything else.
        """
        wanted = tuple(actions)
        grants = self.grants(role)
        known = [
            (each.name, line) for each in grants if each.document is not UNKNOWN for line in each.document.statements
        ]
        about = [(name, line, _about(line, thing.arn)) for name, line in known if any(_covers(line, a) for a in wanted)]
        for name, statement, sure in about:
            if sure and statement.get("Effect") == "Deny" and not statement.get("Condition"):
                return closed(f"{name} denies {wanted[0]} on {thing.name}", culprit=role.urn)
        for name, statement, sure in about:
            if sure and statement.get("Effect") == "Allow":
                return opened(f"{name} allows {wanted[0]} on {thing.name}")
        vague = next((name for name, line, sure in about if sure is None and line.get("Effect") == "Allow"), "")
        return unknown(f"the ARN of {thing.name}") if vague else self._unread(role, grants, wanted[0], thing)

    def _unread(self, role: Resource, grants: list[Grant], action: str, thing: Thing) -> Verdict:
        """What the documents that are made from outputs say, where no other allows an action."""
        unread = [grant for grant in grants if grant.document is UNKNOWN]
        for grant in unread:
            if thing.resource is not None and thing.resource.urn in grant.feeds:
                return opened(f"{grant.name} is made from {thing.name} and presumed to allow {action} on it")
        foreign = next((grant for grant in unread if grant.foreign), None)
        if foreign is not None:
            return presumably(f"{foreign.name}, which is not in this stack, allows {action} on {thing.name}")
        maybe = next((grant.where for grant in unread), "") or self._adrift
        if maybe:
            return unknown(maybe)
        listing = ", ".join(grant.name for grant in grants) or "none"
        return closed(
            f"no policy of {role.name} allows {action} on {thing.name}", f"its policies: {listing}", culprit=role.urn
        )

    def mentions(self, role: Resource, action: str) -> bool:
        """Whether a policy of a role allows an action on anything at all."""
        documents = [grant.document for grant in self.grants(role) if grant.document is not UNKNOWN]
        statements = [each for document in documents for each in document.statements]
        return any(each.get("Effect") == "Allow" and _covers(each, action) for each in statements)

    def readable(self, role: Resource) -> bool:
        """Whether every policy of a role is known."""
        return not self._adrift and all(grant.document is not UNKNOWN for grant in self.grants(role))

    def _inline(self, role: Resource) -> Iterator[Grant]:
        blocks = role.raw_blocks("inlinePolicies")
        feeds = frozenset(role.feeds("inlinePolicies"))
        if blocks is UNKNOWN:
            yield Grant(f"{role.name} (inline)", UNKNOWN, feeds, f"{role.name}.inlinePolicies")
        else:
            for block in blocks:
                yield self._document(f"{role.name} (inline)", block.get("policy"), feeds, f"{role.name}.inlinePolicies")
        arns = role.get("managedPolicyArns")
        yield from self._of_arns(
            role, "managedPolicyArns", self.stack.refer_value(role, "managedPolicyArns", arns, POLICY)
        )

    @cached_property
    def _by_role(self) -> dict[Key, list[Grant]]:
        found: dict[Key, list[Grant]] = defaultdict(list)
        for resource in self.stack.of("iam.RolePolicy"):
            grant = self._document(
                resource.name, resource.get("policy"), frozenset(resource.feeds("policy")), f"{resource.name}.policy"
            )
            for key in self._owners(resource, "role").keys:
                found[key].append(grant)
        for resource in self.stack.of("iam.RolePolicyAttachment", "iam.PolicyAttachment"):
            policies = self.stack.refer(resource, "policyArn", POLICY)
            grants = list(self._of_arns(resource, "policyArn", policies))
            for key in self._owners(resource, "role" if "Role" in resource.family else "roles").keys:
                found[key].extend(grants)
        return found

    def _owners(self, resource: Resource, key: str) -> Reference:
        return self.stack.refer(resource, key, ROLE)

    @cached_property
    def _adrift(self) -> str:
        """The property of a policy of which nobody can say to which role it belongs."""
        listed = [(each, "role") for each in self.stack.of("iam.RolePolicy", "iam.RolePolicyAttachment")]
        listed += [(each, "roles") for each in self.stack.of("iam.PolicyAttachment")]
        blind = [(each, key) for each, key in listed if has_unknown(each.get(key))]
        return next((f"{each.name}.{key}" for each, key in blind if self._owners(each, key).unknown), "")

    def _of_arns(self, resource: Resource, key: str, policies: Reference) -> Iterator[Grant]:
        for policy in policies.resources:
            yield self._document(
                policy.name, policy.get("policy"), frozenset(policy.feeds("policy")), f"{policy.name}.policy"
            )
        for arn in policies.literals:
            actions = _MANAGED.get(arn.rsplit("/", 1)[-1]) if ":iam::aws:policy/" in arn else None
            if actions is None:
                foreign = ":iam::aws:policy/" not in arn
                yield Grant(arn, UNKNOWN, where=f"the policy {arn}, which is not in this stack", foreign=foreign)
            else:
                statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
                yield Grant(arn.rsplit("/", 1)[-1], Document((statement,)))
        if policies.unknown:
            yield Grant(f"{resource.name}.{key}", UNKNOWN, where=f"{resource.name}.{key}")

    @staticmethod
    def _document(name: str, document: Any, feeds: frozenset[Key], where: str) -> Grant:
        found = read(document)
        return Grant(name, Document() if found is None else found, feeds, where)


def _covers(statement: Mapping[str, Any], action: str) -> bool:
    """Whether a statement is about an action."""
    if statement.get("NotAction") is not None:
        return not any(covers(each.lower(), action.lower()) for each in _texts(statement["NotAction"]))
    return any(covers(each.lower(), action.lower()) for each in _texts(statement.get("Action")))


def _about(statement: Mapping[str, Any], arn: str) -> bool | None:
    """Whether a statement is about a resource; `None` where it is about some that the ARN may turn out to be."""
    if statement.get("NotResource") is not None:
        listed = [names(each, arn) for each in _texts(statement["NotResource"])]
        return not any(listed) if None not in listed else None
    listed = [names(each, arn) for each in _texts(statement.get("Resource"))]
    return True if True in listed else None if None in listed else False


def names(pattern: str, arn: str) -> bool | None:
    """Whether a pattern names an ARN; unknown partition, Region and account are taken to be as it says."""
    wanted, given = pattern.split(":", 5), arn.split(":", 5)
    if pattern == "*" or len(wanted) < 6 or len(given) < 6:
        return covers(pattern, arn)
    if not all(overlaps(here, there) for here, there in zip(wanted[:5], given[:5], strict=True)):
        return False
    return covers(wanted[5], given[5]) or (None if overlaps(wanted[5], given[5]) else False)


def _principals(value: Any) -> list[str]:
    groups = value.values() if isinstance(value, dict) else [value]
    return [text for group in groups for text in _texts(group)]


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]
