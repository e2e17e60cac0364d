"""Running programs: what they register, and what is said of those that fail."""

from dataclasses import replace
from pathlib import Path

import pytest

from preflight.answers.marks import is_made_up
from preflight.engine.engine import Message
from preflight.engine.monitor import Monitor
from preflight.engine.simulation import simulate
from preflight.errors import PreflightError, ProgramError, ProjectError, ResourceError, StackError
from preflight.processes.interpreter import Interpreter
from preflight.program.languages.python import Python
from preflight.program.program import prepare, record
from preflight.protocol import wire
from preflight.protocol.registration import Registrations
from tests.recorded import PROGRAMS, recorded
from tests.registrations import find

ACCOUNT = "123456789012"
EVERYTHING = PROGRAMS / "everything"
VPC = "aws:ec2/vpc:Vpc"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


@pytest.fixture(scope="module")
def everything() -> Registrations:
    return recorded(EVERYTHING)


@pytest.fixture(scope="module")
def exports(everything: Registrations) -> dict:
    return find(everything, "pulumi:pulumi:Stack").outputs or {}


def test_configuration_reaches_the_program(exports: dict) -> None:
    assert exports["zones"] == ["a", "b"]
    assert exports["size"] == 3
    assert wire.is_secret(exports["nested"])
    assert wire.is_secret(exports["token"])
    assert wire.in_clear(exports["nested"])["list"] == [1, 2.5, True]


def test_lookups_are_answered_where_no_cloud_is_needed(exports: dict) -> None:
    assert (exports["account"], exports["region"]) == (ACCOUNT, "eu-west-1")
    assert exports["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert exports["document"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "execute-api:Invoke",
            "Resource": "*",
            "Principal": {"AWS": "*"},
            "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
        }
    ]
    assert is_made_up(exports["unknown lookup"])
    assert exports["other"] == wire.UNKNOWN


def test_children_have_their_parents_types_in_their_urns(everything: Registrations) -> None:
    assert find(everything, VPC).urn == (
        "urn:pulumi:dev::everything::everything:index:Outer$everything:index:Inner$aws:ec2/vpc:Vpc::outer-inner-vpc"
    )


def test_a_transform_of_an_ancestor_changes_a_resource(everything: Registrations) -> None:
    assert find(everything, VPC).inputs["tags"] == {"of": "outer-inner-vpc"}


def test_options_dependencies_and_positions(everything: Registrations) -> None:
    rule, vpc = find(everything, RULE), find(everything, VPC)
    assert rule.options.protect
    assert rule.options.ignore_changes == ("tags",)
    assert vpc.options.timeouts == {"create": 300.0}
    assert vpc.urn in rule.dependencies
    assert rule.property_dependencies["cidrIpv4"] == (vpc.urn,)
    assert rule.position == f"tests/fixtures/programs/everything/__main__.py:{_line('rule = ')}"
    assert vpc.position == f"tests/fixtures/programs/everything/__main__.py:{_line('self.vpc = ')}"


def test_a_read_resource_has_its_id_but_is_not_shown_to_packs(everything: Registrations, exports: dict) -> None:
    assert find(everything, RULE).inputs["securityGroupId"] == exports["shared"] == "sg-0123456789abcdef0"
    shown = {resource.name for resource in simulate(everything.identity, everything)}
    assert "shared" not in shown
    assert {"rule", "default_1_2_3", "default_7_51_1", "everything-dev", "outer-inner"} <= shown


def test_a_type_without_a_schema_is_echoed(everything: Registrations) -> None:
    foreign = next(item for item in simulate(everything.identity, everything) if item.name == "foreign")
    assert foreign.provider is not None
    assert foreign.provider.name == "default_1_2_3"
    assert foreign.outputs["length"] == 8
    assert wire.is_secret(foreign.outputs["secret"])
    assert foreign.outputs["id"] == wire.UNKNOWN


def test_an_update_leaves_nothing_unknown() -> None:
    registrations = recorded(EVERYTHING, update=True)
    for resource in simulate(registrations.identity, registrations):
        if resource.name not in {"everything-dev", "made"}:
            assert not wire.has_unknown(resource.outputs), resource.urn
    rule = find(registrations, RULE)
    assert rule.inputs["securityGroupId"] == "sg-0123456789abcdef0"


def test_what_a_foreign_provider_would_have_made_stays_unknown_in_an_update() -> None:
    registrations = recorded(EVERYTHING, update=True)
    made = next(item for item in simulate(registrations.identity, registrations) if item.name == "made")
    assert wire.is_unknown(made.outputs["value"])
    assert made.outputs["type"] == "String"
    assert made.property_dependencies["value"] == (find(registrations, "foreign:index/thing:Thing").urn,)


@pytest.mark.parametrize("update", [False, True])
def test_what_another_stack_exports_is_known_to_nobody(*, update: bool) -> None:
    registrations = recorded(EVERYTHING, update=update)
    stack = next(item for item in simulate(registrations.identity, registrations) if item.name == "everything-dev")
    assert wire.is_unknown(stack.outputs["other"])
    assert stack.outputs["shared"] == "sg-0123456789abcdef0"


def test_a_program_that_goes_on_with_what_only_the_cloud_knows_is_told_so() -> None:
    with pytest.raises(ProgramError, match="the program raised") as raised:
        record(prepare(PROGRAMS / "asks-the-cloud", "dev"))
    assert raised.value.position == "tests/fixtures/programs/asks-the-cloud/__main__.py:7"
    assert raised.value.remedy == (
        'It was given made-up answers to aws:ssm/getParameter:getParameter(name: "/shop/ports") in eu-west-1. '
        "Where it needs others, write them into lookups.yaml: `preflight lookups` begins one."
    )


def test_what_a_program_prints_and_logs_is_passed_on() -> None:
    messages: list[Message] = []
    record(prepare(EVERYTHING, "dev"), on_message=messages.append)
    assert Message("output", "printed by the program") in messages
    assert Message("warning", "something to know") in messages
    assert any("everything:index:Plugin plugin is made by a plugin" in message.text for message in messages)


@pytest.mark.parametrize(
    ("program", "message", "position"),
    [
        ("raises", "the program raised ValueError: the CIDR is wrong", "raises/helper.py:2"),
        ("raises-in-apply", "bad 10.0.0.0/16", "raises-in-apply/__main__.py:4"),
        ("raises-in-apply-twice-awaited", "bad 10.0.0.0/16", "raises-in-apply-twice-awaited/__main__.py:11"),
    ],
)
def test_a_program_that_raises_is_told_by_the_users_own_line(program: str, message: str, position: str) -> None:
    with pytest.raises(ProgramError) as raised:
        record(prepare(PROGRAMS / program, "dev"))
    assert message in raised.value.message
    assert raised.value.position == f"tests/fixtures/programs/{position}"


def test_two_resources_of_one_urn_name_both_places() -> None:
    with pytest.raises(ResourceError, match="two resources have the URN") as raised:
        record(prepare(PROGRAMS / "twice", "dev"))
    assert raised.value.position == "tests/fixtures/programs/twice/__main__.py:3"
    assert "first at tests/fixtures/programs/twice/__main__.py:2" in raised.value.message


@pytest.mark.parametrize("code", ["import os; os._exit(0)", "import os; os.execvp('true', ['true'])"])
def test_a_program_that_ends_before_it_is_done_is_no_empty_stack(tmp_path: Path, code: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: early\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(code, encoding="utf-8")
    with pytest.raises(ProgramError, match="ended before it was done"):
        record(prepare(tmp_path, "dev"))


def test_a_project_without_a_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: none\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="holds no program"):
        record(prepare(tmp_path, "dev"))


@pytest.mark.parametrize("name", ["x" * 101, "a b", "acme/shop/", "/dev", "acme//dev", "ac\nme/dev", "\udcff/dev"])
def test_what_is_no_name_of_a_stack_is_told(name: str) -> None:
    with pytest.raises(StackError, match="is no name of a stack"):
        prepare(EVERYTHING, name)


THING = "pulumi.CustomResource('test:index:Thing', 'thing', {})"


def written(tmp_path: Path, code: str) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    (tmp_path / "__main__.py").write_text(f"import pulumi\nimport pulumi_aws as aws\n{code}\n")
    return tmp_path


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "pulumi.export('rate', [1.5, float('nan')])",
            r"Stack::shop-dev: rate\[1\] is no number: states, which are JSON",
        ),
        (THING.replace("{}", "{'size': float('inf')}"), "Thing::thing: size is no number"),
        (
            THING.replace("{}", "{'size': {'4dabf18193072939515e22adb298388d': 'x'}}"),
            "Thing::thing: size has a signature",
        ),
        ("aws.iam.get_policy_document(source_policy_documents=['{'])", "a policy document .* is no JSON"),
        ("aws.iam.get_policy_document(statements=[{'conditions': [{}]}])", "arguments .* not have: 'test'"),
        (
            THING.replace("{})", "{}, pulumi.ResourceOptions(transforms=[lambda _: 1 / 0]))"),
            "a transform of test:index:Thing 'thing' raised: .*division by zero",
        ),
    ],
)
def test_what_the_engine_refuses_is_told_in_its_own_words(tmp_path: Path, statement: str, message: str) -> None:
    with pytest.raises(ResourceError, match=f"(?s){message}") as raised:
        record(prepare(written(tmp_path, statement), "dev"))
    assert "Exception calling application" not in raised.value.message


@pytest.mark.parametrize(
    "statement",
    [
        "class Odd: __file__ = property(lambda _: 1 / 0)\nimport sys; sys.modules['odd'] = Odd()",
        "class Odd: __file__ = []\nimport sys; sys.modules['odd'] = Odd; sys.modules['none'] = None",
    ],
)
def test_what_a_program_puts_beside_its_modules_changes_nothing(tmp_path: Path, statement: str) -> None:
    registrations = record(prepare(written(tmp_path, f"{THING}\n{statement}"), "dev"))
    assert len(registrations) == 2
    assert registrations.sources == ("__main__.py",)


@pytest.mark.parametrize("told", ["5", "[5]", "[", "null", '{"a": 1}'])
def test_what_a_program_says_for_its_host_is_not_believed(tmp_path: Path, told: str) -> None:
    say = f"""
import os, stat
for number in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, b"done" + {told.encode()!r})
    except OSError:
        pass
os._exit(0)
"""
    assert record(prepare(written(tmp_path, say), "dev")).items == ()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("__import__('os').kill(__import__('os').getpid(), 9)", "the program was ended by SIGKILL"),
        ("__import__('time').sleep(60)", "the program was not done after 4 s"),
    ],
)
def test_what_ends_with_the_program_is_not_why_it_ended(tmp_path: Path, statement: str, message: str) -> None:
    code = THING.replace("{})", f"{{}}, pulumi.ResourceOptions(transforms=[lambda _: {statement}]))")
    with pytest.raises(ProgramError, match=message):
        record(prepare(written(tmp_path, code), "dev"), timeout=4)


def test_what_the_engine_takes_is_sound(tmp_path: Path) -> None:
    largest = THING.replace("{}", "{'size': 1e308}")
    lookup = "aws.iam.get_policy_document(source_policy_documents=['{}'])"
    assert len(record(prepare(written(tmp_path, f"{largest}\n{lookup}"), "dev"))) == 2


def test_what_our_engine_fails_at_is_not_blamed_on_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(Monitor, "RegisterResource", fail)
    with pytest.raises(PreflightError, match="preflight itself failed: KeyError: 'ours'") as raised:
        record(prepare(PROGRAMS / "twice", "dev"))
    assert "in fail" in raised.value.details


def test_a_region_that_is_none_is_told_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu west\n")
    with pytest.raises(ResourceError, match=r"the environment variable AWS_REGION is 'eu west\\n'"):
        record(prepare(PROGRAMS / "twice", "dev"))


def test_a_lookup_that_fails_has_the_line_that_waits_for_it(tmp_path: Path) -> None:
    with pytest.raises(ResourceError) as raised:
        record(prepare(written(tmp_path, "aws.iam.get_policy_document(source_policy_documents=['{'])"), "dev"))
    assert raised.value.position == "__main__.py:3"


def test_a_program_that_is_there_no_more_is_not_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shop", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__main__.py").write_text("print('other')\n")
    (tmp_path / "shop" / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "shop" / "Pulumi.dev.yaml").write_text("")
    # What Python runs as it starts, and so after the program was found.
    (tmp_path / "other" / "sitecustomize.py").write_text(
        "import os\nif os.path.exists('__main__.py'): os.unlink('__main__.py')\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))
    with pytest.raises(ProgramError, match=r"it is there no more: .*__main__\.py"):
        record(prepare(tmp_path / "shop", "dev"))


@pytest.mark.parametrize("name", ["acme/shop/dev", "acme/more/everything/dev"])
def test_a_stack_of_another_project_is_told(name: str) -> None:
    with pytest.raises(StackError, match="is no stack of everything"):
        prepare(EVERYTHING, name)
    assert prepare(EVERYTHING, "acme/everything/dev").identity.organization == "acme"


def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ProgramError, match=r"not done after 0\.5 s"):
        record(prepare(PROGRAMS / "sleeps", "dev"), timeout=0.5)


def test_a_program_without_its_packages_is_told(tmp_path: Path) -> None:
    run = prepare(EVERYTHING, "dev")
    false = tmp_path / "python"
    false.write_text("#!/bin/sh\necho 'no module named pulumi' >&2\nexit 1\n")
    false.chmod(0o755)
    with pytest.raises(ProgramError, match="ended with exit status 1: no module named pulumi"):
        record(replace(run, project=replace(run.project, language=Python(Interpreter(false)))))


def _line(start: str) -> int:
    lines = (EVERYTHING / "__main__.py").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(start))


def test_what_a_program_says_to_its_user_is_said_without_more(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: says\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    program = "import pulumi\n\nraise pulumi.RunError('the port is too high\\n  - choose another')\n"
    (tmp_path / "__main__.py").write_text(program, encoding="utf-8")
    with pytest.raises(ProgramError) as raised:
        record(prepare(tmp_path, "dev"))
    assert (raised.value.message, raised.value.position) == ("the port is too high\n  - choose another", "")
