"""What a change does, as reports have it."""

from dataclasses import dataclass

from preflight.report.finding import Finding
from preflight.report.listed import ListedResource
from preflight.report.path_changes import HopChange, RequestChange


@dataclass(frozen=True)
class Comparison:
    """What is other than in `base`, the name of a revision or a file. `note` says why there is nothing to compare with.

    Findings of `still` are there before and after. A resource is `changed` where its inputs are others.
    """

    base: str
    note: str = ""
    requests: tuple[RequestChange, ...] = ()
    hops: tuple[HopChange, ...] = ()
    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    still: tuple[Finding, ...] = ()
    added: tuple[ListedResource, ...] = ()
    changed: tuple[ListedResource, ...] = ()
    removed: tuple[ListedResource, ...] = ()
