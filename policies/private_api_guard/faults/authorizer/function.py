"""Can the authorizer's function be made, can it load its code, and can it read its parameters?

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html,
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html and
https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
"""

import re
from functools import cached_property
from typing import Any

from ...model.compute import lambda_function
from ...model.hop import Hop
from ...model.iam.policy_document import PolicyDocument, policy_document
from ...model.iam.role import ROLE, Roles, Thing
from ...model.iam.stored_value import PARAMETER, SECRET, StoredValue, key_of, stored_value
from ...model.model import Model
from ...model.network.flow import Side
from ...model.network.network import SUBNETS
from ...model.network.security_group import GROUPS
from ...model.network.service_access import Client, Lack, ServiceAccess
from ...model.values.reference import Key
from ...model.values.resource import Resource
from ...model.verdict import closed, unknown
from ..fault import Fault, Judge
from .use import Used

_RUNTIMES = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
_VPC = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html"
_SSM = "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html"
_FAILS = '500 {"message":null} (AuthorizerFailureException) for every request'
_READS = "what the function reads is known by its environment and by names in code that can be read"

RUNTIME = Fault(
    id="authorizer/runtime-blocked",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function has a runtime with which AWS creates no function any more",
    symptom=(
        "The apply fails: InvalidParameterValueException, the runtime is no longer supported for creating functions"
    ),
    remedy="Move the function to a supported runtime, such as python3.13 or nodejs24.x.",
    source=_RUNTIMES,
)
SDK = Fault(
    id="authorizer/sdk-not-bundled",
    hop=Hop.AUTHORIZER,
    title="The authorizer's code needs aws-sdk, which Node.js runtimes from 18 on do not bring",
    symptom=f"{_FAILS}; the log says \"Cannot find module 'aws-sdk'\"",
    remedy="Use the SDK v3 of the runtime (@aws-sdk/client-ssm ...), or put node_modules/aws-sdk into the archive.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html",
    not_modelled="code in assets with a relative path, in S3, in images and layers",
)
TRUST = Fault(
    id="authorizer/role-not-assumable",
    hop=Hop.AUTHORIZER,
    title="Lambda may not take on the role of the authorizer's function",
    symptom=(
        "The apply fails: InvalidParameterValueException, the role defined for the function cannot be assumed by Lambda"
    ),
    remedy="Allow sts:AssumeRole to lambda.amazonaws.com in the role's assumeRolePolicy.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
)
INTERFACES = Fault(
    id="authorizer/no-right-to-network-interfaces",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function stands in a VPC, and its role may not make network interfaces there",
    symptom=(
        "The apply fails: InvalidParameterValueException, the execution role does not have permissions to call"
        " CreateNetworkInterface on EC2"
    ),
    remedy="Attach AWSLambdaVPCAccessExecutionRole to the role.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
)
PARAMETER_RIGHT = Fault(
    id="authorizer/no-right-to-parameter",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function may not read the parameter or secret that it is told to read",
    symptom=f"{_FAILS}; the log says AccessDeniedException",
    remedy="Allow ssm:GetParameter (for a secret: secretsmanager:GetSecretValue) on its ARN in the function's role.",
    source=_SSM,
    not_modelled=_READS,
)
KEY_RIGHT = Fault(
    id="authorizer/no-right-to-key",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function may not decrypt with the key of its parameter or secret",
    symptom=f"{_FAILS}; the log says AccessDeniedException: kms:Decrypt",
    remedy="Allow kms:Decrypt on the key in the function's role, or in the key's policy.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html",
    not_modelled=_READS,
)
NO_WAY = Fault(
    id="authorizer/no-way-to-parameter",
    hop=Hop.AUTHORIZER,
    title="The authorizer's function stands in a VPC without a way to the service that keeps its parameter or secret",
    symptom=f"{_FAILS}, after the function's timeout",
    remedy=(
        "Give the VPC an interface endpoint of ssm (for a secret: secretsmanager) with private DNS, or the function's"
        " subnets a route to a NAT gateway; or take the function out of the VPC."
    ),
    source=_VPC,
    not_modelled=_READS,
)
UNUSABLE = Fault(
    id="authorizer/endpoint-not-usable",
    hop=Hop.AUTHORIZER,
    title="The VPC endpoint by which the authorizer's function would read its parameter can not be used by it",
    symptom=f"{_FAILS}, after the function's timeout",
    remedy="Set privateDnsEnabled on the endpoint, and name its subnets.",
    source=_VPC,
)
REFUSED = Fault(
    id="authorizer/endpoint-refuses-function",
    hop=Hop.AUTHORIZER,
    title="The security group of the VPC endpoint does not admit the authorizer's function",
    symptom=f"{_FAILS}, after the function's timeout",
    remedy="Add ingress on 443 from the function's security group or subnets.",
    source=_VPC,
)
EGRESS = Fault(
    id="authorizer/no-egress-of-function",
    hop=Hop.AUTHORIZER,
    title="The security group of the authorizer's function lets nothing out to the service that keeps its parameter",
    symptom=f"{_FAILS}, after the function's timeout",
    remedy="Add egress on 443. The provider removes AWS's default egress.",
    source=_VPC,
)
ACL = Fault(
    id="authorizer/network-acl-refuses-function",
    hop=Hop.AUTHORIZER,
    title="A network ACL keeps the authorizer's function from the VPC endpoint",
    symptom=f"{_FAILS}, after the function's timeout",
    remedy="Allow 443 one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
)
_LACKS = {Lack.ENDPOINT: NO_WAY, Lack.UNUSABLE: UNUSABLE, Lack.REFUSED: REFUSED, Lack.EGRESS: EGRESS, Lack.ACL: ACL}
FAULTS = (
    RUNTIME, SDK, TRUST, INTERFACES, PARAMETER_RIGHT, KEY_RIGHT, NO_WAY, UNUSABLE, REFUSED, EGRESS, ACL,
)  # fmt: skip


def check(model: Model, functions: dict[Key, list[Used]], judge: Judge) -> None:
    """Asks the function of every authorizer in use, each once."""
    access, roles, values = ServiceAccess(model), Roles(model.stack), _Values(model)
    for urn, used in functions.items():
        function = model.stack.by_urn[urn]
        subjects = [subject for each in used for subject in each.subjects]
        _code(function, subjects, judge)
        wanted = values.of(function)
        role = model.stack.refer(function, "role", ROLE).one
        if role is not None:
            _rights(roles, role, function, wanted, subjects, judge)
        _network(access, _client(model, function), function, wanted, subjects, judge)


def _code(function: Resource, subjects: list[str], judge: Judge) -> None:
    runtime = function.raw_text("runtime")
    if runtime in lambda_function.CREATE_BLOCKED:
        judge.report(RUNTIME, function.urn, closed(f"{function.name} has runtime {runtime}"), subjects=subjects)
        return
    file = lambda_function.missing_sdk(function)
    if file is not None:
        evidence = f"{file} of {function.name} ({runtime}) loads aws-sdk, and the archive has no node_modules/aws-sdk"
        judge.report(SDK, function.urn, closed(evidence), subjects=subjects)


class _Values:
    """Which parameters and secrets of the stack a function reads."""

    def __init__(self, model: Model) -> None:
        self._stack = model.stack

    @cached_property
    def _named(self) -> list[tuple[re.Pattern[str], Resource]]:
        found: list[tuple[re.Pattern[str], Resource]] = []
        for resource in self._stack.of(PARAMETER):
            name = resource.raw_text("name")
            if isinstance(name, str) and name:
                found.append((re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])"), resource))
        return found

    def of(self, function: Resource) -> list[StoredValue]:
        """Those that feed the function's environment, and parameters named there or in code that can be read."""
        fed = [self._stack.by_urn[urn] for urn in function.feeds("environment") if urn in self._stack.by_urn]
        found = {each.urn: each for each in fed if each.family in (PARAMETER, SECRET)}
        if self._named:
            texts = "\n".join(_texts(function.get("environment")))
            quoted = [f"{mark}{{}}{mark}" for mark in "\"'`"]
            code = lambda_function.scripts(function)
            for pattern, resource in self._named:
                name = str(resource.raw_text("name"))
                if pattern.search(texts) or any(form.format(name) in code for form in quoted):
                    found[resource.urn] = resource
        return [stored_value(found[urn]) for urn in sorted(found)]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _rights(
    roles: Roles, role: Resource, function: Resource, wanted: list[StoredValue], subjects: list[str], judge: Judge
) -> None:
    subjects = [*subjects, function.urn]
    trust = roles.trusts(role, "lambda.amazonaws.com")
    if trust.closed:
        judge.report(TRUST, role.urn, closed(*trust.evidence), subjects=subjects)
        return
    subnets = function.block("vpcConfig").get("subnetIds")
    if subnets and roles.readable(role) and not roles.mentions(role, "ec2:CreateNetworkInterface"):
        line = f"no policy of {role.name} allows ec2:CreateNetworkInterface, and {function.name} stands in a VPC"
        judge.report(INTERFACES, role.urn, closed(line), subjects=subjects)
    for value in wanted:
        if roles.stack.of("secretsmanager.SecretPolicy") and value.service == "secretsmanager":
            continue
        verdict = roles.allows(role, value.actions, value.thing)
        judge.report(PARAMETER_RIGHT, role.urn, verdict, subjects=subjects)
        key = key_of(roles.stack, value.resource)
        if key is not None and not _granted(roles, role, key):
            verdict = roles.allows(role, ["kms:Decrypt"], key)
            judge.report(KEY_RIGHT, role.urn, verdict, subjects=subjects)


def _granted(roles: Roles, role: Resource, key: Thing) -> bool:
    """Whether the key itself lets the role decrypt: by its policy, or by a grant."""
    stack = roles.stack
    for grant in stack.of("kms.Grant"):
        if stack.refer(grant, "granteePrincipal", ROLE).may_mean(role.urn):
            return True
    policies = [(key.resource, "policy")] if key.resource else []
    policies += [(each, "policy") for each in stack.of("kms.KeyPolicy")]
    for resource, name in policies:
        document = policy_document(resource, name)
        if document.unknown and role.urn in resource.feeds(name):
            return True
        if document.known and _names(document.known, role):
            return True
    return False


def _names(document: PolicyDocument, role: Resource) -> bool:
    """Whether a key's policy allows something to the role, or to everybody."""
    name, arn = role.raw_text("name"), role.outputs.get("arn")
    for statement in document.statements:
        listed = statement.principals
        own = isinstance(name, str) and any(text.endswith(f":role/{name}") for text in listed)
        if statement.allows and (own or "*" in listed or arn in listed):
            return True
    return False


def _client(model: Model, function: Resource) -> Client | None:
    """The function's network interfaces, which never have public addresses; `None` for a function in no VPC."""
    block = function.block("vpcConfig")
    subnets = model.stack.refer_value(function, "vpcConfig", block.get("subnetIds"), *SUBNETS)
    if subnets.absent:
        return None
    groups = model.stack.refer_value(function, "vpcConfig", block.get("securityGroupIds"), *GROUPS)
    places = tuple(model.networks.place(key) for key in subnets.keys)
    side = Side(places, subnets, groups, model.networks.vpc_of(subnets), f"function {function.name}")
    return Client(side, public=False)


def _network(
    access: ServiceAccess,
    client: Client | None,
    function: Resource,
    wanted: list[StoredValue],
    subjects: list[str],
    judge: Judge,
) -> None:
    if client is None or (client.inside and access.unmanaged(client)):
        return
    for service in sorted({value.service for value in wanted}):
        answer = access.reaches(client, service)
        if answer is None or answer.verdict.open:
            continue
        if answer.lack is None:
            judge.report(NO_WAY, function.urn, unknown(answer.verdict.where), subjects=subjects)
        else:
            evidence = (f"{function.name} reads from {service}", *answer.verdict.evidence)
            judge.report(_LACKS[answer.lack], answer.at or function.urn, closed(*evidence), subjects=subjects)
