"""How much of its findings a policy reports: so many of a fault, so many bytes, and what the rest is called."""

import pytest

from private_api_guard.faults.fault import Fault, Finding
from private_api_guard.faults.symptoms import DNS
from private_api_guard.model.hop import Hop
from private_api_guard.policies import _report

Told = list[tuple[str, str | None]]


def _fault(name: str) -> Fault:
    return Fault(id=f"targets/{name}", hop=Hop.CLIENT, title="t", symptom=DNS.says("s"), remedy="r", source="")


def _findings(count: int, name: str = "a", *, size: int = 0, undecided: bool = False) -> list[Finding]:
    """Findings at resources `name0`, `name1`..., with messages of that many bytes (0: as short as they are)."""
    bare = Finding(_fault(name), f"urn::{name}0", ("",), undecided, "x.y" if undecided else "")
    missing = size - len(bare.message.encode())
    evidence = ("x" * (missing - len("\nEvidence: ")),) if size else ()
    return [Finding(_fault(name), f"urn::{name}{number}", evidence, undecided, bare.where) for number in range(count)]


def _told(findings: list[Finding]) -> Told:
    told: Told = []
    _report(findings, lambda message, urn: told.append((message, urn)))
    return told


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_forty_of_a_fault_are_told_whole(count):
    findings = _findings(count)
    assert _told(findings) == [(each.message, each.urn) for each in findings]


@pytest.mark.parametrize(
    ("count", "rest"),
    [
        (41, "targets/a: t: 1 more resources: a40"),
        (42, "targets/a: t: 2 more resources: a40, a41"),
        (60, "targets/a: t: 20 more resources: " + ", ".join(f"a{number}" for number in range(40, 60))),
        (61, "targets/a: t: 21 more resources: " + ", ".join(f"a{number}" for number in range(40, 60)) + " and 1 more"),
        (
            99,
            "targets/a: t: 59 more resources: " + ", ".join(f"a{number}" for number in range(40, 60)) + " and 39 more",
        ),
    ],
)
def test_the_rest_is_one_line_at_the_first_of_them(count, rest):
    told = _told(_findings(count))
    assert len(told) == 41
    assert told[-1] == (rest, "urn::a40")


def test_the_rest_of_what_is_undecided_says_so():
    assert _told(_findings(41, undecided=True))[-1] == ("undecided: targets/a: t: 1 more resources: a40", "urn::a40")


def test_each_fault_has_its_own_forty():
    told = _told([*_findings(40), *_findings(41, "b")])
    assert len(told) == 40 + 40 + 1
    assert told[-1][0] == "targets/b: t: 1 more resources: b40"


def test_all_findings_of_a_fault_are_told_together():
    mixed = [finding for pair in zip(_findings(3), _findings(3, "b"), strict=True) for finding in pair]
    assert [urn for _, urn in _told(mixed)] == ["urn::a0", "urn::a1", "urn::a2", "urn::b0", "urn::b1", "urn::b2"]


# 100,000 bytes for a policy; each finding takes its message, its URN (7 bytes here) and 400 bytes of the SDK's.


@pytest.mark.parametrize(("size", "whole"), [(20_000 - 407, 5), (20_000 - 406, 4), (10_000 - 407, 10)])
def test_a_policy_tells_as_many_bytes_as_it_may(size, whole):
    findings = _findings(12, size=size)[:10]
    assert len(findings[0].message.encode()) == size
    told = _told(findings)
    assert told[:whole] == [(each.message, each.urn) for each in findings[:whole]]
    assert len(told) == (whole if whole == 10 else whole + 1)


def test_one_byte_more_than_it_may_is_too_much():
    just = _findings(5, size=20_000 - 407)
    over = _findings(5, size=20_000 - 406)
    assert len(_told([*just[:4], just[4]])) == 5
    assert [urn for _, urn in _told([*just[:4], over[4]])] == [f"urn::a{number}" for number in range(5)]
    assert _told([*just[:4], over[4]])[4][0] == "targets/a: t: 1 more resources: a4"


def test_letters_count_as_the_bytes_that_they_take():
    wide = [Finding(_fault("a"), f"urn::a{number}", ("é" * 9_900,)) for number in range(10)]
    assert len(_told(wide)) == 4 + 1


def test_each_fault_is_named_however_long_those_before_it_are():
    told = _told([*_findings(9, size=60_000), *_findings(3, "b", size=60_000), *_findings(1, "c")])
    assert [urn for _, urn in told] == ["urn::a0", "urn::a1", "urn::b0", "urn::c0"]
    assert told[2][0] == "targets/b: t: 3 more resources: b0, b1, b2"
    assert told[3][0] == "targets/c: t: 1 more resources: c0"


def test_names_of_any_length_are_cut_in_the_line_about_the_rest():
    long = [Finding(_fault("a"), f"urn::{number}{'n' * 20_000}") for number in range(20)]
    *_, (message, urn) = _told(long)
    assert len(message) < 700
    assert urn is None
