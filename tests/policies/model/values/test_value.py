"""What one property says, and the only way from it to an answer."""

import pytest

from private_api_guard.model.values.value import NOT_SET, Value, absent, known, not_known
from private_api_guard.model.verdict import closed, opened, unknown

PORT = known(80, "web", "port")
NO_PORT = absent("web", "port")
ANY_PORT = not_known("web", "port")
ALL = (PORT, NO_PORT, ANY_PORT)


@pytest.mark.parametrize(
    ("value", "content", "is_absent", "is_unknown", "text"),
    [
        (PORT, 80, False, False, "80"),
        (NO_PORT, None, True, False, "not set"),
        (ANY_PORT, None, False, True, "not known"),
        (known(0), 0, False, False, "0"),
        (known(""), "", False, False, ""),
        (known(False), False, False, False, "false"),
        (known(True), True, False, False, "true"),
        (known(["True"]), ["True"], False, False, "['True']"),
    ],
)
def test_a_value_is_known_absent_or_unknown(value, content, is_absent, is_unknown, text):
    assert value.known == content
    assert (value.absent, value.unknown) == (is_absent, is_unknown)
    assert (str(value), repr(value)) == (text, f"Value({text})")


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (PORT, "web.port"),
        (NO_PORT, "web.port"),
        (ANY_PORT, "web.port"),
        (not_known("web.port"), "web.port"),
        (known(1), ""),
        (NOT_SET, ""),
    ],
)
def test_where_it_stands_is_named_as_messages_name_it(value, where):
    assert value.where == where


@pytest.mark.parametrize(
    ("value", "same"),
    [(PORT, known(80, "web", "port")), (NO_PORT, known(443, "web", "port")), (ANY_PORT, not_known("web", "port"))],
)
def test_a_default_is_taken_where_the_property_is_not_set(value, same):
    assert value.or_else(443) == same
    assert value.or_else(443).where == "web.port"


@pytest.mark.parametrize(
    ("nothing", "same"), [((80,), NO_PORT), ((-1, 80), NO_PORT), ((-1,), PORT), ((), PORT), (("80",), PORT)]
)
def test_a_value_that_stands_for_none_is_absent(nothing, same):
    assert PORT.unless(*nothing) == same
    assert PORT.unless(*nothing).where == "web.port"


@pytest.mark.parametrize("value", [NO_PORT, ANY_PORT])
def test_what_is_not_known_stands_for_nothing(value):
    assert value.unless(80, -1) == value


@pytest.mark.parametrize(
    ("value", "made", "same"),
    [
        (PORT, lambda port: port + 1, known(81)),
        (PORT, lambda _: 0, known(0)),
        (PORT, lambda _: None, not_known("")),
        (NO_PORT, lambda port: port + 1, NO_PORT),
        (ANY_PORT, lambda port: port + 1, ANY_PORT),
    ],
)
def test_what_is_made_from_a_value_is_as_certain(value, made, same):
    assert value.map(made) == same
    assert value.map(made).where == "web.port"


def _never(_: object) -> bool:
    raise AssertionError("there is no value to test")


@pytest.mark.parametrize(
    ("value", "test", "answer"),
    [
        (PORT, lambda port: port == 80, opened()),
        (PORT, lambda port: port == 443, closed("web.port is 80")),
        (known(False, "web", "on"), lambda on: on, closed("web.on is false")),
        (NO_PORT, _never, closed("web.port is not set")),
        (ANY_PORT, _never, unknown("web.port")),
    ],
)
def test_an_answer_says_why(value, test, answer):
    assert value.holds(test) == answer


@pytest.mark.parametrize(
    ("value", "expected", "answer", "possible"),
    [
        (PORT, (80,), opened(), True),
        (PORT, (443, 80), opened(), True),
        (PORT, (443,), closed("web.port is 80"), False),
        (PORT, (), closed("web.port is 80"), False),
        (NO_PORT, (80,), closed("web.port is not set"), False),
        (NO_PORT, (None,), closed("web.port is not set"), False),
        (ANY_PORT, (80,), unknown("web.port"), True),
        (ANY_PORT, (), unknown("web.port"), True),
    ],
)
def test_one_of_some_values(value, expected, answer, possible):
    assert value.is_(*expected) == answer
    assert value.may_be(*expected) is possible


def test_equal_values_are_equal_wherever_they_stand():
    for one in ALL:
        for other in ALL:
            assert (one == other) is (one is other)
    assert known(80) == PORT
    assert known([80]) == known([80], "web", "ports")
    assert known(80) != known(443)
    assert PORT != 80
    assert hash(known([80])) == hash(known([80], "web", "ports"))
    assert len({PORT, known(80), NO_PORT, absent(), ANY_PORT, known(443)}) == 4


def test_nothing_that_is_not_a_value_equals_one():
    assert Value.__eq__(PORT, 80) is False
