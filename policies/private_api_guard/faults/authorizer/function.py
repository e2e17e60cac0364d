"""Can the authorizer's function be made, can it load its code, and can it read its parameters?

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html,
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html and
https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
"""

from collections.abc import Iterator
from functools import partial

from ...model.compute.lambda_function import LambdaFunction
from ...model.gateway.authorizer import AuthorizerUse
from ...model.hop import Hop
from ...model.iam.call import Call
from ...model.iam.role import Role, roles
from ...model.iam.stored_value import Read, StoredValues
from ...model.model import Model
from ...model.network.flow import Client, of_function
from ...model.network.service_access import Lack, ServiceAccess
from ...model.values import Key
from ...model.verdict import Verdict, some
from ..fault import Fault, Found, Judge
from ..symptoms import APPLY_FAILS, AUTHORIZER_FAILURE

_VPC = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html"
_READS = "what the function reads is known by names in its environment and in code that can be read"

_TIMES_OUT = AUTHORIZER_FAILURE.told("for every request, after the function's timeout")
_fault = partial(Fault, hop=Hop.AUTHORIZER, source=_VPC)
_way = partial(_fault, symptom=_TIMES_OUT)
RUNTIME = _fault(
    id="authorizer/runtime-blocked",
    title="The authorizer's function has a runtime with which AWS creates no function any more",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterValueException, the runtime is no longer supported for creating functions"
    ),
    remedy="Move the function to a supported runtime, such as python3.13 or nodejs24.x.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
)
SDK = _fault(
    id="authorizer/sdk-not-bundled",
    title="The authorizer's code needs aws-sdk, which Node.js runtimes from 18 on do not bring",
    symptom=AUTHORIZER_FAILURE.told("for every request; the log says \"Cannot find module 'aws-sdk'\""),
    remedy="Use the SDK v3 of the runtime (@aws-sdk/client-ssm ...), or put node_modules/aws-sdk into the archive.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html",
    not_modelled="code in assets with a relative path, in S3, in images and layers",
)
TRUST = _fault(
    id="authorizer/role-not-assumable",
    title="Lambda may not take on the role of the authorizer's function",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterValueException, the role defined for the function cannot be assumed by Lambda"
    ),
    remedy="Allow sts:AssumeRole to lambda.amazonaws.com in the role's assumeRolePolicy.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
)
INTERFACES = _fault(
    id="authorizer/no-right-to-network-interfaces",
    title="The authorizer's function stands in a VPC, and its role may not make network interfaces there",
    symptom=APPLY_FAILS.told(
        ": InvalidParameterValueException, the execution role does not have permissions to call CreateNetworkInterface"
        " on EC2"
    ),
    remedy="Attach AWSLambdaVPCAccessExecutionRole to the role.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
)
PARAMETER_RIGHT = _fault(
    id="authorizer/no-right-to-parameter",
    title="The authorizer's function may not read the parameter or secret that it is told to read",
    symptom=AUTHORIZER_FAILURE.told("for every request; the log says AccessDeniedException"),
    remedy="Allow ssm:GetParameter (for a secret: secretsmanager:GetSecretValue) on its ARN in the function's role.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
    not_modelled=_READS,
)
KEY_RIGHT = _fault(
    id="authorizer/no-right-to-key",
    title="The authorizer's function may not decrypt with the key of its parameter or secret",
    symptom=AUTHORIZER_FAILURE.told("for every request; the log says AccessDeniedException: kms:Decrypt"),
    remedy="Allow kms:Decrypt on the key in the function's role, or in the key's policy.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html",
    not_modelled=_READS,
)
NO_WAY = _way(
    id="authorizer/no-way-to-parameter",
    title="The authorizer's function stands in a VPC without a way to the service that keeps its parameter or secret",
    remedy="Give the VPC an interface endpoint of ssm (for a secret: secretsmanager) with private DNS, or the"
    " function's subnets a route to a NAT gateway; or take the function out of the VPC.",
    not_modelled=_READS,
)
UNUSABLE = _way(
    id="authorizer/endpoint-not-usable",
    title="The VPC endpoint by which the authorizer's function would read its parameter can not be used by it",
    remedy="Set privateDnsEnabled on the endpoint, and name its subnets.",
)
THROTTLED = _fault(
    id="authorizer/function-of-zero",
    title="The authorizer's function has a reserved concurrency of 0, and never runs",
    symptom=AUTHORIZER_FAILURE.told("for every request"),
    remedy="Set reservedConcurrentExecutions above 0, or leave it out.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
)
REFUSED = _way(
    id="authorizer/endpoint-refuses-function",
    title="The security group of the VPC endpoint does not admit the authorizer's function",
    remedy="Add ingress on 443 from the function's security group or subnets.",
)
EGRESS = _way(
    id="authorizer/no-egress-of-function",
    title="The security group of the authorizer's function lets nothing out to the service that keeps its parameter",
    remedy="Add egress on 443. The provider removes AWS's default egress.",
)
ACL = _way(
    id="authorizer/network-acl-refuses-function",
    title="A network ACL keeps the authorizer's function from the service that keeps its parameter",
    remedy="Allow 443 one way and ports 1024-65535 the other way, in the ACLs of both subnets.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
)
POLICY = _way(
    id="authorizer/endpoint-policy-refuses-function",
    title="The policy of the VPC endpoint does not allow what the authorizer's function reads",
    symptom=AUTHORIZER_FAILURE.told("for every request; the log says AccessDeniedException"),
    remedy="Allow the read in the endpoint's policy.",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    not_modelled="principals and conditions of the policy",
)
_LACKS = {
    Lack.ENDPOINT: NO_WAY,
    Lack.UNUSABLE: UNUSABLE,
    Lack.REFUSED: REFUSED,
    Lack.EGRESS: EGRESS,
    Lack.ACL: ACL,
    Lack.POLICY: POLICY,
    Lack.NAMES: NO_WAY,
}


def check(model: Model, functions: dict[Key, list[AuthorizerUse]], judge: Judge) -> None:
    """Asks the function of every authorizer in use, each once."""
    access, values, known = ServiceAccess(model), StoredValues(model.stack), roles(model.stack)
    for urn, used in functions.items():
        function = LambdaFunction(model.stack, model.stack.by_urn[urn])
        wanted, role = values.read_by(function), function.role.one
        found = [*_code(function), *(_rights(known.get(role), function, wanted) if role else ())]
        found += _network(access, of_function(model, function), function, wanted)
        subjects = [urn, *(subject for each in used for subject in each.subjects)]
        for fault, at, verdict in found:
            judge.report(fault, at, verdict, subjects=subjects)


def _code(function: LambdaFunction) -> list[Found]:
    """Whether the function can be made, and finds what its code loads: of what is closed, the first is told."""
    asked = (RUNTIME, function.creatable), (THROTTLED, function.runs), (SDK, function.finds_sdk)
    return [(fault, function.urn, verdict) for fault, verdict in asked if verdict.closed][:1]


def _rights(role: Role, function: LambdaFunction, wanted: tuple[Read, ...]) -> Iterator[Found]:
    trust = role.trusts("lambda.amazonaws.com")
    if trust.closed or trust.presumed:
        yield TRUST, role.urn, trust
    if trust.closed:
        return
    interfaces = role.allows_somewhere("ec2:CreateNetworkInterface")
    if function.in_vpc.open and not interfaces.open:
        line = f"{function.name} stands in a VPC"
        yield INTERFACES, role.urn, interfaces.because(*interfaces.evidence, line)
    for read in wanted:
        value, key = read.value, read.value.key
        if not value.shared:
            yield PARAMETER_RIGHT, role.urn, _if(read, role.allows(value.actions, value.arn))
            if key is not None and not key.admits(role):
                yield KEY_RIGHT, role.urn, _if(read, role.allows(("kms:Decrypt",), key.arn))


def _if(read: Read, answer: Verdict) -> Verdict:
    """An answer that counts only where the value is read."""
    return some([answer, ~read.verdict])


def _network(
    access: ServiceAccess, client: Client | None, function: LambdaFunction, wanted: tuple[Read, ...]
) -> Iterator[Found]:
    if client is None or access.unmanaged(client) or not (access.knows(client) or access.outside(client)):
        return
    for service in sorted({read.value.service for read in wanted}):
        calls = tuple(Call(each.value.actions, each.value.arn) for each in wanted if each.value.service == service)
        answer = access.reaches(client, service, calls=calls) if access.knows(client) else access.leaves(client)
        lines = f"{function.name} reads from {service}", *answer.verdict.evidence
        if answer.lack is not None:
            reads = some(read.verdict for read in wanted if read.value.service == service)
            verdict = some([answer.verdict.because(*lines), ~reads])
            yield _LACKS[answer.lack], function.urn, verdict
        elif answer.verdict.unknown:
            yield NO_WAY, function.urn, answer.verdict
