"""Secret values: nothing that the pack says, and nothing that it writes, shows one."""

import json
from importlib.resources import files

import pytest
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy import policy as sdk

from preflight.packs.diagnostics import Diagnostics
from preflight.protocol import wire
from preflight.protocol.resource import stack_request
from private_api_guard import policies as pack_policies
from private_api_guard import recorder, sharing
from private_api_guard.model.sensitive import SENSITIVE, sensitive
from private_api_guard.model.values.native.kind import token
from private_api_guard.secrecy import SECRET, Secrets
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import entities
from tests.policies.stacks import OPERATIONS, UPDATE, Ref, Stack

CANARY = "c4nary"
PORT = 48613
_REFUSING = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::111122223333:role/{CANARY}-role"},
            "Action": f"execute-api:{CANARY}",
            "Resource": "*",
        }
    ],
}


def _changed(label: str, **given: object) -> Stack:
    return fargate_behind_nlb().change(label, **given)


# Stacks that lack something, with secrets in what is told about it.
_TELLING = {
    "a URI": _changed("list-orders-int", uri=wire.secret(f"ftp://user:{CANARY}-uri@h/")),
    "a host of a URI": _changed("list-orders-int", uri=wire.secret(f"http://{CANARY}.example.com:{PORT}/")),
    "a link": _changed("list-orders-int", connectionId=wire.secret(f"${{stageVariables.{CANARY}Link}}")),
    "a part of a path": _changed("orders-r", pathPart=wire.secret(CANARY)).drop("list-orders-int"),
    "a stage": _changed("live", stageName=wire.secret(CANARY)).drop("partner-gold"),
    "a plan's stage": _changed("gold", apiStages=[{"apiId": Ref("orders"), "stage": wire.secret(f"{CANARY}-stage")}]),
    "a kind of key": _changed("partner-gold", keyType=wire.secret(f"{CANARY.upper()}_KEY")),
    "a policy": _changed("orders", policy=wire.secret(json.dumps(_REFUSING))),
    "a port": _changed("front", port=wire.secret(PORT)).change("list-orders-int", uri="http://orders.example.com:8081/"),
    "a port inside a block": _changed(
        "app-tg", healthCheck={"protocol": "HTTP", "path": "/healthz", "port": wire.secret(str(PORT))}
    ),
}  # fmt: skip


def _told(verdict: Diagnostics) -> str:
    """Everything that leaves the pack: messages, and the judgement with its paths."""
    parts = [[each.message for each in verdict.violations], [vars(each) for each in verdict.judgements]]
    return json.dumps(parts, default=vars).casefold()


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("what", _TELLING)
def test_a_marked_value_is_told_as_a_secret_value(judge, what, operation):
    verdict = judge(_TELLING[what], operation)
    assert SECRET in _told(verdict)
    assert CANARY not in _told(verdict)
    assert str(PORT) not in _told(verdict)


def test_the_same_values_are_told_where_nobody_marks_them(judge):
    verdict = judge(_changed("list-orders-int", uri=f"ftp://user:{CANARY}-uri@h/"))
    assert CANARY in _told(verdict)
    assert SECRET not in _told(verdict)


_PASSWORD = f"{CANARY}-of-the-database"


def _with_password() -> Stack:
    stack = _changed("list-orders-int", uri=f"ftp://user:{_PASSWORD}@h/")
    return stack.also("rds.Instance", "store", instanceClass="db.t4g.micro", password=_PASSWORD)


def test_what_the_schema_calls_sensitive_is_a_secret_without_a_mark(judge):
    verdict = judge(_with_password())
    assert SECRET in _told(verdict)
    assert CANARY not in _told(verdict)


def test_where_the_sdk_decodes_only_the_schema_decides(monkeypatch):
    """The SDK shows a marked value as any other; what it shows is told, but for what the schema calls sensitive."""
    monkeypatch.setattr(recorder.RECORDER, "inputs", {})
    monkeypatch.setattr(sharing, "MARKS", sharing.Marks())
    stack = _with_password().change("gold", apiStages=[{"apiId": Ref("orders"), "stage": wire.secret(f"{CANARY}2")}])
    resources = stack.build(UPDATE)
    listed: list[Policy] = pack_policies.policies()
    server = sdk._PolicyAnalyzerServicer("test", "0.0.1", listed, EnforcementLevel.ADVISORY)
    for resource in resources:
        server.Analyze(resource.analyze_request(), None)
    messages = " ".join(each.message for each in server.AnalyzeStack(stack_request(resources), None).diagnostics)
    assert f"{CANARY}2" in messages
    assert _PASSWORD not in messages


def test_sensitive_properties_are_those_of_the_provider():
    facts = json.loads(files("preflight.provider").joinpath("aws.json").read_text("utf-8"))["types"]
    assert {token(name): list(keys) for name, keys in SENSITIVE.items()} == {
        name: known["secret"] for name, known in facts.items() if "secret" in known
    }


def test_an_id_that_a_parameter_hands_out_is_no_secret():
    stack = fargate_behind_nlb().drop("partner", "partner-gold")
    shown = stack.also("ssm.Parameter", "shown", type="String", value=Ref("edge", "arn"))
    kept = stack.also("ssm.Parameter", "kept", type="SecureString", value=_PASSWORD)
    assert not sensitive(entities(shown.build(UPDATE)))
    assert sensitive(entities(kept.build(UPDATE))) == {_PASSWORD}


def test_texts_inside_a_sensitive_document_are_secrets_too():
    kept = json.dumps({"user": "shop", "password": _PASSWORD})
    stack = fargate_behind_nlb().also("secretsmanager.SecretVersion", "kept", secretId="shop", secretString=kept)
    assert sensitive(entities(stack.build())) == {kept, _PASSWORD}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("live.name is blue-4711", f"live.name is {SECRET}"),
        ("the host is user:blue@h, the scheme ftp", f"the host is {SECRET}, the scheme ftp"),
        ("web answers on 48613, not on 4861", f"web answers on {SECRET}, not on 4861"),
        ("the method of bluebird has no BLUE-4711x", f"the method of bluebird has no {SECRET}"),
    ],
)
def test_of_marked_values_each_word_is_found(line, shown):
    secrets = Secrets(["blue-4711", {"uri": ["ftp://user:blue@h/"], "on": True}, 48613.0], (), lambda: ["user method"])
    assert secrets.hidden(line) == shown


def test_of_sensitive_values_no_word_is_a_secret():
    secrets = Secrets((), ["the blue house"])
    assert secrets.hidden("the blue house, the blue method") == f"{SECRET}, the blue method"
