"""Demands: each names properties that the provider has and does not demand itself, and unknown values meet them."""

import pytest

from preflight.protocol import wire
from preflight.provider.schema import schema_of
from private_api_guard.faults.demands import ROWS
from private_api_guard.model.demand import Demand
from private_api_guard.model.values import Resource, Stack


def _token(family: str) -> str:
    module, name = family.split(".")
    return f"aws:{module}/{name[0].lower()}{name[1:]}:{name}"


def _unmet(demand: Demand, **inputs: object) -> bool:
    resource = Resource("urn:pulumi:dev::p::t::one", _token(demand.family), "one", inputs, {})
    return bool(list(demand.unmet(Stack([resource]))))


def _asked(demand: Demand) -> dict[str, object]:
    """Properties of a resource of which something is demanded."""
    return {key: values[-1] for key, values in demand.where if "." not in key and values[-1] is not None}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault.id)
def test_the_provider_has_the_properties_and_leaves_them_optional(row):
    schema = schema_of(_token(row.demand.family))
    assert schema is not None
    named = {*row.demand.one_of, *(key.partition(".")[0] for key, _ in row.demand.where)}
    assert named <= schema.kinds.keys()
    assert not schema.required & {*row.demand.one_of}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault.id)
def test_what_is_set_or_not_known_meets_it(row):
    asked = _asked(row.demand)
    assert _unmet(row.demand, **asked, tags={})
    assert _unmet(row.demand, **asked, **dict.fromkeys(row.demand.one_of, ""))
    for key in row.demand.one_of:
        assert not _unmet(row.demand, **asked, **{key: "x"})
        assert not _unmet(row.demand, **asked, **{key: wire.UNKNOWN})


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, True),
        ({"targetType": "ip"}, True),
        ({"targetType": "lambda"}, False),
        ({"targetType": wire.UNKNOWN}, False),
    ],
)
def test_it_is_asked_where_it_is_known_to_apply(given, asked):
    demand = next(row.demand for row in ROWS if row.fault.id == "load-balancer/target-group-without-vpc")
    assert _unmet(demand, name="x", **given) is asked
