"""Authorizers: permission, runtime, SDK, rights, and the way to parameters."""

import json
import zipfile

import pytest

from tests.policies.compositions import fargate_behind_nlb, trust
from tests.policies.findings import everything, mandatory, undecided
from tests.policies.link_stacks import from_body, http_to_nlb
from tests.policies.stacks import OPERATIONS, Ref, Stack, document, joined
from tests.policies.start_stacks import (
    BASIC,
    archive,
    authorizer,
    authorizer_in_vpc,
    folder,
    in_vpc,
    in_vpc_elsewhere,
    reading_authorizer,
    with_nat,
)

pytestmark = pytest.mark.parametrize("operation", OPERATIONS)


def found(judge, stack: Stack, operation: str) -> set:
    """Mandatory findings of a stack in which everything can be decided."""
    verdict = judge(stack, operation)
    assert undecided(verdict) == set()
    return mandatory(verdict)


def test_a_sound_authorizer_has_no_finding(judge, operation):
    assert everything(judge(authorizer(), operation)) == set()


# The permission


def test_a_permission_for_another_service(judge, operation):
    stack = authorizer().change("gate-permission", principal="events.amazonaws.com", sourceArn=None)
    assert found(judge, stack, operation) == {("authorizer/no-invoke-permission", "keys")}


def test_a_permission_for_another_function(judge, operation):
    stack = authorizer()
    stack.add("lambda.Function", "other", **stack.definitions["gate"].inputs)
    stack = stack.change("gate-permission", function=Ref("other", "name"))
    assert found(judge, stack, operation) == {("authorizer/no-invoke-permission", "keys")}


@pytest.mark.parametrize("key", ["name", "arn"])
@pytest.mark.parametrize(
    "source",
    [
        None,
        joined(Ref("orders", "executionArn"), "/*"),
        joined(Ref("orders", "executionArn"), "/*/*"),
        joined(Ref("orders", "executionArn"), "/authorizers/*"),
        "arn:aws:execute-api:*:*:*/authorizers/*",
    ],
)
def test_permissions_that_fit(judge, operation, key, source):
    stack = authorizer().change("gate-permission", function=Ref("gate", key), sourceArn=source)
    assert found(judge, stack, operation) == set()


def test_a_permission_for_methods_of_a_stage_is_known_in_the_update(judge, operation):
    stack = authorizer().change("gate-permission", sourceArn=joined(Ref("orders", "executionArn"), "/live/GET/orders"))
    # Made from outputs, a source is presumed to fit the API that it is made from.
    expected = {("authorizer/permission-of-other-source", "gate-permission")} if operation == "update" else set()
    assert found(judge, stack, operation) == expected


def test_a_permission_for_another_authorizer(judge, operation):
    stack = authorizer()
    stack.add("apigateway.Authorizer", "spare", **stack.definitions["keys"].inputs)
    source = joined(Ref("orders", "executionArn"), "/authorizers/", Ref("spare"))
    stack = stack.change("gate-permission", sourceArn=source)
    assert found(judge, stack, operation) == {("authorizer/permission-of-other-source", "gate-permission")}


def test_a_permission_for_another_action(judge, operation):
    stack = authorizer().change("gate-permission", action="lambda:GetFunction")
    assert found(judge, stack, operation) == {("authorizer/permission-of-other-source", "gate-permission")}


def test_a_permission_for_an_alias_that_is_not_called(judge, operation):
    stack = authorizer().change("gate-permission", qualifier="live")
    assert found(judge, stack, operation) == {("authorizer/permission-of-other-source", "gate-permission")}


@pytest.mark.parametrize("qualified", [True, False])
def test_an_alias_that_is_called(judge, operation, qualified):
    stack = authorizer()
    stack.add("lambda.Alias", "alias", functionName=Ref("gate", "name"), functionVersion="1")
    stack.definitions["alias"].inputs["name"] = "live"
    order = list(stack.definitions)
    order.insert(order.index("keys"), order.pop())
    stack.definitions = {label: stack.definitions[label] for label in order}
    prefix = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
    uri = joined(prefix, Ref("gate", "arn"), ":", Ref("alias", "name"), "/invocations")
    stack = stack.change("keys", authorizerUri=uri)
    if qualified:
        stack = stack.change("gate-permission", qualifier=Ref("alias", "name"))
    expected = set() if qualified else {("authorizer/permission-of-other-source", "gate-permission")}
    assert found(judge, stack, operation) == expected


def _credentials(service: str, action: str) -> Stack:
    stack = authorizer().drop("gate-permission")
    stack.add("iam.Role", "caller", assumeRolePolicy=trust(service))
    statement = {"Effect": "Allow", "Action": action, "Resource": Ref("gate", "arn")}
    policy = document({"Version": "2012-10-17", "Statement": [statement]})
    stack.add("iam.RolePolicy", "may-call", role=Ref("caller"), policy=policy)
    order = list(stack.definitions)
    for label in ("caller", "may-call"):
        order.insert(order.index("keys"), order.pop(order.index(label)))
    stack.definitions = {label: stack.definitions[label] for label in order}
    return stack.change("keys", authorizerCredentials=Ref("caller", "arn"))


def test_credentials_instead_of_a_permission(judge, operation):
    stack = _credentials("apigateway.amazonaws.com", "lambda:InvokeFunction")
    assert found(judge, stack, operation) == set()


def test_credentials_of_a_role_for_another_service(judge, operation):
    stack = _credentials("ec2.amazonaws.com", "lambda:InvokeFunction")
    assert found(judge, stack, operation) == {("authorizer/credentials-without-rights", "caller")}


def test_an_http_api_without_permission(judge, operation):
    stack = http_to_nlb()
    api = next(label for label, each in stack.definitions.items() if each.token == "aws:apigatewayv2/api:Api")
    route = next(label for label, each in stack.definitions.items() if each.token == "aws:apigatewayv2/route:Route")
    stack.add("iam.Role", "gate-role", assumeRolePolicy=trust("lambda.amazonaws.com"))
    code = archive(index__js="exports.handler = async () => ({isAuthorized: true});")
    stack.add(
        "lambda.Function",
        "gate",
        role=Ref("gate-role", "arn"),
        runtime="nodejs22.x",
        handler="index.handler",
        code=code,
    )
    stack.add(
        "apigatewayv2.Authorizer",
        "keys",
        apiId=Ref(api),
        authorizerType="REQUEST",
        authorizerUri=Ref("gate", "invokeArn"),
        authorizerPayloadFormatVersion="2.0",
    )  # fmt: skip
    stack = stack.change(route, authorizationType="CUSTOM", authorizerId=Ref("keys"))
    assert found(judge, stack, operation) == {("authorizer/no-invoke-permission", "keys")}
    stack.add(
        "lambda.Permission",
        "gate-permission",
        action="lambda:InvokeFunction",
        function=Ref("gate", "name"),
        principal="apigateway.amazonaws.com",
        sourceArn=joined(Ref(api, "executionArn"), "/authorizers/", Ref("keys")),
    )
    assert found(judge, stack, operation) == set()


def test_an_authorizer_of_tokens_calls_no_function(judge, operation):
    stack = http_to_nlb()
    api, route = (
        next(k for k, v in stack.definitions.items() if v.token.endswith(kind)) for kind in (":Api", ":Route")
    )
    stack.add(
        "apigatewayv2.Authorizer",
        "tokens",
        apiId=Ref(api),
        authorizerType="JWT",
        identitySources=["$request.header.Authorization"],
        jwtConfiguration={"audiences": ["orders"], "issuer": "https://login.example.com"},
    )
    stack = stack.change(route, authorizationType="JWT", authorizerId=Ref("tokens"))
    assert found(judge, stack, operation) == set()


# The method


def test_an_authorizer_that_no_method_uses_is_not_asked(judge, operation):
    stack = authorizer(runtime="nodejs12.x").drop("gate-permission")
    stack = stack.change("list-orders", authorization="NONE", authorizerId=None)
    assert found(judge, stack, operation) == set()


# Runtime and code


@pytest.mark.parametrize("runtime", ["nodejs14.x", "python3.7", "go1.x", "java8", "provided"])
def test_runtimes_with_which_no_function_can_be_made(judge, operation, runtime):
    stack = authorizer(runtime=runtime)
    assert found(judge, stack, operation) == {("authorizer/runtime-blocked", "gate")}


@pytest.mark.parametrize("runtime", ["nodejs18.x", "python3.9", "python3.13", "provided.al2023"])
def test_runtimes_with_which_functions_can_be_made(judge, operation, runtime):
    assert found(judge, authorizer(runtime=runtime), operation) == set()


@pytest.mark.parametrize(
    "files",
    [
        {"index__js": "const AWS = require('aws-sdk');\nexports.handler = async () => AWS;"},
        {"index__js": 'const SSM = require("aws-sdk/clients/ssm");'},
        {"index__mjs": "import AWS from 'aws-sdk';"},
        {"index__js": "require('./lib/keys');", "lib___keys__js": "const { SSM } = require('aws-sdk');"},
    ],
)
def test_code_that_needs_an_sdk_that_is_not_there(judge, operation, files):
    stack = authorizer(code=archive(**files))
    assert found(judge, stack, operation) == {("authorizer/sdk-not-bundled", "gate")}


@pytest.mark.parametrize(
    "files",
    [
        {"index__js": "const { SSMClient } = require('@aws-sdk/client-ssm');"},
        {"index__js": "// const AWS = require('aws-sdk');\n/* require('aws-sdk') */ exports.handler = 1;"},
        {"index__js": "require('aws-sdk');", "node_modules___aws-sdk___package__json": "{}"},
        {"index__js": "exports.handler = 1;", "other__js": "require('aws-sdk');"},
    ],
)
def test_code_that_finds_what_it_needs(judge, operation, files):
    assert found(judge, authorizer(code=archive(**files)), operation) == set()


def test_node_16_brings_the_sdk(judge, operation):
    stack = authorizer(runtime="nodejs16.x", code=archive(index__js="require('aws-sdk');"))
    assert found(judge, stack, operation) == set()


def test_a_layer_may_bring_the_sdk(judge, operation):
    layer = ["arn:aws:lambda:eu-west-1:111122223333:layer:sdk:1"]
    stack = authorizer(code=archive(index__js="require('aws-sdk');"), layers=layer)
    assert found(judge, stack, operation) == set()


def test_code_in_an_absolute_folder_and_zip(judge, operation, tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "index.js").write_text("const AWS = require('aws-sdk');")
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as packed:
        packed.writestr("index.js", "const AWS = require('aws-sdk');")
    for path in (tmp_path / "code", tmp_path / "code.zip"):
        stack = authorizer(code=folder(str(path)))
        assert found(judge, stack, operation) == {("authorizer/sdk-not-bundled", "gate")}
    (tmp_path / "code" / "node_modules" / "aws-sdk").mkdir(parents=True)
    assert found(judge, authorizer(code=folder(str(tmp_path / "code"))), operation) == set()


@pytest.mark.parametrize("path", ["code", "./dist.zip", "/nowhere/code.zip"])
def test_code_that_can_not_be_read_is_not_judged(judge, operation, path):
    assert found(judge, authorizer(code=folder(path)), operation) == set()


# Rights


def _reading(policy: object = None) -> Stack:
    """The authorizer with a parameter in its environment, and another policy for it or none."""
    return (
        reading_authorizer().change("gate-reads", policy=policy) if policy else reading_authorizer().drop("gate-reads")
    )


def _allow(*statements: tuple[str, object]) -> dict:
    listed = [{"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in statements]
    return {"Version": "2012-10-17", "Statement": listed}


@pytest.mark.parametrize(
    "policy",
    [
        document(_allow(("ssm:GetParameter", Ref("secret", "arn")))),
        json.dumps(_allow(("ssm:GetParameters", "arn:aws:ssm:*:*:parameter/orders/*"))),
        json.dumps(_allow(("ssm:*", "*"))),
    ],
)
def test_policies_that_allow_the_parameter(judge, operation, policy):
    assert found(judge, _reading(policy), operation) == set()


def test_a_managed_policy_that_allows_the_parameter(judge, operation):
    stack = _reading()
    policy = "arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess"
    stack.add("iam.RolePolicyAttachment", "gate-ssm", role=Ref("gate-role", "name"), policyArn=policy)
    assert found(judge, stack, operation) == set()


def test_an_own_policy_that_is_attached(judge, operation):
    stack = _reading()
    stack.add("iam.Policy", "reads", policy=document(_allow(("ssm:GetParameter", Ref("secret", "arn")))))
    stack.add("iam.RolePolicyAttachment", "gate-ssm", role=Ref("gate-role", "name"), policyArn=Ref("reads", "arn"))
    assert found(judge, stack, operation) == set()
    assert found(judge, stack.drop("gate-ssm"), operation) == {("authorizer/no-right-to-parameter", "gate-role")}


@pytest.mark.parametrize(
    "policy",
    [
        None,
        json.dumps(_allow(("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/billing/*"))),
        json.dumps(_allow(("ssm:PutParameter", "*"))),
        json.dumps(_allow(("s3:*", "*"))),
    ],
)
def test_policies_that_do_not_allow_the_parameter(judge, operation, policy):
    assert found(judge, _reading(policy), operation) == {("authorizer/no-right-to-parameter", "gate-role")}


def test_a_parameter_that_only_the_code_names(judge, operation):
    stack = fargate_behind_nlb()
    stack.add("ssm.Parameter", "secret", type="String", value="x")
    stack.definitions["secret"].inputs["name"] = "/orders/keys"
    stack = authorizer(stack, code=archive(index__js="const name = '/orders/keys'; exports.handler = name;"))
    assert found(judge, stack, operation) == {("authorizer/no-right-to-parameter", "gate-role")}


def _with_key(*statements: tuple[str, object], **key: object) -> Stack:
    stack = _reading(document(_allow(("ssm:GetParameter", Ref("secret", "arn")), *statements)))
    stack.add("kms.Key", "cmk", **key)
    stack.definitions = {"cmk": stack.definitions.pop("cmk"), **stack.definitions}
    return stack.change("secret", keyId=Ref("cmk", "arn"))


def test_the_right_to_the_key(judge, operation):
    stack = _with_key(("kms:Decrypt", Ref("cmk", "arn")))
    assert found(judge, stack, operation) == set()


def test_no_right_to_the_key_once_the_policy_is_known(judge, operation):
    stack = _with_key()
    verdict = judge(stack, operation)
    if operation == "update":
        assert mandatory(verdict) == {("authorizer/no-right-to-key", "gate-role")}
    else:
        # A document made from the parameter's ARN may hold anything else as well.
        assert undecided(verdict) == {("authorizer/no-right-to-key", "gate-role")}


def test_a_key_policy_that_names_everybody(judge, operation):
    policy = json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}]}
    )
    stack = _with_key(policy=policy).change("gate-reads", policy=json.dumps(_allow(("ssm:GetParameter", "*"))))
    assert found(judge, stack, operation) == set()


# In a VPC


def test_a_function_in_a_vpc_with_an_endpoint(judge, operation):
    assert found(judge, authorizer_in_vpc(), operation) == set()


def test_a_function_in_a_vpc_with_a_nat_gateway(judge, operation):
    assert found(judge, with_nat(in_vpc(reading_authorizer())), operation) == set()


def test_a_function_in_a_vpc_that_is_not_in_the_stack_has_egress_of_its_own(judge, operation):
    stack = in_vpc_elsewhere(in_vpc(reading_authorizer()))
    assert found(judge, stack, operation) == set()
    fault = ("authorizer/no-egress-of-function", "gate-sg")
    assert found(judge, stack.change("gate-sg", egress=[]), operation) == {fault}
    assert found(judge, in_vpc_elsewhere(in_vpc(authorizer())).change("gate-sg", egress=[]), operation) == set()


def test_a_function_in_a_vpc_that_reads_nothing_needs_no_way(judge, operation):
    assert found(judge, in_vpc(authorizer()), operation) == set()


def test_the_right_to_interfaces_may_stand_in_a_policy_that_a_preview_does_not_know(judge, operation):
    stack = authorizer_in_vpc().change("gate-basic", policyArn=BASIC)
    verdict = judge(stack, operation)
    missing = {("authorizer/no-right-to-network-interfaces", "gate-role")}
    assert (undecided(verdict), mandatory(verdict)) == (
        (missing, set()) if operation == "preview" else (set(), missing)
    )


# OpenAPI


_URI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations"


def _in_body(*, http: bool = False, **permission: object) -> Stack:
    """A REST API whose body has the authorizer; the function has a fixed name."""
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:gate"
    extension = {
        "type": "request",
        "authorizerUri": _URI.format(arn),
        "identitySource": "method.request.header.x-api-key",
    }
    scheme = {"type": "apiKey", "name": "x-api-key", "in": "header", "x-amazon-apigateway-authorizer": extension}
    if not http:
        scheme["x-amazon-apigateway-authtype"] = "custom"
    stack = from_body()
    api = next(each for each in stack.definitions.values() if "body" in each.inputs)
    content = json.loads(api.inputs["body"])
    content["components"] = {"securitySchemes": {"gate": scheme}}
    for item in content["paths"].values():
        for operation in item.values():
            operation["security"] = [{"gate": []}]
    api.inputs["body"] = json.dumps(content)
    stack.add("iam.Role", "gate-role", assumeRolePolicy=trust("lambda.amazonaws.com"))
    code = archive(index__js="exports.handler = 1;")
    given = {"runtime": "nodejs22.x", "handler": "index.handler", "code": code, "role": Ref("gate-role", "arn")}
    stack.add("lambda.Function", "gate", **given)
    stack.definitions["gate"].inputs["name"] = "gate"
    if permission:
        stack.add("lambda.Permission", "gate-permission", action="lambda:InvokeFunction", function="gate", **permission)
    return stack


@pytest.mark.parametrize("http", [True, False])
def test_an_authorizer_in_a_body(judge, operation, http):
    stack = _in_body(http=http)
    api = next(each for each in stack.definitions.values() if "body" in each.inputs)
    assert ("authorizer/no-invoke-permission", api.name) in found(judge, stack, operation)
    stack = _in_body(http=http, principal="apigateway.amazonaws.com")
    assert not {fault for fault, _ in found(judge, stack, operation) if fault.startswith("authorizer/")}


def test_an_alias_that_is_called_by_its_own_uri(judge, operation):
    stack = authorizer(publish=True)
    stack.add("lambda.Alias", "live-gate", functionName=Ref("gate", "name"), functionVersion=Ref("gate", "version"))
    stack = stack.change("keys", authorizerUri=Ref("live-gate", "invokeArn"))
    assert found(judge, stack, operation) == {("authorizer/permission-of-other-source", "gate-permission")}
    named = stack.change("gate-permission", qualifier=Ref("live-gate", "name"))
    assert found(judge, named, operation) == set()
