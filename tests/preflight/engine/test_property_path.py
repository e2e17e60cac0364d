"""Paths whose changes are ignored."""

import pytest

from preflight.engine.property_path import steps_of, with_old


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("a", ["a"]),
        ("a.b", ["a", "b"]),
        ("a[0].b", ["a", 0, "b"]),
        ('a["b.c"]', ["a", "b.c"]),
        ("a[*].b", ["a", "*", "b"]),
        ("*", ["*"]),
    ],
)
def test_steps(path: str, steps: list) -> None:
    assert steps_of(path) == steps


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("a", {"a": 1}, {"a": 2, "b": 3}, {"a": 1, "b": 3}),
        ("a", {}, {"a": 2}, {}),
        ("a", {"a": 1}, {}, {"a": 1}),
        ("a.b", {"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 2}}, {"a": {"b": 1, "c": 2}}),
        ("a.b", {"a": {}}, {"a": {"b": 2}}, {"a": {}}),
        ("a[1].b", {"a": [{"b": 1}, {"b": 1}]}, {"a": [{"b": 2}, {"b": 2}]}, {"a": [{"b": 2}, {"b": 1}]}),
        ("a[*].b", {"a": [{"b": 1}]}, {"a": [{"b": 2}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 2}]}),
        ("a[7]", {"a": [1]}, {"a": [2]}, {"a": [2]}),
        ("a.b", {"a": 1}, {"a": 2}, {"a": 2}),
    ],
)
def test_what_stands_there_is_as_it_was(path: str, old: dict, new: dict, expected: dict) -> None:
    assert with_old(new, old, path) == expected
