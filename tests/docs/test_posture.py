"""The page for a security review: each check once, each setting there is, and in prod unless it says why not."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from components.settings.places import fields, models_at
from docs.posture import SCANNERS, posture, rows
from tests.recorded import ROOT

FORMS = {
    "checkov": re.compile(r"CKV2?_AWS_\d+"),
    "nag": re.compile(r"AwsSolutions-[A-Z]+\d*[A-Z]*\d+"),
    "prowler": re.compile(r"[a-z0-9]+(_[a-z0-9]+)+"),
}
ROWS = [row for rows_ in rows().values() for row in rows_]
PROD = yaml.safe_load((ROOT / "stacks" / "Pulumi.prod.yaml").read_text("utf-8"))["config"]
DOCUMENT = {key.removeprefix("private-api:"): value for key, value in PROD.items()}
# What checkov 3.3.30 says of a plan of prod, of each of the others, and of the examples.
FAILS = {
    *("CKV_AWS_116", "CKV_AWS_117", "CKV_AWS_120", "CKV_AWS_225", "CKV_AWS_231", "CKV_AWS_272"),
    *("CKV2_AWS_4", "CKV2_AWS_31", "CKV2_AWS_51", "CKV2_AWS_77"),
}
FAILS_ELSEWHERE = {
    *(
        "CKV_AWS_2",
        "CKV_AWS_50",
        "CKV_AWS_73",
        "CKV_AWS_91",
        "CKV_AWS_103",
        "CKV_AWS_118",
        "CKV_AWS_150",
        "CKV_AWS_158",
    ),
    *("CKV_AWS_293", "CKV_AWS_337", "CKV_AWS_338", "CKV_AWS_353", "CKV_AWS_378"),
    *("CKV2_AWS_11", "CKV2_AWS_20", "CKV2_AWS_29", "CKV2_AWS_30"),
}


def ids(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((scanner, each) for scanner, listed in row["checks"].items() for each in listed)


def test_each_check_is_told_once_and_has_the_form_of_its_scanner() -> None:
    told = Counter(each for row in ROWS for each in ids(row))
    assert [each for each, times in told.items() if times > 1] == []
    for scanner, each in told:
        assert scanner in SCANNERS
        assert FORMS[scanner].fullmatch(each), each


def test_what_a_scanner_says_of_prod_is_told_with_a_reason() -> None:
    excused = {each for row in rows()["open"] for _, each in ids(row)}
    excused |= {each for row in rows()["settings"] if "instead" in row for _, each in ids(row)}
    assert excused >= FAILS
    assert {each for row in ROWS for _, each in ids(row)} >= FAILS_ELSEWHERE


def found(value: Any, steps: list[str]) -> bool:
    """Whether something stands at a key of which `*` is any name."""
    if not steps:
        return value not in (None, False, {}, [])
    step, *others = steps
    inside = value.values() if step == "*" else [value[step]] if step in value else []
    return any(found(each, others) for each in inside)


@pytest.mark.parametrize("row", rows()["settings"], ids=lambda row: row["key"])
def test_a_setting_is_one_and_prod_has_it_unless_it_says_why_not(row: dict[str, Any]) -> None:
    steps = row["key"].split(".")
    document = DOCUMENT | {"databases": {"*": {}}}
    path: list[str] = []
    value: Any = document
    for step in steps[:-1]:
        path.append(next(iter(value)) if step == "*" else step)
        value = value.get(path[-1], {})
    assert any(steps[-1] in fields(model) for model in models_at(tuple(path), document)), row["key"]
    assert found(DOCUMENT, steps) != bool(row.get("instead"))


def test_every_reason_is_given_and_the_page_has_all() -> None:
    assert all(row["why"] for row in rows()["open"])
    page = posture()
    assert all(each in page for row in ROWS for _, each in ids(row))
    assert all(len(line.split(" | ")) in (2, 3, 4) for line in page.splitlines() if line.startswith("| "))
