"""IAM roles: who may take them on, and what they may do, from all the ways in which a policy can be given to a role.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.unknown import UNKNOWN, has_unknown
from ..values.value import Value, known, not_known
from ..values.values import Values
from ..verdict import Verdict, closed, opened, presumably, unknown
from .policy_document import PolicyDocument, Statement, policy_document

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
    document: Value[PolicyDocument]
    feeds: frozenset[Key] = frozenset()
    where: str = ""
    foreign: bool = False

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, as far as they are known."""
        document = self.document.known
        return document.statements if document else ()


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
        document = policy_document(role, "assumeRolePolicy").known
        if document is None or document.problem:
            return opened(f"{role.name}: the trust policy is not known yet and presumed to name {service}")
        label = service.split(".", 1)[0] + "."
        trusted: set[str] = set()
        for statement in document.statements:
            trusted.update(statement.principals)
            named = any(each == "*" or each.startswith(label) for each in statement.principals)
            if named and statement.allows and statement.covers("sts:AssumeRole"):
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
        where = f"the ARN of {thing.name}"
        about = [
            (grant.name, statement, statement.names(thing.arn, where))
            for grant in grants
            for statement in grant.statements
            if any(statement.covers(action) for action in wanted)
        ]
        for name, statement, named in about:
            if named.open and statement.denies and not statement.conditional:
                return closed(f"{name} denies {wanted[0]} on {thing.name}", culprit=role.urn)
        for name, statement, named in about:
            if named.open and statement.allows:
                return opened(f"{name} allows {wanted[0]} on {thing.name}")
        vague = next((named for _, statement, named in about if named.unknown and statement.allows), None)
        return vague or self._unread(role, grants, wanted[0], thing)

    def _unread(self, role: Resource, grants: list[Grant], action: str, thing: Thing) -> Verdict:
        """What the documents that are made from outputs say, where no other allows an action."""
        unread = [grant for grant in grants if grant.document.unknown]
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
        statements = [each for grant in self.grants(role) for each in grant.statements]
        return any(each.allows and each.covers(action) for each in statements)

    def readable(self, role: Resource) -> bool:
        """Whether every policy of a role is known."""
        return not self._adrift and not any(grant.document.unknown for grant in self.grants(role))

    def _inline(self, role: Resource) -> Iterator[Grant]:
        blocks = role.raw_blocks("inlinePolicies")
        feeds = frozenset(role.feeds("inlinePolicies"))
        if blocks is UNKNOWN:
            where = f"{role.name}.inlinePolicies"
            yield Grant(f"{role.name} (inline)", not_known(where), feeds, where)
        else:
            for block in blocks:
                yield self._grant(f"{role.name} (inline)", block, feeds, f"{role.name}.inlinePolicies")
        arns = role.get("managedPolicyArns")
        yield from self._of_arns(
            role, "managedPolicyArns", self.stack.refer_value(role, "managedPolicyArns", arns, POLICY)
        )

    @cached_property
    def _by_role(self) -> dict[Key, list[Grant]]:
        found: dict[Key, list[Grant]] = defaultdict(list)
        for resource in self.stack.of("iam.RolePolicy"):
            grant = self._grant(resource.name, resource, frozenset(resource.feeds("policy")), f"{resource.name}.policy")
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
            yield self._grant(policy.name, policy, frozenset(policy.feeds("policy")), f"{policy.name}.policy")
        for arn in policies.literals:
            actions = _MANAGED.get(arn.rsplit("/", 1)[-1]) if ":iam::aws:policy/" in arn else None
            if actions is None:
                foreign = ":iam::aws:policy/" not in arn
                where = f"the policy {arn}, which is not in this stack"
                yield Grant(arn, not_known(where), where=where, foreign=foreign)
            else:
                statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
                yield Grant(arn.rsplit("/", 1)[-1], known(PolicyDocument((Statement(statement),))))
        if policies.unknown:
            yield Grant(f"{resource.name}.{key}", not_known(resource.name, key), where=f"{resource.name}.{key}")

    @staticmethod
    def _grant(name: str, values: Values, feeds: frozenset[Key], where: str) -> Grant:
        return Grant(name, policy_document(values, "policy"), feeds, where)
