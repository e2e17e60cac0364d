"""Values on the wire, as properties of all values."""

import math

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st

from preflight.protocol import wire

WHOLE = st.integers(min_value=-(2**53), max_value=2**53)
PLAIN = (
    st.none()
    | st.booleans()
    | WHOLE
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(sorted(wire.UNKNOWNS))
)
KEYS = st.text().filter(lambda key: key != wire.SIGNATURE)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4) | inner.map(wire.secret),
    max_leaves=12,
)
PROPERTIES = st.dictionaries(KEYS, VALUES, max_size=4)


@given(PROPERTIES)
def test_properties_survive_the_wire(properties: dict) -> None:
    assert wire.from_struct(wire.to_struct(properties)) == properties


@given(PROPERTIES)
def test_the_wire_form_is_what_protobuf_makes_of_the_same_json(properties: dict) -> None:
    assert json_format.MessageToDict(wire.to_struct(properties)) == json_format.MessageToDict(
        json_format.ParseDict(properties, type(wire.to_struct({}))())
    )


@given(VALUES)
def test_in_clear_leaves_no_secret_and_changes_nothing_else(value: object) -> None:
    clear = wire.in_clear(value)
    assert wire.SECRET not in str(clear)
    assert wire.in_clear(clear) == clear
    assert wire.in_clear(wire.secret(value)) == clear


@given(VALUES)
def test_an_unknown_is_seen_wherever_it_hides(value: object) -> None:
    assert wire.has_unknown([{"a": value}]) == wire.has_unknown(value)
    assert wire.has_unknown({"a": [value, wire.UNKNOWN]})


@given(VALUES)
def test_what_a_pack_gets_has_no_secret_unknown(value: object) -> None:
    shown = wire.for_pack({"a": wire.secret(value)})["a"]
    assert wire.is_unknown(shown) == wire.is_unknown(value)
    assert wire.for_pack(shown) == shown


@given(VALUES, st.lists(st.text(min_size=1), max_size=2), st.booleans())
def test_an_output_value_becomes_the_value_it_wraps(value: object, urns: list[str], secret: bool) -> None:
    output = {wire.SIGNATURE: wire.OUTPUT, "value": value, "dependencies": urns}
    marked = {**output, "secret": True} if secret else output
    expected = wire.secret(value) if secret else value
    assert wire.without_outputs({"a": [marked]}) == {"a": [wire.without_outputs(expected)]}


def test_an_output_without_a_value_is_unknown() -> None:
    output = {wire.SIGNATURE: wire.OUTPUT, "dependencies": []}
    assert wire.is_unknown(output)
    assert wire.without_outputs(output) == wire.UNKNOWN
    assert wire.in_clear(output) == wire.UNKNOWN


def test_a_resource_reference_becomes_its_id_or_its_urn() -> None:
    reference = {wire.SIGNATURE: wire.RESOURCE, "urn": "urn:pulumi:a::b::c::d"}
    assert wire.for_pack(reference) == "urn:pulumi:a::b::c::d"
    assert wire.for_pack({**reference, "id": "i-1"}) == "i-1"


def test_numbers_come_back_whole_where_they_are() -> None:
    sent = wire.from_struct(wire.to_struct({"port": 443.0, "share": 0.5}))
    assert sent == {"port": 443, "share": 0.5}
    assert isinstance(sent["port"], int)
    assert math.isclose(sent["share"], 0.5)


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no value on the wire: set"):
        wire.to_struct({"a": {1, 2}})
