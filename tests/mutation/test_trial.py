"""Which tests run first, and what a run of them says of a defect."""

import pytest

from mutation.order import ReachingTest, batches, ordered, within
from mutation.trial import Run, judged

_FILE = "policies/private_api_guard/faults/authorizer/function.py"


def test_tests_of_the_same_name_come_first_then_those_in_process_then_short_ones():
    tests = [
        ReachingTest("tests/preflight/test_a.py::slow", 2.0, elsewhere=False),
        ReachingTest("tests/preflight/test_b.py::quick", 0.1, elsewhere=True),
        ReachingTest("tests/preflight/test_c.py::quick", 0.1, elsewhere=False),
        ReachingTest("tests/policies/test_authorizer.py::slow", 9.0, elsewhere=True),
        ReachingTest("tests/policies/test_authorizer.py::quick", 1.0, elsewhere=True),
        ReachingTest("tests/policies/test_other.py::quick", 0.1, elsewhere=False),
    ]
    assert [test.id.removeprefix("tests/") for test in ordered(tests, _FILE)] == [
        "policies/test_authorizer.py::quick",
        "policies/test_authorizer.py::slow",
        "policies/test_other.py::quick",
        "preflight/test_c.py::quick",
        "preflight/test_a.py::slow",
        "preflight/test_b.py::quick",
    ]


@pytest.mark.parametrize(
    ("seconds", "sizes"),
    [([], []), ([9.0], [1]), ([2.0, 3.0], [2]), ([2.0, 3.1], [1, 1]), ([9.0, 1.0, 50.0, 9.1], [1, 2, 1])],
)
def test_batches_grow_and_leave_nothing_out(seconds, sizes):
    tests = [ReachingTest(f"t{number}", each, elsewhere=False) for number, each in enumerate(seconds)]
    made = list(batches(tests, (5.0, 60.0, float("inf"))))
    assert [len(batch) for batch in made] == sizes
    assert [test for batch in made for test in batch] == tests


@pytest.mark.parametrize(("seconds", "taken"), [(0.0, 1), (4.9, 1), (5.0, 2), (8.9, 2), (9.0, 3), (99.0, 3)])
def test_of_many_tests_the_first_are_tried(seconds, taken):
    tests = [ReachingTest(f"t{number}", each, elsewhere=False) for number, each in enumerate((2.0, 3.0, 4.0))]
    assert within(tests, seconds) == tests[:taken]
    assert within([], seconds) == []


_BEGUN, _ENDED, _FAILED = ("begun", "t"), ("ended", "t"), ("failed", "t")


@pytest.mark.parametrize(
    ("run", "raised", "outcome", "by"),
    [
        (Run(2, "", [_BEGUN, _FAILED, _ENDED]), "", "noticed", "t"),
        (Run(1, "", [_BEGUN, _FAILED]), "", "noticed", "t"),
        (Run(1, "Timeout (0:00:20)!", [_BEGUN]), "", "noticed", "t took too long"),
        (Run(None, "", [_BEGUN]), "", "noticed", "t took too long"),
        (Run(-11, "", [_BEGUN]), "", "noticed", "t ended its process"),
        (Run(None, "", []), "", "noticed", "the tests took too long"),
        (Run(2, "", [("broken", "f")]), "NameError: x", "noticed", "the import: NameError: x"),
        (Run(4, "", []), "NameError: x", "noticed", "the import: NameError: x"),
        (Run(2, "", [("broken", "f")]), "", "not tried", "pytest ended with 2"),
        (Run(1, "", [_BEGUN, _ENDED, ("broken", "f")]), "", "not tried", "pytest ended with 1"),
        (Run(3, "", [_BEGUN, _ENDED]), "", "not tried", "pytest ended with 3"),
    ],
)
def test_what_a_run_says(run, raised, outcome, by):
    result = judged(run, lambda: raised)
    assert result is not None
    assert (result.outcome, result.by) == (outcome, by)


@pytest.mark.parametrize("status", [0, 5])
def test_a_run_in_which_nothing_fails_says_nothing(status):
    assert judged(Run(status, "", [_BEGUN, _ENDED]), lambda: "not asked") is None
