"""What a change does, as reports have it."""

from dataclasses import dataclass

from preflight.report.cost import CostChange
from preflight.report.finding import Finding
from preflight.report.listed import ListedResource
from preflight.report.path_changes import HopChange, RequestChange


@dataclass(frozen=True)
class Comparison:
    """What is other than in `base`, the name of a revision or a file.

    `note` says why there is nothing to compare with, which has no `base` where nobody knows of one. `notes` say what
    both sides share, or differ in, that a reader does not expect.
    Which findings are new, each finding itself says; those that are `gone` are in the report no more. A resource is
    `changed` where its inputs are others. `costs` are None where not both sides have a cost.
    """

    base: str
    note: str = ""
    notes: tuple[str, ...] = ()
    requests: tuple[RequestChange, ...] = ()
    hops: tuple[HopChange, ...] = ()
    gone: tuple[Finding, ...] = ()
    added: tuple[ListedResource, ...] = ()
    changed: tuple[ListedResource, ...] = ()
    removed: tuple[ListedResource, ...] = ()
    costs: tuple[CostChange, ...] | None = None
