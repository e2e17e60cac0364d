"""One report on the preview and the simulated update."""

from dataclasses import replace

import pytest

from preflight.packs.diagnostics import Aborted
from preflight.packs.judgement import RequestPath, State, Waiver
from preflight.report.finding import Finding
from preflight.report.operations import BOTH, both
from preflight.report.report import Report


def finding(name: str = "port", message: str = "text", *, urn: str = "group", undecided: bool = False) -> Finding:
    policy, level = ("undecided", "advisory") if undecided else ("targets", "mandatory")
    return Finding("pack", policy, f"targets/{name}", level, urn, "", message, undecided=undecided)


def report(*findings: Finding, states: tuple[State, ...] = (), operation: str = "preview") -> Report:
    paths = tuple(RequestPath(api="api", stage=f"v{number}", state=state) for number, state in enumerate(states))
    return Report("shop", "dev", operation, findings=findings, paths=paths)


def found(preview: Report, update: Report) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [(each.message, each.undecided, each.operations) for each in both(preview, update).findings]


def test_the_preview_alone_stays_as_it_is() -> None:
    preview = report(finding())
    assert both(preview) is preview


def test_a_finding_says_in_which_operations_it_was_made() -> None:
    preview = report(finding("a", "a"), finding("b", "b"))
    assert found(preview, report(finding("a", "a"), finding("c", "c"))) == [
        ("a", False, ("preview", "update")),
        ("b", False, ("preview",)),
        ("c", False, ("update",)),
    ]


def test_one_fault_is_told_once_in_the_words_of_the_update() -> None:
    assert found(report(finding(message="an id")), report(finding(message="id-1"))) == [
        ("id-1", False, ("preview", "update"))
    ]


def test_what_is_of_no_fault_is_told_apart_by_its_words() -> None:
    preview, update = (report(replace(finding(message=each), fault=None)) for each in ("no tag", "no owner"))
    assert found(preview, update) == [("no owner", False, ("update",)), ("no tag", False, ("preview",))]


def test_several_of_one_fault_are_matched_by_their_words_first() -> None:
    preview = report(finding(message="x"), finding(message="y"))
    assert sorted(found(preview, report(finding(message="y"), finding(message="z")))) == [
        ("y", False, ("preview", "update")),
        ("z", False, ("preview", "update")),
    ]


@pytest.mark.parametrize(
    ("update", "told"),
    [
        (report(finding(message="closed")), [("closed", False, ("update",))]),
        (report(finding(undecided=True)), [("text", True, ("preview", "update"))]),
        (
            report(finding(urn="other", message="closed")),
            [("closed", False, ("update",)), ("text", True, ("preview",))],
        ),
        (report(), [("text", True, ("preview",))]),
    ],
    ids=["the update decides that it is so", "nobody decides", "of another resource", "the update decides otherwise"],
)
def test_what_the_preview_leaves_undecided(update: Report, told: list) -> None:
    assert found(report(finding(undecided=True)), update) == told


@pytest.mark.parametrize(
    ("preview", "update", "drawn"),
    [
        (("unknown",), ("open",), ["open"]),
        (("open",), ("closed",), ["closed"]),
        (("closed",), ("open",), ["closed"]),
        (("closed", "unknown"), ("closed", "open"), ["closed", "open"]),
        (("open", "closed"), ("open",), ["open", "closed"]),
        ((), ("open",), ["open"]),
    ],
)
def test_a_path_is_drawn_as_the_update_has_it_unless_the_preview_alone_closes_it(
    preview: tuple[State, ...], update: tuple[State, ...], drawn: list[State]
) -> None:
    assert [path.state for path in both(report(states=preview), report(states=update)).paths] == drawn


def test_what_both_say_is_told_once() -> None:
    careless = Aborted("pack", "careless", "advisory", "group", "unknown")
    waived = replace(finding(), waived=Waiver(reason="soon"))
    one = replace(report(), aborted=(careless,), waived=(waived,))
    merged = both(one, replace(one, aborted=(), operation="update"))
    assert (merged.operation, merged.aborted, merged.waived) == (
        BOTH,
        (careless,),
        (replace(waived, operations=("preview", "update")),),
    )
