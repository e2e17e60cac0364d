"""`preflight lookups` writes a file that answers the same, and says what of it is made up."""

from pathlib import Path

from preflight.answers.answers import Answers
from preflight.answers.given import NOTHING, Given, read_given
from preflight.lookups.written import written
from tests.drawn import soaked
from tests.preflight.test_cli import run
from tests.recorded import PROGRAMS, ROOT

VPC, SUBNETS = "aws:ec2/getVpc:getVpc", "aws:ec2/getSubnets:getSubnets"
ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"
PUBLIC = ROOT / "tests" / "fixtures" / "public"


def asked(given: Given = NOTHING, *regions: str) -> Answers:
    """The look-ups of a program that takes the subnets of its VPC, and the zones."""
    answers = Answers(given)
    for region in regions or ("eu-west-1",):
        vpc = answers.look_up(VPC, {"default": True}, region) or {}
        filters = [{"name": "vpc-id", "values": [vpc["id"]]}]
        answers.look_up(SUBNETS, {"filters": filters}, region)
        answers.look_up(ZONES, {}, region)
    return answers


def read(tmp_path: Path, text: str) -> Given:
    file = tmp_path / "lookups.yaml"
    file.write_text(text)
    return read_given(file)


def test_what_is_written_is_read_and_answers_the_same(tmp_path: Path) -> None:
    before = asked()
    text = written(before, ["acme/network/prod"], ["shared/aws"])
    given = read(tmp_path, text)
    after = asked(given)
    assert [each.result for each in after.asked] == [each.result for each in before.asked]
    assert (after.assumed, after.made_up) == (before.assumed, True)  # nobody put anything real in their place
    assert "token:" not in written(after, [], [])
    assert (given.stack_references, given.environments) == ({}, {})
    for name in ("acme/network/prod", "shared/aws"):  # an empty entry would say that there is nothing in it
        assert f"#   {name}: {{}}\n" in text
    assert ZONES not in text  # it needs no cloud


def test_remarks_say_what_is_made_up_and_arguments_that_are_are_left_out(tmp_path: Path) -> None:
    text = written(asked(), [], [])
    lines = [line.strip() for line in text.splitlines()]
    assert "cidrBlock: 198.18.0.0/16  # made up" in lines
    assert "enableDnsSupport: true" in lines
    assert "region: eu-west-1" not in [line for line in lines if not line.startswith("result")][:12]
    assert [(each.token, each.arguments) for each in read(tmp_path, text).lookups] == [
        (VPC, {"default": True}),
        (SUBNETS, {}),
    ]


def test_a_secret_that_a_program_asks_by_is_not_written(tmp_path: Path) -> None:
    answers = Answers(secrets=["nobody-sees-this"])
    answers.look_up(
        "aws:ssm/getParameter:getParameter", {"name": "/nobody-sees-this", "withDecryption": True}, "eu-west-1"
    )
    text = written(answers, [], [])
    assert "nobody-sees" not in text
    (entry,) = read(tmp_path, text).lookups
    assert entry.arguments == {"withDecryption": True}


def test_calls_that_only_made_up_arguments_tell_apart_wait_for_what_those_come_from(tmp_path: Path) -> None:
    def of_two_vpcs(given: Given = NOTHING) -> Answers:
        answers = Answers(given)
        for name in ("a", "b"):
            vpc = answers.look_up(VPC, {"tags": {"Name": name}}, "eu-west-1") or {}
            answers.look_up(SUBNETS, {"filters": [{"name": "vpc-id", "values": [vpc["id"]]}]}, "eu-west-1")
        return answers

    first = written(of_two_vpcs(), [], [])
    assert [each.token for each in read(tmp_path, first).lookups] == [VPC, VPC]
    assert f"# {SUBNETS}() in eu-west-1: 2 calls" in first
    real = [f"{{token: '{VPC}', arguments: {{tags: {{Name: {it}}}}}, result: {{id: vpc-{it}}}}}" for it in ("a", "b")]
    then = written(of_two_vpcs(read(tmp_path, f"lookups: [{', '.join(real)}]")), [], [])
    assert [each.token for each in read(tmp_path, then).lookups] == [SUBNETS, SUBNETS]


def test_a_call_without_arguments_answers_none_that_has_some(tmp_path: Path) -> None:
    def results(given: Given = NOTHING) -> tuple[Answers, list]:
        answers = Answers(given)
        made_up = (answers.look_up(VPC, {"tags": {"Name": "a"}}, "eu-west-1") or {})["id"]
        calls = ({"id": made_up}, {"default": True})
        return answers, [answers.look_up(VPC, each, "eu-west-1") for each in calls]

    before, told = results()
    assert results(read(tmp_path, written(before, [], [])))[1][1] == told[1]


def test_of_several_regions_each_entry_says_which(tmp_path: Path) -> None:
    text = written(asked(NOTHING, "eu-west-1", "us-east-1"), [], [])
    found = [each.region for each in read(tmp_path, text).lookups]
    assert found == ["eu-west-1", "eu-west-1", "us-east-1", "us-east-1"]


def test_what_the_file_has_is_not_written_again(tmp_path: Path) -> None:
    entry = f"lookups: [{{token: '{VPC}', arguments: {{default: true}}, result: {{id: vpc-1}}}}]"
    again = read(tmp_path, written(asked(read(tmp_path, entry)), [], []))
    assert [each.token for each in again.lookups] == [SUBNETS]
    assert again.lookups[0].arguments == {"filters": [{"name": "vpc-id", "values": ["vpc-1"]}]}


@soaked
def test_a_program_that_fails_has_what_it_asked_until_then_written(tmp_path: Path) -> None:
    file = tmp_path / "lookups.yaml"
    done = run("lookups", PROGRAMS / "asks-the-cloud", "--output", file)
    assert done.returncode == 0, done.stderr
    assert "What it asked until then is written." in done.stderr
    assert read_given(file).lookups[0].arguments == {"name": "/shop/ports"}
    again = run("lookups", PROGRAMS / "asks-the-cloud", "--output", file)
    assert (again.returncode, "is there already" in again.stderr) == (3, True)
