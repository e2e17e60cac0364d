"""The schema of configuration files says of each what the pack, or the engine, says of it."""

import datetime
import json

import jsonschema
import pytest

from preflight.errors import PackConfigError
from preflight.packs.pack_config import merged, read
from private_api_guard import catalogue, schema
from private_api_guard.profiles import PROFILES
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.stacks import PREVIEW

SCHEMA = json.loads((catalogue.FOLDER / "policy-config.schema.json").read_text("utf-8"))
DAY = str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30))
WAIVER = {"fault": "exposure/*", "resource": "gold", "reason": "a portal", "expires": DAY, "owner": "team-a"}


def waived(**changed) -> dict:
    waiver = {key: value for key, value in {**WAIVER, **changed}.items() if value is not None}
    return {"waivers": {"waivers": [waiver]}}


RIGHT = [
    {},
    {"all": "advisory", "recorder": "advisory"},
    {"target-sources": {"requireLoadBalancerGroup": True}, "own-checks": {"module": "os.path"}},
    {"waivers": {"enforcementLevel": "advisory", "besideCode": False, "adoptUntil": DAY}},
    waived(),
    waived(policy="exposure"),
]
WRONG = [
    {"all": "sometimes"},
    {"all": {"enforcementLevel": "advisory"}, "exposure": {"tags": []}},
    {"exposures": {"enforcementLevel": "advisory"}},
    {"target-sources": {"requireLoadbalancerGroup": True}},
    {"target-sources": {"requireLoadBalancerGroup": "yes"}},
    {"waivers": {"adoptUntil": "soon"}},
    {"waivers": []},
    {"own-checks": {"module": 7}},
    waived(reason=None),
    waived(reason=""),
    waived(expires="soon"),
    waived(until=DAY),
    waived(policy="exposures"),
]


def fits(content: dict) -> bool:
    return jsonschema.Draft7Validator(SCHEMA).is_valid(content)


def test_it_is_what_the_code_says():
    assert schema.schema() == SCHEMA, "run `make rules`"
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.fixture
def objections(judge, process, tmp_path):
    """What the engine and the pack have against a configuration."""

    def ask(content: dict) -> list[str]:
        file = tmp_path / "pack.json"
        file.write_text(json.dumps(content), "utf-8")
        try:
            given = read(file)
            unknown = set(merged(process.pack.policies, {}, given)) - set(process.pack.policies)
        except PackConfigError as error:
            return [error.message]
        told = [each.message for each in judge(fargate_behind_nlb(), PREVIEW, given).violations]
        return [*unknown, *(each for each in told if "matches-nothing" not in each)]

    return ask


@pytest.mark.parametrize("content", RIGHT)
def test_what_is_right_fits(objections, content):
    assert fits(content)
    assert [each for each in objections(content) if "own-checks" not in each] == []


@pytest.mark.parametrize("content", WRONG)
def test_what_is_wrong_does_not(objections, content):
    assert not fits(content)
    assert objections(content)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_profiles_fit(profile):
    assert fits(json.loads(json.dumps(profile.settings).replace("UNTIL", DAY)))
