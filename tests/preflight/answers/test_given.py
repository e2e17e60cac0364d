"""The look-ups file: what it answers, and one clear error for whatever no file can be."""

from pathlib import Path

import pytest

from preflight.answers.answers import Answers
from preflight.answers.given import Given, read_given
from preflight.answers.marks import is_made_up
from preflight.errors import FAILED, LookupsError

VPC = "aws:ec2/getVpc:getVpc"
REGION = "eu-west-1"


def given(folder: Path, text: str) -> Given:
    file = folder / "lookups.yaml"
    file.write_text(text)
    return read_given(file, name="lookups.yaml")


def entry(**parts: str) -> str:
    told = {"token": VPC, "arguments": "{default: true}", "result": "{id: vpc-1}"} | parts
    lines = [f"{key}: {value}" for key, value in told.items() if value]
    return "lookups:\n  - " + "\n    ".join(lines) + "\n"


def test_the_first_entry_that_fits_answers(tmp_path: Path) -> None:
    answers = Answers(
        given(
            tmp_path,
            f"""
lookups:
  - {{token: {VPC}, region: us-east-1, result: {{id: vpc-of-region}}}}
  - {{token: {VPC}, arguments: {{default: true}}, result: {{id: vpc-default}}}}
  - {{token: {VPC}, arguments: {{tags: {{Name: shared}}}}, result: {{id: vpc-shared, cidrBlock: 10.0.0.0/16}}}}
""",
        )
    )

    def ask(region: str = REGION, **arguments: object) -> dict:
        return answers.look_up(VPC, arguments, region) or {}

    assert ask("us-east-1", default=True)["id"] == "vpc-of-region"
    assert ask(default=True, state="available")["id"] == "vpc-default"
    shared = ask(tags={"Name": "shared"})
    assert (shared["id"], shared["cidrBlock"], shared["tags"]) == ("vpc-shared", "10.0.0.0/16", {"Name": "shared"})
    assert is_made_up(shared["mainRouteTableId"])  # what the entry leaves out
    assert is_made_up(ask(tags={"Name": "other"})["id"])
    assert answers.assumed == (f'{VPC}(tags: {{"Name": "other"}}) in eu-west-1',)


def test_what_needs_no_cloud_is_taken_from_the_file_as_well(tmp_path: Path) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    zones = entry(token=token, arguments="", result="{names: [eu-west-1a]}")
    assert (Answers(given(tmp_path, zones)).look_up(token, {}, REGION) or {})["names"] == ["eu-west-1a"]
    without = Answers()
    assert (without.look_up(token, {}, REGION) or {})["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert (without.assumed, without.made_up) == ((), False)


def test_a_secret_that_a_look_up_is_made_with_is_not_told() -> None:
    answers = Answers(secrets=["hunter2", "", 'a "quote"'])
    answers.look_up(VPC, {"id": "of-hunter2", "tags": {"a": 'a "quote"'}}, REGION)
    assert answers.assumed == (f'{VPC}(id: "of-[secret]", tags: {{"a": "[secret]"}}) in eu-west-1',)


def test_what_the_file_leaves_out_is_what_needs_no_cloud(tmp_path: Path) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    zones = given(tmp_path, entry(token=token, arguments="", result="{names: [eu-west-1a]}"))
    assert (Answers(zones).look_up(token, {}, REGION) or {})["zoneIds"] == [
        f"eu-west-1-az{place}" for place in (1, 2, 3)
    ]


def test_an_empty_file_answers_nothing(tmp_path: Path) -> None:
    assert given(tmp_path, "") == given(tmp_path, "lookups: []\n") == Given()


@pytest.mark.parametrize(
    ("text", "position", "said", "remedy"),
    [
        (
            entry(token="aws:ec2/getVcp:getVcp"),
            2,
            '[0].token is "aws:ec2/getVcp:getVcp"',
            "Did you mean aws:ec2/getVpc",
        ),
        (entry(token="aws:ec2:getVpc"), 2, "pulumi_aws has no such function", f"Did you mean {VPC}?"),
        (entry(token="aws:ec2/vpc:Vpc"), 2, "pulumi_aws has no such function", "Allowed"),
        (entry(token="vpc"), 2, "this is no token", "Allowed: such as aws:ec2/getVpc:getVpc."),
        (entry(token="3"), 2, "lookups[0].token is 3", "Allowed: text."),
        (entry(token=""), 2, "lookups[0].token is missing", ""),
        (entry(result=""), 2, "lookups[0].result is missing", "Add result."),
        (entry(result="[1]"), 4, "lookups[0].result is a list", "Allowed: keys and values."),
        (
            entry(arguments="{defalt: true}"),
            3,
            "lookups[0].arguments.defalt",
            "Did you mean default? Allowed: cidrBlock,",
        ),
        (entry(result="{cidrBlok: 10.0.0.0/8}"), 4, "lookups[0].result.cidrBlok", "Did you mean cidrBlock?"),
        (entry(result="{cidrBlock: [a]}"), 4, "returns text there", "Allowed: text."),
        (entry(result="{tags: a}"), 4, "returns keys and values there", "Allowed: keys and values."),
        (entry(result="{enableDnsSupport: 1}"), 4, "returns true or false there", "Allowed: true or false."),
        (
            entry(answer="{}"),
            5,
            "lookups[0].answer: there is no such key",
            "Allowed: arguments, region, result, token.",
        ),
        (entry() + entry().removeprefix("lookups:\n"), 5, "the same as the one at lookups.yaml:2", "Keep one of them."),
        ("lookup: []\n", 1, "lookup: there is no such key", "Did you mean lookups? Allowed:"),
        ("lookups: {}\n", 1, "lookups is keys and values", "Allowed: a list."),
        ("- token: a\n", None, "it does not hold a mapping", "Allowed: keys and their values."),
        ("lookups: [\n", 1, "it is not YAML", ""),
        ("lookups: []\nlookups: []\n", 2, "it is not YAML", ""),
        ("a: " + "x" * (1 << 20), None, "it is larger than 1 MiB", "At most 1 MiB are read."),
        ("stackReferences: {a/b/c: 3}\n", 1, "stackReferences.a/b/c is 3", "Allowed: keys and values or text."),
        (
            "environments: {shared: {pulumiconfig: {}}}\n",
            1,
            "environments.shared.pulumiconfig",
            "Did you mean pulumiConfig?",
        ),
        (
            "environments: {shared: {environmentVariables: {A: 1}}}\n",
            1,
            "environmentVariables.A is 1",
            "Allowed: text.",
        ),
        (entry(result="{id: ''}"), 4, f"{VPC} returns an id there", "Leave it out"),
        (entry(result="{id: null}"), 4, f"{VPC} returns an id there", "Leave it out"),
        (entry(result="{id: subnet-1}"), 4, f'"subnet-1" is nothing that {VPC} returns', "what begins with vpc-."),
        (entry(result="{arn: vpc-1}"), 4, '"vpc-1" is nothing', "what begins with arn:."),
        (entry(result="{cidrBlock: 10.0.0.0}"), 4, '"10.0.0.0" is nothing', "Allowed: a network from its first"),
        (entry(result="{cidrBlock: 10.0.0.5/16}"), 4, '"10.0.0.5/16" is nothing', "Allowed: a network from its first"),
        (
            entry(token="aws:ec2/getSubnets:getSubnets", arguments="", result="{ids: [subnet-1, vpc-1]}"),
            3,
            '"vpc-1" is nothing that aws:ec2/getSubnets:getSubnets returns',
            "what begins with subnet-.",
        ),
        (entry(region="mars"), 5, 'region is "mars": this is no Region', "Allowed: such as eu-west-1."),
        (
            entry(arguments="") + entry().removeprefix("lookups:\n"),
            4,
            "no call gets here, since the entry at lookups.yaml:2",
            "Write the one with more arguments above, or keep",
        ),
        ("reads: [{type: a, id: b}]\n", 1, "reads[0].properties is missing", ""),
        ("reads: [{type: vpc, id: b, properties: {}}]\n", 1, 'type is "vpc": this is no type', "aws:ec2/vpc:Vpc"),
        (
            "reads: [{type: aws:ec2:Vpc, id: b, properties: {}}]\n",
            1,
            "pulumi_aws has no such type",
            "Did you mean aws:ec2/vpc:Vpc?",
        ),
        (f"reads: [{{type: {VPC}, id: b, properties: {{}}}}]\n", 1, "pulumi_aws has no such type", "Allowed"),
        (
            "reads: [{type: aws:ec2/vpc:Vpc, id: b, properties: {cidrblock: a}}]\n",
            1,
            "reads[0].properties.cidrblock",
            "Did you mean cidrBlock?",
        ),
        (
            "reads: [{type: aws:ec2/vpc:Vpc, id: b, properties: {cidrBlock: a}}]\n",
            1,
            '"a" is nothing that aws:ec2/vpc:Vpc',
            "Allowed: a network",
        ),
        (
            "stackReferences: {a/b/c: nowhere.json}\n",
            1,
            'stackReferences.a/b/c is "nowhere.json": no file of this name',
            "Write the stack's outputs here",
        ),
    ],
)
def test_one_error_names_the_key_and_what_is_allowed(
    tmp_path: Path, text: str, position: int | None, said: str, remedy: str
) -> None:
    with pytest.raises(LookupsError) as raised:
        given(tmp_path, text)
    assert said in raised.value.message
    assert remedy in raised.value.remedy
    assert raised.value.position == ("lookups.yaml" if position is None else f"lookups.yaml:{position}")
    assert raised.value.status == FAILED
    assert (tmp_path / "lookups.yaml").read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        entry(result="{id: vpc-1, cidrBlock: 10.0.0.0/16, ipv6CidrBlock: '', arn: 'arn:aws-cn:ec2:a:1:vpc/vpc-1'}"),
        entry(result="{ipv6CidrBlock: '2001:db8:1::/56', ipv6AssociationId: null}"),
        entry(region="us-gov-west-1") + entry(region="").removeprefix("lookups:\n"),
        entry() + entry(arguments="{state: available}").removeprefix("lookups:\n"),
        entry() + entry(arguments="").removeprefix("lookups:\n"),
        # Of a function that finds several, the id is the Region's, and that of a service is a number.
        entry(token="aws:ec2/getVpcs:getVpcs", arguments="", result="{id: eu-west-1, ids: [vpc-1]}"),
        entry(token="aws:ec2/getVpcEndpointService:getVpcEndpointService", arguments="", result="{id: '2714832198'}"),
        entry(token="aws:eks/getCluster:getCluster", arguments="", result="{arn: 'arn:aws:eks:a:1:cluster/b'}"),
        "reads: [{type: aws:ec2/vpc:Vpc, id: b, properties: {id: vpc-1, cidrBlock: 10.0.0.0/16}}]\n",
        "reads: [{type: 'random:index/randomId:RandomId', id: b, properties: {hex: a}}]\n",
    ],
)
def test_what_aws_may_answer_is_taken(tmp_path: Path, text: str) -> None:
    assert given(tmp_path, text).files


def test_a_wrong_value_is_not_shown_since_it_may_be_secret(tmp_path: Path) -> None:
    token = "aws:secretsmanager/getSecretVersion:getSecretVersion"
    with pytest.raises(LookupsError) as raised:
        given(tmp_path, entry(token=token, arguments="", result="{secretString: [hunter2]}"))
    assert "hunter2" not in str(raised.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LookupsError, match="it can not be read: No such file"):
        read_given(tmp_path / "nothing.yaml", name="nothing.yaml")
