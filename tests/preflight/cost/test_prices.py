"""Prices are read from a file, with one clear error for what is wrong with it; ours have sources each."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from preflight.cost.counting import COUNTED
from preflight.cost.prices import EVERYWHERE, OWN, kind_of, kinds, read_prices
from preflight.errors import PricesError
from preflight.provider.schema import schema_of
from tests.preflight.test_cli import run
from tests.recorded import ROOT

FORM = """\
asOf: 2027-01-31
currency: EUR
prices:
  nat-gateway:
    regions: {eu-west-1: 0.04}
  instance/m7g.large:
    regions: {"*": 1}
"""
BAD = {
    "a number in quotes": ("0.04", '"0.04"', ":5: this is no file of prices: prices.nat-gateway.regions.eu-west-1"),
    "a price below nothing": ("0.04", "-1", "prices.nat-gateway.regions.eu-west-1 is -1"),
    "a price that is none": ("0.04", "1e99", "prices.nat-gateway.regions.eu-west-1 is 1e+99"),
    "no price": ("{eu-west-1: 0.04}", "{}", ":5: this is no file of prices: prices.nat-gateway.regions"),
    "a part that nobody counts": ("nat-gateway", "nat-gatewy", ":4: prices.nat-gatewy: no part has this name"),
    "a family without a member": ("instance/m7g.large", "instance/", ":6: prices.instance/: no part has this name"),
    "a member of no family": (
        "nat-gateway",
        "nat-gateway/large",
        ":4: prices.nat-gateway/large: no part has this name",
    ),
    "no date": ("asOf: 2027-01-31\n", "", "asOf is missing"),
    "another date": ("2027-01-31", "31 January", ":1: this is no file of prices: asOf"),
    "no currency": ("EUR", "euros", ":2: this is no file of prices: currency"),
    "no YAML": ("prices:", "prices", "it is not YAML"),
    "a key twice": ("currency: EUR", "asOf: 2027-01-30", "asOf"),
}


def test_the_prices_of_a_file_by_part_and_region(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(FORM, "utf-8")
    prices = read_prices(file)
    assert (prices.as_of, prices.currency) == ("2027-01-31", "EUR")
    assert prices.of("nat-gateway", "eu-west-1") == Decimal("0.04")
    assert prices.of("nat-gateway", "us-east-1") is None
    assert prices.of("instance/m7g.large", "anywhere") == Decimal(1)
    assert prices.of("key", "eu-west-1") is None


@pytest.mark.parametrize(("old", "new", "said"), BAD.values(), ids=BAD)
def test_a_file_that_is_none_is_refused_with_its_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    assert old in FORM
    file.write_text(FORM.replace(old, new), "utf-8")
    with pytest.raises(PricesError) as caught:
        read_prices(file)
    assert said in str(caught.value)
    assert "prices.yaml" in str(caught.value)


def test_the_command_says_it_once_before_anything_runs(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(FORM.replace("nat-gateway", "nat"), "utf-8")
    done = run("check", ROOT, "--stack", "dev", "--prices", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"error: {file}:4: prices.nat: no part has this name\n  Allowed: interface-endpoint, "
    )
    assert len(done.stderr.splitlines()) == 2
    missing = run("check", ROOT, "--stack", "dev", "--prices", tmp_path / "none.yaml")
    assert (missing.returncode, missing.stderr.count("it can not be read")) == (2, 1)


def test_our_prices_have_a_source_each_and_three_regions_at_most() -> None:
    told = yaml.safe_load(OWN.read_text("utf-8"))["prices"]
    assert read_prices(OWN).currency == "USD"
    for part, price in told.items():
        assert price["source"].startswith("https://aws.amazon.com/"), part
        assert {*price["regions"]} <= {"us-east-1", "eu-west-1", "eu-central-1"} or {*price["regions"]} == {EVERYWHERE}


def test_each_type_is_billed_in_one_way_and_the_provider_has_it() -> None:
    flat, use, free = ({*kinds()[kind]} for kind in ("flat", "use", "free"))
    assert (flat | COUNTED | use) & free == set()
    assert flat & COUNTED == set()
    assert {*kinds()["flat"].values()} <= {*kinds()["standing"]}
    for type_ in flat | use | free | COUNTED:
        module, _, name = type_.partition(".")
        assert schema_of(f"aws:{module}/{name[0].lower()}{name[1:]}:{name}"), type_


def test_a_member_of_a_family_is_told_by_its_name() -> None:
    assert kind_of("instance/t3.small").what == "instances of t3.small"
    assert kind_of("nat-gateway").per == "hour"
    with pytest.raises(KeyError):
        kind_of("nothing")
